#pragma once

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"

namespace faultline::detect {

/// The g likeliest keys of one answer of the key model, the likeliest first.
[[nodiscard]] inline std::vector<ExpectedKey> likeliest(std::span<const float> probabilities,
                                                        const Knowledge& knowledge) {
  std::vector<KeyClass> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  const auto most = std::min(order.size(), static_cast<std::size_t>(knowledge.settings.candidates));
  const auto likelier = [&](KeyClass a, KeyClass b) {
    const float pa = probabilities[static_cast<std::size_t>(a)];
    const float pb = probabilities[static_cast<std::size_t>(b)];
    return pa != pb ? pa > pb : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(), likelier);
  std::vector<ExpectedKey> keys;
  for (std::size_t i = 0; i < most; ++i) {
    keys.push_back({knowledge.vocabulary.keyOf(order[i]), probabilities[static_cast<std::size_t>(order[i])]});
  }
  return keys;
}

}  // namespace faultline::detect
