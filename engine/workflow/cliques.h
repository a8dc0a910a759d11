#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace faultline::workflow {

/// The maximal sets of two or more of 0 to `count` - 1 in which every two are `adjacent` (Bron and Kerbosch,
/// 1973, with a pivot), each ascending, in ascending order. Not all of them when there are very many: every
/// pair is in one all the same.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> maximalCliques(
    std::uint32_t count, const std::function<bool(std::uint32_t, std::uint32_t)>& adjacent);

}  // namespace faultline::workflow
