#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

/// How a file is to be read. What is left at its default is found out from the file.
struct ImportOptions {
  std::string layout =
      "auto";  ///< `auto`, the name of a built-in or a user's layout (see user_layouts.h), or a pattern like
               ///< `<Date> <Time> <Level>: <Content>`.
  std::string sessionId = "auto";  ///< `auto`, `none`, a built-in rule's name, or a regular expression (first
                                   ///< group, else the match).
  std::optional<std::string> host = {};
  std::optional<std::string> service = {};
  std::optional<std::string> timeZone = {};
  std::optional<std::chrono::nanoseconds> clockOffset = {};
  /// The project's log keys stay as they are: lines that match none of them get one key of their own, so that
  /// detection tells them as new.
  bool frozenKeys = false;
};

/// A line as it will be read.
struct PreviewLine {
  std::string raw;
  bool fits = true;        ///< False: the line does not fit the layout; it is kept without a key.
  bool continues = false;  ///< It is part of the entry before it, so that it need not fit.
  std::optional<LocalTime> time;
  std::string level;
  std::string host;
  std::string service;
  std::string process;
  std::string session;
  std::string message;
  std::vector<std::string> fields;  ///< Values of `FilePreview::fields`.
};

/// What an import of one file would do. `options` holds what was guessed or given, ready to be corrected and
/// imported.
struct FilePreview {
  std::filesystem::path path;
  std::optional<Error> error;  ///< Why the file cannot be imported; the rest is empty then.
  std::uint64_t bytes = 0;
  std::string compression;    ///< Empty, `gzip`, `xz`, `zstd`, ...
  std::string encoding;       ///< `UTF-8`, `Latin-1`, `UTF-16LE`, `UTF-16BE`.
  ImportOptions options;      ///< Every field set.
  std::string layoutPattern;  ///< The chosen layout written as a pattern, for show.
  bool hasTime = false;
  bool hasTimeZone = false;  ///< The times carry their zone, so the zone cannot be chosen.
  double fittingShare = 0;   ///< Of the sampled lines.
  double sessionShare = 0;   ///< Of the sampled lines that carry a session id.
  std::vector<std::string>
      fields;  ///< Names of a user's pattern's fields but the message; none of other layouts.
  std::vector<PreviewLine> lines;  ///< At most the first 200.
  std::vector<Notice> notices;     ///< What was decided that may surprise: ServiceNameCorrected.
};

/// A name for `ImportOptions` with what it stands for, for lists to choose from.
struct Choice {
  std::string name;
  std::string description;
};

[[nodiscard]] std::vector<Choice> builtinLayoutChoices();
/// `auto`, the built-in ones, then the project's and the user's own, described by their patterns. A library
/// or a project that cannot be read adds none: what is wrong is said by `loadUserLayouts`.
[[nodiscard]] std::vector<Choice> layoutChoices(const std::optional<std::filesystem::path>& project = {});
[[nodiscard]] std::vector<Choice> sessionChoices();
[[nodiscard]] std::vector<std::string> timeZoneNames();

/// Folders are walked; the files come back sorted by path. Errors: FileMissing, FolderUnreadable,
/// NothingToImport.
Result<std::vector<std::filesystem::path>> listFiles(const std::vector<std::filesystem::path>& paths);

/// What can be known to be wrong before a file is looked at. Errors: LayoutInvalid, RegexInvalid,
/// TimeZoneUnknown, those of `resolveLayout`.
Status checkImportOptions(const ImportOptions& options, const std::optional<std::filesystem::path>& project);

/// Reads the beginning of the file only. `project`: whose layouts may be named, besides the user's own.
[[nodiscard]] FilePreview previewFile(const std::filesystem::path& path, const ImportOptions& options,
                                      const std::optional<std::filesystem::path>& project = {});

struct ImportFile {
  std::filesystem::path path;
  ImportOptions options;
  /// It was found in a folder, not named itself: when it has fewer than ten lines and others have more, it is
  /// set aside (Refused, with SmallFileSetAside).
  bool fromFolder = false;
};

enum class ImportOutcome { Added, Appended, AlreadyThere, Partial, Refused };

struct ImportedFile {
  std::filesystem::path path;
  ImportOutcome outcome{};
  SourceId source;              ///< 0 when refused.
  std::uint64_t events = 0;     ///< Added by this import.
  std::uint64_t unfitting = 0;  ///< Of those, lines that do not fit the layout.
  std::uint64_t sessions = 0;   ///< New ones.
  std::string layout;
  std::string sessionRule;
  std::optional<Error> error;   ///< Why it was refused, or what is to be said of it.
  std::vector<Notice> notices;  ///< What else should be known: ClockJumpsBack, MixedEncodings,
                                ///< ServiceNameCorrected.
};

struct ImportReport {
  std::vector<ImportedFile> files;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t newKeys = 0;
  double seconds = 0;
  std::vector<Notice> notices;  ///< About all of it: TooManyKeys.
  bool cancelled = false;  ///< Committed batches stay; importing the same files again goes on from there.
};

/// Imports files into the project, which is created when it is not there. A file that cannot be read is
/// refused and the others go on; of a new project nothing stays when all were refused. Errors: ProjectLocked,
/// ProjectTooNew, NotAProject, StoreFailed, DiskFull. Memory is bounded whatever the files' size; cancelled
/// within half a second.
Result<ImportReport> importFiles(const std::filesystem::path& project, const std::vector<ImportFile>& files,
                                 std::stop_token stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
