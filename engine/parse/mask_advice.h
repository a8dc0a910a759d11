#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace faultline::parse {

/// What to mask in a log that has too many keys.
struct MaskAdvice {
  /// RE2: matches the values of the parameter that was taken for words, and the word before them if need be.
  std::string expression;
  std::string around;         ///< A template with `<?>` wherever those of its kind differ. Untrusted.
  std::string example;        ///< One of the values. Untrusted.
  std::size_t templates = 0;  ///< How many are of that kind: one key, were all these places masked.
};

/// Finds the largest group of templates that are the same but for places where tokens seldom repeat, and an
/// expression for the first such place behind a word that stays. None when there is no such group. Linear in
/// the templates' length.
[[nodiscard]] std::optional<MaskAdvice> maskAdvice(std::span<const std::string> templates);

}  // namespace faultline::parse
