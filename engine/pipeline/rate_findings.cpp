#include "engine/pipeline/rate_findings.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/rate_counts.h"
#include "engine/pipeline/rate_evidence.h"
#include "engine/pipeline/rate_series.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/store/event_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

using rates::Burst;
using rates::RateDetector;

constexpr const char* kKind = "rate";
constexpr const char* kBurst = "burst";

std::string withCommas(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

std::string lengthText(std::size_t window) {
  const auto seconds = rates::kWindows[window].count();
  return seconds % 3600 == 0 ? fmt::format("{} h", seconds / 3600) : fmt::format("{} min", seconds / 60);
}

std::string spanText(std::chrono::nanoseconds span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  if (seconds < 120) return fmt::format("{} s", seconds);
  return seconds < 7200 ? fmt::format("{} min", (seconds + 30) / 60)
                        : fmt::format("{} h", (seconds + 1800) / 3600);
}

store::FindingRow rowOf(const Burst& burst) {
  store::FindingRow row;
  row.kind = kKind;
  row.code = kBurst;
  // A number stands for the log key, so that the finding says what it is called when it is read.
  row.arguments =
      nlohmann::json({burst.key.value, withCommas(burst.most[burst.window]), lengthText(burst.window),
                      withCommas(burst.usually), withCommas(burst.count), spanText(burst.end - burst.start)})
          .dump();
  row.score = burst.score;
  setChance(row, burst.chance, burst.units);
  row.event = burst.first;
  row.evidence = writeRateEvidence(burst);
  row.fingerprint = findingFingerprint(
      row.kind, row.code, std::to_string(burst.key.value) + '\n' + std::to_string(row.event.packed()));
  return row;
}

/// The key that a finding of the order of log keys is about; none of another kind.
KeyId keyOf(const store::FindingRow& finding) {
  if (finding.kind != "key") return {};
  const auto arguments = nlohmann::json::parse(finding.arguments, nullptr, false);
  if (!arguments.is_array() || arguments.empty() || !arguments[0].is_number_integer()) return {};
  return KeyId{arguments[0].get<std::int64_t>()};
}

/// Each burst is an incident. What was found of the same lines one by one, outside of sessions, follows from
/// it.
Status addBursts(store::Database& database, const std::vector<Burst>& bursts,
                 std::vector<FindingGroup>& groups) {
  if (bursts.empty()) return {};
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  const store::EventRepository events(database);
  std::vector<FindingGroup> own;
  for (const Burst& burst : bursts) own.push_back({{}, false, {rowOf(burst)}});
  for (FindingGroup& group : groups) {
    if (group.isWhole || group.findings.size() != 1) continue;
    const KeyId key = keyOf(group.findings.front());
    if (std::ranges::find(bursts, key, &Burst::key) == bursts.end()) continue;
    const EventId event = group.findings.front().event;
    FAULTLINE_TRY_ASSIGN(const auto row, events.get(event));
    const auto time = row ? clocks.utc(event.source, row->time) : std::nullopt;
    const auto burst = std::ranges::find_if(bursts, [&](const Burst& one) {
      return one.key == key && time && *time >= one.start && *time < one.end;
    });
    if (burst == bursts.end()) continue;
    own[static_cast<std::size_t>(burst - bursts.begin())].findings.push_back(
        std::move(group.findings.front()));
    group.findings.clear();
  }
  std::erase_if(groups, [](const FindingGroup& group) { return group.findings.empty(); });
  std::ranges::move(own, std::back_inserter(groups));
  return {};
}

}  // namespace

Status learnRates(store::Database& database, const EventFilter& filter, const LearnSettings& settings,
                  const std::stop_token& stop, const ProgressSink& progress, NamedParts& model,
                  LearnReport&) {
  FAULTLINE_TRY_ASSIGN(const rates::EventCounts counts, countEvents(database, filter, stop, progress));
  if (counts.empty()) return {};
  using Material = rates::Settings::Material;
  rates::Settings own;
  own.material = settings.normal || !settings.sources.empty() ? Material::Normal : Material::Unlabelled;
  FAULTLINE_TRY_ASSIGN(const RateDetector detector, RateDetector::learn(counts, own, stop));
  model.set(kRatePart, detector.save());
  return {};
}

Status addRateFindings(store::Database& database, const NamedParts& model, const std::stop_token& stop,
                       const ProgressSink& progress, std::vector<FindingGroup>& groups,
                       std::vector<RunSeries>& series) {
  const std::string* part = model.find(kRatePart);
  if (part == nullptr) return {};
  FAULTLINE_TRY_ASSIGN(const RateDetector detector, RateDetector::load(*part));
  FAULTLINE_TRY_ASSIGN(const rates::EventCounts counts, countEvents(database, {}, stop, progress));
  FAULTLINE_TRY_ASSIGN(const std::vector<Burst> bursts, detector.judge(counts, stop));
  FAULTLINE_TRY(addBursts(database, bursts, groups));
  addRateSeries(detector, counts, bursts, series);
  return {};
}

Result<std::optional<rates::TaughtBurst>> taughtBurst(const store::FindingRow& row) {
  if (row.kind != kKind || row.code != kBurst) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const RateEvidence evidence, readRateEvidence(row.evidence));
  return evidence.burst;
}

}  // namespace faultline::pipeline
