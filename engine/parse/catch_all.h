#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tsl/robin_map.h>

namespace faultline::parse {

/// Keys for messages of unseen shape when there are too many keys already: one for each first token (`FIRST
/// <*>`) until there are `kMost` of these, then one for all (`<*>`).
class CatchAll {
 public:
  static constexpr std::size_t kMost = 1000;

  void add(std::string_view text, std::uint32_t key);

  /// The key for a message; none when the one it belongs to is yet to be added.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view message) const;

  /// The text of the key to be added for a message that `find` has none for.
  [[nodiscard]] std::string textFor(std::string_view message) const;

 private:
  tsl::robin_map<std::string, std::uint32_t> m_keys;
};

}  // namespace faultline::parse
