#include "engine/pipeline/severity_rule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace faultline::pipeline {

namespace {

constexpr double kMostTimes = 30;  // beyond, 1 - exp(-times) is 1 in print and nearly so in the machine

using Kind = std::pair<std::string, std::string>;

/// The least that is expected of each group and kind, ascending.
std::map<Kind, std::vector<double>> leastOf(const std::vector<FindingGroup>& groups) {
  std::map<Kind, std::vector<double>> all;
  for (const FindingGroup& group : groups) {
    std::map<Kind, double> own;
    for (const store::FindingRow& finding : group.findings) {
      const auto [place, isNew] = own.try_emplace({finding.kind, finding.code}, finding.expected);
      if (!isNew) place->second = std::min(place->second, finding.expected);
    }
    for (const auto& [kind, expected] : own) all[kind].push_back(expected);
  }
  for (auto& [kind, values] : all) std::ranges::sort(values);
  return all;
}

}  // namespace

void setChance(store::FindingRow& finding, double chance, std::uint64_t units) {
  finding.expected = std::clamp(chance, 0.0, 1.0) * static_cast<double>(std::max<std::uint64_t>(units, 1));
  finding.p = std::clamp(-std::expm1(-finding.expected), std::numeric_limits<double>::min(), 1.0);
}

double timesExpected(double p) {
  if (!(p < 1)) return kMostTimes;
  return std::min(-std::log1p(-std::max(p, 0.0)), kMostTimes);
}

Severity severityOf(double expected, std::uint64_t shown) {
  const double share = expected / static_cast<double>(std::max<std::uint64_t>(shown, 1));
  if (share < 0.01) return Severity::Critical;
  if (share < 0.1) return Severity::Major;
  if (share < 1) return Severity::Minor;
  return share <= 10 ? Severity::Warning : Severity::Info;
}

void rateSeverities(std::vector<FindingGroup>& groups) {
  const auto least = leastOf(groups);
  for (FindingGroup& group : groups) {
    for (store::FindingRow& finding : group.findings) {
      const std::vector<double>& same = least.at({finding.kind, finding.code});
      const auto past = std::ranges::upper_bound(same, finding.expected);
      finding.severity = severityOf(finding.expected, static_cast<std::uint64_t>(past - same.begin()));
    }
  }
}

std::string expectedSentence(double p) {
  const double times = timesExpected(p);
  if (times >= kMostTimes) return "A normal log of this length would show something like this often.";
  if (times < 0.0001)
    return "A normal log of this length would hardly ever show something like this (under 0.0001 times).";
  const std::string count = fmt::format("{:.{}g}", times, times < 9.95 ? 1 : 2);
  return fmt::format("A normal log of this length would show something like this {}.",
                     count == "1" ? std::string("once") : count + " times");
}

}  // namespace faultline::pipeline
