#include <algorithm>
#include <cmath>

#include "engine/workflow/document_text.h"
#include "engine/workflow/picture.h"

namespace faultline::workflow {

namespace {

std::string number(double value) { return decimalText(value, 1); }

std::string rect(double left, double top, double width, double height, double round, const char* style) {
  return "<rect x=\"" + number(left) + "\" y=\"" + number(top) + "\" width=\"" + number(width) +
         "\" height=\"" + number(height) + "\" rx=\"" + number(round) + "\" class=\"" + style + "\"/>\n";
}

std::string text(Point at, const std::string& words, const char* style) {
  return "<text x=\"" + number(at.x) + "\" y=\"" + number(at.y) + "\" class=\"" + style + "\">" +
         escapedXml(words) + "</text>\n";
}

std::string frame(const Picture::Frame& each) {
  const auto& area = each.area;
  const double y = each.loop ? area.topLeft.y + area.height - 7 : area.topLeft.y + 14;
  return rect(area.topLeft.x, area.topLeft.y, area.width, area.height, 10, each.loop ? "loop" : "block") +
         text({area.topLeft.x + 9, y}, each.words, "word");
}

std::string head(Point base, Point tip) {
  const double x = 0.45 * (tip.x - base.x), y = 0.45 * (tip.y - base.y);
  const auto point = [](double px, double py) { return number(px) + "," + number(py) + " "; };
  return "<polygon points=\"" + point(tip.x, tip.y) + point(base.x - y, base.y + x) +
         point(base.x + y, base.y - x) + "\" class=\"head\"/>\n";
}

std::string link(const Picture::Link& each) {
  if (each.points.size() < 4) return {};
  const auto base = arrowBase(each);
  std::string path = "<path d=\"M" + number(each.points[0].x) + " " + number(each.points[0].y);
  for (std::size_t at = 1; at < each.points.size(); ++at) {
    const bool last = at + 1 == each.points.size();
    const Point point = last && base ? *base : each.points[at];
    path += at % 3 == 1 ? " C" : " ";
    path += number(point.x) + " " + number(point.y);
  }
  return path + "\" stroke-width=\"" + number(each.width) + "\" class=\"" + (each.back ? "back" : "link") +
         "\"/>\n" + (base ? head(*base, each.points.back()) : std::string());
}

std::string label(const Picture::Link& each) {
  if (each.label.empty() || each.points.size() < 4) return {};
  double width = 0;
  for (const auto& line : each.label) width = std::max(width, textWidth(line, kPictureLabelFont) + 4);
  const double height = kPictureLabelLine * static_cast<double>(each.label.size());
  std::string all = rect(each.labelAt.x - width / 2, each.labelAt.y - height / 2, width, height, 3, "halo");
  for (std::size_t line = 0; line < each.label.size(); ++line) {
    const double y = each.labelAt.y - height / 2 + kPictureLabelLine * (static_cast<double>(line) + 0.8);
    all += text({each.labelAt.x, y}, each.label[line], "label");
  }
  return all;
}

std::string box(const Picture::Box& each) {
  std::string all = "<g><title>" + escapedXml(each.tip) + "</title>" +
                    rect(each.middle.x - each.width / 2, each.middle.y - each.height / 2, each.width,
                         each.height, each.terminal ? each.height / 2 : 8, each.terminal ? "mark" : "node");
  const double top = each.middle.y - kPictureLine * static_cast<double>(each.lines.size()) / 2;
  for (std::size_t line = 0; line < each.lines.size(); ++line) {
    all += text({each.middle.x, top + kPictureLine * (static_cast<double>(line) + 0.77)}, each.lines[line],
                "key");
  }
  return all + "</g>\n";
}

constexpr const char* kStyle =
    "text{font-family:Inter,Helvetica,Arial,sans-serif;fill:#1b1f24}"
    ".key{font-size:12px;text-anchor:middle}.label{font-size:10px;text-anchor:middle;fill:#59636f}"
    ".word{font-size:10px;fill:#59636f}.title{font-size:14px;font-weight:600}.plain{font-size:11px;fill:#"
    "59636f}"
    ".node{fill:#fff;stroke:#59636f;stroke-width:1.2}.mark{fill:#f4f6f9;stroke:#59636f}"
    ".block{fill:#e9ebee;stroke:#d0d5db}.loop{fill:#f8f6f0;stroke:#a08a4a;stroke-dasharray:6 4}"
    ".link{fill:none;stroke:#87909a}.back{fill:none;stroke:#87909a;stroke-dasharray:9 5}.head{fill:#87909a}"
    ".halo{fill:#fff;fill-opacity:.88}";

}  // namespace

std::string writeSvg(const Picture& picture) {
  const std::string width = number(picture.width), height = number(picture.height);
  std::string svg =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
      width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height + "\">\n<style>" + kStyle +
      "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  for (const auto& each : picture.frames) svg += frame(each);
  for (const auto& each : picture.links) svg += link(each);
  for (const auto& each : picture.links) svg += label(each);
  for (const auto& each : picture.boxes) svg += box(each);
  for (const auto& each : picture.texts) svg += text(each.left, each.text, each.strong ? "title" : "plain");
  return svg + "</svg>\n";
}

}  // namespace faultline::workflow
