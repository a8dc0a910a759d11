#include "engine/workflow/layout_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace faultline::workflow {

namespace {

constexpr double kBetweenRows = 56;
constexpr double kTurn = 28;     ///< Room beside a row for a link that turns there.
constexpr double kCorner = 12;   ///< Radius.
constexpr double kSlack = 1.15;  ///< A layout that is wider by less than this is left as it is.

/// Between two ranks, where one link alone leads from left to right.
struct Cut {
  double x = 0;
  std::size_t link = 0;
};

struct Span {
  double left = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();

  void add(double from, double to) {
    left = std::min(left, from);
    right = std::max(right, to);
  }
};

struct Row {
  double begin = 0, end = 0;  ///< x, in the layout as it was.
  Span across;                ///< What lies in it: x,
  Span down;                  ///< and y.
};

std::vector<Span> spansOf(const Layout& layout) {
  std::vector<Span> spans(layout.curves.size());
  for (std::size_t link = 0; link < spans.size(); ++link) {
    for (const Point& point : layout.curves[link].points) spans[link].add(point.x, point.x);
  }
  return spans;
}

/// What boxes and frames leave free, from left to right.
std::vector<double> gapsOf(const LayoutGraph& graph, const Layout& layout) {
  std::vector<Span> taken;
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    const double half = graph.boxes[box].width / 2;
    taken.push_back({layout.centres[box].x - half, layout.centres[box].x + half});
  }
  for (const Layout::Frame& frame : layout.frames)
    taken.push_back({frame.topLeft.x, frame.topLeft.x + frame.width});
  std::ranges::sort(taken, {}, &Span::left);
  std::vector<double> gaps;
  double reached = -std::numeric_limits<double>::infinity();
  for (const Span& span : taken) {
    if (span.left > reached && reached > 0) gaps.push_back((reached + span.left) / 2);
    reached = std::max(reached, span.right);
  }
  return gaps;
}

std::vector<Cut> cutsOf(const LayoutGraph& graph, const Layout& layout) {
  const std::vector<Span> spans = spansOf(layout);
  std::vector<Cut> cuts;
  for (const double x : gapsOf(graph, layout)) {
    std::size_t crossing = 0;
    Cut cut{x, 0};
    for (std::size_t link = 0; link < spans.size() && crossing < 2; ++link) {
      if (spans[link].left >= x || spans[link].right <= x) continue;
      ++crossing;
      cut.link = link;
    }
    if (crossing != 1) continue;
    const LayoutGraph::Link& link = graph.links[cut.link];
    if (layout.centres[link.from].x < x && layout.centres[link.to].x > x) cuts.push_back(cut);
  }
  return cuts;
}

/// As much as fits in a row, as a text is set; a part that has no cut and is wider gets a row all the same.
std::vector<Cut> chosen(const std::vector<Cut>& cuts, double rowWidth, double width) {
  std::vector<Cut> taken;
  double begin = 0;
  for (std::size_t at = 0; at < cuts.size(); ++at) {
    const double next = at + 1 < cuts.size() ? cuts[at + 1].x : width;
    if (next - begin <= rowWidth) continue;
    taken.push_back(cuts[at]);
    begin = cuts[at].x;
  }
  return taken;
}

std::vector<Row> rowsOf(const LayoutGraph& graph, const Layout& layout, const std::vector<Cut>& cuts) {
  std::vector<Row> rows(cuts.size() + 1);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    rows[at].begin = at == 0 ? -std::numeric_limits<double>::infinity() : cuts[at - 1].x;
    rows[at].end = at < cuts.size() ? cuts[at].x : std::numeric_limits<double>::infinity();
  }
  const auto rowAt = [&](double x) -> Row& {
    return *std::ranges::find_if(rows, [x](const Row& row) { return x < row.end; });
  };
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    const Point centre = layout.centres[box];
    const LayoutGraph::Box& size = graph.boxes[box];
    rowAt(centre.x).across.add(centre.x - size.width / 2, centre.x + size.width / 2);
    rowAt(centre.x).down.add(centre.y - size.height / 2, centre.y + size.height / 2);
  }
  for (const Layout::Frame& frame : layout.frames) {
    rowAt(frame.topLeft.x).across.add(frame.topLeft.x, frame.topLeft.x + frame.width);
    rowAt(frame.topLeft.x).down.add(frame.topLeft.y, frame.topLeft.y + frame.height);
  }
  for (std::size_t link = 0; link < layout.curves.size(); ++link) {
    if (std::ranges::find(cuts, link, &Cut::link) != cuts.end()) continue;
    for (const Point& point : layout.curves[link].points) {
      rowAt(point.x).across.add(point.x, point.x);
      rowAt(point.x).down.add(point.y, point.y);
    }
  }
  return rows;
}

/// Straight lines with round corners, as a cubic spline.
std::vector<Point> rounded(const std::vector<Point>& corners) {
  const auto towards = [](Point from, Point to, double length) {
    const double x = to.x - from.x, y = to.y - from.y;
    const double whole = std::max(std::abs(x) + std::abs(y), 1e-9);  // one of them is 0
    const double part = std::min(length / whole, 0.5);
    return Point{from.x + part * x, from.y + part * y};
  };
  std::vector<Point> points{corners.front()};
  const auto lineTo = [&points](Point to) {
    const Point from = points.back();
    points.push_back({from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3});
    points.push_back({from.x + 2 * (to.x - from.x) / 3, from.y + 2 * (to.y - from.y) / 3});
    points.push_back(to);
  };
  for (std::size_t at = 1; at + 1 < corners.size(); ++at) {
    lineTo(towards(corners[at], corners[at - 1], kCorner));
    const Point after = towards(corners[at], corners[at + 1], kCorner);
    points.insert(points.end(), {corners[at], corners[at], after});
  }
  lineTo(corners.back());
  return points;
}

}  // namespace

void breakIntoRows(const LayoutGraph& graph, Layout* layout) {
  if (graph.rowWidth <= 0 || layout->width <= kSlack * graph.rowWidth) return;
  const std::vector<Cut> cuts = chosen(cutsOf(graph, *layout), graph.rowWidth, layout->width);
  if (cuts.empty()) return;
  const std::vector<Row> rows = rowsOf(graph, *layout, cuts);
  std::vector<Point> shifts;
  std::vector<double> bottoms;
  double top = rows.front().down.left;
  double width = 0;
  for (const Row& row : rows) {
    const double indent = shifts.empty() ? row.across.left : 2 * kTurn;
    shifts.push_back({indent - row.across.left, top - row.down.left});
    bottoms.push_back(top + row.down.right - row.down.left);
    width = std::max(width, indent + row.across.right - row.across.left);
    top = bottoms.back() + kBetweenRows;
  }
  const auto rowAt = [&](double x) {
    const auto row = std::ranges::find_if(rows, [x](const Row& each) { return x < each.end; });
    return static_cast<std::size_t>(row - rows.begin());
  };
  const auto moved = [&](Point point, std::size_t row) {
    return Point{point.x + shifts[row].x, point.y + shifts[row].y};
  };
  for (std::size_t at = 0; at < cuts.size(); ++at) {
    std::vector<Point>& points = layout->curves[cuts[at].link].points;
    const Point from = moved(points.front(), at), to = moved(points.back(), at + 1);
    const double right = rows[at].across.right + shifts[at].x + kTurn;
    const double between = bottoms[at] + kBetweenRows / 2;
    points = rounded({from, {right, from.y}, {right, between}, {kTurn, between}, {kTurn, to.y}, to});
  }
  for (std::size_t link = 0; link < layout->curves.size(); ++link) {
    std::vector<Point>& points = layout->curves[link].points;
    if (points.empty() || std::ranges::find(cuts, link, &Cut::link) != cuts.end()) continue;
    const std::size_t row = rowAt(layout->centres[graph.links[link].from].x);
    for (Point& point : points) point = moved(point, row);
  }
  for (Layout::Frame& frame : layout->frames) frame.topLeft = moved(frame.topLeft, rowAt(frame.topLeft.x));
  for (Point& centre : layout->centres) centre = moved(centre, rowAt(centre.x));
  layout->width = width + kTurn + kCorner;
  layout->height = bottoms.back() + std::max(rows.front().down.left, kCorner);
}

}  // namespace faultline::workflow
