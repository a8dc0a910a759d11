#include "engine/input/detection.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "engine/input/entry_joiner.h"
#include "engine/input/field_words.h"
#include "engine/input/session_rule.h"

namespace faultline::input {

namespace {

/// Fewer lines than this are taken for chance: the file has no header that is known here.
constexpr double kLeastShare = 0.25;
/// Layouts closer than this to the best one are told apart by what they say about a line.
constexpr double kAboutAsWell = 0.02;

/// How a rule's identifiers lie in a sample.
struct IdStatistics {
  std::size_t lines = 0;
  std::size_t withId = 0;
  std::unordered_set<std::string> ids;
  std::set<std::string, std::less<>> services;  ///< Of the lines with an identifier.

  [[nodiscard]] double share() const {
    return lines == 0 ? 0 : static_cast<double>(withId) / static_cast<double>(lines);
  }
  [[nodiscard]] double linesAnId() const {
    return ids.empty() ? 0 : static_cast<double>(withId) / static_cast<double>(ids.size());
  }
};

IdStatistics measure(std::span<const std::string_view> lines, const Layout& layout,
                     const ReadContext& context, const SessionRule& rule) {
  IdStatistics statistics;
  Record record;
  SessionIds ids;
  for (const std::string_view line : lines) {
    if (!layout.read(line, context, record)) continue;
    ++statistics.lines;
    rule.find(line, record, ids);
    if (ids.main.empty()) continue;
    ++statistics.withId;
    statistics.ids.emplace(ids.main);
    statistics.services.emplace(record.service);
  }
  return statistics;
}

/// What it takes for a rule to be chosen, in the order of choice. Identifiers of single lines group nothing;
/// but a block is nothing else than an identifier, and a log may have been sampled.
struct Demand {
  const char* rule;
  double leastShare;
  double leastLinesAnId;
};

constexpr std::array<Demand, 4> kDemands = {
    {{"block", 0.5, 1}, {"instance", 0.2, 2}, {"request", 0.5, 1.5}, {"trace", 0.5, 1.5}}};

/// Short-lived processes, several a service, each of some lines: sshd, cron, mail. A daemon that logs all its
/// life under one number is no session.
bool marksShortProcesses(const IdStatistics& statistics) {
  constexpr double kMostLinesAnId = 100;
  constexpr std::size_t kLeastIds = 5;
  return statistics.share() >= 0.5 && statistics.linesAnId() >= 1.2 &&
         statistics.linesAnId() <= kMostLinesAnId && statistics.ids.size() >= kLeastIds &&
         statistics.ids.size() >= 3 * statistics.services.size();
}

}  // namespace

double fittingShare(std::span<const std::string_view> lines, const Layout& layout,
                    const ReadContext& context) {
  Record record;
  std::size_t fitting = 0;
  std::size_t continuing = 0;  // of an entry, by their form: they say nothing about its header
  std::size_t all = 0;
  for (const std::string_view line : lines) {
    if (trimmed(line).empty()) continue;
    ++all;
    if (layout.read(line, context, record)) {
      ++fitting;
    } else if (lineShape(line).form != LineShape::Form::Other) {
      ++continuing;
    }
  }
  // A text of nearly nothing but such lines is no log of long entries.
  constexpr std::size_t kMostLinesAnEntry = 200;
  if (fitting * kMostLinesAnEntry >= all) all -= continuing;
  return all == 0 ? 0 : static_cast<double>(fitting) / static_cast<double>(all);
}

LayoutGuess detectLayout(std::span<const std::string_view> lines, const ReadContext& context) {
  const LayoutPtr& plain = builtinLayouts().back();
  std::vector<LayoutGuess> guesses;
  for (const LayoutPtr& layout : builtinLayouts()) {
    if (layout == plain) continue;
    guesses.push_back({layout, fittingShare(lines, *layout, context)});
  }
  const double best = std::ranges::max(guesses, {}, &LayoutGuess::share).share;
  if (best < kLeastShare) return {plain, fittingShare(lines, *plain, context)};
  // The list is sorted by specificity, so the first one is the most specific.
  return *std::ranges::find_if(guesses,
                               [&](const LayoutGuess& guess) { return guess.share >= best - kAboutAsWell; });
}

std::string detectSessionRule(std::span<const std::string_view> lines, const Layout& layout,
                              const ReadContext& context) {
  for (const Demand& demand : kDemands) {
    const auto rule = SessionRule::make(demand.rule);
    if (!rule) continue;
    const IdStatistics statistics = measure(lines, layout, context, *rule);
    if (statistics.share() >= demand.leastShare && statistics.linesAnId() >= demand.leastLinesAnId) {
      return demand.rule;
    }
  }
  const auto process = SessionRule::make("process");
  if (process && marksShortProcesses(measure(lines, layout, context, *process))) return "process";
  return "none";
}

}  // namespace faultline::input
