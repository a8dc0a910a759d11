#include "engine/workflow/layout_dot.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace faultline::workflow {

namespace {

constexpr double kPointsPerInch = 72;  // a pixel of ours is a point of Graphviz's

/// With a point, whatever the locale.
std::string number(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 3);
  return {text.data(), end.ptr};
}

std::string row(double height, const std::string& port) {
  return "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"8\" HEIGHT=\"" + number(std::floor(height)) + "\"" + port +
         "></TD></TR>";
}

/// A group is a table: links are led to where its boxes will be, which dot leaves in their order.
std::string tableOf(const LayoutGraph& graph, const LayoutPlan::Unit& unit) {
  Layout inside;
  inside.centres.resize(graph.boxes.size());
  placeBoxes(graph, unit, {0, unit.height / 2}, &inside);
  std::string text =
      "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" "
      "FIXEDSIZE=\"TRUE\" WIDTH=\"" +
      number(std::floor(unit.width)) + "\" HEIGHT=\"" + number(std::floor(unit.height)) + "\">";
  double y = 0;
  for (std::size_t at = 0; at < unit.boxes.size(); ++at) {
    const std::uint32_t box = unit.boxes[at];
    const double top = inside.centres[box].y - graph.boxes[box].height / 2;
    if (top > y + 1) text += row(top - y, {});
    text += row(graph.boxes[box].height, " PORT=\"p" + std::to_string(box) + "\"");
    y = top + graph.boxes[box].height;
  }
  if (unit.height > y + 1) text += row(unit.height - y, {});
  return text + "</TABLE>>";
}

std::string endOf(const LayoutPlan& plan, std::uint32_t unit, std::uint32_t box, const char* side) {
  std::string text = "u" + std::to_string(unit);
  if (plan.units[unit].group) text += ":p" + std::to_string(box) + ":" + side;
  return text;
}

auto wrong(const char* what) { return failure(ErrorCode::LayoutFailed, "dot", what); }

/// The numbers of `e,x,y x,y ...`, in their order; the letters are passed over.
std::vector<Point> pointsOf(const std::string& text, double height) {
  std::vector<double> all;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double value = 0;
    const auto read = std::from_chars(at, end, value);
    if (read.ec == std::errc()) {
      all.push_back(value);
      at = read.ptr;
    } else {
      ++at;
    }
  }
  std::vector<Point> points;
  for (std::size_t k = 0; k + 1 < all.size(); k += 2) points.push_back({all[k], height - all[k + 1]});
  return points;
}

/// A link to a group ends at its frame: on to the box in it.
void lengthen(const LayoutGraph& graph, const Layout& layout, std::uint32_t box, std::vector<Point>* points) {
  const Point end = points->back();
  const double half = graph.boxes[box].width / 2;
  const double middle = layout.centres[box].x;
  const double sign = points->front().x < middle ? -1 : 1;
  const double side = middle + sign * half;
  if (sign * (end.x - side) < 0) {
    // It went on under the box.
    for (auto at = points->rbegin(); at != points->rend() && sign * (at->x - side) < 0; ++at) at->x = side;
    return;
  }
  const double way = side - end.x;
  for (const double part : {1.0 / 3, 2.0 / 3, 1.0}) points->push_back({end.x + part * way, end.y});
}

/// From the tail to the head, the tip of an arrow (`e,x,y`, `s,x,y`) left out: links have none here.
Status readLinks(const nlohmann::json& json, const LayoutGraph& graph, const LayoutPlan& plan,
                 Layout* layout) {
  for (const auto& edge : json.value("edges", nlohmann::json::array())) {
    const auto at = std::stoul(edge.at("i").get<std::string>());
    if (at >= plan.links.size()) return wrong("an edge that is not there");
    const auto& link = plan.links[at];
    auto points = pointsOf(edge.value("pos", std::string()), layout->height);
    if (points.size() < 4 || points.size() % 3 != 1) continue;
    // dot may give a link that it turned back from its head to its tail.
    const Point from = layout->centres[graph.links[link.link].from];
    const Point to = layout->centres[graph.links[link.link].to];
    const auto distance = [](Point one, Point other) { return std::hypot(one.x - other.x, one.y - other.y); };
    if (distance(points.front(), from) + distance(points.back(), to) >
        distance(points.front(), to) + distance(points.back(), from)) {
      std::reverse(points.begin(), points.end());
    }
    const auto& original = graph.links[link.link];
    if (plan.units[plan.of[original.from]].group) {
      std::reverse(points.begin(), points.end());
      lengthen(graph, *layout, original.from, &points);
      std::reverse(points.begin(), points.end());
    }
    if (plan.units[plan.of[original.to]].group) lengthen(graph, *layout, original.to, &points);
    layout->curves[link.link].points = std::move(points);
  }
  return {};
}

Result<Layout> read(const nlohmann::json& json, const LayoutGraph& graph, const LayoutPlan& plan) {
  Layout layout;
  layout.centres.resize(graph.boxes.size());
  layout.curves.resize(graph.links.size());
  const auto corners = pointsOf(json.at("bb").get<std::string>(), 0);
  if (corners.size() != 2) return wrong("a picture without a size");
  layout.width = corners[1].x;
  layout.height = -corners[1].y;
  std::vector<Point> middles(plan.units.size());
  for (const auto& node : json.value("objects", nlohmann::json::array())) {
    const auto unit = std::stoul(node.at("name").get<std::string>().substr(1));
    const auto points = pointsOf(node.at("pos").get<std::string>(), layout.height);
    if (unit >= middles.size() || points.size() != 1) return wrong("a node that is not there");
    middles[unit] = points[0];
  }
  for (std::size_t unit = 0; unit < middles.size(); ++unit) {
    placeBoxes(graph, plan.units[unit], middles[unit], &layout);
  }
  if (const auto links = readLinks(json, graph, plan, &layout); !links) return tl::unexpected(links.error());
  return layout;
}

}  // namespace

std::string writeDot(const LayoutGraph& graph, const LayoutPlan& plan) {
  std::string text =
      "digraph g {rankdir=LR;nodesep=0.3;ranksep=" + number(rankGap(graph) / kPointsPerInch) +
      ";node[shape=box,fixedsize=true,label=\"\",margin=0];edge[arrowhead=none,arrowtail=none];\n";
  for (std::size_t at = 0; at < plan.units.size(); ++at) {
    const auto& unit = plan.units[at];
    text += "u" + std::to_string(at) + "[width=" + number(unit.width / kPointsPerInch) +
            ",height=" + number(unit.height / kPointsPerInch);
    if (unit.group) text += ",label=" + tableOf(graph, unit);
    text += "];\n";
  }
  for (std::size_t at = 0; at < plan.links.size(); ++at) {
    const auto& link = plan.links[at];
    const auto& original = graph.links[link.link];
    const auto [from, to] =
        link.turned ? std::pair(original.to, original.from) : std::pair(original.from, original.to);
    const auto weight = static_cast<int>(std::clamp(original.weight, 1.0, 100.0));
    text += endOf(plan, link.from, from, "e") + "->" + endOf(plan, link.to, to, "w") +
            "[i=" + std::to_string(at) + ",weight=" + std::to_string(weight) + "];\n";
  }
  return text + "}\n";
}

Result<Layout> readDotJson(const std::string& json, const LayoutGraph& graph, const LayoutPlan& plan) {
  try {
    return read(nlohmann::json::parse(json), graph, plan);
  } catch (const std::exception& error) {
    return wrong(error.what());
  }
}

}  // namespace faultline::workflow
