#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::workflow {

struct Point {
  double x = 0;
  double y = 0;  ///< Downwards, as on a screen.
};

/// A graph whose boxes have their sizes; what the boxes say is of no matter here. All lengths in pixels.
struct LayoutGraph {
  struct Box {
    double width = 0;
    double height = 0;
  };
  struct Link {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    double weight = 1;  ///< The higher, the shorter and straighter.
    Box label{};        ///< Room kept for a label; none when 0.
    bool back = false;  ///< Closes a loop: does not push its end to the right.
  };
  std::vector<Box> boxes;
  std::vector<Link> links;
  std::vector<std::vector<std::uint32_t>>
      groups;           ///< Boxes to be kept one below the other in a frame, each in one group at most.
  double rowWidth = 0;  ///< What is wider goes on in a further row, where a single link leads on; 0: never.
};

struct Layout {
  struct Curve {
    std::vector<Point> points;  ///< Of a cubic B-spline: 1 + 3 n points; empty where none could be drawn.
    Point label;                ///< The middle of the room kept for its label.
  };
  struct Frame {
    Point topLeft;
    double width = 0;
    double height = 0;
  };
  std::vector<Point> centres;  ///< One a box.
  std::vector<Curve> curves;   ///< One a link.
  std::vector<Frame> frames;   ///< One a group, around its boxes, with kFrameHead above them for a word.
  double width = 0;
  double height = 0;
  bool simplified = false;  ///< Too big for an exact layout: laid out in ranks, with straight links.
  static constexpr double kFrameHead = 20;
  static constexpr double kFramePad = 10;
};

struct LayoutLimits {
  std::size_t inProcess = 600;  ///< Boxes and links up to which it is done in this process.
  std::size_t exact = 5000;     ///< Beyond which it is not tried by Graphviz.
  int seconds = 3;              ///< After which a process is killed and a simplified layout given.
};

/// Lays out from left to right with Graphviz's dot. Small graphs in this process, under one lock for the
/// whole process; bigger ones in a process of their own that is killed when stopped or out of time; what is
/// too big for that too, or where there is no Graphviz, simply. Call it on a worker. Errors: LayoutFailed (a
/// link or a group names a box that is not there, a size that is none), Cancelled (within half a second).
Result<Layout> layOut(const LayoutGraph& graph, const LayoutLimits& limits, const std::stop_token& stop);

}  // namespace faultline::workflow
