#include "engine/pipeline/evidence.h"

#include <nlohmann/json.hpp>

namespace faultline::pipeline {

using nlohmann::json;

std::string writeEvidence(const StoredEvidence& evidence) {
  json document = {{"history", json::array()}, {"expected", json::array()}};
  for (const auto& entry : evidence.history)
    document["history"].push_back({entry.key.value, entry.event.packed()});
  for (const auto& expected : evidence.expected)
    document["expected"].push_back({expected.key.value, expected.probability});
  if (evidence.hasActual) {
    document["actual"] = {
        {"key", evidence.actual.value}, {"probability", evidence.probability}, {"rank", evidence.rank}};
  }
  return document.dump();
}

Result<StoredEvidence> readEvidence(const std::string& text) {
  try {
    const json document = json::parse(text);
    StoredEvidence evidence;
    for (const json& entry : document.at("history")) {
      evidence.history.push_back(
          {KeyId{entry.at(0).get<std::int64_t>()}, EventId::unpacked(entry.at(1).get<std::int64_t>())});
    }
    for (const json& expected : document.at("expected")) {
      evidence.expected.push_back({KeyId{expected.at(0).get<std::int64_t>()}, expected.at(1).get<double>()});
    }
    if (const auto actual = document.find("actual"); actual != document.end()) {
      evidence.hasActual = true;
      evidence.actual = KeyId{actual->at("key").get<std::int64_t>()};
      evidence.probability = actual->at("probability").get<double>();
      evidence.rank = actual->at("rank").get<int>();
    }
    return evidence;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, "finding.evidence", exception.what());
  }
}

}  // namespace faultline::pipeline
