#include "app/workflow_report.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/report.h"
#include "engine/base/text.h"

namespace faultline::app {

using nlohmann::json;
using pipeline::ProjectWorkflow;
using workflow::NodeIndex;
using workflow::Task;

namespace {

constexpr std::size_t kMostLabel = 60;

std::string duration(double ms) {
  if (ms < 1000) return fmt::format("{:.3g} ms", ms);
  if (ms < 120'000) return fmt::format("{:.3g} s", ms / 1000);
  return fmt::format("{:.3g} min", ms / 60'000);
}

std::string labelOf(const ProjectWorkflow& workflow, workflow::LogKey key) {
  const pipeline::WorkflowKey* known = workflow.key(key);
  return known == nullptr ? fmt::format("log key {}", key) : elided(printable(known->label), kMostLabel);
}

/// Nodes by their numbers, which count from 1.
std::string numbersOf(const std::vector<NodeIndex>& nodes) {
  std::vector<NodeIndex> numbers;
  for (const NodeIndex node : nodes) numbers.push_back(node + 1);
  return fmt::format("{}", fmt::join(numbers, " "));
}

std::string numbersOf(const std::vector<workflow::Terminal>& terminals) {
  std::vector<NodeIndex> nodes;
  for (const workflow::Terminal& terminal : terminals) nodes.push_back(terminal.node);
  return numbersOf(nodes);
}

void printEdge(const workflow::Edge& edge) {
  std::string line = fmt::format("{:>16}→ {:<3} {:>4.0f} %", "", edge.to + 1, 100 * edge.probability);
  if (edge.elapsed.count != 0) {
    line += fmt::format("   median {}, 95 % within {}", duration(edge.elapsed.medianMs),
                        duration(edge.elapsed.p95Ms));
  }
  std::cout << line << (edge.closesLoop ? "   (again)" : "") << '\n';
}

void printSteps(const ProjectWorkflow& workflow, const Task& task) {
  std::cout << fmt::format("{:>5} {:>9}  {}\n", "step", "count", "log key");
  for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
    std::cout << fmt::format("{:>5} {:>9}  {} [{}]\n", node + 1, task.nodes[node].count,
                             labelOf(workflow, task.nodes[node].key), task.nodes[node].key);
    for (const workflow::Edge& edge : task.edges) {
      if (edge.from == node) printEdge(edge);
    }
  }
}

void printShape(const Task& task) {
  std::cout << fmt::format("  starts at {}, ends at {}; {} ways through it\n", numbersOf(task.starts),
                           numbersOf(task.ends), task.variantCount);
  for (const workflow::Branch& branch : task.branches) {
    std::vector<std::string> ways;
    for (const std::vector<NodeIndex>& way : branch.ways)
      ways.push_back(way.empty() ? "nothing" : numbersOf(way));
    const std::string where =
        branch.at == workflow::kNone ? std::string("at the start") : fmt::format("after {}", branch.at + 1);
    std::cout << fmt::format("  one of, {}: {}\n", where, fmt::join(ways, " | "));
  }
  for (const workflow::Loop& loop : task.loops) {
    std::cout << fmt::format("  again and again: {} ({} to {} times)\n", numbersOf(loop.nodes),
                             loop.leastRounds, loop.mostRounds);
  }
  for (const std::vector<NodeIndex>& block : task.concurrent)
    std::cout << fmt::format("  in any order: {}\n", numbersOf(block));
}

/// `stream` where a step has no task.
std::string taskNameOf(const ProjectWorkflow& workflow, workflow::TaskIndex task) {
  return task < workflow.taskNames.size() ? workflow.taskNames[task] : std::string();
}

json nodeJson(const ProjectWorkflow& workflow, workflow::TaskIndex task, NodeIndex node) {
  const auto& tasks = workflow.automaton.tasks;
  if (task >= tasks.size() || node >= tasks[task].nodes.size()) return {};
  return tasks[task].nodes[node].key;
}

json stepJson(const ProjectWorkflow& workflow, const pipeline::TraceStep& step) {
  return {{"source", step.event.source.value},
          {"event", step.event.ordinal},
          {"key", step.key.value},
          {"label", step.label},
          {"time", timeJson(step.time)},
          {"task", taskNameOf(workflow, step.place.task)},
          {"run", step.place.run == workflow::kNone ? json() : json(step.place.run)},
          {"expected", step.place.node != workflow::kNone},
          {"elapsed_ms", step.place.elapsedMs < 0 ? json() : json(step.place.elapsedMs)},
          {"linked", step.linked}};
}

}  // namespace

void printWorkflow(const ProjectWorkflow& workflow, workflow::TaskId only) {
  const workflow::Workflow& automaton = workflow.automaton;
  std::cout << fmt::format("workflow {}, mined {} ({}{}): {} tasks in {} sessions, {} events\n", workflow.id,
                           isoUtc(workflow.created), pipeline::methodName(automaton.method),
                           automaton.method == workflow::Method::Cooccurrence
                               ? fmt::format(", tau {:g}", automaton.tau)
                               : std::string(),
                           automaton.tasks.size(), automaton.sessions, automaton.events);
  if (workflow.outdated)
    std::cout << "outdated: the log has other events or keys now; mine it with: faultline workflow PROJECT "
                 "--again\n";
  if (automaton.suggestedHistory > 0) {
    std::cout << fmt::format(
        "suggested for learning: --history {} --candidates {} (or: faultline learn PROJECT --suggested)\n",
        automaton.suggestedHistory, automaton.suggestedCandidates);
  }
  for (std::size_t i = 0; i < automaton.tasks.size(); ++i) {
    const Task& task = automaton.tasks[i];
    if (only && task.id != only) continue;
    std::cout << fmt::format("\ntask {}: {}\n  {} runs\n", task.id.value, printable(workflow.taskNames[i]),
                             task.runs);
    printShape(task);
    printSteps(workflow, task);
  }
  if (only || automaton.background.empty()) return;
  std::cout << "\nof no task:\n";
  for (const workflow::LogKey key : automaton.background)
    std::cout << fmt::format("{:>16}{} [{}]\n", "", labelOf(workflow, key), key);
}

void printMining(const pipeline::MineReport& report) {
  std::cout << fmt::format("mined {} tasks from {} sessions, {} events ({} of them linked) in {:.1f} s",
                           report.tasks, report.sessions, report.events, report.linked, report.seconds);
  if (report.isKept) std::cout << "; the workflow in use stays";
  if (report.leftOut != 0)
    std::cout << fmt::format("; {} sessions with findings were left out", report.leftOut);
  std::cout << '\n';
}

json miningJson(const pipeline::MineReport& report) {
  json notices = json::array();
  for (const Notice& notice : report.notices) notices.push_back(errorLine(notice));
  return {{"workflow", report.workflow}, {"tasks", report.tasks},   {"sessions", report.sessions},
          {"events", report.events},     {"linked", report.linked}, {"left_out", report.leftOut},
          {"seconds", report.seconds},   {"kept", report.isKept},   {"notices", notices}};
}

void printTrace(const ProjectWorkflow& workflow, const pipeline::SessionTrace& trace) {
  std::cout << fmt::format("session {}: {} steps, {} deviations\n", printable(trace.label),
                           trace.steps.size() + trace.before + trace.after, trace.deviations.size());
  std::uint32_t run = workflow::kNone;
  for (const pipeline::TraceStep& step : trace.steps) {
    if (step.place.run != run && step.place.task != workflow::kNone) {
      run = step.place.run;
      std::cout << printable(taskNameOf(workflow, step.place.task)) << '\n';
    }
    const char* mark = step.place.deviation != workflow::kNone ? "!" : step.linked ? "·" : " ";
    std::cout << fmt::format("  {} {:<27}  {}\n", mark, step.time ? isoUtc(*step.time) : std::string(),
                             elided(printable(step.label), kMostLabel));
    for (const pipeline::TraceDeviation& deviation : trace.deviations) {
      const auto place = static_cast<std::size_t>(&step - trace.steps.data()) + trace.before;
      if (deviation.deviation.at == place)
        std::cout << "      " << printable(deviation.sentence.text) << '\n';
    }
  }
}

json traceJson(const ProjectWorkflow& workflow, const pipeline::SessionTrace& trace) {
  json steps = json::array();
  for (const pipeline::TraceStep& step : trace.steps) steps.push_back(stepJson(workflow, step));
  json deviations = json::array();
  for (const pipeline::TraceDeviation& one : trace.deviations) {
    deviations.push_back({{"deviation", workflow::deviationName(one.deviation.kind)},
                          {"at", one.deviation.at},
                          {"task", taskNameOf(workflow, one.deviation.task)},
                          {"after", nodeJson(workflow, one.deviation.task, one.deviation.after)},
                          {"before", nodeJson(workflow, one.deviation.task, one.deviation.before)},
                          {"sentence", one.sentence.text}});
  }
  return {{"schema", 1},          {"session", trace.label},    {"before", trace.before},
          {"after", trace.after}, {"steps", std::move(steps)}, {"deviations", std::move(deviations)}};
}

void printFit(const workflow::Conformance& fit) {
  std::cout << fmt::format(
      "fitness {:.4f}, precision {:.4f}: {} sessions with {} entries, {} without a deviation\n", fit.fitness,
      fit.precision, fit.sessions, fit.entries, fit.perfect);
}

json fitJson(const workflow::Conformance& fit) {
  return {{"schema", 1},
          {"fitness", fit.fitness},
          {"precision", fit.precision},
          {"sessions", fit.sessions},
          {"entries", fit.entries},
          {"perfect", fit.perfect}};
}

}  // namespace faultline::app
