#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "engine/evaluate/sweep.h"

namespace faultline::evaluate {

namespace {

constexpr std::size_t kMostValues = 100;

struct Range {
  std::string_view setting;
  int least;
  int most;
};

/// As `detect::Settings` has them.
constexpr std::array kRanges{Range{"history", 1, 100}, Range{"candidates", 1, 1000}, Range{"layers", 1, 8},
                             Range{"units", 1, 1024}};

tl::unexpected<Error> refused(std::string why) {
  return failure(ErrorCode::InvalidArgument, "--vary", std::move(why));
}

std::optional<int> numberOf(std::string_view text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// `7` or `5:15`.
Status addValues(std::string_view text, std::vector<int>& values) {
  const std::size_t colon = text.find(':');
  const auto first = numberOf(text.substr(0, colon));
  const auto last = colon == std::string_view::npos ? first : numberOf(text.substr(colon + 1));
  if (!first || !last || *first > *last) {
    return refused("'" + std::string(text) + "' is neither a number nor a range such as 5:15");
  }
  if (static_cast<std::size_t>(*last) - static_cast<std::size_t>(*first) >= kMostValues) {
    return refused("'" + std::string(text) + "' is more than " + std::to_string(kMostValues) + " values");
  }
  for (int value = *first; value <= *last; ++value) values.push_back(value);
  return {};
}

}  // namespace

Result<std::vector<Variation>> parseVariations(std::string_view text) {
  std::vector<Variation> variations;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (const std::size_t equals = word.find('='); equals != std::string_view::npos) {
      variations.push_back({std::string(word.substr(0, equals)), {}});
      word.remove_prefix(equals + 1);
    }
    if (variations.empty()) return refused("'" + std::string(word) + "' belongs to no setting");
    FAULTLINE_TRY(addValues(word, variations.back().values));
  }
  FAULTLINE_TRY(checkVariations(variations));
  return variations;
}

Status checkVariations(const std::vector<Variation>& variations) {
  if (variations.empty()) return refused("no setting is named; write it like history=5:15,candidates=7:11");
  for (auto variation = variations.begin(); variation != variations.end(); ++variation) {
    const auto range = std::ranges::find(kRanges, variation->setting, &Range::setting);
    if (range == kRanges.end()) {
      return refused("'" + variation->setting +
                     "' is no setting that can be varied; these are history, candidates, layers and units");
    }
    if (std::find_if(variations.begin(), variation, [&](const Variation& earlier) {
          return earlier.setting == variation->setting;
        }) != variation) {
      return refused(variation->setting + " is given twice");
    }
    if (variation->values.empty() || variation->values.size() > kMostValues)
      return refused(variation->setting + " takes 1 to " + std::to_string(kMostValues) + " values");
    for (const int value : variation->values) {
      if (value >= range->least && value <= range->most) continue;
      return refused(variation->setting + " goes from " + std::to_string(range->least) + " to " +
                     std::to_string(range->most));
    }
  }
  return {};
}

}  // namespace faultline::evaluate
