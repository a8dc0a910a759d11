#include "engine/workflow/picture.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "engine/workflow/document_text.h"

namespace faultline::workflow {

namespace {

constexpr double kMargin = 24;
constexpr double kHeading = 34;  // a task's name
constexpr double kBetween = 36;  // tasks
constexpr double kTextWidth = 140;
constexpr std::size_t kMostLines = 3;
constexpr double kMarkHeight = 24;

constexpr double kRowWidth = 1500;  // what a page of paper or a screen shows without making it small

class TaskDrawer {
 public:
  TaskDrawer(const Task& task, const KeyTexts& texts) : m_task(task), m_texts(texts) {}

  Result<Picture> draw(const std::stop_token& stop) {
    for (const Node& node : m_task.nodes) addNode(node);
    m_start = addMark("Start");
    m_end = addMark("End");
    addGroups();
    addLinks();
    m_graph.rowWidth = kRowWidth;
    const auto layout = layOut(m_graph, {}, stop);
    if (!layout) return tl::unexpected(layout.error());
    place(*layout);
    return std::move(m_picture);
  }

 private:
  void addNode(const Node& node) {
    const KeyText text = m_texts(node.key);
    Picture::Box box;
    box.lines = wrappedText(text.label, kPictureFont, kTextWidth, kMostLines);
    box.tip = text.templateText;
    for (const auto& line : box.lines) box.width = std::max(box.width, textWidth(line, kPictureFont));
    box.width = std::max(64.0, std::ceil(box.width) + 20);
    box.height = kPictureLine * static_cast<double>(box.lines.size()) + 14;
    add(std::move(box));
  }

  std::uint32_t addMark(const char* word) {
    Picture::Box box;
    box.lines = {word};
    box.tip = word;
    box.terminal = true;
    box.width = textWidth(word, kPictureFont) + kMarkHeight;
    box.height = kMarkHeight;
    add(std::move(box));
    return static_cast<std::uint32_t>(m_picture.boxes.size() - 1);
  }

  void add(Picture::Box box) {
    m_graph.boxes.push_back({box.width, box.height});
    m_picture.boxes.push_back(std::move(box));
  }

  /// Blocks that overlap are drawn as one.
  void addGroups() {
    m_group.assign(m_graph.boxes.size(), kNone);
    for (const auto& block : m_task.concurrent) {
      std::vector<std::uint32_t> group;
      std::uint32_t number = static_cast<std::uint32_t>(m_graph.groups.size());
      for (const NodeIndex node : block) {
        if (node >= m_task.nodes.size()) continue;
        if (m_group[node] == kNone) {
          group.push_back(node);
        } else if (m_group[node] != number) {
          auto& other = m_graph.groups[m_group[node]];
          const std::vector<std::uint32_t> moved = std::exchange(other, {});
          group.insert(group.end(), moved.begin(), moved.end());
          m_partly.insert(number);
        }
        for (const auto each : group) m_group[each] = number;
      }
      m_graph.groups.push_back(std::move(group));
    }
    tidyGroups();
  }

  void tidyGroups() {
    std::vector<std::vector<std::uint32_t>> kept;
    m_group.assign(m_graph.boxes.size(), kNone);
    for (std::uint32_t at = 0; at < m_graph.groups.size(); ++at) {
      auto& group = m_graph.groups[at];
      if (group.size() < 2) continue;
      std::sort(group.begin(), group.end());
      for (const auto node : group) m_group[node] = static_cast<std::uint32_t>(kept.size());
      m_groupWords.emplace_back(m_partly.contains(at) ? "partly in any order" : "in any order");
      kept.push_back(std::move(group));
    }
    m_graph.groups = std::move(kept);
  }

  void addLinks() {
    for (const Edge& edge : m_task.edges) {
      std::vector<std::string> label;
      if (edge.probability < 0.995) label.push_back(shareText(edge.probability));
      if (edge.elapsed.count > 0) label.push_back(timeText(edge.elapsed.medianMs));
      addLink(edge.from, edge.to, edge.count, std::move(label), edge.closesLoop || edge.from == edge.to);
    }
    for (const Terminal& each : m_task.starts) addLink(m_start, each.node, each.count, {}, false);
    for (const Terminal& each : m_task.ends) addLink(each.node, m_end, each.count, {}, false);
  }

  void addLink(std::uint32_t from, std::uint32_t to, std::uint64_t count, std::vector<std::string> label,
               bool back) {
    if (from >= m_graph.boxes.size() || to >= m_graph.boxes.size()) return;
    Picture::Link link;
    const auto runs = static_cast<double>(std::max<std::uint64_t>(1, m_task.runs));
    link.width = 1 + 3.5 * std::min(1.0, std::log1p(static_cast<double>(count)) / std::log1p(runs));
    link.back = back;
    if (m_group[from] == kNone || m_group[from] != m_group[to]) link.label = std::move(label);
    LayoutGraph::Link drawn{from, to};
    drawn.weight = 1 + 9 * std::min(1.0, static_cast<double>(count) / runs);
    drawn.back = back;
    for (const auto& line : link.label) {
      drawn.label.width = std::max(drawn.label.width, textWidth(line, kPictureLabelFont) + 6);
      drawn.label.height += kPictureLabelLine;
    }
    m_graph.links.push_back(drawn);
    m_picture.links.push_back(std::move(link));
  }

  void place(const Layout& layout) {
    m_picture.width = layout.width;
    m_picture.height = layout.height;
    for (std::size_t at = 0; at < m_picture.boxes.size(); ++at)
      m_picture.boxes[at].middle = layout.centres[at];
    for (std::size_t at = 0; at < m_picture.links.size(); ++at) {
      m_picture.links[at].points = layout.curves[at].points;
      m_picture.links[at].labelAt = layout.curves[at].label;
    }
    for (const Loop& loop : m_task.loops) addLoop(loop);
    for (std::size_t at = 0; at < layout.frames.size(); ++at) {
      m_picture.frames.push_back({layout.frames[at], m_groupWords[at], false});
    }
  }

  /// Only where nothing else is in the frame; the link back is dashed in any case.
  void addLoop(const Loop& loop) {
    double left = 1e300, top = 1e300, right = -1e300, bottom = -1e300;
    for (const NodeIndex node : loop.nodes) {
      if (node >= m_task.nodes.size()) return;
      const Picture::Box& box = m_picture.boxes[node];
      left = std::min(left, box.middle.x - box.width / 2 - 12);
      right = std::max(right, box.middle.x + box.width / 2 + 12);
      top = std::min(top, box.middle.y - box.height / 2 - 12);
      bottom = std::max(bottom, box.middle.y + box.height / 2 + 22);
    }
    for (std::uint32_t at = 0; at < m_picture.boxes.size(); ++at) {
      const Picture::Box& box = m_picture.boxes[at];
      const bool meets = box.middle.x + box.width / 2 > left && box.middle.x - box.width / 2 < right &&
                         box.middle.y + box.height / 2 > top && box.middle.y - box.height / 2 < bottom;
      // A frame around a part of a block would cross the block's.
      const bool inBlock = std::any_of(loop.nodes.begin(), loop.nodes.end(), [&](NodeIndex node) {
        return m_group[at] != kNone && m_group[at] == m_group[node];
      });
      if ((meets || inBlock) && std::find(loop.nodes.begin(), loop.nodes.end(), at) == loop.nodes.end()) {
        return;
      }
    }
    if (loop.nodes.empty()) return;
    std::string words = "repeats " + std::to_string(loop.leastRounds);
    if (loop.mostRounds != loop.leastRounds) words += "–" + std::to_string(loop.mostRounds);
    m_picture.frames.push_back({{{left, top}, right - left, bottom - top}, words + " ×", true});
    m_picture.height = std::max(m_picture.height, bottom);
  }

  const Task& m_task;
  const KeyTexts& m_texts;
  std::uint32_t m_start = 0;
  std::uint32_t m_end = 0;
  LayoutGraph m_graph;
  std::vector<std::uint32_t> m_group;
  std::set<std::uint32_t> m_partly;  // groups of several blocks
  std::vector<std::string> m_groupWords;
  Picture m_picture;
};

void move(Point* point, double x, double y) {
  point->x += x;
  point->y += y;
}

/// Below what is there already.
void append(Picture part, double y, Picture* picture) {
  for (auto& frame : part.frames) move(&frame.area.topLeft, kMargin, y);
  for (auto& box : part.boxes) move(&box.middle, kMargin, y);
  for (auto& link : part.links) {
    for (Point& point : link.points) move(&point, kMargin, y);
    move(&link.labelAt, kMargin, y);
  }
  std::move(part.frames.begin(), part.frames.end(), std::back_inserter(picture->frames));
  std::move(part.boxes.begin(), part.boxes.end(), std::back_inserter(picture->boxes));
  std::move(part.links.begin(), part.links.end(), std::back_inserter(picture->links));
}

}  // namespace

std::optional<Point> arrowBase(const Picture::Link& link) {
  const auto& points = link.points;
  if (points.size() < 4) return std::nullopt;
  const Point tip = points.back();
  Point before = points[points.size() - 2];
  // The last handle may lie on the tip.
  if (std::hypot(tip.x - before.x, tip.y - before.y) < 0.5) before = points[points.size() - 4];
  const double length = std::hypot(tip.x - before.x, tip.y - before.y);
  if (length < 0.01) return std::nullopt;
  const double size = (6 + 1.2 * link.width) / length;
  return Point{tip.x - size * (tip.x - before.x), tip.y - size * (tip.y - before.y)};
}

Result<Picture> makePicture(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                            const std::stop_token& stop) {
  Picture picture;
  const auto names = taskNames(workflow, texts);
  double y = kMargin;
  for (std::size_t at = 0; at < workflow.tasks.size(); ++at) {
    const Task& task = workflow.tasks[at];
    if (only != TaskId{} && task.id != only) continue;
    auto part = TaskDrawer(task, texts).draw(stop);
    if (!part) return tl::unexpected(part.error());
    const std::string heading = names[at] + "  ·  " + countText(task.runs) + " runs";
    picture.texts.push_back({{kMargin, y + 14}, heading, 14, true});
    y += kHeading;
    const double width = std::max(part->width, textWidth(heading, 16)), height = part->height;
    append(std::move(*part), y, &picture);
    picture.width = std::max(picture.width, width + 2 * kMargin);
    y += height + kBetween;
  }
  const std::string legend =
      workflow.tasks.empty() ? "No workflow was found."
                             : "Wider lines are taken more often. Labels: how often of all that comes next, "
                               "where it is not always, and the median time. Dashed: goes back and repeats.";
  picture.texts.push_back({{kMargin, y}, legend, 11, false});
  picture.width = std::max(picture.width, textWidth(legend, 12) + 2 * kMargin);
  picture.height = y + kMargin;
  return picture;
}

}  // namespace faultline::workflow
