#include "engine/pipeline/study_json.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"

namespace faultline::pipeline {

namespace {

using nlohmann::json;

constexpr int kFormat = 1;

/// What a detector may fail with, by names that outlive the numbers of the codes.
constexpr std::array kCodes{std::pair{"needs-labels", ErrorCode::NeedsLabels},
                            std::pair{"too-much", ErrorCode::TooMuchToLearn},
                            std::pair{"nothing-to-learn", ErrorCode::NothingToLearn},
                            std::pair{"invalid-argument", ErrorCode::InvalidArgument},
                            std::pair{"module-missing", ErrorCode::ModelModuleMissing},
                            std::pair{"failed", ErrorCode::ModelFailed}};

json errorJson(const std::optional<Error>& error) {
  if (!error) return nullptr;
  const char* name = kCodes.back().first;
  for (const auto& [known, code] : kCodes) {
    if (code == error->code) name = known;
  }
  return {{"code", name}, {"where", toUtf8(error->where)}, {"detail", toUtf8(error->detail)}};
}

std::optional<Error> errorOf(const json& stored) {
  if (!stored.is_object()) return std::nullopt;
  Error error{kCodes.back().second, stored.at("where").get<std::string>(),
              stored.at("detail").get<std::string>()};
  for (const auto& [known, code] : kCodes) {
    if (stored.at("code") == known) error.code = code;
  }
  return error;
}

json timeJson(UtcTime time) { return static_cast<std::int64_t>(time.time_since_epoch().count()); }
UtcTime timeOf(const json& stored) { return UtcTime(std::chrono::nanoseconds(stored.get<std::int64_t>())); }

json resultJson(const DetectorResult& result) {
  return {{"name", result.name},
          {"flagged", result.flagged},
          {"agreeing", result.agreeing},
          {"labelled", result.labelled},
          {"tp", result.truePositives},
          {"fp", result.falsePositives},
          {"fn", result.falseNegatives},
          {"tn", result.trueNegatives},
          {"precision", result.precision},
          {"recall", result.recall},
          {"f1", result.f1},
          {"train_s", result.trainSeconds},
          {"detect_s", result.detectSeconds},
          {"error", errorJson(result.error)}};
}

DetectorResult resultOf(const json& stored) {
  DetectorResult result;
  stored.at("name").get_to(result.name);
  stored.at("flagged").get_to(result.flagged);
  stored.at("agreeing").get_to(result.agreeing);
  stored.at("labelled").get_to(result.labelled);
  stored.at("tp").get_to(result.truePositives);
  stored.at("fp").get_to(result.falsePositives);
  stored.at("fn").get_to(result.falseNegatives);
  stored.at("tn").get_to(result.trueNegatives);
  stored.at("precision").get_to(result.precision);
  stored.at("recall").get_to(result.recall);
  stored.at("f1").get_to(result.f1);
  stored.at("train_s").get_to(result.trainSeconds);
  stored.at("detect_s").get_to(result.detectSeconds);
  result.error = errorOf(stored.at("error"));
  return result;
}

json pointJson(const SweepPoint& point) {
  return {{"setting", point.setting},
          {"value", point.value},
          {"flagged_share", point.flaggedShare},
          {"labelled", point.labelled},
          {"precision", point.precision},
          {"recall", point.recall},
          {"f1", point.f1},
          {"train_s", point.seconds},
          {"error", errorJson(point.error)}};
}

SweepPoint pointOf(const json& stored) {
  SweepPoint point;
  stored.at("setting").get_to(point.setting);
  stored.at("value").get_to(point.value);
  stored.at("flagged_share").get_to(point.flaggedShare);
  stored.at("labelled").get_to(point.labelled);
  stored.at("precision").get_to(point.precision);
  stored.at("recall").get_to(point.recall);
  stored.at("f1").get_to(point.f1);
  stored.at("train_s").get_to(point.seconds);
  point.error = errorOf(stored.at("error"));
  return point;
}

/// What `read` makes of the text; none when anything in it is not as it was written.
template <class T, class Read>
std::optional<T> parsed(const std::string& text, Read&& read) {
  try {
    const json document = json::parse(text);
    if (document.at("format") != kFormat) return std::nullopt;
    T study;
    read(document, study);
    return study;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string toStudyJson(const Comparison& comparison) {
  json document{{"format", kFormat},
                {"created", timeJson(comparison.created)},
                {"trained", comparison.trained},
                {"judged", comparison.judged},
                {"stretches", comparison.stretches},
                {"normal_given", comparison.normalGiven},
                {"seed", comparison.seed},
                {"detectors", json::array()}};
  for (const DetectorResult& result : comparison.detectors)
    document["detectors"].push_back(resultJson(result));
  return document.dump();
}

std::string toStudyJson(const Sweep& sweep) {
  json document{{"format", kFormat},
                {"created", timeJson(sweep.created)},
                {"detector", sweep.detector},
                {"points", json::array()},
                {"top_share", sweep.topShare}};
  for (const SweepPoint& point : sweep.points) document["points"].push_back(pointJson(point));
  return document.dump();
}

std::optional<Comparison> comparisonOf(const std::string& text) {
  return parsed<Comparison>(text, [](const json& document, Comparison& comparison) {
    comparison.created = timeOf(document.at("created"));
    document.at("trained").get_to(comparison.trained);
    document.at("judged").get_to(comparison.judged);
    document.at("stretches").get_to(comparison.stretches);
    document.at("normal_given").get_to(comparison.normalGiven);
    document.at("seed").get_to(comparison.seed);
    for (const json& result : document.at("detectors")) comparison.detectors.push_back(resultOf(result));
  });
}

std::optional<Sweep> sweepOf(const std::string& text) {
  return parsed<Sweep>(text, [](const json& document, Sweep& sweep) {
    sweep.created = timeOf(document.at("created"));
    document.at("detector").get_to(sweep.detector);
    for (const json& point : document.at("points")) sweep.points.push_back(pointOf(point));
    document.at("top_share").get_to(sweep.topShare);
  });
}

}  // namespace faultline::pipeline
