#include "engine/pipeline/label_words.h"

#include <algorithm>
#include <array>
#include <string>

namespace faultline::pipeline {

namespace {

constexpr auto kNormal = std::to_array<std::string_view>(
    {"normal", "0", "-", "false", "no", "ok", "benign", "success", "healthy", "negative"});
constexpr auto kAbnormal =
    std::to_array<std::string_view>({"anomaly", "anomalous", "abnormal", "1", "true", "yes", "fail", "failed",
                                     "failure", "fault", "faulty", "error", "alert", "attack", "positive"});
constexpr std::size_t kLongest = 9;

}  // namespace

std::optional<bool> saysAbnormal(std::string_view label) {
  if (label.empty() || label.size() > kLongest) return std::nullopt;
  std::string word(label);
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (std::ranges::find(kNormal, word) != kNormal.end()) return false;
  if (std::ranges::find(kAbnormal, word) != kAbnormal.end()) return true;
  return std::nullopt;
}

bool isAlert(std::string_view label) { return !label.empty() && saysAbnormal(label).value_or(true); }

}  // namespace faultline::pipeline
