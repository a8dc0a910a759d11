#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::support {

/// A line of a made log that a detector should find.
struct MadeFault {
  std::uint64_t line = 0;  ///< From 1.
  std::string kind;        ///< `new-line`, `cut-off`, `skipped-step`
};

struct MadeLog {
  std::uint64_t lines = 0;
  std::uint64_t sessions = 0;
  std::vector<MadeFault> faults;
};

struct MadeLogSettings {
  std::uint64_t lines = 100'000;  ///< At least; the sessions under way are completed.
  double faultRate = 0.005;       ///< Share of the sessions with one fault.
  std::uint32_t concurrent = 40;  ///< Sessions under way at a time.
  std::uint64_t seed = 1;
};

/// Writes a log of a made storage service: `2026-01-05 08:00:00,012 INFO store.Transfer: ... chunk-4711 ...`.
/// A session is the life of a chunk: allocated, written to two or three nodes in parallel, acknowledged, read
/// now and then, deleted. Same settings, same bytes.
MadeLog writeMadeLog(const std::filesystem::path& file, const MadeLogSettings& settings);

}  // namespace faultline::support
