#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/parse/common_subsequence.h"
#include "engine/parse/log_key_parser.h"

namespace faultline::parse {

/// What users said of keys: which words lead from a key that was found to one that was split off it.
/// Immutable once made, so any thread may use it.
class KeySplits {
 public:
  KeySplits() = default;
  explicit KeySplits(std::span<const KeySplit> splits);

  [[nodiscard]] bool empty() const { return m_words.empty(); }
  /// Whether a key is found by these rules alone.
  [[nodiscard]] bool isSplitKey(KeyIndex key) const { return m_wordOf.contains(key); }

  /// Whether keys were split off it.
  [[nodiscard]] bool isParent(KeyIndex key) const { return m_ways.contains(key); }

  /// The split words that the message has, by their places in a list, ascending.
  void findWords(std::string_view message, std::vector<std::uint32_t>& words) const;

  /// The key that a message goes to which was found to be of `key` and has these words.
  [[nodiscard]] KeyIndex follow(KeyIndex key, std::span<const std::uint32_t> words) const;

  /// The template of a split key, made to cover a message of it. The word by which it was split off stays.
  [[nodiscard]] std::string generalised(KeyIndex key, const std::string& templateText,
                                        std::string_view message) const;

 private:
  struct Way {
    std::uint32_t word = 0;
    KeyIndex key = 0;
  };

  std::vector<std::string> m_words;
  tsl::robin_map<KeyIndex, std::vector<Way>> m_ways;  ///< By the key that was found.
  tsl::robin_map<KeyIndex, std::uint32_t> m_wordOf;   ///< By the key that was split off.
};

}  // namespace faultline::parse
