#include "engine/input/utf16.h"

namespace faultline::input {

namespace {

constexpr std::uint32_t kReplacement = 0xfffd;

void append(std::uint32_t code, std::vector<char>& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0U | (code >> 6U));
    put(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    put(0xe0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3fU));
    put(0x80U | (code & 0x3fU));
  } else {
    put(0xf0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3fU));
    put(0x80U | ((code >> 6U) & 0x3fU));
    put(0x80U | (code & 0x3fU));
  }
}

}  // namespace

void Utf16Decoder::decode(std::string_view piece, std::vector<char>& out) {
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (!m_half) {
      m_first = byte;
      m_half = true;
      continue;
    }
    m_half = false;
    const std::uint32_t high = m_order == ByteOrder::Big ? m_first : byte;
    const std::uint32_t low = m_order == ByteOrder::Big ? byte : m_first;
    unit(high << 8U | low, out);
  }
}

void Utf16Decoder::unit(std::uint32_t value, std::vector<char>& out) {
  constexpr std::uint32_t kMark = 0xfeff;
  const bool first = !m_started;
  m_started = true;
  if (first && value == kMark) return;
  const bool low = value >= 0xdc00 && value <= 0xdfff;
  if (m_highSurrogate != 0) {
    const std::uint32_t high = m_highSurrogate;
    m_highSurrogate = 0;
    if (low) {
      append(0x10000U + ((high - 0xd800U) << 10U) + (value - 0xdc00U), out);
      return;
    }
    append(kReplacement, out);
  }
  if (value >= 0xd800 && value <= 0xdbff) {
    m_highSurrogate = value;
  } else {
    append(low ? kReplacement : value, out);
  }
}

void Utf16Decoder::finish(std::vector<char>& out) {
  if (m_half || m_highSurrogate != 0) append(kReplacement, out);
  m_half = false;
  m_highSurrogate = 0;
}

}  // namespace faultline::input
