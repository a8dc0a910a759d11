#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <tsl/robin_map.h>

namespace faultline::parse {

/// A token's number among those that some template has had.
using TokenId = std::uint32_t;
inline constexpr TokenId kWildcardToken = 0;
/// A token that no template has; equal to no other, itself included.
inline constexpr TokenId kUnknownToken = 0xffffffffU;

class TokenTable {
 public:
  TokenTable();

  [[nodiscard]] TokenId find(std::string_view token) const;
  TokenId add(std::string_view token);
  void addTokensOf(std::string_view text);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  tsl::robin_map<std::string, TokenId, Hash, std::equal_to<>> m_ids;
};

}  // namespace faultline::parse
