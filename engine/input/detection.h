#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/input/layout.h"

namespace faultline::input {

struct LayoutGuess {
  LayoutPtr layout;
  double share = 0;  ///< Of the sampled lines that are not blank, those that fit.
};

/// The built-in layout that most lines of a sample fit; of those that fit about as well, the most specific.
[[nodiscard]] LayoutGuess detectLayout(std::span<const std::string_view> lines, const ReadContext& context);

/// The share of the sample's lines that fit a layout, blank lines aside; 0 when there are none.
[[nodiscard]] double fittingShare(std::span<const std::string_view> lines, const Layout& layout,
                                  const ReadContext& context);

/// The built-in session rule whose identifiers group the sample's lines, else `none`.
[[nodiscard]] std::string detectSessionRule(std::span<const std::string_view> lines, const Layout& layout,
                                            const ReadContext& context);

}  // namespace faultline::input
