#pragma once

#include "ui/views/workflow_graph.h"

namespace faultline::ui {

/// Where a session stands at one of its steps: on which task, and how it came there.
struct SessionPlace {
  workflow::TaskIndex task = workflow::kNone;
  WorkflowGraph::Path path;
};

/// A step of no task stands where the last one before it does; before the first one, where the first one
/// does, with nothing executed yet.
[[nodiscard]] SessionPlace placeAt(const pipeline::ProjectWorkflow& workflow,
                                   const pipeline::SessionTrace& trace, std::size_t step);

/// The next step, from `from` on and that one left out, that is on the node of the task; goes round. None:
/// the session never comes there.
[[nodiscard]] std::optional<std::size_t> nextStepOn(const pipeline::SessionTrace& trace,
                                                    workflow::TaskIndex task, workflow::NodeIndex node,
                                                    std::size_t from);

}  // namespace faultline::ui
