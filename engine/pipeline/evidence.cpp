#include "engine/pipeline/evidence.h"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

namespace faultline::pipeline {

using nlohmann::json;

namespace {

constexpr auto kMostId = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// A number with a fraction, or one that is too large, is no id.
std::int64_t integerOf(const json& value) {
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > kMostId)) {
    throw json::type_error::create(302, "a number is no id", &value);
  }
  return value.get<std::int64_t>();
}

/// What is not finite has no number in JSON.
json numberOrNull(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

double numberOf(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

ValueEvidence valueOf(const json& value) {
  return {value.at("name").get<std::string>(), value.at("unit").get<std::string>(),
          numberOf(value.at("value")),         numberOf(value.at("low")),
          numberOf(value.at("high")),          numberOf(value.at("expected")),
          value.at("odd").get<bool>()};
}

}  // namespace

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
  for (const ValueEvidence& value : evidence.values) {
    document["values"].push_back({{"name", value.name},
                                  {"unit", value.unit},
                                  {"value", numberOrNull(value.value)},
                                  {"low", numberOrNull(value.low)},
                                  {"high", numberOrNull(value.high)},
                                  {"expected", numberOrNull(value.expected)},
                                  {"odd", value.isOdd}});
  }
  // Names come from the log, whatever its bytes.
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<StoredEvidence> readEvidence(const std::string& text) {
  try {
    const json document = json::parse(text);
    StoredEvidence evidence;
    for (const json& entry : document.at("history")) {
      evidence.history.push_back({KeyId{integerOf(entry.at(0))}, EventId::unpacked(integerOf(entry.at(1)))});
    }
    for (const json& expected : document.at("expected")) {
      evidence.expected.push_back({KeyId{integerOf(expected.at(0))}, expected.at(1).get<double>()});
    }
    if (const auto actual = document.find("actual"); actual != document.end()) {
      evidence.hasActual = true;
      evidence.actual = KeyId{integerOf(actual->at("key"))};
      evidence.probability = actual->at("probability").get<double>();
      evidence.rank = static_cast<int>(integerOf(actual->at("rank")));
    }
    if (const auto values = document.find("values"); values != document.end()) {
      for (const json& value : *values) evidence.values.push_back(valueOf(value));
    }
    return evidence;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, "finding.evidence", exception.what());
  }
}

}  // namespace faultline::pipeline
