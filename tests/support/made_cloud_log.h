#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::support {

/// A line of a made log that a detector of values should find.
struct MadeOddity {
  std::uint64_t line = 0;  ///< From 1.
  std::string parameter;   ///< `elapsed_s`, or what the template calls it.
};

struct MadeCloudLog {
  std::uint64_t lines = 0;
  std::string endOfTraining;  ///< ISO 8601; no machine is alive then.
  std::vector<MadeOddity> oddities;
};

struct MadeCloudSettings {
  std::uint32_t normal = 120;  ///< Machines before `endOfTraining`, one or two at a time.
  std::uint32_t judged = 40;   ///< Machines after it.
  std::uint32_t everyOdd =
      10;  ///< Of those each so many-th has a fault, by turns: a slow image, odd seconds.
  std::uint64_t seed = 1;
};

/// Writes a log of a made compute service in the layout of OpenStack's nova. A session is a virtual machine:
/// claimed, its image copied in about 13 s, started, built, destroyed. Same settings, same bytes.
MadeCloudLog writeMadeCloudLog(const std::filesystem::path& file, const MadeCloudSettings& settings);

}  // namespace faultline::support
