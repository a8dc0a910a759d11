#include <algorithm>
#include <cmath>

#include "engine/workflow/document_text.h"

namespace faultline::workflow {

namespace {

constexpr double kFontSize = 11;
constexpr double kTextWidth = 150;
constexpr std::size_t kMostLines = 3;

class DotWriter {
 public:
  DotWriter(const Task& task, const KeyTexts& texts, std::string prefix)
      : m_task(task), m_texts(texts), m_prefix(std::move(prefix)) {}

  std::string write(const std::string& name) {
    m_text = "  subgraph cluster_" + m_prefix + " {\n    label=" + quotedDot(name) + ";\n";
    for (std::size_t at = 0; at < m_task.nodes.size(); ++at) writeNode(at);
    m_text += "    " + m_prefix + "start [label=\"Start\", style=\"rounded\"];\n";
    m_text += "    " + m_prefix + "end [label=\"End\", style=\"rounded\"];\n";
    writeBlocks();
    m_text += "  }\n";
    for (const Terminal& each : m_task.starts) writeTerminal("start", node(each.node), each);
    for (const Edge& each : m_task.edges) writeEdge(each);
    for (const Terminal& each : m_task.ends) writeTerminal(node(each.node), "end", each);
    return std::move(m_text);
  }

 private:
  [[nodiscard]] static std::string node(std::size_t at) { return "n" + std::to_string(at); }

  void writeNode(std::size_t at) {
    const KeyText text = m_texts(m_task.nodes[at].key);
    const auto lines = wrappedText(text.label, kFontSize, kTextWidth, kMostLines);
    m_text += "    " + m_prefix + node(at) + " [label=" + quotedDot(lines) +
              ", tooltip=" + quotedDot(text.templateText) + "];\n";
  }

  /// A node is in the biggest of its blocks.
  void writeBlocks() {
    auto blocks = m_task.concurrent;
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const auto& one, const auto& other) { return one.size() > other.size(); });
    std::vector<bool> taken(m_task.nodes.size(), false);
    for (std::size_t at = 0; at < blocks.size(); ++at) {
      auto& block = blocks[at];
      std::erase_if(block, [&](NodeIndex each) { return each >= taken.size() || taken[each]; });
      if (block.size() < 2) continue;
      m_text += "    subgraph cluster_" + m_prefix + "b" + std::to_string(at) +
                " { label=\"in any order\"; style=\"rounded,filled\"; fillcolor=\"#e9ebee\"; ";
      for (const NodeIndex each : block) {
        taken[each] = true;
        m_text += m_prefix + node(each) + "; ";
      }
      m_text += "}\n";
    }
  }

  void writeEdge(const Edge& edge) {
    std::vector<std::string> lines{countText(edge.count) + " (" + shareText(edge.probability) + ")"};
    if (edge.elapsed.count > 0) lines.push_back(timeText(edge.elapsed.medianMs));
    write(node(edge.from), node(edge.to), edge.count, lines, edge.closesLoop || edge.from == edge.to);
  }

  void writeTerminal(const std::string& from, const std::string& to, const Terminal& terminal) {
    write(from, to, terminal.count, {countText(terminal.count)}, false);
  }

  void write(const std::string& from, const std::string& to, std::uint64_t count,
             const std::vector<std::string>& lines, bool back) {
    const double share = std::log1p(static_cast<double>(count)) /
                         std::log1p(static_cast<double>(std::max<std::uint64_t>(1, m_task.runs)));
    m_text += "  " + m_prefix + from + " -> " + m_prefix + to + " [label=" + quotedDot(lines) +
              ", penwidth=" + decimalText(1 + 3 * std::min(1.0, share), 1) + (back ? ", style=dashed" : "") +
              "];\n";
  }

  const Task& m_task;
  const KeyTexts& m_texts;
  std::string m_prefix;
  std::string m_text;
};

}  // namespace

std::string toDot(const Workflow& workflow, const KeyTexts& texts, TaskId only) {
  std::string text =
      "digraph workflow {\n"
      "  rankdir=LR; charset=\"UTF-8\"; fontname=\"Helvetica\"; fontsize=12; color=\"#d9dde3\";\n"
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#59636f\", "
      "fontcolor=\"#1b1f24\", fontname=\"Helvetica\", fontsize=11];\n"
      "  edge [color=\"#7d8791\", fontcolor=\"#59636f\", fontname=\"Helvetica\", fontsize=9];\n";
  const auto names = taskNames(workflow, texts);
  for (std::size_t at = 0; at < workflow.tasks.size(); ++at) {
    const Task& task = workflow.tasks[at];
    if (only != TaskId{} && task.id != only) continue;
    text += DotWriter(task, texts, "t" + std::to_string(at)).write(names[at]);
  }
  return text + "}\n";
}

}  // namespace faultline::workflow
