#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/pipeline/workflow.h"
#include "engine/workflow/replay.h"

namespace faultline::pipeline {

/// A log key's telling words.
using KeyLabel = std::function<std::string(workflow::LogKey)>;

/// `workflowPattern(code)` with %1, %2, ... filled in; control characters replaced.
[[nodiscard]] Sentence sentenceOf(std::string code, std::vector<std::string> arguments);

/// What deviates, after what, before what and during which task, and what is usual: `“Timeout waiting” came
/// right after “Instance destroyed successfully” and before “Deleting instance files”, during VM deletion`.
/// `entries`: what was replayed.
[[nodiscard]] Sentence deviationSentence(const ProjectWorkflow& workflow, const workflow::Trace& trace,
                                         const workflow::Deviation& deviation, const KeyLabel& label,
                                         workflow::LogKey came);

/// Where in its task a step stands that does not deviate. Nodes may be kNone.
[[nodiscard]] Sentence placeSentence(const ProjectWorkflow& workflow, workflow::TaskIndex task,
                                     workflow::NodeIndex node, workflow::NodeIndex after,
                                     workflow::NodeIndex before, const KeyLabel& label);

/// A node's telling words; empty for none.
[[nodiscard]] std::string nodeLabel(const ProjectWorkflow& workflow, workflow::TaskIndex task,
                                    workflow::NodeIndex node, const KeyLabel& label);
/// A task's name; empty for none.
[[nodiscard]] std::string taskLabel(const ProjectWorkflow& workflow, workflow::TaskIndex task);

/// `0.4 s`, `31 s`, `12 min`.
[[nodiscard]] std::string durationLabel(double milliseconds);

}  // namespace faultline::pipeline
