#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/findings.h"

namespace faultline::pipeline {

/// A finding of files that are in no project.
struct FileFinding {
  Finding
      finding;  ///< Numbered from 1 as they are found; its event's source is the file's place in the list.
  std::vector<ExpectedKey> expected;  ///< Likeliest first.
};

/// Called for each finding, in the order in which they are found; an error ends the detection.
using FindingSink = std::function<Status(const FileFinding&)>;

struct FilesReport {
  struct File {
    std::filesystem::path path;
    std::uint64_t events = 0;
    std::uint64_t unfitting = 0;  ///< Lines that do not fit the layout.
    std::string layout;
    std::string sessionRule;
    bool isKnownLayout = true;   ///< False: it is none that the model has learnt from.
    std::optional<Error> error;  ///< Why it was left out, or where reading it broke off.
  };
  std::vector<File> files;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t sessions = 0;
  std::uint64_t open = 0;     ///< Sessions that may go on where the files end: their ends are not judged.
  std::uint64_t unknown = 0;  ///< Lines of a kind that the model has never seen.
  std::uint64_t findings = 0;
  double seconds = 0;
};

/// Judges the log keys of files with an exported model, with no project: what a cluster's shards run. Files
/// are read one after the other, so a session in several of them goes on in the order in which they are
/// given. Each is read as files of the model were, if more than half its lines fit; else its layout is found
/// out. Severities go by the sessions read so far. Memory is bounded whatever the files' size: 500,000
/// sessions may be open at a time, see `LiveJudge`. Files that cannot be read are reported and left out.
/// Errors: ModelInvalid, ModelModuleMissing, ModelFailed, Cancelled (within half a second), the sink's, and
/// FileMissing and FileUnreadable of the model.
Result<FilesReport> detectFiles(const std::filesystem::path& model,
                                const std::vector<std::filesystem::path>& files, int threads,
                                std::stop_token stop, const ProgressSink& progress, const FindingSink& sink);

}  // namespace faultline::pipeline
