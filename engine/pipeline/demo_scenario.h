#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

/// A line that an operation writes.
struct DemoStep {
  std::string id;
  std::string service;
  std::string level = "INFO";
  std::string logger;
  std::string text;    ///< With `{name}` for values and `{seconds:MEDIAN,SPREAD}` for a duration of its own.
  double afterMs = 0;  ///< Median time since the step before.
  double chance = 1;   ///< Of being written.
  std::string otherwise;  ///< The step to write in its place when it is not.
};

/// A line that a service writes all the time.
struct DemoBackground {
  DemoStep step;
  double everySeconds = 0;
  bool perHost = false;
};

/// Something that goes wrong once.
struct DemoFault {
  std::string kind;
  double at = 0;                  ///< Which life cycle, as a share of them all.
  std::string phase;              ///< In which operation.
  std::string after;              ///< The step behind which it happens.
  std::vector<DemoStep> insert;   ///< Steps that are written then.
  std::vector<std::string> drop;  ///< Steps that are left out.
  std::vector<std::string> swap;  ///< Two steps that change places.
  bool end = false;               ///< The session ends then.
  std::optional<int> restarts;    ///< So many, whatever is usual.
};

struct DemoSize {
  std::string name;
  int memory = 0;
  int disk = 0;
  int cores = 0;
};

/// What the demo's made service does, and what goes wrong in it: `resources/demo/scenario.json`.
struct DemoScenario {
  LocalTime start{};
  std::chrono::hours length{};
  int cycles = 0;                ///< Life cycles of instances.
  std::vector<double> restarts;  ///< Chances of 0, 1, 2, ... stops and starts in a life cycle.
  std::vector<double> pauses;    ///< As well.
  double restSeconds = 0;        ///< Median time between two operations.
  std::vector<std::string> hosts;
  std::vector<DemoSize> sizes;
  std::vector<std::pair<std::string, int>> services;  ///< Name and process id.
  std::map<std::string, std::vector<DemoStep>> phases;
  std::vector<DemoBackground> background;
  std::vector<DemoFault> faults;
};

/// Error InvalidArgument, its detail what is wrong.
Result<DemoScenario> readDemoScenario(std::string_view json);

/// The scenario that is built in.
[[nodiscard]] std::string_view demoScenarioText();

}  // namespace faultline::pipeline
