#include "engine/parse/parameter_texts.h"

#include <algorithm>

#include "engine/parse/form_search.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

namespace {

class Reader {
 public:
  Reader(std::string_view pattern, std::string_view masked) : m_pattern(pattern) {
    splitTokens(pattern, m_patternSpans);
    splitTokens(masked, m_maskedSpans);
  }

  std::vector<TextSpan> read(const std::vector<CommonToken>& common) {
    std::size_t i = 0;
    std::size_t j = 0;
    for (const CommonToken token : common) {
      readGap(j, token.second, i, token.first);
      readCommon(token.second, token.first);
      i = token.first + 1;
      j = token.second + 1;
    }
    readGap(j, m_patternSpans.size(), i, m_maskedSpans.size());
    return std::move(m_places);
  }

 private:
  void take(std::size_t begin, std::size_t end) {
    m_places.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  /// A token that both have: its wildcards stand for what was masked.
  void readCommon(std::size_t patternToken, std::size_t maskedToken) {
    const std::string_view token = spanText(m_pattern, m_patternSpans[patternToken]);
    const std::size_t begin = m_maskedSpans[maskedToken].begin;
    for (std::size_t at = token.find(kWildcard); at != std::string_view::npos;
         at = token.find(kWildcard, at + kWildcard.size())) {
      take(begin + at, begin + at + kWildcard.size());
    }
  }

  /// Between two common tokens: one token for each wildcard, and what is left over for the last.
  void readGap(std::size_t j, std::size_t patternEnd, std::size_t i, std::size_t maskedEnd) {
    std::size_t wildcards = 0;
    for (std::size_t k = j; k < patternEnd; ++k) wildcards += wildcardsIn(k);
    for (; wildcards > 0; --wildcards) {
      if (i == maskedEnd) {
        m_places.emplace_back();
        continue;
      }
      const std::size_t last = wildcards == 1 ? maskedEnd - 1 : i;
      take(m_maskedSpans[i].begin, m_maskedSpans[last].end);
      i = last + 1;
    }
  }

  [[nodiscard]] std::size_t wildcardsIn(std::size_t patternToken) const {
    const std::string_view token = spanText(m_pattern, m_patternSpans[patternToken]);
    std::size_t count = 0;
    for (std::size_t at = token.find(kWildcard); at != std::string_view::npos;
         at = token.find(kWildcard, at + kWildcard.size())) {
      ++count;
    }
    return count;
  }

  std::string_view m_pattern;
  std::vector<TextSpan> m_patternSpans;
  std::vector<TextSpan> m_maskedSpans;
  std::vector<TextSpan> m_places;
};

}  // namespace

std::vector<TextSpan> parameterPlaces(const TokenisedText& pattern, const TokenisedText& masked) {
  return Reader(pattern.text, masked.text).read(align(masked.sequence, pattern.sequence));
}

std::string_view originalText(TextSpan place, const Origins& origins, std::string_view message) {
  if (place.begin == place.end) return {};
  const std::uint32_t first = origins[place.begin];
  return message.substr(first, origins[place.end] - first);
}

std::vector<std::string> parameterTexts(const TokenisedText& pattern, const TokenisedText& masked,
                                        std::string_view message, const Origins& origins) {
  std::vector<std::string> texts;
  for (const TextSpan place : parameterPlaces(pattern, masked)) {
    texts.emplace_back(originalText(place, origins, message));
  }
  return texts;
}

}  // namespace faultline::parse
