#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace faultline::input {

/// UTF-16 to UTF-8, piece by piece. What is no UTF-16 becomes U+FFFD. A byte order mark at the beginning is
/// left out.
class Utf16Decoder {
 public:
  enum class ByteOrder { Little, Big };
  explicit Utf16Decoder(ByteOrder order) : m_order(order) {}

  /// Appends what can be told so far; the rest waits for the next piece.
  void decode(std::string_view piece, std::vector<char>& out);
  /// The end: appends U+FFFD for half a character.
  void finish(std::vector<char>& out);

 private:
  void unit(std::uint32_t value, std::vector<char>& out);

  ByteOrder m_order;
  bool m_started = false;
  bool m_half = false;
  unsigned char m_first = 0;          ///< With `m_half`: the first byte of a unit.
  std::uint32_t m_highSurrogate = 0;  ///< Waiting for its low one.
};

}  // namespace faultline::input
