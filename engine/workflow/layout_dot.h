#pragma once

#include "engine/workflow/layout_plan.h"

namespace faultline::workflow {

/// A plan as DOT, of numbers alone: nothing of what a log says is in it.
[[nodiscard]] std::string writeDot(const LayoutGraph& graph, const LayoutPlan& plan);

/// Graphviz's json0 of it, its y axis turned. Error LayoutFailed for anything else.
Result<Layout> readDotJson(const std::string& json, const LayoutGraph& graph, const LayoutPlan& plan);

}  // namespace faultline::workflow
