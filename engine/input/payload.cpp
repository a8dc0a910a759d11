#include "engine/input/payload.h"

#include <functional>
#include <initializer_list>
#include <vector>

#include "engine/input/cursor.h"
#include "engine/input/field_words.h"

namespace faultline::input {

namespace {

std::vector<LayoutPtr> layoutsNamed(std::initializer_list<std::string_view> names) {
  std::vector<LayoutPtr> found;
  for (const std::string_view name : names) {
    if (auto layout = makeLayout(name)) found.push_back(std::move(*layout));
  }
  return found;
}

/// What may be inside, the most specific first.
const std::vector<LayoutPtr>& objectsInside() {
  static const auto layouts = layoutsNamed({"docker", "mongodb", "json"});
  return layouts;
}

const std::vector<LayoutPtr>& datesInside() {
  static const auto layouts = layoutsNamed({"zookeeper", "nginx-error", "access", "postgres", "mysql",
                                            "redis", "hadoop", "spark", "apache-error", "iso", "clock"});
  return layouts;
}

const std::vector<LayoutPtr>& wordsInside() {
  static const auto layouts = layoutsNamed({"glog", "logfmt", "access", "iso"});
  return layouts;
}

/// Those that a text may have, by how it begins.
const std::vector<LayoutPtr>& layoutsFor(char first) {
  if (first == '{') return objectsInside();
  return Cursor::isDigit(first) || first == '[' ? datesInside() : wordsInside();
}

const Layout& plainInside() { return *builtinLayouts().back(); }

}  // namespace

const Record& Payload::read(std::string_view text) {
  // The wrapping line's time counts; this one only has to be a time.
  constexpr ReadContext kAnyTime{LocalTime(std::chrono::hours(24 * 365 * 130))};
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const bool indented = text.starts_with(' ') || text.starts_with('\t');
  if (!text.empty() && !indented) {
    for (const LayoutPtr& layout : layoutsFor(text.front())) {
      if (layout->read(text, kAnyTime, m_record)) return m_record;
    }
  }
  (void)plainInside().read(text, kAnyTime, m_record);
  return m_record;
}

LineShape wrappedShape(std::string_view message, std::string_view program, bool unfinished) {
  LineShape shape = lineShape(message);
  shape.unfinished = unfinished;
  shape.origin = static_cast<std::uint32_t>(std::hash<std::string_view>()(program));
  return shape;
}

std::string_view Payload::oneCase(std::string_view name) { return nameInOneCase(name, m_name); }

}  // namespace faultline::input
