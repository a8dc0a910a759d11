#pragma once

#include <stop_token>

#include "engine/base/error.h"
#include "engine/workflow/layout.h"

namespace faultline::workflow {

/// What is really laid out: the groups as one unit each, its boxes one below the other, and the links between
/// units.
struct LayoutPlan {
  struct Unit {
    double width = 0;
    double height = 0;
    std::vector<std::uint32_t> boxes;  ///< One, or a group's.
    bool group = false;
  };
  struct Link {
    std::uint32_t from = 0;  ///< Units.
    std::uint32_t to = 0;
    std::uint32_t link = 0;  ///< Of the graph.
    bool turned = false;     ///< From and to are the other way round than the graph's.
  };
  std::vector<Unit> units;        ///< The groups first.
  std::vector<std::uint32_t> of;  ///< A box's unit.
  std::vector<Link> links;        ///< Between different units, and from a single box to itself.
  std::vector<std::uint32_t> ranks;
  std::size_t span = 0;  ///< Ranks that the links cross, together: what makes dot slow.
};

/// Error LayoutFailed.
Result<LayoutPlan> planLayout(const LayoutGraph& graph);

/// Room between ranks: there the labels are.
[[nodiscard]] double rankGap(const LayoutGraph& graph);

/// Where a unit's boxes are when its middle is there.
void placeBoxes(const LayoutGraph& graph, const LayoutPlan::Unit& unit, Point middle, Layout* layout);

/// The layout that needs no Graphviz: ranks from left to right, each ordered by where its neighbours are.
Result<Layout> simpleLayout(const LayoutGraph& graph, const LayoutPlan& plan, const std::stop_token& stop);

/// Links that stay within a group, whose boxes are placed.
void drawInnerLinks(const LayoutGraph& graph, const LayoutPlan& plan, Layout* layout);

/// A place on each link for its label, where it covers no box and no other label if there is one.
void placeLabels(const LayoutGraph& graph, Layout* layout);

}  // namespace faultline::workflow
