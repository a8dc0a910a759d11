#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/sequence/log_key.h"

namespace faultline::workflow {

/// Two keys, or their numbers, as one number.
[[nodiscard]] constexpr std::uint64_t pairKey(std::uint32_t i, std::uint32_t j) {
  return (std::uint64_t{i} << 32) | j;
}
[[nodiscard]] constexpr std::uint64_t pairKey(sequence::LogKey i, sequence::LogKey j) {
  return pairKey(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
}

/// Both halves reach all bits: a table that takes the lowest ones alone would see the second key only.
struct PairHash {
  std::size_t operator()(std::uint64_t pair) const {
    pair *= 0x9e3779b97f4a7c15ULL;
    return static_cast<std::size_t>(pair ^ (pair >> 32));
  }
};

}  // namespace faultline::workflow
