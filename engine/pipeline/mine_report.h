#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// How the mining of a workflow went.
struct MineReport {
  std::int64_t workflow = 0;  ///< 0: none was stored, the notices say why.
  bool isKept = false;        ///< No task was found, so that the workflow in use stays.
  std::uint64_t tasks = 0;
  std::uint64_t sessions = 0;
  std::uint64_t events = 0;
  std::uint64_t linked = 0;   ///< Events that name no session and were found to belong to one.
  std::uint64_t leftOut = 0;  ///< Sessions with findings, not mined.
  double seconds = 0;
  std::vector<Notice> notices;
};

}  // namespace faultline::pipeline
