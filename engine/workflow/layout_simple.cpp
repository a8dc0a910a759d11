#include <algorithm>
#include <cmath>

#include "engine/workflow/layout_plan.h"

namespace faultline::workflow {

namespace {

constexpr double kUnitGap = 20;  // between units of a rank
constexpr int kSweeps = 6;

using Columns = std::vector<std::vector<std::uint32_t>>;

Columns columnsOf(const LayoutPlan& plan) {
  Columns columns;
  for (std::uint32_t unit = 0; unit < plan.units.size(); ++unit) {
    if (plan.ranks[unit] >= columns.size()) columns.resize(plan.ranks[unit] + 1);
    columns[plan.ranks[unit]].push_back(unit);
  }
  return columns;
}

/// Each unit's height among its column's becomes the mean of its neighbours' (the barycentre method; Sugiyama
/// and others, 1981).
void order(const LayoutPlan& plan, Columns* columns) {
  std::vector<std::vector<std::uint32_t>> near(plan.units.size());
  for (const auto& link : plan.links) {
    near[link.from].push_back(link.to);
    near[link.to].push_back(link.from);
  }
  std::vector<double> place(plan.units.size(), 0), wanted(plan.units.size(), 0);
  const auto number = [&](const std::vector<std::uint32_t>& column) {
    for (std::size_t at = 0; at < column.size(); ++at) {
      place[column[at]] = (static_cast<double>(at) + 0.5) / static_cast<double>(column.size());
    }
  };
  for (const auto& column : *columns) number(column);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t at = 0; at < columns->size(); ++at) {
      auto& column = (*columns)[sweep % 2 == 0 ? at : columns->size() - 1 - at];
      for (const std::uint32_t unit : column) {
        double sum = place[unit];
        for (const std::uint32_t other : near[unit]) sum += place[other];
        wanted[unit] = sum / static_cast<double>(near[unit].size() + 1);
      }
      std::stable_sort(column.begin(), column.end(),
                       [&](std::uint32_t one, std::uint32_t other) { return wanted[one] < wanted[other]; });
      number(column);
    }
  }
}

void place(const LayoutGraph& graph, const LayoutPlan& plan, const Columns& columns, Layout* layout) {
  std::vector<double> heights;
  for (const auto& column : columns) {
    double height = -kUnitGap;
    for (const std::uint32_t unit : column) height += plan.units[unit].height + kUnitGap;
    heights.push_back(height);
  }
  layout->height = heights.empty() ? 0 : *std::max_element(heights.begin(), heights.end());
  std::vector<Point> middles(plan.units.size());
  double left = 0;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    double wide = 0;
    for (const std::uint32_t unit : columns[at]) wide = std::max(wide, plan.units[unit].width);
    double top = (layout->height - heights[at]) / 2;
    for (const std::uint32_t unit : columns[at]) {
      middles[unit] = {left + wide / 2, top + plan.units[unit].height / 2};
      top += plan.units[unit].height + kUnitGap;
    }
    left += wide + rankGap(graph);
  }
  layout->width = columns.empty() ? 0 : left - rankGap(graph);
  for (std::size_t unit = 0; unit < plan.units.size(); ++unit) {
    placeBoxes(graph, plan.units[unit], middles[unit], layout);
  }
}

std::vector<Point> straight(Point from, Point to) {
  const Point way{to.x - from.x, to.y - from.y};
  return {from, {from.x + way.x / 3, from.y + way.y / 3}, {to.x - way.x / 3, to.y - way.y / 3}, to};
}

std::vector<Point> roundItself(Point middle, const LayoutGraph::Box& box) {
  const double top = middle.y - box.height / 2, wide = std::min(24.0, box.width / 4);
  return {{middle.x + wide, top},
          {middle.x + wide, top - 28},
          {middle.x - wide, top - 28},
          {middle.x - wide, top}};
}

}  // namespace

Result<Layout> simpleLayout(const LayoutGraph& graph, const LayoutPlan& plan, const std::stop_token& stop) {
  Layout layout;
  layout.simplified = true;
  layout.centres.resize(graph.boxes.size());
  layout.curves.resize(graph.links.size());
  Columns columns = columnsOf(plan);
  order(plan, &columns);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  place(graph, plan, columns, &layout);
  for (const auto& each : plan.links) {
    const auto& link = graph.links[each.link];
    const auto& fromBox = graph.boxes[link.from];
    Point from = layout.centres[link.from], to = layout.centres[link.to];
    auto& points = layout.curves[each.link].points;
    if (link.from == link.to) {
      points = roundItself(from, fromBox);
      continue;
    }
    const double side = to.x > from.x ? 0.5 : -0.5;
    from.x += side * fromBox.width;
    to.x -= side * graph.boxes[link.to].width;
    points = straight(from, to);
  }
  return layout;
}

void drawInnerLinks(const LayoutGraph& graph, const LayoutPlan& plan, Layout* layout) {
  for (std::size_t at = 0; at < graph.links.size(); ++at) {
    const auto& link = graph.links[at];
    if (plan.of[link.from] != plan.of[link.to] || !plan.units[plan.of[link.from]].group) continue;
    const Point from = layout->centres[link.from], to = layout->centres[link.to];
    const auto& one = graph.boxes[link.from];
    const auto& other = graph.boxes[link.to];
    if (link.from == link.to) {
      layout->curves[at].points = roundItself(from, one);
      continue;
    }
    const double down = to.y > from.y ? 1 : -1;
    const auto& members = plan.units[plan.of[link.from]].boxes;
    const auto place = [&](std::uint32_t box) { return std::find(members.begin(), members.end(), box); };
    const auto apart = std::abs(place(link.to) - place(link.from));
    if (apart > 1) {
      // Around the boxes between: down on the right, up on the left.
      const double room = plan.units[plan.of[link.from]].width / 2 - Layout::kFramePad / 2;
      const double reach =
          down * std::min(room, std::max(one.width, other.width) / 2 + 9 * static_cast<double>(apart));
      const Point start{from.x + down * one.width / 2, from.y + down * one.height / 6};
      const Point end{to.x + down * other.width / 2, to.y - down * other.height / 6};
      // The curve comes three quarters as far as its handles.
      const double handle = from.x + (reach * 4 - down * std::min(one.width, other.width) / 2) / 3;
      layout->curves[at].points = {start, {handle, start.y}, {handle, end.y}, end};
      continue;
    }
    // Down on the right half and up on the left one, so that the two ways do not cover each other.
    const double aside = down * std::min(one.width, other.width) / 6;
    layout->curves[at].points = straight({from.x + aside, from.y + down * one.height / 2},
                                         {to.x + aside, to.y - down * other.height / 2});
  }
}

}  // namespace faultline::workflow
