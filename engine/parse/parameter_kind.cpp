#include "engine/parse/parameter_kind.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/parse/char_class.h"
#include "engine/parse/log_key_parser.h"
#include "engine/parse/parameter_hint.h"
#include "engine/parse/value_forms.h"

namespace faultline::parse {

namespace {

using Kind = ParameterKind;

/// Longer ones are text, whatever they begin with.
constexpr std::size_t kMostRead = 256;
/// A whole number of so many digits, without a unit, names something: 999,999,999,999 is the most that
/// counts.
constexpr std::size_t kIdentifierDigits = 13;
constexpr double kMostExactValue = 1e300;

bool all(std::string_view text, int bits, std::string_view further = {}) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is(c, bits) || further.find(c) != std::string_view::npos; });
}

std::size_t digitsAt(std::string_view text, std::size_t i) {
  std::size_t end = i;
  while (end < text.size() && is(text[end], kDigit)) ++end;
  return end - i;
}

/// A number at the beginning of a text.
struct Number {
  double value = 0;
  std::size_t size = 0;    ///< Characters; 0: there is none.
  std::size_t digits = 0;  ///< Before the point.
  bool whole = true;
  bool leadingZero = false;
};

/// The characters of `1,024,000` without the commas; empty when the commas do not group thousands.
std::string_view withoutCommas(std::string_view text, std::size_t& size, std::array<char, 32>& buffer) {
  std::size_t length = 0;
  std::size_t at = digitsAt(text, 0);
  if (at == 0 || at > 3) return {};
  std::copy_n(text.begin(), at, buffer.begin());
  length = at;
  while (at < text.size() && text[at] == ',' && digitsAt(text, at + 1) == 3) {
    if (length + 3 > buffer.size()) return {};
    std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, 3,
                buffer.begin() + static_cast<std::ptrdiff_t>(length));
    length += 3;
    at += 4;
  }
  size = at;
  return {buffer.data(), length};
}

Number numberAt(std::string_view text) {
  Number number;
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::string_view unsignedText = text.substr(sign);
  number.digits = digitsAt(unsignedText, 0);
  const bool pointed = unsignedText.size() > 1 && unsignedText[0] == '.' && is(unsignedText[1], kDigit);
  if (number.digits == 0 && !pointed) return number;
  number.leadingZero = number.digits > 1 && unsignedText[0] == '0';
  std::array<char, 32> buffer{};
  std::size_t size = 0;
  std::string_view digits = unsignedText;
  if (number.digits <= 3 && unsignedText.size() > number.digits && unsignedText[number.digits] == ',') {
    if (const auto grouped = withoutCommas(unsignedText, size, buffer); !grouped.empty()) digits = grouped;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
  if (error != std::errc() || !(std::abs(number.value) <= kMostExactValue)) return {};
  const auto read = static_cast<std::size_t>(end - digits.data());
  if (digits.data() == buffer.data()) {
    number.digits = digits.size();
  } else {
    size = read;
    number.whole = read == number.digits;
  }
  number.size = sign + size;
  if (sign == 1 && text[0] == '-') number.value = -number.value;
  return number;
}

ParameterValue valued(Kind kind, double value) {
  if (!std::isfinite(value)) return {};
  return {kind, value};
}

/// `00:01:02`, `1:02:03.5`, `00:01`: hours, minutes, seconds, of which hours may be missing.
std::optional<double> clockSeconds(std::string_view text, bool& hasHours) {
  std::size_t at = 0;
  double total = 0;
  int parts = 0;
  for (;; ++at) {
    const std::size_t digits = digitsAt(text, at);
    if (digits == 0 || digits > 4 || (parts > 0 && digits != 2)) return std::nullopt;
    double part = 0;
    std::from_chars(text.data() + at, text.data() + at + digits, part);
    if (parts > 0 && part >= 60) return std::nullopt;
    total = total * 60 + part;
    at += digits;
    ++parts;
    if (at == text.size() || text[at] != ':') break;
  }
  if (parts < 2 || parts > 3) return std::nullopt;
  hasHours = parts == 3;
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
    const std::size_t digits = digitsAt(text, at + 1);
    double fraction = 0;
    std::from_chars(text.data() + at + 1, text.data() + at + 1 + digits, fraction);
    total += fraction / std::pow(10.0, static_cast<double>(digits));
    at += 1 + digits;
  }
  if (at != text.size()) return std::nullopt;
  return total;
}

/// `1h2m3.5s`: two or more durations, one after the other.
std::optional<double> compoundSeconds(std::string_view text) {
  double total = 0;
  while (!text.empty()) {
    const Number number = numberAt(text);
    if (number.size == 0) return std::nullopt;
    text.remove_prefix(number.size);
    std::size_t letters = 0;
    while (letters < text.size() && is(text[letters], kLetter)) ++letters;
    const auto unit = attachedUnitOf(text.substr(0, letters));
    if (!unit || unit->kind != Kind::Seconds) return std::nullopt;
    total += number.value * unit->factor;
    text.remove_prefix(letters);
  }
  return total;
}

/// Four numbers up to 255 between points.
std::size_t ipv4End(std::string_view text, std::size_t i) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (i >= text.size() || text[i++] != '.')) return 0;
    const std::size_t digits = digitsAt(text, i);
    unsigned value = 0;
    if (digits == 0 || digits > 3) return 0;
    std::from_chars(text.data() + i, text.data() + i + digits, value);
    if (value > 255) return 0;
    i += digits;
  }
  return i;
}

bool isIpv6(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) text = text.substr(0, slash);
  if (text.starts_with('[')) text.remove_prefix(1);
  const auto colons = std::count(text.begin(), text.end(), ':');
  if (colons < 2 || !all(text, kDigit | kHexLetter, ":.]%")) return false;
  return colons >= 6 || text.find("::") != std::string_view::npos;
}

/// `db-1.example.org:5432`, `localhost:80`: a name and a port.
bool isHostWithPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const std::string_view port = text.substr(colon + 1);
  const std::string_view host = text.substr(0, colon);
  return port.size() <= 5 && all(port, kDigit) && all(host, kDigit | kLetter, ".-_") &&
         std::any_of(host.begin(), host.end(), [](char c) { return is(c, kLetter); });
}

bool isAddress(std::string_view text, HintMeaning hint) {
  if (text.starts_with('/')) text.remove_prefix(1);
  if (const std::size_t end = ipv4End(text, 0); end > 0) {
    return end == text.size() || std::string_view(":/,#").find(text[end]) != std::string_view::npos;
  }
  if (octetsEnd(text, 0) == text.size() && text.size() == 17) return true;
  if (isIpv6(text) || isHostWithPort(text)) return true;
  const bool named = text.find('.') != std::string_view::npos || text.find('-') != std::string_view::npos;
  return hint.role == HintRole::Host && named && all(text, kDigit | kLetter, ".-_");
}

bool isPath(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return true;
  if (text.size() > 1 && (text[0] == '/' || text[0] == '\\' || text[0] == '~')) return true;
  if (text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/')) return true;
  const std::size_t slash = text.find_first_of("/\\");
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  return text.find(' ') == std::string_view::npos && is(text[slash + 1], kLetter);
}

bool isIdentifier(std::string_view text) {
  if (dateEnd(text, 0) == text.size() || monthEnd(text, 0) == text.size()) return true;
  if (text.find(' ') != std::string_view::npos) return false;
  if (all(text, kDigit | kHexLetter) && text.size() >= 8) return true;
  const bool digits = std::any_of(text.begin(), text.end(), [](char c) { return is(c, kDigit); });
  if (!digits) return false;
  if (all(text, kDigit | kLetter, "_-.:@#$")) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return is(c, kLetter) || c == '_' || c == '.' || c == ':' || c == '#'; });
  }
  return false;
}

ParameterValue plainNumber(const Number& number, HintMeaning hint) {
  if (hint.role == HintRole::Unit) return valued(hint.unit.kind, number.value * hint.unit.factor);
  const bool names = number.whole && (number.leadingZero || number.digits >= kIdentifierDigits);
  if (names || hint.role == HintRole::Identifier) return {Kind::Identifier};
  return valued(Kind::Number, number.value);
}

/// A number with what follows it in the parameter itself.
std::optional<ParameterValue> quantity(std::string_view text, HintMeaning hint) {
  const Number number = numberAt(text);
  if (number.size == 0) return std::nullopt;
  if (number.size == text.size()) return plainNumber(number, hint);
  std::string_view rest = text.substr(number.size);
  const bool blank = rest[0] == ' ';
  if (blank) rest.remove_prefix(1);
  if (const auto unit = blank ? unitOf(rest) : attachedUnitOf(rest)) {
    return valued(unit->kind, number.value * unit->factor);
  }
  bool hasHours = false;
  if (const auto total = clockSeconds(text, hasHours)) {
    const bool lasts = hint.role == HintRole::Duration || hint.role == HintRole::Unit;
    if (lasts || (hasHours && hint.role != HintRole::Moment)) return valued(Kind::Seconds, *total);
    return ParameterValue{Kind::Identifier};
  }
  if (const auto total = compoundSeconds(text)) return valued(Kind::Seconds, *total);
  return std::nullopt;
}

}  // namespace

std::string_view parameterKindName(ParameterKind kind) {
  switch (kind) {
    case Kind::Number:
      return "number";
    case Kind::Seconds:
      return "seconds";
    case Kind::Bytes:
      return "bytes";
    case Kind::Percent:
      return "percent";
    case Kind::Identifier:
      return "identifier";
    case Kind::Address:
      return "address";
    case Kind::Path:
      return "path";
    case Kind::Text:
      return "text";
  }
  return "text";
}

ParameterValue readWithMeaning(std::string_view text, HintMeaning hint) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty() || text.size() > kMostRead) return {};
  if (const auto value = quantity(text, hint)) return *value;
  if (isAddress(text, hint)) return {Kind::Address};
  if (isPath(text)) return {Kind::Path};
  if (isIdentifier(text)) return {Kind::Identifier};
  return {};
}

ParameterValue readParameter(std::string_view text, ParameterHint hint) {
  return readWithMeaning(text, meaningOf(hint));
}

std::vector<ParameterHint> parameterHints(std::string_view templateText) {
  std::vector<ParameterHint> hints;
  std::size_t begin = 0;
  std::size_t at = templateText.find(kWildcard);
  while (at != std::string_view::npos) {
    const std::size_t behind = at + kWildcard.size();
    const std::size_t next = templateText.find(kWildcard, behind);
    hints.push_back({templateText.substr(begin, at - begin), templateText.substr(behind, next - behind)});
    begin = behind;
    at = next;
  }
  return hints;
}

ParameterKind commonKind(ParameterKind a, ParameterKind b) {
  if (a == b) return a;
  if (a == Kind::Number) std::swap(a, b);
  const bool quantity = a == Kind::Seconds || a == Kind::Bytes || a == Kind::Percent;
  if (b == Kind::Number && (quantity || a == Kind::Identifier)) return a;
  return Kind::Text;
}

}  // namespace faultline::parse
