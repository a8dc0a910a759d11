#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::pipeline {

/// How `parseFile` finds log keys.
struct ParseOptions {
  std::string layout = "auto";     ///< `auto`, a layout's name (a built-in one or the user's), or a pattern.
  std::string parser = "auto";     ///< `auto` or `spell`.
  std::optional<double> tau;       ///< In (0, 1]; the parser's own when not given.
  std::vector<std::string> masks;  ///< RE2 expressions; what they match is a parameter.
};

/// Where `parseFile` writes.
struct ParseOutput {
  std::filesystem::path structured;  ///< LineId, the layout's fields, EventId, EventTemplate, ParameterList.
  std::optional<std::filesystem::path> templates;  ///< EventId, EventTemplate, Occurrences.
};

struct ParseReport {
  std::string layout;  ///< The one that was used.
  std::uint64_t lines = 0;
  std::uint64_t unfitting = 0;  ///< Lines without a key.
  std::uint64_t keys = 0;
  double seconds = 0;
};

/// Finds the log keys of a file, which may be compressed, and writes them as CSV (RFC 4180, UTF-8), a row a
/// line; no project is involved. ParameterList is a JSON array. A line that does not fit the layout has an
/// empty EventId and its whole text in the layout's message field. Reads the file twice, since templates are
/// known at its end only; memory grows by four bytes a line.
/// Errors: FileMissing, FileUnreadable, FileEmpty, FileIsBinary, ArchiveDamaged; LayoutInvalid, RegexInvalid,
/// InvalidArgument; OutputUnwritable, DiskFull; Cancelled. No half-written file is left behind.
Result<ParseReport> parseFile(const std::filesystem::path& file, const ParseOptions& options,
                              const ParseOutput& output, std::stop_token stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
