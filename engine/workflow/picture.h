#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/workflow/document.h"
#include "engine/workflow/layout.h"

namespace faultline::workflow {

/// A workflow's tasks one below the other, as a drawing of a light background; texts are plain and not
/// escaped. Lengths in pixels, places are middles unless said otherwise.
struct Picture {
  struct Frame {
    Layout::Frame area;
    std::string words;
    bool loop = false;
  };
  struct Box {
    Point middle;
    double width = 0;
    double height = 0;
    std::vector<std::string> lines;
    std::string tip;
    bool terminal = false;
  };
  struct Link {
    std::vector<Point> points;
    double width = 1;
    bool back = false;
    std::vector<std::string> label;
    Point labelAt;
  };
  struct Text {
    Point left;  ///< The left end of its base line.
    std::string text;
    double size = 12;
    bool strong = false;
  };
  std::vector<Frame> frames;
  std::vector<Link> links;
  std::vector<Box> boxes;
  std::vector<Text> texts;
  double width = 0;
  double height = 0;
};

/// Errors as `layOut`.
Result<Picture> makePicture(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                            const std::stop_token& stop);

/// Where the arrow of a link begins: the line ends there, and not at the tip, which it would blunt. Nothing
/// for a link without a direction.
[[nodiscard]] std::optional<Point> arrowBase(const Picture::Link& link);

[[nodiscard]] std::string writeSvg(const Picture& picture);
/// With every place given, for `dot -Kneato -n2`.
[[nodiscard]] std::string writePlacedDot(const Picture& picture);

inline constexpr double kPictureFont = 12;
inline constexpr double kPictureLabelFont = 10;
inline constexpr double kPictureLine = 15;       ///< From a line of a box to the next,
inline constexpr double kPictureLabelLine = 12;  ///< and of a label.

}  // namespace faultline::workflow
