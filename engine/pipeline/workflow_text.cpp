#include "engine/pipeline/workflow_text.h"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/pipeline/finding_text.h"

namespace faultline::pipeline {

using workflow::Deviation;
using workflow::DeviationKind;
using workflow::kNone;
using workflow::NodeIndex;
using workflow::TaskIndex;

namespace {

/// Missing steps that are named; of more, how many.
constexpr std::size_t kMostNamed = 3;

using Pattern = std::pair<const char*, const char*>;
constexpr std::array kPatterns = {
    // 1: what came, 2: after, 3: before, 4: task.
    Pattern{"unexpected",
            "\u201c%1\u201d came right after \u201c%2\u201d and before \u201c%3\u201d, during %4"},
    Pattern{"unexpected-last",
            "\u201c%1\u201d came right after \u201c%2\u201d, where nothing more is usual, during %3"},
    Pattern{"unexpected-first", "\u201c%1\u201d came before anything else that is usual"},
    Pattern{"repeated",
            "\u201c%1\u201d came once more, right after \u201c%2\u201d and before \u201c%3\u201d, during %4"},
    Pattern{"repeated-last", "\u201c%1\u201d came once more, right after \u201c%2\u201d, during %3"},
    Pattern{"repeated-round",
            "\u201c%1\u201d came once more after \u201c%2\u201d, more often than ever before, during %3"},
    Pattern{"early",
            "\u201c%1\u201d came too early, right after \u201c%2\u201d and before \u201c%3\u201d, during %4"},
    Pattern{"early-first", "\u201c%1\u201d came too early, before \u201c%2\u201d, at the start of %3"},
    // 1: what is missing, quoted, 2: after, 3: what came, 4: task.
    Pattern{"missing", "%1 did not come: right after \u201c%2\u201d came \u201c%3\u201d, during %4"},
    Pattern{"missing-first", "%1 did not come: %3 began with \u201c%2\u201d"},
    Pattern{"missing-last", "%1 did not come after \u201c%2\u201d: %4 was left for \u201c%3\u201d"},
    // 1: task, 2: what it began with, 3: the task before, 4: what is usual.
    Pattern{"task-order", "%1 (\u201c%2\u201d) came right after %3, where %4 is usual"},
    Pattern{"task-first", "The session began with %1 (\u201c%2\u201d), where %3 is usual"},
    Pattern{"ended-early",
            "The session ended right after \u201c%1\u201d and before \u201c%2\u201d, during %3"},
    Pattern{"ended-task", "The session ended after %1, where %2 is usual"},
    // 1: what came late, 2: how long it took, 3: after, 4: task, 5: median, 6: the most that is usual.
    Pattern{"slow", "\u201c%1\u201d came %2 after \u201c%3\u201d, during %4; normally %5, at most %6"},
    // 1: what the finding is about, 2: after, 3: before, 4: task.
    Pattern{"place",
            "\u201c%1\u201d came after \u201c%2\u201d and before \u201c%3\u201d, as usual, during %4"},
    Pattern{"place-first", "\u201c%1\u201d came at the start of %2, as usual"},
    Pattern{"place-last", "\u201c%1\u201d came after \u201c%2\u201d, as usual, at the end of %3"},
    // 1: what took long, 2: how long, 3: median, 4: the most that is usual, 5: how long before.
    Pattern{"cause-slow", "\u201c%1\u201d took %2; normally %3, at most %4"},
    Pattern{"cause-slow-before", "\u201c%1\u201d took %2, %5 before; normally %3, at most %4"},
    // 1: what did not come, 2: after, 3: how long was waited, 4: median.
    Pattern{"cause-wait", "\u201c%1\u201d did not come within %3 after \u201c%2\u201d; normally it takes %4"},
    Pattern{"cause-absent", "\u201c%1\u201d did not come after \u201c%2\u201d"},
    // 1: what it was, 2: how long before, 3: service, 4 of 5 times.
    Pattern{"cause-before", "%1, %2 before"},
    Pattern{"cause-earlier", "%1, earlier in the session"},
    Pattern{"cause-near", "%1, in %3, %2 before"},
    Pattern{"cause-often", "%1, in %3, %2 before; so it was %4 of %5 times"},
};

std::string quoted(const std::string& text) { return "\u201c" + text + "\u201d"; }

struct Words {
  const ProjectWorkflow& workflow;
  const KeyLabel& label;

  [[nodiscard]] std::string node(TaskIndex task, NodeIndex index) const {
    return nodeLabel(workflow, task, index, label);
  }

  [[nodiscard]] std::string missing(const Deviation& deviation) const {
    std::string text;
    std::size_t named = 0;
    for (const NodeIndex index : deviation.missing) {
      if (named == kMostNamed) break;
      text += (named++ == 0 ? "" : ", ") + quoted(node(deviation.task, index));
    }
    if (deviation.missing.size() > named)
      text += fmt::format(" and {} more", deviation.missing.size() - named);
    return text;
  }

  /// What could come instead: a task, or the session's end.
  [[nodiscard]] std::string usual(const Deviation& deviation) const {
    if (deviation.expected.empty()) return "something else";
    const workflow::Expected& first = deviation.expected.front();
    return first.task == kNone ? std::string("the end of the session") : taskLabel(workflow, first.task);
  }
};

Sentence strangeSentence(const Words& words, const Deviation& deviation, const std::string& came,
                         const std::string& code) {
  const std::string after = words.node(deviation.task, deviation.after);
  const std::string before = words.node(deviation.task, deviation.before);
  const std::string task = taskLabel(words.workflow, deviation.task);
  if (after.empty()) return sentenceOf("unexpected-first", {came});
  if (before.empty()) return sentenceOf(code + "-last", {came, after, task});
  return sentenceOf(code, {came, after, before, task});
}

Sentence missingSentence(const Words& words, const Deviation& deviation, const std::string& came) {
  const std::string after = words.node(deviation.task, deviation.after);
  const std::string task = taskLabel(words.workflow, deviation.task);
  const std::string missing = deviation.missing.empty() ? std::string("The rest") : words.missing(deviation);
  if (after.empty()) return sentenceOf("missing-first", {missing, came, task});
  return sentenceOf(deviation.before == kNone ? "missing-last" : "missing", {missing, after, came, task});
}

Sentence orderSentence(const Words& words, const workflow::Trace& trace, const Deviation& deviation,
                       const std::string& came) {
  const std::string after = words.node(deviation.task, deviation.after);
  const std::string before = words.node(deviation.task, deviation.before);
  const std::string task = taskLabel(words.workflow, deviation.task);
  const bool isRun = deviation.after == kNone && deviation.before != kNone &&
                     trace.steps[deviation.at].node == deviation.before;
  if (!isRun) {
    if (after.empty()) return sentenceOf("early-first", {came, before, task});
    return sentenceOf("early", {came, after, before, task});
  }
  TaskIndex former = kNone;
  for (std::uint32_t at = deviation.at; at-- > 0 && former == kNone;) {
    if (trace.steps[at].run != trace.steps[deviation.at].run) former = trace.steps[at].task;
  }
  if (former == kNone) return sentenceOf("task-first", {task, came, words.usual(deviation)});
  return sentenceOf("task-order", {task, came, taskLabel(words.workflow, former), words.usual(deviation)});
}

Sentence endSentence(const Words& words, const Deviation& deviation) {
  const std::string task = taskLabel(words.workflow, deviation.task);
  if (deviation.missing.empty() && deviation.before == kNone)
    return sentenceOf("ended-task", {task, words.usual(deviation)});
  const NodeIndex next = deviation.before != kNone ? deviation.before : deviation.missing.front();
  return sentenceOf("ended-early",
                    {words.node(deviation.task, deviation.after), words.node(deviation.task, next), task});
}

}  // namespace

const char* workflowPattern(const std::string& code) {
  for (const auto& [known, pattern] : kPatterns) {
    if (code == known) return pattern;
  }
  return "%1";
}

Sentence sentenceOf(std::string code, std::vector<std::string> arguments) {
  Sentence sentence{std::move(code), std::move(arguments), {}};
  for (std::string& argument : sentence.arguments) argument = printable(argument);
  sentence.text = filledPattern(workflowPattern(sentence.code), sentence.arguments);
  return sentence;
}

std::string nodeLabel(const ProjectWorkflow& workflow, TaskIndex task, NodeIndex node,
                      const KeyLabel& label) {
  const auto& tasks = workflow.automaton.tasks;
  if (task >= tasks.size() || node >= tasks[task].nodes.size()) return {};
  return label(tasks[task].nodes[node].key);
}

std::string taskLabel(const ProjectWorkflow& workflow, TaskIndex task) {
  return task < workflow.taskNames.size() ? workflow.taskNames[task] : std::string();
}

std::string durationLabel(double milliseconds) {
  constexpr double kMinute = 60'000;
  if (!std::isfinite(milliseconds) || milliseconds < 0) return "?";
  if (milliseconds < 1) return "under 1 ms";
  if (milliseconds < 100) return fmt::format("{:.0f} ms", milliseconds);
  if (milliseconds < 10'000) return fmt::format("{:.2g} s", milliseconds / 1000);
  if (milliseconds < 10 * kMinute) return fmt::format("{:.0f} s", milliseconds / 1000);
  if (milliseconds < 120 * kMinute) return fmt::format("{:.0f} min", milliseconds / kMinute);
  if (milliseconds < 48 * 60 * kMinute) return fmt::format("{:.1f} h", milliseconds / (60 * kMinute));
  return fmt::format("{:.0f} days", milliseconds / (24 * 60 * kMinute));
}

Sentence deviationSentence(const ProjectWorkflow& workflow, const workflow::Trace& trace,
                           const Deviation& deviation, const KeyLabel& label, workflow::LogKey came) {
  const Words words{workflow, label};
  const std::string what = label(came);
  switch (deviation.kind) {
    case DeviationKind::Unexpected:
      return strangeSentence(words, deviation, what, "unexpected");
    case DeviationKind::Repeated:
      if (trace.steps[deviation.at].node != kNone) {
        return sentenceOf("repeated-round", {what, words.node(deviation.task, deviation.after),
                                             taskLabel(workflow, deviation.task)});
      }
      return strangeSentence(words, deviation, what, "repeated");
    case DeviationKind::OutOfOrder:
      return orderSentence(words, trace, deviation, what);
    case DeviationKind::Missing:
      return missingSentence(words, deviation, what);
    case DeviationKind::EndedEarly:
      return endSentence(words, deviation);
    case DeviationKind::Slow:
      break;
  }
  return sentenceOf("slow", {what, durationLabel(deviation.elapsedMs),
                             words.node(deviation.task, deviation.after), taskLabel(workflow, deviation.task),
                             durationLabel(deviation.usual.medianMs), durationLabel(deviation.usual.slowMs)});
}

Sentence placeSentence(const ProjectWorkflow& workflow, TaskIndex task, NodeIndex node, NodeIndex after,
                       NodeIndex before, const KeyLabel& label) {
  const Words words{workflow, label};
  const std::string name = taskLabel(workflow, task);
  const std::string what = words.node(task, node);
  if (after == kNone) return sentenceOf("place-first", {what, name});
  if (before == kNone) return sentenceOf("place-last", {what, words.node(task, after), name});
  return sentenceOf("place", {what, words.node(task, after), words.node(task, before), name});
}

}  // namespace faultline::pipeline
