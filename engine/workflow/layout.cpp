#include "engine/workflow/layout.h"

#include "engine/workflow/graphviz.h"
#include "engine/workflow/layout_dot.h"
#include "engine/workflow/layout_plan.h"
#include "engine/workflow/layout_rows.h"

namespace faultline::workflow {

namespace {

// dot's time grows with the ranks that links cross, together, far more than with the links: 1,000 take some
// 20 ms, 5,000 half a second, 20,000 many seconds.
constexpr std::size_t kMostSpanHere = 1'000;
constexpr std::size_t kMostSpan = 20'000;

bool fits(const LayoutGraph& graph, const LayoutPlan& plan, std::size_t size, std::size_t span) {
  return graph.boxes.size() + graph.links.size() <= size && plan.span <= span;
}

Result<Layout> withGraphviz(const LayoutGraph& graph, const LayoutPlan& plan, const LayoutLimits& limits,
                            const std::stop_token& stop) {
  if (!fits(graph, plan, limits.exact, kMostSpan)) return failure(ErrorCode::LayoutFailed, "dot", "too big");
  const std::string dot = writeDot(graph, plan);
  const auto json = fits(graph, plan, limits.inProcess, kMostSpanHere)
                        ? layOutHere(dot, stop)
                        : runDot(dot, {"-Tjson0"}, limits.seconds, stop);
  if (!json) return tl::unexpected(json.error());
  return readDotJson(*json, graph, plan);
}

}  // namespace

Result<Layout> layOut(const LayoutGraph& graph, const LayoutLimits& limits, const std::stop_token& stop) {
  const auto plan = planLayout(graph);
  if (!plan) return tl::unexpected(plan.error());
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  auto layout = withGraphviz(graph, *plan, limits, stop);
  if (!layout) {
    if (layout.error().code == ErrorCode::Cancelled) return layout;
    layout = simpleLayout(graph, *plan, stop);
    if (!layout) return layout;
  }
  drawInnerLinks(graph, *plan, &*layout);
  breakIntoRows(graph, &*layout);
  placeLabels(graph, &*layout);
  return layout;
}

}  // namespace faultline::workflow
