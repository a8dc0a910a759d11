#include <algorithm>

#include "engine/workflow/document_text.h"
#include "engine/workflow/picture.h"

namespace faultline::workflow {

namespace {

constexpr double kPointsPerInch = 72;  // a pixel is a point

/// Everything is a node or an edge with a place of its own. Its y axis goes upwards.
class PlacedDot {
 public:
  explicit PlacedDot(const Picture& picture) : m_picture(picture) {}

  std::string write() {
    m_text =
        "digraph workflow {\n"
        "  charset=\"UTF-8\"; bgcolor=\"#ffffff\"; pad=0; splines=true; notranslate=true;\n"
        "  node [shape=box, fixedsize=true, margin=0, fontname=\"Inter,Helvetica,sans-serif\", "
        "fontcolor=\"#1b1f24\"];\n"
        "  edge [color=\"#87909a\", arrowhead=none];\n";
    // In the order of drawing: the paper, frames, links, labels, boxes.
    node({m_picture.width / 2, m_picture.height / 2}, m_picture.width, m_picture.height,
         "style=filled, penwidth=0, fillcolor=\"#ffffff\", label=\"\"");
    for (const auto& each : m_picture.frames) frame(each);
    for (const auto& each : m_picture.links) link(each);
    for (const auto& each : m_picture.links) label(each);
    for (const auto& each : m_picture.boxes) box(each);
    for (const auto& each : m_picture.texts) text(each);
    return m_text + "}\n";
  }

 private:
  std::string place(Point point) const {
    return decimalText(point.x, 2) + "," + decimalText(m_picture.height - point.y, 2);
  }

  std::string node(Point middle, double width, double height, const std::string& attributes) {
    const std::string name = "n" + std::to_string(m_count++);
    m_text += "  " + name + " [pos=\"" + place(middle) +
              "\", width=" + decimalText(width / kPointsPerInch, 4) +
              ", height=" + decimalText(height / kPointsPerInch, 4) + ", " + attributes + "];\n";
    return name;
  }

  void words(Point middle, double width, const std::string& what, double size, const std::string& more) {
    node(middle, width, size + 4,
         "shape=plain, fontsize=" + decimalText(size, 1) + ", " + more + ", label=" + quotedDot(what));
  }

  void frame(const Picture::Frame& each) {
    const auto& area = each.area;
    const Point middle{area.topLeft.x + area.width / 2, area.topLeft.y + area.height / 2};
    node(middle, area.width, area.height,
         each.loop ? "style=\"rounded,filled,dashed\", fillcolor=\"#f8f6f0\", color=\"#a08a4a\", label=\"\""
                   : "style=\"rounded,filled\", fillcolor=\"#e9ebee\", color=\"#d0d5db\", label=\"\"");
    const double y = each.loop ? area.topLeft.y + area.height - 11 : area.topLeft.y + 10;
    const double width = textWidth(each.words, kPictureLabelFont);
    words({area.topLeft.x + 9 + width / 2, y}, width, each.words, kPictureLabelFont, "fontcolor=\"#59636f\"");
  }

  void box(const Picture::Box& each) {
    node(each.middle, each.width, each.height,
         std::string("style=\"rounded,filled\", color=\"#59636f\", fontsize=12, fillcolor=\"") +
             (each.terminal ? "#f4f6f9" : "#ffffff") + "\", label=" + quotedDot(each.lines));
  }

  void text(const Picture::Text& each) {
    const double width = textWidth(each.text, each.size);
    words({each.left.x + width / 2, each.left.y - each.size / 3}, width, each.text, each.size,
          each.strong ? "fontname=\"Inter bold,Helvetica bold\"" : "fontcolor=\"#59636f\"");
  }

  void link(const Picture::Link& each) {
    if (each.points.size() < 4) return;
    const std::string from = node(each.points.front(), 1, 1, "style=invis, label=\"\"");
    const std::string to = node(each.points.back(), 1, 1, "style=invis, label=\"\"");
    const auto base = arrowBase(each);
    std::string points = base ? "e," + place(each.points.back()) : std::string();
    for (std::size_t at = 0; at < each.points.size(); ++at) {
      const bool last = at + 1 == each.points.size();
      points += " " + place(last && base ? *base : each.points[at]);
    }
    m_text += "  " + from + " -> " + to + " [pos=\"" + points +
              "\", arrowhead=normal, penwidth=" + decimalText(each.width, 1) +
              (each.back ? ", style=dashed" : "") + "];\n";
  }

  void label(const Picture::Link& each) {
    if (each.label.empty() || each.points.size() < 4) return;
    double width = 0;
    for (const auto& line : each.label) width = std::max(width, textWidth(line, kPictureLabelFont) + 2);
    node(each.labelAt, width, kPictureLabelLine * static_cast<double>(each.label.size()),
         "style=filled, penwidth=0, fillcolor=\"#ffffff\", fontsize=10, fontcolor=\"#59636f\", label=" +
             quotedDot(each.label));
  }

  const Picture& m_picture;
  std::size_t m_count = 0;
  std::string m_text;
};

}  // namespace

std::string writePlacedDot(const Picture& picture) { return PlacedDot(picture).write(); }

}  // namespace faultline::workflow
