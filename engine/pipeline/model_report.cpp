#include "engine/pipeline/model_report.h"

#include <nlohmann/json.hpp>

namespace faultline::pipeline {

using nlohmann::json;

ModelReport modelReport(const detect::TrainReport& trained) {
  ModelReport report{trained.seconds, {}};
  for (const detect::TrainingCurve& curve : trained.curves)
    report.curves.push_back({"keys " + std::to_string(report.curves.size() + 1), curve.loss, curve.kept});
  return report;
}

std::string writeModelReport(const ModelReport& report) {
  json curves = json::array();
  for (const TrainingCurve& curve : report.curves)
    curves.push_back({{"part", curve.part}, {"loss", curve.loss}, {"kept", curve.kept}});
  return json{{"seconds", report.seconds}, {"curves", curves}}.dump();
}

Result<ModelReport> readModelReport(const std::string& text) {
  ModelReport report;
  try {
    const json parsed = json::parse(text);
    report.seconds = parsed.at("seconds").get<double>();
    for (const json& curve : parsed.at("curves")) {
      TrainingCurve read{curve.at("part").get<std::string>(), {}, curve.at("kept").get<std::size_t>()};
      for (const json& loss : curve.at("loss")) {
        if (loss.is_number()) read.loss.push_back(loss.get<double>());
      }
      report.curves.push_back(std::move(read));
    }
  } catch (const json::exception&) {
    return failure(ErrorCode::ModelInvalid, {}, "its report is damaged");
  }
  return report;
}

}  // namespace faultline::pipeline
