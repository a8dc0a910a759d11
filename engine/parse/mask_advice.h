#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace faultline::parse {

/// What to mask in a log that has too many keys.
struct MaskAdvice {
  std::string expression;     ///< RE2: matches the values of the parameter that was taken for words.
  std::string around;         ///< The templates that differ there alone, with `<?>` at the place. Untrusted.
  std::string example;        ///< One of the values. Untrusted.
  std::size_t templates = 0;  ///< How many become one key by it.
};

/// Finds the place at which the most templates differ from each other while they agree in all others, and an
/// expression for what stands there. None when no place stands out. Linear in the templates' length.
[[nodiscard]] std::optional<MaskAdvice> maskAdvice(std::span<const std::string> templates);

}  // namespace faultline::parse
