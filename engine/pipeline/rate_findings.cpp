#include "engine/pipeline/rate_findings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/rate_counts.h"
#include "engine/pipeline/rate_evidence.h"
#include "engine/pipeline/rate_series.h"
#include "engine/pipeline/severity_rule.h"

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
  for (const Burst& burst : bursts) groups.push_back({{}, false, {rowOf(burst)}});
  addRateSeries(detector, counts, bursts, series);
  return {};
}

Result<std::optional<rates::TaughtBurst>> taughtBurst(const store::FindingRow& row) {
  if (row.kind != kKind || row.code != kBurst) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const RateEvidence evidence, readRateEvidence(row.evidence));
  return evidence.burst;
}

}  // namespace faultline::pipeline
