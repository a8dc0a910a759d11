#include "engine/parse/common_subsequence.h"

#include <algorithm>
#include <cstdint>

namespace faultline::parse {

namespace {

bool same(TokenId a, TokenId b) { return a == b && a != kUnknownToken; }

}  // namespace

std::size_t commonLength(std::span<const TokenId> a, std::span<const TokenId> b) {
  std::vector<std::uint16_t> row(b.size() + 1, 0);
  for (const TokenId token : a) {
    std::uint16_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::uint16_t above = row[j + 1];
      row[j + 1] = same(token, b[j]) ? static_cast<std::uint16_t>(diagonal + 1) : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return row.back();
}

std::vector<CommonToken> commonSubsequence(std::span<const TokenId> a, std::span<const TokenId> b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::uint16_t> lengths((a.size() + 1) * width, 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return lengths[i * width + j]; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      at(i + 1, j + 1) =
          same(a[i], b[j]) ? static_cast<std::uint16_t>(at(i, j) + 1) : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::vector<CommonToken> common;
  std::size_t i = a.size();
  std::size_t j = b.size();
  while (i > 0 && j > 0) {
    if (at(i, j) == at(i - 1, j)) {
      --i;
    } else if (at(i, j) == at(i, j - 1)) {
      --j;
    } else {
      common.push_back({--i, --j});
    }
  }
  std::reverse(common.begin(), common.end());
  return common;
}

}  // namespace faultline::parse
