#pragma once

#include <nlohmann/json.hpp>

#include "engine/pipeline/workflow.h"
#include "engine/workflow/conformance.h"

namespace faultline::app {

/// Prints the workflow, or one task of it, for people: each step with how often it comes, and what comes
/// after it with share and times.
void printWorkflow(const pipeline::ProjectWorkflow& workflow, workflow::TaskId only);

/// Prints how mining went, in a line.
void printMining(const pipeline::MineReport& report);
[[nodiscard]] nlohmann::json miningJson(const pipeline::MineReport& report);

/// A session on the workflow: its steps, and where it leaves it.
void printTrace(const pipeline::ProjectWorkflow& workflow, const pipeline::SessionTrace& trace);
[[nodiscard]] nlohmann::json traceJson(const pipeline::ProjectWorkflow& workflow,
                                       const pipeline::SessionTrace& trace);

/// How well the workflow and other sessions fit each other, in a line.
void printFit(const workflow::Conformance& fit);
[[nodiscard]] nlohmann::json fitJson(const workflow::Conformance& fit);

}  // namespace faultline::app
