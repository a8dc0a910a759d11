#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

enum class SourceState { Complete, Partial };

/// Where a source's file stands now, compared with what was imported.
enum class FilePresence { Unchanged, Grown, Changed, Missing, Unreadable };

struct Source {
  SourceId id;
  std::string path;
  std::string name;  ///< The file's name, for show.
  SourceState state{};
  FilePresence presence{};
  std::uint64_t bytes = 0;
  std::uint64_t events = 0;
  std::uint64_t unfitting = 0;
  std::uint64_t sessions = 0;
  std::string layout;
  std::string sessionRule;
  std::string encoding;
  std::string compression;
  std::string host;
  std::string service;
  Clock clock;
  bool hasTimeZone = false;  ///< The log's times carry their zone.
  std::optional<UtcTime> first;
  std::optional<UtcTime> last;
};

struct Model {
  ModelId id;
  bool active = false;
  UtcTime created;
  std::string settings;  ///< JSON: history, candidates, layers, units, epochs, seed, threads.
  std::string saw;       ///< JSON: what it was trained on.
  std::uint64_t bytes = 0;
};

struct ProjectInfo {
  std::filesystem::path path;
  int schema = 0;
  std::uint64_t bytes = 0;
  std::uint64_t events = 0;
  std::uint64_t sessions = 0;
  std::uint64_t keys = 0;  ///< Merged ones count as one.
  std::uint64_t unfitting = 0;
  std::uint64_t findings = 0;
  std::vector<Source> sources;
  std::vector<Model> models;
  std::optional<Notice> needsRelearning;  ///< The active model knows other keys than the project.
  std::optional<std::string> writer;  ///< Who is writing now, if anybody.
};

/// Everything about a project but its findings. Opens it read-only. Errors: ProjectMissing, NotAProject,
/// ProjectTooNew, ProjectDamaged, MigrationFailed, StoreFailed. Missing files are no error: see
/// `Source::presence`.
Result<ProjectInfo> loadProject(const std::filesystem::path& project);

/// An empty project. Errors: ProjectExists, OutputUnwritable, DiskFull.
Status createProject(const std::filesystem::path& project);

/// What of a source may change after import, without reading the file again.
struct SourceChange {
  std::optional<std::string> timeZone;
  std::optional<std::chrono::nanoseconds> clockOffset;
  std::optional<std::string> host;
  std::optional<std::string> service;
};

/// Journalled. Errors: SourceUnknown, TimeZoneUnknown, ProjectLocked, StoreFailed.
Status changeSource(const std::filesystem::path& project, SourceId source, const SourceChange& change);

/// Points a source to where its file is now. Error FileChanged when the content is another one.
Status relinkSource(const std::filesystem::path& project, SourceId source, const std::filesystem::path& file);

/// Takes the source, its events and its findings out of the project; the file is not touched.
Status removeSource(const std::filesystem::path& project, SourceId source);

}  // namespace faultline::pipeline
