#include "engine/workflow/layout_plan.h"

#include <algorithm>
#include <cmath>

namespace faultline::workflow {

namespace {

constexpr double kMostLength = 5'000;  // of a side, in pixels
constexpr double kGroupGap = 16;       // between a group's boxes

bool isSize(const LayoutGraph::Box& box) {
  return box.width >= 0 && box.height >= 0 && box.width <= kMostLength && box.height <= kMostLength;
}

Status check(const LayoutGraph& graph) {
  const auto wrong = [](const char* what) { return failure(ErrorCode::LayoutFailed, "workflow", what); };
  const std::size_t count = graph.boxes.size();
  if (!std::all_of(graph.boxes.begin(), graph.boxes.end(), isSize)) return wrong("a box has no size");
  for (const auto& link : graph.links) {
    if (link.from >= count || link.to >= count) return wrong("a link leads nowhere");
    if (!isSize(link.label) || !std::isfinite(link.weight)) return wrong("a link's label has no size");
  }
  std::vector<bool> seen(count, false);
  for (const auto& group : graph.groups) {
    for (const std::uint32_t box : group) {
      if (box >= count) return wrong("a group has a box that is not there");
      if (seen[box]) return wrong("a box is in two groups");
      seen[box] = true;
    }
  }
  return {};
}

/// On either side, for links between boxes that are not one below the other.
double arcRoom(std::size_t boxes) {
  constexpr double kAnArc = 9, kMost = 45;
  return boxes < 3 ? 0 : std::min(kMost, kAnArc * static_cast<double>(boxes - 1));
}

LayoutPlan::Unit unitOf(const LayoutGraph& graph, const std::vector<std::uint32_t>& group) {
  LayoutPlan::Unit unit{.boxes = group, .group = true};
  for (const std::uint32_t box : group) {
    unit.width = std::max(unit.width, graph.boxes[box].width);
    unit.height += graph.boxes[box].height + kGroupGap;
  }
  unit.width += 2 * (Layout::kFramePad + arcRoom(group.size()));
  unit.height += Layout::kFrameHead + Layout::kFramePad - (group.empty() ? 0 : kGroupGap);
  return unit;
}

void makeUnits(const LayoutGraph& graph, LayoutPlan* plan) {
  plan->of.assign(graph.boxes.size(), ~std::uint32_t{0});
  for (const auto& group : graph.groups) {
    for (const std::uint32_t box : group) plan->of[box] = static_cast<std::uint32_t>(plan->units.size());
    plan->units.push_back(unitOf(graph, group));
  }
  for (std::uint32_t box = 0; box < graph.boxes.size(); ++box) {
    if (plan->of[box] != ~std::uint32_t{0}) continue;
    plan->of[box] = static_cast<std::uint32_t>(plan->units.size());
    plan->units.push_back({graph.boxes[box].width, graph.boxes[box].height, {box}});
  }
}

using Neighbours = std::vector<std::vector<std::uint32_t>>;

/// Units so that every link but those that close a circle goes from an earlier to a later one.
std::vector<std::uint32_t> inOrder(const Neighbours& next) {
  enum class Seen : std::uint8_t { No, Open, Done };
  std::vector<Seen> seen(next.size(), Seen::No);
  std::vector<std::uint32_t> order;
  std::vector<std::pair<std::uint32_t, std::size_t>> open;
  for (std::uint32_t root = 0; root < next.size(); ++root) {
    if (seen[root] != Seen::No) continue;
    seen[root] = Seen::Open;
    open.emplace_back(root, 0);
    while (!open.empty()) {
      auto& [unit, at] = open.back();
      if (at == next[unit].size()) {
        seen[unit] = Seen::Done;
        order.push_back(unit);
        open.pop_back();
        continue;
      }
      const std::uint32_t to = next[unit][at++];
      if (seen[to] != Seen::No) continue;
      seen[to] = Seen::Open;
      open.emplace_back(to, 0);
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

void rank(LayoutPlan* plan) {
  Neighbours next(plan->units.size());
  for (const auto& link : plan->links) {
    if (link.from != link.to) next[link.from].push_back(link.to);
  }
  const auto order = inOrder(next);
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t at = 0; at < order.size(); ++at) place[order[at]] = at;
  plan->ranks.assign(plan->units.size(), 0);
  for (const std::uint32_t unit : order) {
    for (const std::uint32_t to : next[unit]) {
      if (place[to] > place[unit]) plan->ranks[to] = std::max(plan->ranks[to], plan->ranks[unit] + 1);
    }
  }
  // What has more ways out than in goes as near to what comes after it as it can.
  std::vector<std::uint32_t> before(order.size(), 0);
  for (const auto& each : next) {
    for (const std::uint32_t to : each) ++before[to];
  }
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    if (next[*at].size() <= before[*at]) continue;
    auto nearest = ~std::uint32_t{0};
    for (const std::uint32_t to : next[*at]) {
      if (place[to] > place[*at]) nearest = std::min(nearest, plan->ranks[to]);
    }
    if (nearest != ~std::uint32_t{0}) plan->ranks[*at] = nearest - 1;
  }
  for (const auto& link : plan->links) {
    const auto from = plan->ranks[link.from], to = plan->ranks[link.to];
    plan->span += from > to ? from - to : to - from;
  }
}

}  // namespace

Result<LayoutPlan> planLayout(const LayoutGraph& graph) {
  if (const auto valid = check(graph); !valid) return tl::unexpected(valid.error());
  LayoutPlan plan;
  makeUnits(graph, &plan);
  for (std::uint32_t at = 0; at < graph.links.size(); ++at) {
    const auto& link = graph.links[at];
    const std::uint32_t from = plan.of[link.from], to = plan.of[link.to];
    if (from == to && plan.units[from].group) continue;
    if (link.back) {
      plan.links.push_back({to, from, at, true});
    } else {
      plan.links.push_back({from, to, at, false});
    }
  }
  rank(&plan);
  return plan;
}

double rankGap(const LayoutGraph& graph) {
  constexpr double kLeast = 36;
  double widest = 0;
  for (const auto& link : graph.links) widest = std::max(widest, link.label.width);
  return kLeast + widest;
}

void placeBoxes(const LayoutGraph& graph, const LayoutPlan::Unit& unit, Point middle, Layout* layout) {
  double top = middle.y - unit.height / 2 + (unit.group ? Layout::kFrameHead : 0);
  for (const std::uint32_t box : unit.boxes) {
    layout->centres[box] = {middle.x, top + graph.boxes[box].height / 2};
    top += graph.boxes[box].height + kGroupGap;
  }
  if (unit.group) {
    layout->frames.push_back(
        {{middle.x - unit.width / 2, middle.y - unit.height / 2}, unit.width, unit.height});
  }
}

}  // namespace faultline::workflow
