#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/findings.h"

namespace faultline::pipeline {

/// What `follow` tells as it goes, from the thread that called it.
struct FollowSinks {
  /// A finding that the project did not have before. An error ends the following.
  std::function<Status(const Finding&)> finding;
  /// A file that has gone, was cut or replaced; another process that writes the project.
  std::function<void(const Notice&)> notice;
  /// All that was there has been read: from now on it waits for so many files to grow.
  std::function<void(std::size_t)> following;
};

/// Keeps reading a project's plain files as they grow, judges what is new with the active model, and stores
/// the findings in the run that is shown, until it is stopped: it ends with Cancelled then, and the project is
/// whole.
///
/// First it imports what has grown meanwhile and detects as `detect` does; findings that the last run did not
/// have are told, so that after a restart none is told twice. Sessions open at that time are gone through
/// again and go on from where they are. A session ends once its file's clock, which goes on with this
/// machine's (a minute late) while nothing is written, has passed what normal sessions pause after that line
/// (see `Pauses`). Odd values and bursts of lines are looked for in everything from time to time, so seldom
/// that it takes a twentieth of the time at most.
///
/// A file that was renamed is read to its end under its new name, and the one that takes its place is read
/// like it as another source; of a file that was cut short what is there now is. Other processes may write
/// the project in between; a newly activated model or a newer run is taken up. Errors: as `detect`.
Status follow(const std::filesystem::path& project, std::stop_token stop, const ProgressSink& progress,
              const FollowSinks& sinks);

}  // namespace faultline::pipeline
