#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// Where one of the demo's faults shows first.
struct DemoTruth {
  std::string kind;  ///< `network-timeout`, `cleanup-failed`, `ended-early`, `missing-step`, ...
  std::filesystem::path file;
  std::uint64_t line = 0;  ///< From 1. Of a session that ends early, its last one.
  std::string session;     ///< The instance.
};

struct DemoLogs {
  std::vector<std::filesystem::path> files;
  std::vector<DemoTruth> faults;
};

/// Writes the logs of a made cloud service: some hours, some two hundred instances that are created, stopped,
/// started, paused, resumed and deleted side by side, and a few faults, one a kind. The scenario is in
/// `resources/demo/scenario.json`; the same seed gives the same bytes. The folder is made when it is not
/// there, files of the same names are replaced. Errors: OutputUnwritable, DiskFull.
Result<DemoLogs> writeDemoLogs(const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace faultline::pipeline
