#include "ui/views/workflow_shape.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QTextLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/workflow_words.h"

namespace faultline::ui {

namespace {

constexpr double kRowWidth = 1150;  // of a chain: what a window on a small screen shows at its own size
constexpr double kTextWidth = 132;
constexpr double kLeastWidth = 72;
constexpr int kMostLines = 3;
constexpr double kAside = 10;  // around a node's text
constexpr double kAbove = 7;
constexpr double kMarkHeight = 24;
constexpr int kMostTip = 2'000;

QString tr(const char* text) { return QCoreApplication::translate("faultline::ui::WorkflowGraph", text); }

class Maker {
 public:
  Maker(const pipeline::ProjectWorkflow& workflow, const workflow::Task& task)
      : m_workflow(workflow), m_task(task) {}

  WorkflowShape make(const QString& name) {
    m_shape.name = name;
    for (const auto& node : m_task.nodes) addNode(node);
    m_shape.start = addMark(tr("Start"));
    m_shape.end = addMark(tr("End"));
    addGroups();
    for (const auto& edge : m_task.edges) {
      if (edge.from < m_shape.nodes() && edge.to < m_shape.nodes()) addEdge(edge);
    }
    for (const auto& start : m_task.starts) addTerminal(m_shape.start, start.node, start);
    for (const auto& end : m_task.ends) addTerminal(end.node, m_shape.end, end);
    for (const auto& loop : m_task.loops) addLoop(loop);
    weigh();
    m_shape.graph.rowWidth = kRowWidth;
    return std::move(m_shape);
  }

 private:
  void addNode(const workflow::Node& node) {
    const auto* key = keyOf(node.key);
    WorkflowShape::Box box;
    box.count = node.count;
    box.label = key != nullptr ? plain(key->label) : tr("Key %1").arg(node.key);
    if (box.label.trimmed().isEmpty()) box.label = tr("(no words)");
    box.lines = wrappedLabel(box.label);
    box.whole = key != nullptr ? plain(key->templateText) : box.label;
    QStringList tip{key != nullptr ? keyText(key->templateText).left(kMostTip) : box.label};
    if (key != nullptr && !key->service.empty()) tip << plain(key->service).left(kMostTip);
    tip << tr("seen %1 times").arg(numberText(node.count));
    box.tip = tip.join(u'\n');
    const QFontMetricsF metrics(m_nodeFont);
    double width = 0;
    for (const QString& line : box.lines) width = std::max(width, metrics.horizontalAdvance(line));
    m_shape.graph.boxes.push_back({std::max(kLeastWidth, std::ceil(width) + 2 * kAside),
                                   std::ceil(metrics.height() * double(box.lines.size())) + 2 * kAbove});
    m_shape.boxes.push_back(std::move(box));
  }

  /// ProjectWorkflow::key is the engine's, and the window has none of that.
  [[nodiscard]] const pipeline::WorkflowKey* keyOf(workflow::LogKey key) const {
    const auto found = std::lower_bound(
        m_workflow.keys.begin(), m_workflow.keys.end(), key,
        [](const pipeline::WorkflowKey& each, workflow::LogKey wanted) { return each.key.value < wanted; });
    return found != m_workflow.keys.end() && found->key.value == key ? &*found : nullptr;
  }

  std::uint32_t addMark(const QString& word) {
    const QFontMetricsF metrics(m_labelFont);
    m_shape.graph.boxes.push_back({std::ceil(metrics.horizontalAdvance(word)) + kMarkHeight, kMarkHeight});
    m_shape.boxes.push_back({word, word, {word}, word, m_task.runs});
    return static_cast<std::uint32_t>(m_shape.boxes.size() - 1);
  }

  /// Blocks that overlap are drawn as one.
  void addGroups() {
    auto& groups = m_shape.graph.groups;
    std::set<std::uint32_t> partly;
    m_group.assign(m_shape.boxes.size(), workflow::kNone);
    for (const auto& block : m_task.concurrent) {
      const auto number = static_cast<std::uint32_t>(groups.size());
      std::vector<std::uint32_t> group;
      for (const auto node : block) {
        if (node >= m_shape.nodes()) continue;
        if (m_group[node] == workflow::kNone) {
          group.push_back(node);
        } else if (m_group[node] != number) {
          const auto moved = std::exchange(groups[m_group[node]], {});
          group.insert(group.end(), moved.begin(), moved.end());
          partly.insert(number);
        }
        for (const auto each : group) m_group[each] = number;
      }
      groups.push_back(std::move(group));
    }
    tidyGroups(partly);
  }

  void tidyGroups(const std::set<std::uint32_t>& partly) {
    auto groups = std::exchange(m_shape.graph.groups, {});
    m_group.assign(m_shape.boxes.size(), workflow::kNone);
    for (std::uint32_t at = 0; at < groups.size(); ++at) {
      if (groups[at].size() < 2) continue;
      std::sort(groups[at].begin(), groups[at].end());
      for (const auto node : groups[at]) {
        m_group[node] = static_cast<std::uint32_t>(m_shape.graph.groups.size());
      }
      m_shape.groupWords << (partly.contains(at) ? tr("partly in any order") : tr("in any order"));
      m_shape.graph.groups.push_back(std::move(groups[at]));
    }
  }

  void addEdge(const workflow::Edge& edge) {
    WorkflowShape::Link link;
    link.from = edge.from;
    link.to = edge.to;
    link.count = edge.count;
    link.back = edge.closesLoop || edge.from == edge.to;
    link.inner = m_group[edge.from] != workflow::kNone && m_group[edge.from] == m_group[edge.to];
    link.labels[1] = percentText(edge.probability);
    if (edge.elapsed.count > 0) {
      link.labels[2] = stepTimeText(edge.elapsed.medianMs);
      link.labels[3] = stepTimeText(edge.elapsed.p95Ms);
    }
    add(std::move(link));
  }

  void addTerminal(std::uint32_t from, std::uint32_t to, const workflow::Terminal& terminal) {
    if (terminal.node >= m_shape.nodes()) return;
    WorkflowShape::Link link;
    link.from = from;
    link.to = to;
    link.count = terminal.count;
    // Of the starts; of what its node does, at an end.
    const double whole = double(from == m_shape.start ? m_task.runs : m_shape.boxes[from].count);
    if (whole > 0) link.labels[1] = percentText(std::min(1.0, double(terminal.count) / whole));
    add(std::move(link));
  }

  void add(WorkflowShape::Link link) {
    const QFontMetricsF metrics(m_labelFont);
    link.share = m_task.runs == 0 ? 1 : double(link.count) / double(m_task.runs);
    link.labels[0] = numberText(link.count);
    double width = 0;
    for (const QString& label : link.labels) width = std::max(width, metrics.horizontalAdvance(label));
    QStringList tip{tr("%1 → %2").arg(m_shape.boxes[link.from].label, m_shape.boxes[link.to].label),
                    tr("taken %1 times, %2 of what comes next").arg(link.labels[0], link.labels[1])};
    if (!link.labels[2].isEmpty()) {
      tip << tr("takes %1, 95 %% within %2").arg(link.labels[2], link.labels[3]).replace("%%", "%");
    }
    if (link.back) tip << tr("closes a loop");
    link.tip = tip.join(u'\n');
    workflow::LayoutGraph::Link drawn{link.from, link.to};
    drawn.back = link.back;
    if (!link.inner) drawn.label = {std::ceil(width) + 8, std::ceil(metrics.height()) + 2};
    m_shape.mostTaken = std::max(m_shape.mostTaken, link.count);
    m_shape.graph.links.push_back(drawn);
    m_shape.links.push_back(std::move(link));
  }

  void addLoop(const workflow::Loop& loop) {
    WorkflowShape::Loop drawn;
    for (const auto node : loop.nodes) {
      if (node < m_shape.nodes()) drawn.boxes.push_back(node);
    }
    if (drawn.boxes.empty()) return;
    drawn.words = loop.leastRounds == loop.mostRounds
                      ? tr("repeats %1 ×").arg(loop.mostRounds)
                      : tr("repeats %1–%2 ×").arg(loop.leastRounds).arg(loop.mostRounds);
    m_shape.loops.push_back(std::move(drawn));
  }

  /// What is taken most is drawn straightest.
  void weigh() {
    for (std::size_t at = 0; at < m_shape.links.size(); ++at) {
      const auto most = double(std::max<std::uint64_t>(1, m_shape.mostTaken));
      m_shape.graph.links[at].weight = 1 + 9 * double(m_shape.links[at].count) / most;
    }
  }

  const pipeline::ProjectWorkflow& m_workflow;
  const workflow::Task& m_task;
  QFont m_nodeFont = workflowNodeFont();
  QFont m_labelFont = workflowLabelFont();
  std::vector<std::uint32_t> m_group;
  WorkflowShape m_shape;
};

}  // namespace

WorkflowShape shapeOf(const pipeline::ProjectWorkflow& workflow, workflow::TaskIndex task) {
  const QString name = task < workflow.taskNames.size() ? plain(workflow.taskNames[task]) : QString();
  return Maker(workflow, workflow.automaton.tasks.at(task)).make(name);
}

QStringList wrappedLabel(const QString& text) {
  const QFont font = workflowNodeFont();
  const QFontMetricsF metrics(font);
  QTextLayout layout(text, font);
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  option.setTextDirection(Qt::LeftToRight);
  layout.setTextOption(option);
  QStringList lines;
  layout.beginLayout();
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(kTextWidth);
    if (lines.size() + 1 == kMostLines) {
      lines << metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, kTextWidth);
      break;
    }
    lines << text.mid(line.textStart(), line.textLength()).trimmed();
  }
  layout.endLayout();
  return lines;
}

QFont workflowNodeFont() {
  QFont font = style::textFont();
  font.setPointSizeF(9.5);
  return font;
}

QFont workflowLabelFont() {
  QFont font = style::textFont();
  font.setPointSizeF(8.5);
  return font;
}

QString stepTimeText(double milliseconds) {
  if (milliseconds < 0) return {};
  if (milliseconds < 1) return tr("< 1 ms");
  return elapsedText(milliseconds);
}

}  // namespace faultline::ui
