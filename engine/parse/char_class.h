#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace faultline::parse {

/// What the search for typed parameters wants to know of a byte.
enum CharClass : std::uint8_t {
  kDigit = 1,
  kHexLetter = 2,
  kLetter = 4,
  kBlank = 8,
  kJoiner = 16,   ///< Between two parameters: makes them one.
  kOpening = 32,  ///< May stand before a path.
  kClosing = 64,  ///< Ends a path, a URL or an unquoted value.
};

constexpr std::array<std::uint8_t, 256> charClassTable() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&](std::string_view chars, std::uint8_t bit) {
    for (const char c : chars) table[static_cast<unsigned char>(c)] |= bit;
  };
  mark("0123456789", kDigit);
  mark("abcdefABCDEF", kHexLetter);
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", kLetter);
  for (std::size_t c = 0x80; c < 0x100; ++c) table[c] |= kLetter;
  mark(" \t\n\r\f\v", kBlank | kOpening | kClosing);
  mark(".:,/@+-_#", kJoiner);
  mark("\"'`([{<=:,;|", kOpening);
  mark("\"'`()[]{}<>,;|", kClosing);
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kCharClass = charClassTable();

[[nodiscard]] inline bool is(char c, int bits) {
  return (kCharClass[static_cast<unsigned char>(c)] & bits) != 0;
}

}  // namespace faultline::parse
