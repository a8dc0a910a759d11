#include "engine/parse/value_forms.h"

#include <algorithm>

#include "engine/parse/char_class.h"

namespace faultline::parse {

namespace {

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

bool digitsAt(std::string_view text, std::size_t i, std::size_t count) {
  if (i + count > text.size()) return false;
  const std::string_view digits = text.substr(i, count);
  return std::all_of(digits.begin(), digits.end(), [](char c) { return is(c, kDigit); });
}

}  // namespace

std::size_t uuidEnd(std::string_view text, std::size_t i) {
  std::size_t end = i;
  for (const std::size_t length : {8, 4, 4, 4, 12}) {
    if (end != i && at(text, end++) != '-') return i;
    for (std::size_t k = 0; k < length; ++k) {
      if (!is(at(text, end++), kDigit | kHexLetter)) return i;
    }
  }
  return is(at(text, end), kDigit | kLetter) ? i : end;
}

std::size_t octetsEnd(std::string_view text, std::size_t i) {
  const auto pair = [&](std::size_t k) {
    return is(at(text, k), kDigit | kHexLetter) && is(at(text, k + 1), kDigit | kHexLetter);
  };
  const char separator = at(text, i + 2);
  if ((separator != ':' && separator != '-') || !pair(i)) return i;
  std::size_t end = i + 2;
  while (at(text, end) == separator && pair(end + 1)) end += 3;
  return end < i + 17 || is(at(text, end), kDigit | kLetter) ? i : end;
}

std::size_t timeEnd(std::string_view text, std::size_t i) {
  if (!digitsAt(text, i, 2) || at(text, i + 2) != ':' || !digitsAt(text, i + 3, 2)) return i;
  std::size_t end = i + 5;
  if (at(text, end) == ':' && digitsAt(text, end + 1, 2)) end += 3;
  if ((at(text, end) == '.' || at(text, end) == ',') && is(at(text, end + 1), kDigit)) {
    ++end;
    while (is(at(text, end), kDigit)) ++end;
  }
  return end;
}

std::size_t dateEnd(std::string_view text, std::size_t i) {
  const char separator = at(text, i + 4);
  if ((separator != '-' && separator != '/') || !digitsAt(text, i, 4) || !digitsAt(text, i + 5, 2)) return i;
  if (at(text, i + 7) != separator || !digitsAt(text, i + 8, 2)) return i;
  std::size_t end = i + 10;
  if (at(text, end) != ' ' && at(text, end) != 'T') return end;
  const std::size_t time = timeEnd(text, end + 1);
  if (time == end + 1) return end;
  end = time;
  if (at(text, end) == 'Z') ++end;
  return end;
}

std::size_t monthEnd(std::string_view text, std::size_t i) {
  const auto named = [&](std::size_t k, std::string_view names) {
    const std::size_t found = k + 3 < text.size() ? names.find(text.substr(k, 3)) : std::string_view::npos;
    return found != std::string_view::npos && found % 3 == 0 && text[k + 3] == ' ';
  };
  std::size_t end = named(i, "MonTueWedThuFriSatSun") ? i + 4 : i;
  if (!named(end, "JanFebMarAprMayJunJulAugSepOctNovDec")) return i;
  end += 4;
  if (at(text, end) == ' ') ++end;
  if (!is(at(text, end), kDigit)) return i;
  end += is(at(text, end + 1), kDigit) ? 2 : 1;
  const std::size_t time = timeEnd(text, end + 1);
  if (at(text, end) != ' ' || time == end + 1) return i;
  end = time;
  const auto capitals = [&](std::size_t k) { return at(text, k) >= 'A' && at(text, k) <= 'Z'; };
  if (at(text, end) == ' ' && capitals(end + 1) && capitals(end + 2) && capitals(end + 3) &&
      at(text, end + 4) == ' ') {
    if (digitsAt(text, end + 5, 4)) end += 4;
  }
  if (at(text, end) == ' ' && digitsAt(text, end + 1, 4) && !is(at(text, end + 5), kDigit | kLetter))
    end += 5;
  return end;
}

std::size_t unitEnd(std::string_view text, std::size_t i) {
  if (at(text, i) != ' ') return i;
  std::size_t end = i + 1;
  if (std::string_view("KMGTPkmgtp").find(at(text, end)) != std::string_view::npos && at(text, end) != '\0')
    ++end;
  if (at(text, end) == 'i') ++end;
  if (at(text, end) != 'B') return i;
  ++end;
  return is(at(text, end), kDigit | kLetter) ? i : end;
}

}  // namespace faultline::parse
