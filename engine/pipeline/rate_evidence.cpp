#include "engine/pipeline/rate_evidence.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/pipeline/evidence.h"

namespace faultline::pipeline {

using nlohmann::json;

std::string writeRateEvidence(const rates::Burst& burst) {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(rates::kWindows[burst.window]).count();
  ValueEvidence rate;
  rate.name = "rate";
  rate.unit = "lines a minute";
  rate.value = burst.most[burst.window] / minutes;
  rate.high = std::max<double>(burst.usually, burst.expected) / minutes;
  rate.expected = burst.expected / minutes;
  rate.isOdd = true;
  StoredEvidence evidence;
  evidence.values.push_back(rate);
  json document = json::parse(writeEvidence(evidence));
  document["rate"] = {{"key", burst.key.value},
                      {"start", burst.start.time_since_epoch().count()},
                      {"end", burst.end.time_since_epoch().count()},
                      {"count", burst.count},
                      {"most", burst.most}};
  return document.dump();
}

Result<RateEvidence> readRateEvidence(const std::string& text) {
  try {
    const json rate = json::parse(text).at("rate");
    const auto moment = [&rate](const char* name) {
      return UtcTime(std::chrono::nanoseconds(rate.at(name).get<std::int64_t>()));
    };
    RateEvidence evidence;
    evidence.burst.key = KeyId{rate.at("key").get<std::int64_t>()};
    evidence.burst.start = moment("start");
    evidence.burst.end = moment("end");
    evidence.burst.most = rate.at("most").get<rates::MostLines>();
    evidence.count = rate.at("count").get<std::uint64_t>();
    return evidence;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, "finding.evidence", exception.what());
  }
}

}  // namespace faultline::pipeline
