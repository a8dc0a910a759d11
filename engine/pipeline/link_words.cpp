#include "engine/pipeline/link_words.h"

#include <array>

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostWords = 512;
constexpr std::size_t kUuid = 36;

/// Shorter words with digits may well be numbers, dates or names of machines.
constexpr std::size_t kLeastIdentifier = 16;
constexpr int kLeastDigits = 4;
constexpr int kLeastLetters = 3;  // more than the T and the Z of a time

enum Class : std::uint8_t { Other, Letter, Digit, Joint, Dot };

constexpr std::array<Class, 256> classes() {
  std::array<Class, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = Letter;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = Letter;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = Digit;
  for (int c = 128; c < 256; ++c) table[static_cast<std::size_t>(c)] = Letter;
  table['-'] = table['_'] = Joint;
  table['.'] = Dot;
  return table;
}

constexpr std::array<Class, 256> kClasses = classes();

Class classOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool isUuid(std::string_view text) {
  if (text.size() != kUuid) return false;
  for (std::size_t i = 0; i < kUuid; ++i) {
    const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
    if (isDash ? text[i] != '-' : !isHex(text[i])) return false;
  }
  return true;
}

LinkWord::Kind kindOf(std::size_t length, int digits, int letters) {
  if (digits == 0) return LinkWord::Kind::Plain;
  const bool isMade = length >= kLeastIdentifier && digits >= kLeastDigits && letters >= kLeastLetters;
  return isMade ? LinkWord::Kind::Identifier : LinkWord::Kind::Parameter;
}

}  // namespace

void forEachWord(std::string_view line, const std::function<void(const LinkWord&)>& visit) {
  std::size_t at = 0;
  for (std::size_t words = 0; words < kMostWords; ++words) {
    while (at < line.size() && classOf(line[at]) != Letter && classOf(line[at]) != Digit) ++at;
    if (at == line.size()) return;
    const std::size_t begin = at;
    int digits = 0;
    int letters = 0;
    for (; at < line.size(); ++at) {
      const Class c = classOf(line[at]);
      if (c == Other) break;
      // A dot joins numbers only: those of an address or of a fraction.
      if (c == Dot && (letters != 0 || at + 1 == line.size() || classOf(line[at + 1]) != Digit)) break;
      digits += c == Digit ? 1 : 0;
      letters += c == Letter ? 1 : 0;
    }
    visit({line.substr(begin, at - begin), kindOf(at - begin, digits, letters)});
  }
}

std::string_view uuidAtEnd(std::string_view word) {
  if (word.size() <= kUuid) return {};
  const std::string_view end = word.substr(word.size() - kUuid);
  return isUuid(end) ? end : std::string_view();
}

std::string_view uuidAtBegin(std::string_view word) {
  if (word.size() <= kUuid) return {};
  const std::string_view begin = word.substr(0, kUuid);
  return isUuid(begin) ? begin : std::string_view();
}

}  // namespace faultline::pipeline
