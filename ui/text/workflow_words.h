#pragma once

#include <string>

#include <QtCore/QString>

#include "engine/base/severity.h"
#include "engine/pipeline/workflow.h"

namespace faultline::ui {

/// Null for a key that the workflow does not have.
[[nodiscard]] const pipeline::WorkflowKey* keyOf(const pipeline::ProjectWorkflow& workflow, std::int64_t key);
/// A node's telling words, plain; empty for none.
[[nodiscard]] QString nodeLabel(const pipeline::ProjectWorkflow& workflow, workflow::TaskIndex task,
                                workflow::NodeIndex node);
/// Plain; empty for none.
[[nodiscard]] QString taskLabel(const pipeline::ProjectWorkflow& workflow, workflow::TaskIndex task);

/// `Unexpected`, `Slow`: what is beside its icon.
[[nodiscard]] QString deviationText(workflow::DeviationKind kind);
[[nodiscard]] QString deviationIcon(workflow::DeviationKind kind);
[[nodiscard]] Severity deviationSeverity(workflow::DeviationKind kind);

/// In the user's language; `pattern` is the engine's for its code.
[[nodiscard]] QString sentenceText(const pipeline::Sentence& sentence, const std::string& pattern);

/// `12 ms`, `0.4 s`, `1:10`; a dash when it is not known.
[[nodiscard]] QString elapsedText(double milliseconds);

}  // namespace faultline::ui
