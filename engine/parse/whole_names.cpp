#include "engine/parse/whole_names.h"

#include <algorithm>

#include "engine/parse/char_class.h"

namespace faultline::parse {

namespace {

bool isWordChar(char c) { return is(c, kLetter | kDigit) || c == '_'; }
bool isNameChar(char c) { return isWordChar(c) || c == '.' || c == '-' || c == '/'; }

/// The stretch of such characters around a span.
template <class Belongs>
TextSpan around(std::string_view text, TextSpan span, const Belongs& belongs) {
  while (span.begin > 0 && belongs(text[span.begin - 1])) --span.begin;
  while (span.end < text.size() && belongs(text[span.end])) ++span.end;
  return span;
}

/// What joins the parts of a name, outside the parameter in it.
struct Joints {
  int dots = 0;
  int hyphens = 0;
  bool slash = false;
  bool underscore = false;
};

Joints jointsOf(std::string_view text, TextSpan name, TextSpan parameter) {
  Joints joints;
  for (std::uint32_t i = name.begin; i < name.end; ++i) {
    const bool within = i >= parameter.begin && i < parameter.end;
    const bool between =
        i > name.begin && i + 1 < name.end && isWordChar(text[i - 1]) && isWordChar(text[i + 1]);
    if (text[i] == '.' && between) ++joints.dots;
    if (text[i] == '-' && between && !within) ++joints.hyphens;
    if (text[i] == '/') joints.slash = true;
    if (text[i] == '_') joints.underscore = true;
  }
  return joints;
}

/// `a.b.c:` in front of a number: a host in front of its port, a place in a program.
TextSpan withNameBeforeColon(std::string_view text, TextSpan span) {
  if (span.begin < 2 || text[span.begin - 1] != ':' || !isWordChar(text[span.begin - 2])) return span;
  const TextSpan name = around(text, {span.begin - 1, span.begin - 1}, isNameChar);
  const auto dots = std::count(text.begin() + name.begin, text.begin() + span.begin, '.');
  return dots >= 1 ? TextSpan{name.begin, span.end} : span;
}

TextSpan widened(std::string_view text, TextSpan span) {
  const bool left = span.begin > 0 && isNameChar(text[span.begin - 1]);
  const bool right = span.end < text.size() && isNameChar(text[span.end]);
  if (!left && !right) return withNameBeforeColon(text, span);
  TextSpan name = around(text, span, isNameChar);
  while (name.end > span.end && !isWordChar(text[name.end - 1])) --name.end;
  while (name.begin < span.begin && !isWordChar(text[name.begin]) && text[name.begin] != '/') ++name.begin;
  const Joints joints = jointsOf(text, name, span);
  if (joints.slash || joints.dots >= 2 || joints.hyphens >= 2) return name;
  if (joints.underscore) return around(text, span, isWordChar);
  const bool lettered = span.begin == name.begin + 1 && text[name.begin] >= 'A' && text[name.begin] <= 'Z';
  return lettered ? TextSpan{name.begin, span.end} : span;
}

/// Nothing but a colon, a comma, ... stands between them.
bool joined(std::string_view text, TextSpan a, TextSpan b) {
  return b.begin <= a.end || (b.begin == a.end + 1 && is(text[a.end], kJoiner));
}

bool isDotted(std::string_view text, TextSpan span) {
  const std::string_view name = spanText(text, span);
  return std::count(name.begin(), name.end(), '.') >= 2 && is(name.front(), kLetter);
}

/// `a.b.c:12 a.b.d:7`: a list of names.
bool continuesList(std::string_view text, TextSpan a, TextSpan b) {
  return b.begin == a.end + 1 && text[a.end] == ' ' && isDotted(text, a) && isDotted(text, b);
}

}  // namespace

void widenToNames(std::string_view text, std::vector<TextSpan>& spans) {
  std::size_t kept = 0;
  for (const TextSpan span : spans) {
    TextSpan* const last = kept > 0 ? &spans[kept - 1] : nullptr;
    if (last && span.end <= last->end) continue;
    const TextSpan whole = widened(text, span);
    const bool changed = whole.begin != span.begin || whole.end != span.end;
    if (last && ((changed && joined(text, *last, whole)) || whole.begin < last->end ||
                 continuesList(text, *last, whole))) {
      last->begin = std::min(last->begin, whole.begin);
      last->end = std::max(last->end, whole.end);
    } else {
      spans[kept++] = whole;
    }
  }
  spans.resize(kept);
}

}  // namespace faultline::parse
