#include "engine/input/field_words.h"

#include <algorithm>
#include <array>

#include "engine/input/cursor.h"

namespace faultline::input {

namespace {

constexpr std::size_t kShortestLevel = 3;
constexpr std::size_t kLongestLevel = 13;
constexpr std::array<std::string_view, 29> kLevels = {
    "info",        "warn",    "error", "debug",  "warning", "notice", "trace",  "fatal",
    "critical",    "err",     "crit",  "alert",  "emerg",   "panic",  "severe", "emergency",
    "information", "fine",    "finer", "finest", "audit",   "config", "dbg",    "verbose",
    "failure",     "success", "inf",   "wrn",    "log"};

constexpr std::array<std::string_view, 9> kDomains = {"org.", "com.", "net.", "io.", "de.",
                                                      "edu.", "gov.", "uk.",  "fr."};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool isLevelWord(std::string_view word) {
  if (word.size() < kShortestLevel || word.size() > kLongestLevel) return false;
  return std::ranges::any_of(kLevels, [&](std::string_view level) {
    return level.size() == word.size() && std::ranges::equal(level, word, {}, {}, lower);
  });
}

std::string_view coarseService(std::string_view component) {
  component = component.substr(0, component.find('$'));
  for (const std::string_view domain : kDomains) {
    if (!component.starts_with(domain)) continue;
    // The domain and its owner say little; without anything after them they are all there is.
    const std::size_t owner = component.find('.', domain.size());
    if (owner != std::string_view::npos) component.remove_prefix(owner + 1);
    break;
  }
  const std::size_t first = component.find('.');
  if (first == std::string_view::npos) return component;
  const std::size_t second = component.find('.', first + 1);
  // `c.e.shop.OrderService`: packages cut down to letters say nothing.
  const bool abbreviated = first == 1 && (second == first + 2 || second == std::string_view::npos);
  if (abbreviated) return component.substr(component.rfind('.') + 1);
  return component.substr(0, second);
}

bool isComponentName(std::string_view name) {
  bool letter = false;
  for (const char c : name) {
    if (Cursor::isLetter(c)) {
      letter = true;
    } else if (!Cursor::isDigit(c) && std::string_view("._-$/@#").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return letter;
}

std::string_view nameInOneCase(std::string_view name, std::string& storage) {
  const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::ranges::none_of(name, isCapital)) return name;
  const bool allCapitals = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
  if (!allCapitals && std::ranges::any_of(name.substr(1), isCapital)) return name;
  storage.resize(name.size());
  std::ranges::transform(name, storage.begin(), lower);
  return storage;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace faultline::input
