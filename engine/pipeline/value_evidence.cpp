#include "engine/pipeline/value_evidence.h"

#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace faultline::pipeline {

using nlohmann::json;

namespace {

json numberOrNull(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

double numberOf(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

/// A unit that a value is told in, and how many of the value's own one it is.
struct Shown {
  double factor = 1;
  const char* name = "";
};

Shown shownIn(double value, const std::string& unit) {
  const double size = std::abs(value);
  if (unit == "s") return size > 0 && size < 0.1 ? Shown{1000, "ms"} : Shown{1, "s"};
  if (unit == "%") return {100, "%"};
  if (unit != "B") return {1, ""};
  constexpr std::array kSizes{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t at = 0;
  double factor = 1;
  while (at + 1 < kSizes.size() && size * factor >= 1024) {
    ++at;
    factor /= 1024;
  }
  return {factor, kSizes[at]};
}

std::string digits(double value) {
  if (std::abs(value) >= 1000 && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

}  // namespace

std::string writeValueEvidence(const StoredEvidence& evidence, const values::ValueSeries& vectors) {
  json document = json::parse(writeEvidence(evidence));
  json parameters = json::array();
  for (const values::Parameter& parameter : vectors.parameters)
    parameters.push_back({parameter.index, parameter.name, parameter.unit});
  json rows = json::array();
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    json cells = {vectors.previous[row].value, numberOrNull(vectors.elapsed[row])};
    for (std::size_t i = 0; i < vectors.parameters.size(); ++i)
      cells.push_back(numberOrNull(vectors.at(row, i)));
    rows.push_back(std::move(cells));
  }
  document["vectors"] = {{"key", vectors.key.value}, {"parameters", parameters}, {"rows", rows}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<values::TaughtVector> readTaughtVector(const std::string& evidence) {
  try {
    const json document = json::parse(evidence).at("vectors");
    values::TaughtVector taught;
    values::ValueSeries& series = taught.series;
    series.key = KeyId{document.at("key").get<std::int64_t>()};
    for (const json& parameter : document.at("parameters")) {
      series.parameters.push_back({parameter.at(0).get<std::uint32_t>(), parameter.at(1).get<std::string>(),
                                   parameter.at(2).get<std::string>()});
    }
    for (const json& row : document.at("rows")) {
      series.previous.push_back(KeyId{row.at(0).get<std::int64_t>()});
      series.elapsed.push_back(numberOf(row.at(1)));
      for (std::size_t i = 0; i < series.parameters.size(); ++i)
        series.values.push_back(numberOf(row.at(i + 2)));
    }
    if (series.size() == 0) return failure(ErrorCode::ProjectDamaged, "finding.evidence", "no vector");
    return taught;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, "finding.evidence", exception.what());
  }
}

std::string valueText(double value, const std::string& unit) {
  const Shown shown = shownIn(value, unit);
  return digits(value * shown.factor) + (*shown.name == '\0' ? "" : " ") + shown.name;
}

std::string rangeText(double low, double high, const std::string& unit) {
  const Shown shown = shownIn(std::max(std::abs(low), std::abs(high)), unit);
  const std::string end = std::string(*shown.name == '\0' ? "" : " ") + shown.name;
  const std::string first = digits(low * shown.factor);
  const std::string last = digits(high * shown.factor);
  return first == last ? first + end : first + " to " + last + end;
}

}  // namespace faultline::pipeline
