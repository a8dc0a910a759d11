#include "engine/pipeline/demo_scenario.h"

#include <nlohmann/json.hpp>

namespace faultline::pipeline {

namespace {

using nlohmann::json;

DemoStep readStep(const json& from) {
  DemoStep step;
  step.id = from.value("id", step.id);
  step.service = from.at("service");
  step.level = from.value("level", step.level);
  step.logger = from.at("logger");
  step.text = from.at("text");
  step.afterMs = from.value("after_ms", step.afterMs);
  step.chance = from.value("chance", step.chance);
  step.otherwise = from.value("otherwise", step.otherwise);
  return step;
}

std::vector<DemoStep> readSteps(const json& from) {
  std::vector<DemoStep> steps;
  for (const json& step : from) steps.push_back(readStep(step));
  return steps;
}

DemoFault readFault(const json& from) {
  DemoFault fault;
  fault.kind = from.at("kind");
  fault.at = from.at("at");
  fault.phase = from.value("phase", fault.phase);
  fault.after = from.value("after", fault.after);
  if (from.contains("insert")) fault.insert = readSteps(from["insert"]);
  fault.drop = from.value("drop", fault.drop);
  fault.swap = from.value("swap", fault.swap);
  fault.end = from.value("end", fault.end);
  if (from.contains("restarts")) fault.restarts = from["restarts"].get<int>();
  return fault;
}

DemoScenario readScenario(const json& from) {
  DemoScenario scenario;
  const auto start = parseMoment(from.at("start").get<std::string>(), UtcTime{});
  if (!start) throw std::invalid_argument("start is no time");
  scenario.start = LocalTime(start->time_since_epoch());
  scenario.length = std::chrono::hours(from.at("hours").get<int>());
  scenario.cycles = from.at("cycles");
  scenario.restarts = from.at("restarts").get<std::vector<double>>();
  scenario.pauses = from.at("pauses").get<std::vector<double>>();
  scenario.restSeconds = from.at("rest_s");
  scenario.hosts = from.at("hosts").get<std::vector<std::string>>();
  for (const json& size : from.at("sizes")) {
    scenario.sizes.push_back({size.at("name"), size.at("memory"), size.at("disk"), size.at("cores")});
  }
  for (const json& service : from.at("services")) {
    scenario.services.emplace_back(service.at("name").get<std::string>(), service.at("pid").get<int>());
  }
  for (const auto& [name, steps] : from.at("phases").items()) scenario.phases[name] = readSteps(steps);
  for (const json& line : from.at("background")) {
    scenario.background.push_back({readStep(line), line.at("every_s"), line.value("per_host", false)});
  }
  for (const json& fault : from.at("faults")) scenario.faults.push_back(readFault(fault));
  return scenario;
}

}  // namespace

Result<DemoScenario> readDemoScenario(std::string_view text) {
  try {
    return readScenario(json::parse(text));
  } catch (const std::exception& error) {
    return failure(ErrorCode::InvalidArgument, "the demo's scenario", error.what());
  }
}

}  // namespace faultline::pipeline
