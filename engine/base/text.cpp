#include "engine/base/text.h"

#include <array>
#include <cstdint>
#include <vector>

namespace faultline {

namespace {

/// Length of the UTF-8 sequence at `text`, 0 when it is none (overlong, surrogate, cut off or stray).
std::size_t sequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0U) == 0x80U; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if (lead == 0xe0 && byte(1) < 0xa0) return 0;
    if (lead == 0xed && byte(1) > 0x9f) return 0;
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xf0 && byte(1) < 0x90) return 0;
    if (lead == 0xf4 && byte(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

void appendCodePoint(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0U | (code >> 6U)));
    out.push_back(static_cast<char>(0x80U | (code & 0x3fU)));
  } else {
    out.push_back(static_cast<char>(0xe0U | (code >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (code & 0x3fU)));
  }
}

/// Windows-1252, which agrees with Latin-1 but for 0x80..0x9f.
std::uint32_t windows1252(unsigned char byte) {
  static constexpr std::array<std::uint16_t, 32> kHigh = {
      0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
      0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
  if (byte >= 0x80 && byte <= 0x9f) return kHigh[byte - 0x80U];
  return byte;
}

}  // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string toUtf8(std::string_view text) {
  if (isUtf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) appendCodePoint(out, windows1252(static_cast<unsigned char>(c)));
  return out;
}

std::string printable(std::string_view text) {
  const std::string valid = toUtf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    if (byte < 0x20 && byte != '\t') {
      appendCodePoint(out, 0x2400U + byte);
    } else if (byte == 0x7f) {
      appendCodePoint(out, 0x2421);
    } else if (byte == 0xc2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) < 0xa0) {
      appendCodePoint(out, 0xfffd);  // C1 controls: a terminal may take them for escapes
      ++i;
    } else {
      out.push_back(valid[i]);
    }
  }
  return out;
}

std::string elided(std::string_view text, std::size_t most) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) starts.push_back(i);
  }
  if (starts.size() <= most || most < 3) return std::string(text);
  const std::size_t head = (most - 1) * 2 / 3;
  const std::size_t tail = most - 1 - head;
  return std::string(text.substr(0, starts[head])) + "\u2026" +
         std::string(text.substr(starts[starts.size() - tail]));
}

std::string tellingPart(const std::string& keyText) {
  constexpr std::size_t kLongestTag = 40;
  const std::size_t end = keyText.find("] ");
  const bool isTag = keyText.starts_with('[') && end != std::string::npos && end < kLongestTag &&
                     keyText.substr(0, end).ends_with("<*>") && end + 2 < keyText.size();
  return isTag ? keyText.substr(end + 2) : keyText;
}

std::string csvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

}  // namespace faultline
