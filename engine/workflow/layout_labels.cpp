#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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

Point pieceAt(const std::vector<Point>& points, std::size_t piece, double t) {
  const double u = 1 - t;
  const std::array<double, 4> weights{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
  Point sum;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    sum.x += weights[k] * points[3 * piece + k].x;
    sum.y += weights[k] * points[3 * piece + k].y;
  }
  return sum;
}

/// A curve as a chain of points, each with how far along it is.
class Line {
 public:
  explicit Line(const std::vector<Point>& points) {
    constexpr int kSteps = 8;  // a piece
    m_points.push_back(points.front());
    m_along.push_back(0);
    for (std::size_t piece = 0; 3 * piece + 3 < points.size(); ++piece) {
      for (int step = 1; step <= kSteps; ++step) {
        const Point next = pieceAt(points, piece, static_cast<double>(step) / kSteps);
        const Point last = m_points.back();
        m_along.push_back(m_along.back() + std::hypot(next.x - last.x, next.y - last.y));
        m_points.push_back(next);
      }
    }
  }

  /// `share` of its length from its beginning.
  [[nodiscard]] Point at(double share) const {
    const double wanted = share * m_along.back();
    const auto next = static_cast<std::size_t>(
        std::lower_bound(m_along.begin() + 1, m_along.end() - 1, wanted) - m_along.begin());
    const double step = m_along[next] - m_along[next - 1];
    const double part = step > 0 ? (wanted - m_along[next - 1]) / step : 0;
    const Point from = m_points[next - 1], to = m_points[next];
    return {from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)};
  }

 private:
  std::vector<Point> m_points;
  std::vector<double> m_along;
};

}  // namespace

void placeLabels(const LayoutGraph& graph, Layout* layout) {
  constexpr std::array kPlaces{0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8};
  Taken taken;
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    taken.add(around(layout->centres[box], graph.boxes[box]));
  }
  for (const auto& frame : layout->frames) {
    taken.add(
        {frame.topLeft.x, frame.topLeft.y, frame.topLeft.x + frame.width, frame.topLeft.y + frame.height});
  }
  for (std::size_t at = 0; at < graph.links.size(); ++at) {
    auto& curve = layout->curves[at];
    const auto& label = graph.links[at].label;
    if (curve.points.size() < 4) continue;
    const Line line(curve.points);
    double least = std::numeric_limits<double>::infinity();
    for (const double place : kPlaces) {
      const Point middle = line.at(place);
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
