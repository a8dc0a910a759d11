#pragma once

#include "engine/workflow/layout.h"

namespace faultline::workflow {

/// Breaks a layout that is wider than `graph.rowWidth` into rows, one below the other, as a text is broken
/// into lines: only where a single link leads on, which is then drawn around the end of its row to the
/// beginning of the next. Labels are placed afterwards.
void breakIntoRows(const LayoutGraph& graph, Layout* layout);

}  // namespace faultline::workflow
