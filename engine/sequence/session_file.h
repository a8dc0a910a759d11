#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"

namespace faultline::sequence {

/// Reads whole sessions, one a line, integer keys separated by blanks; what public data sets use. A line
/// without a key is a session without entries, so that line n is session n - 1. Errors: FileMissing,
/// FileUnreadable, FileEmpty, Cancelled; SessionFileInvalid with `path:line` for anything but an integer that
/// `isEntryKey` allows.
Result<SessionSet> readSessionFile(const std::filesystem::path& path, const std::stop_token& stop);

/// Writes what `readSessionFile` reads. Errors: OutputUnwritable, DiskFull.
Status writeSessionFile(const std::filesystem::path& path, const SessionSet& sessions);

/// Writes one `0` or `1` a line: `flags[n]` is 1 where session n was found abnormal. Errors as above.
Status writeFlagFile(const std::filesystem::path& path, const std::vector<std::uint8_t>& flags);

}  // namespace faultline::sequence
