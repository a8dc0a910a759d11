#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/input/file_probe.h"
#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "engine/input/year_marks.h"
#include "engine/pipeline/import.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Lines of a file from which it is found out how to read it.
struct FileSample {
  std::vector<std::string> lines;  ///< From the beginning, then some from the middle.
  std::size_t fromBeginning = 0;
};

/// How a file is to be read, everything decided.
struct ImportPlan {
  std::filesystem::path path;
  input::FileProbe probe;
  input::LayoutPtr layout;
  input::SessionRule rule;
  input::ReadContext context;
  input::YearMarks years;  ///< Of lines that leave them out; found when the import is run.
  Clock clock;
  std::string host;             ///< What the user said; empty: the lines tell.
  std::string service;          ///< The same.
  std::string fallbackHost;     ///< For lines that tell none: made of the folder's name, or empty.
  std::string fallbackService;  ///< For lines that tell none: made of the file's name.
  bool hasTime = false;
  bool zoneInLog = false;
  bool linesTellService = false;
  bool processInStream = false;  ///< Each process of a service is a stream of its own.
};

/// The first lines of a file and, where that costs nothing, some from its middle. Errors as
/// TextStream::open.
Result<FileSample> sampleFile(const std::filesystem::path& path, const input::FileProbe& probe);

/// Finds out what `options` leaves open; `project` may have layouts of its own. Errors: as probeFile;
/// LayoutInvalid, RegexInvalid, TimeZoneUnknown, those of `resolveLayout`.
Result<ImportPlan> planImport(const std::filesystem::path& path, const ImportOptions& options,
                              const input::FileProbe& probe, const FileSample& sample,
                              const std::optional<std::filesystem::path>& project = {});

/// To go on with a source as it was begun.
Result<ImportPlan> planOf(const store::SourceRow& source, const std::filesystem::path& path,
                          const input::FileProbe& probe);

}  // namespace faultline::pipeline
