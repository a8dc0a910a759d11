#include "ui/views/workflow_scene.h"

#include <algorithm>
#include <cmath>

#include "ui/style/style.h"

namespace faultline::ui {

namespace {

constexpr double kMargin = 32;

/// By the logarithm, so that a way taken once in a hundred times is seen beside one that is always taken.
double widthOf(std::uint64_t count, std::uint64_t most) {
  if (most <= 1) return 2;
  return 1 + 4 * std::log1p(static_cast<double>(count)) / std::log1p(static_cast<double>(most));
}

std::uint64_t pairOf(std::uint32_t from, std::uint32_t to) { return (std::uint64_t{from} << 32U) | to; }

}  // namespace

WorkflowScene::WorkflowScene(QObject* parent) : QGraphicsScene(parent) {}

void WorkflowScene::build(WorkflowShape shape, const workflow::Layout& layout) {
  clear();
  m_boxes.clear();
  m_links.clear();
  m_frames.clear();
  m_linkOf.clear();
  m_ghost = nullptr;
  m_hidden = 0;
  m_shape = std::move(shape);
  m_simplified = layout.simplified;
  for (std::uint32_t at = 0; at < m_shape.boxes.size() && at < layout.centres.size(); ++at) {
    const auto& size = m_shape.graph.boxes[at];
    const QRectF rect(layout.centres[at].x - size.width / 2, layout.centres[at].y - size.height / 2,
                      size.width, size.height);
    const auto kind = at < m_shape.nodes() ? WorkflowNodeItem::Kind::Node : WorkflowNodeItem::Kind::Terminal;
    m_boxes.push_back(new WorkflowNodeItem(at, m_shape.boxes[at], kind, rect));
    addItem(m_boxes.back());
  }
  for (std::uint32_t at = 0; at < m_shape.links.size() && at < layout.curves.size(); ++at) {
    const auto& link = m_shape.links[at];
    m_links.push_back(
        new WorkflowLinkItem(at, link, widthOf(link.count, m_shape.mostTaken), layout.curves[at]));
    addItem(m_links.back());
    m_linkOf.emplace(pairOf(link.from, link.to), at);
  }
  addFrames(layout);
  addLoops();
  m_bounds = itemsBoundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
  setSceneRect(m_bounds);
}

void WorkflowScene::addFrames(const workflow::Layout& layout) {
  for (std::size_t at = 0; at < layout.frames.size(); ++at) {
    const auto& frame = layout.frames[at];
    m_frames.push_back(
        new WorkflowFrameItem(WorkflowFrameItem::Kind::Concurrent, m_shape.groupWords.value(qsizetype(at)),
                              QRectF(frame.topLeft.x, frame.topLeft.y, frame.width, frame.height)));
    addItem(m_frames.back());
  }
}

/// A frame only where nothing else would be in it; the link back is dashed in any case.
void WorkflowScene::addLoops() {
  for (const auto& loop : m_shape.loops) {
    QRectF area;
    for (const auto box : loop.boxes) {
      if (box < m_boxes.size()) area |= m_boxes[box]->rect();
    }
    // A block of any order within the loop is framed with it; one that is partly in it would cross it.
    bool crosses = false;
    for (std::size_t at = 0; at < m_shape.graph.groups.size() && at < m_frames.size(); ++at) {
      const auto& group = m_shape.graph.groups[at];
      const auto inside = std::count_if(group.begin(), group.end(), [&](std::uint32_t box) {
        return std::find(loop.boxes.begin(), loop.boxes.end(), box) != loop.boxes.end();
      });
      if (static_cast<std::size_t>(inside) == group.size()) area |= m_frames[at]->sceneBoundingRect();
      crosses = crosses || (inside > 0 && static_cast<std::size_t>(inside) < group.size());
    }
    if (crosses) continue;
    area.adjust(-14, -14, 14, 24);
    const bool alone = std::all_of(m_boxes.begin(), m_boxes.end(), [&](const WorkflowNodeItem* item) {
      return !area.intersects(item->rect()) ||
             std::find(loop.boxes.begin(), loop.boxes.end(), item->box()) != loop.boxes.end();
    });
    if (!alone || area.isEmpty()) continue;
    m_frames.push_back(new WorkflowFrameItem(WorkflowFrameItem::Kind::Loop, loop.words, area));
    addItem(m_frames.back());
  }
}

const WorkflowNodeItem* WorkflowScene::box(std::uint32_t box) const {
  return box < m_boxes.size() ? m_boxes[box] : nullptr;
}

std::uint32_t WorkflowScene::linkAt(std::uint32_t from, std::uint32_t to) const {
  const auto found = m_linkOf.find(pairOf(from, to));
  return found == m_linkOf.end() ? workflow::kNone : found->second;
}

const WorkflowLinkItem* WorkflowScene::link(std::uint32_t from, std::uint32_t to) const {
  const auto at = linkAt(from, to);
  return at < m_links.size() ? m_links[at] : nullptr;
}

bool WorkflowScene::has(WorkflowFrameItem::Kind kind) const {
  return std::any_of(m_frames.begin(), m_frames.end(),
                     [&](const WorkflowFrameItem* frame) { return frame->kind() == kind; });
}

void WorkflowScene::markWay(const std::vector<workflow::NodeIndex>& way, bool toTheEnd, Marks* marks) const {
  const auto take = [&](std::uint32_t from, std::uint32_t to) {
    const auto at = linkAt(from, to);
    if (at < marks->links.size()) marks->links[at].onPath = true;
  };
  std::uint32_t before = m_shape.start;
  for (const auto node : way) {
    if (node >= nodes()) continue;
    take(before, node);
    marks->boxes[node].onPath = true;
    ++marks->boxes[node].visits;
    before = node;
  }
  if (toTheEnd) take(before, m_shape.end);
}

void WorkflowScene::markPath(const WorkflowGraph::Path& path, const Shown& shown, Marks* marks) const {
  markWay(path.executed, false, marks);
  if (path.current < nodes()) marks->boxes[path.current].current = true;
  for (const auto& next : path.expected) {
    const bool end = next.node == workflow::kNone;
    if (!end && next.task != shown.task) continue;
    const std::uint32_t box = end ? m_shape.end : next.node;
    if (box >= marks->boxes.size()) continue;
    marks->boxes[box].expected = next.probability;
    const auto from = path.current < nodes()  ? path.current
                      : path.executed.empty() ? m_shape.start
                                              : path.executed.back();
    const auto link = linkAt(from, box);
    if (link < marks->links.size()) marks->links[link].expected = next.probability;
  }
  if (path.slow) {
    const auto link = linkAt(path.slow->first, path.slow->second);
    if (link < marks->links.size()) marks->links[link].slow = true;
  }
}

void WorkflowScene::restyle(const Shown& shown) {
  Marks marks{std::vector<WorkflowMark>(m_boxes.size()), std::vector<WorkflowMark>(m_links.size())};
  const bool any = shown.path.has_value() || shown.variant.has_value();
  if (shown.variant) {
    markWay(*shown.variant, true, &marks);
  } else if (shown.path) {
    markPath(*shown.path, shown, &marks);
  }
  if (shown.chosen < nodes() && shown.chosen < marks.boxes.size()) marks.boxes[shown.chosen].chosen = true;
  for (auto* all : {&marks.boxes, &marks.links}) {
    for (WorkflowMark& mark : *all) {
      mark.faded = any && !mark.onPath && !mark.current && !mark.slow && mark.expected < 0;
    }
  }
  for (std::size_t at = 0; at < m_boxes.size(); ++at) m_boxes[at]->setMark(marks.boxes[at]);
  for (std::size_t at = 0; at < m_links.size(); ++at) {
    m_links[at]->setMark(marks.links[at]);
    // Between boxes one above the other there is no room for one.
    const auto& link = m_shape.links[at];
    m_links[at]->setLabel(link.inner ? QString() : link.labels[static_cast<std::size_t>(shown.overlay)]);
  }
  hideRare(shown.leastShare, marks);
  showGhost(shown.variant ? std::nullopt : shown.path);
  Q_EMIT restyled();
}

void WorkflowScene::hideRare(double leastShare, const Marks& marks) {
  std::vector<bool> wanted(m_boxes.size(), false), linked(m_boxes.size(), false);
  m_hidden = 0;
  for (std::size_t at = 0; at < m_links.size(); ++at) {
    const auto& link = m_shape.links[at];
    const WorkflowMark& mark = marks.links[at];
    const bool visible = link.share >= leastShare || mark.onPath || mark.slow || mark.expected >= 0;
    m_links[at]->setVisible(visible);
    if (!visible) ++m_hidden;
    linked[link.from] = linked[link.to] = true;
    if (visible) wanted[link.from] = wanted[link.to] = true;
  }
  for (std::size_t at = 0; at < m_boxes.size(); ++at) {
    const WorkflowMark& mark = marks.boxes[at];
    m_boxes[at]->setVisible(wanted[at] || !linked[at] || at >= nodes() || mark.onPath || mark.current ||
                            mark.chosen || mark.expected >= 0);
  }
}

void WorkflowScene::showGhost(const std::optional<WorkflowGraph::Path>& path) {
  delete m_ghost;
  m_ghost = nullptr;
  QRectF bounds = m_bounds;
  if (path && path->ghost && !m_boxes.empty()) {
    const auto after = path->ghost->after < nodes() ? path->ghost->after : m_shape.start;
    const QRectF beside = m_boxes[after]->rect();
    m_ghost = new WorkflowGhostItem(*path->ghost);
    m_ghost->place(freePlace(m_ghost->size(), beside), beside);
    addItem(m_ghost);
    bounds |= m_ghost->rect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
  }
  if (sceneRect() != bounds) setSceneRect(bounds);
}

/// Right of the node, as near below or above it as nothing is in the way.
QRectF WorkflowScene::freePlace(const QSizeF& size, const QRectF& beside) const {
  constexpr int kMostSteps = 60;
  constexpr double kStep = 20, kGap = 10;
  const auto isFree = [&](const QRectF& rect) {
    const QRectF wide = rect.adjusted(-kGap, -kGap, kGap, kGap);
    return std::none_of(m_boxes.begin(), m_boxes.end(),
                        [&](const WorkflowNodeItem* item) { return item->rect().intersects(wide); });
  };
  const QRectF first(QPointF(beside.center().x() + beside.width() / 4 + 36, beside.bottom() + 28), size);
  for (int step = 0; step < kMostSteps; ++step) {
    const QRectF below = first.translated(0, step * kStep);
    if (isFree(below)) return below;
    const QRectF above = first.translated(0, -size.height() - beside.height() - 56 - step * kStep);
    if (isFree(above)) return above;
  }
  return first;
}

workflow::NodeIndex WorkflowScene::after(workflow::NodeIndex from, int step) const {
  const auto count = static_cast<int>(std::min(nodes(), m_boxes.size()));
  int at = from < nodes() ? static_cast<int>(from) + step : step > 0 ? 0 : count - 1;
  while (at >= 0 && at < count && !m_boxes[static_cast<std::size_t>(at)]->isVisible()) at += step;
  return at >= 0 && at < count ? static_cast<workflow::NodeIndex>(at) : workflow::kNone;
}

workflow::NodeIndex WorkflowScene::neighbour(workflow::NodeIndex from, Qt::Key direction) const {
  if (from >= std::min(nodes(), m_boxes.size())) return after(workflow::kNone, 1);
  const QPointF here = m_boxes[from]->rect().center();
  workflow::NodeIndex best = workflow::kNone;
  double least = std::numeric_limits<double>::infinity();
  for (workflow::NodeIndex node = 0; node < nodes() && node < m_boxes.size(); ++node) {
    if (node == from || !m_boxes[node]->isVisible()) continue;
    const QPointF way = m_boxes[node]->rect().center() - here;
    const bool across = direction == Qt::Key_Up || direction == Qt::Key_Down;
    const double sign = direction == Qt::Key_Left || direction == Qt::Key_Up ? -1 : 1;
    const double ahead = sign * (across ? way.y() : way.x());
    const double aside = std::abs(across ? way.x() : way.y());
    if (ahead < 1) continue;
    // Aside counts more, so that it goes straight on where it can.
    const double cost = ahead + 2 * aside;
    if (cost >= least) continue;
    least = cost;
    best = node;
  }
  return best;
}

}  // namespace faultline::ui
