#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "engine/workflow/layout_plan.h"

namespace faultline::workflow {

namespace {

struct Area {
  double left = 0, top = 0, right = 0, bottom = 0;
};

Area around(Point middle, const LayoutGraph::Box& box) {
  return {middle.x - box.width / 2, middle.y - box.height / 2, middle.x + box.width / 2,
          middle.y + box.height / 2};
}

double common(const Area& one, const Area& other) {
  const double wide = std::min(one.right, other.right) - std::max(one.left, other.left);
  const double high = std::min(one.bottom, other.bottom) - std::max(one.top, other.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/// What is taken already, by squares of the plane.
class Taken {
 public:
  void add(const Area& area) {
    each(area, [&](std::vector<Area>& square) { square.push_back(area); });
  }

  /// How much of the area is taken; what lies in several squares counts in each.
  double share(const Area& area) {
    double sum = 0;
    each(area, [&](const std::vector<Area>& square) {
      for (const Area& other : square) sum += common(area, other);
    });
    return sum;
  }

 private:
  static constexpr double kSide = 128;

  template <class Call>
  void each(const Area& area, Call call) {
    const auto index = [](double at) { return static_cast<std::int64_t>(std::floor(at / kSide)); };
    for (auto x = index(area.left); x <= index(area.right); ++x) {
      for (auto y = index(area.top); y <= index(area.bottom); ++y) call(m_squares[x * 1'000'003 + y]);
    }
  }

  std::unordered_map<std::int64_t, std::vector<Area>> m_squares;
};

/// `at` counts along the whole curve, 0 to 1.
Point pointOf(const std::vector<Point>& points, double at) {
  const std::size_t pieces = (points.size() - 1) / 3;
  const double whole = at * static_cast<double>(pieces);
  const auto piece = std::min(static_cast<std::size_t>(whole), pieces - 1);
  const double t = whole - static_cast<double>(piece), u = 1 - t;
  const std::array<double, 4> weights{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
  Point sum;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    sum.x += weights[k] * points[3 * piece + k].x;
    sum.y += weights[k] * points[3 * piece + k].y;
  }
  return sum;
}

}  // namespace

void placeLabels(const LayoutGraph& graph, Layout* layout) {
  constexpr std::array kPlaces{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82};
  Taken taken;
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    taken.add(around(layout->centres[box], graph.boxes[box]));
  }
  for (std::size_t at = 0; at < graph.links.size(); ++at) {
    auto& curve = layout->curves[at];
    const auto& label = graph.links[at].label;
    if (curve.points.size() < 4) continue;
    double least = std::numeric_limits<double>::infinity();
    for (const double place : kPlaces) {
      const Point middle = pointOf(curve.points, place);
      const double covered = taken.share(around(middle, label));
      if (covered >= least) continue;
      least = covered;
      curve.label = middle;
      if (covered == 0) break;
    }
    if (label.width > 0) taken.add(around(curve.label, label));
  }
}

}  // namespace faultline::workflow
