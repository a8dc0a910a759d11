#include "engine/input/pattern_problem.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace faultline::input {

namespace {

/// Brackets of a pattern that have no partner, by their places.
struct Unpaired {
  std::optional<std::size_t> open, close, set;
};

/// Behind the set of characters that begins at `at`, or none when it does not end.
std::optional<std::size_t> behindSet(std::string_view pattern, std::size_t at) {
  ++at;
  if (at < pattern.size() && pattern[at] == '^') ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;  // first in a set, it is a character
  for (; at < pattern.size(); ++at) {
    if (pattern[at] == '\\')
      ++at;
    else if (pattern[at] == ']')
      return at + 1;
  }
  return std::nullopt;
}

Unpaired unpairedOf(std::string_view pattern) {
  Unpaired found;
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '[') {
      const auto behind = behindSet(pattern, at);
      if (!behind) {
        found.set = at;
        break;
      }
      at = *behind - 1;
    } else if (pattern[at] == '(') {
      open.push_back(at);
    } else if (pattern[at] == ')' && !open.empty()) {
      open.pop_back();
    } else if (pattern[at] == ')' && !found.close) {
      found.close = at;
    }
  }
  if (!open.empty()) found.open = open.back();
  return found;
}

std::string placed(const std::string& what, std::string_view pattern, std::size_t at) {
  const auto characters = std::ranges::count_if(
      pattern.substr(0, at), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return what + " at character " + std::to_string(characters + 1);
}

}  // namespace

std::string patternProblem(const re2::RE2& expression, std::string_view pattern) {
  const Unpaired unpaired = unpairedOf(pattern);
  if (unpaired.set) return placed("the [ is not closed", pattern, *unpaired.set);
  if (unpaired.close) return placed("the ) closes nothing", pattern, *unpaired.close);
  if (unpaired.open) return placed("the ( is not closed", pattern, *unpaired.open);
  const std::size_t at = pattern.find(expression.error_arg());
  return at == std::string_view::npos ? expression.error() : placed(expression.error(), pattern, at);
}

}  // namespace faultline::input
