#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/pipeline/log_reader.h"

namespace faultline::pipeline {

/// A log key as the key editor shows it.
struct LogKeyInfo {
  KeyId id;
  std::string text;           ///< The template, `<*>` for each parameter. Untrusted, plain.
  std::string name;           ///< What a user calls it; empty: nothing.
  std::uint64_t events = 0;   ///< Those of merged keys included.
  std::vector<KeyId> merged;  ///< Keys that are read as this one.
  KeyId splitFrom;            ///< The key that a user split this one off; 0: none.
  std::string splitOn;        ///< By this word.
  /// What each `<*>` is, in order: `number`, `seconds`, `bytes`, `percent`, `identifier`, `address`, `path`,
  /// `text`. `describeKey` alone fills it, for it takes a look at raw lines.
  std::vector<std::string> parameters;
};

struct KeyList {
  std::vector<LogKeyInfo> keys;    ///< Most frequent first.
  std::vector<std::string> masks;  ///< RE2 expressions of users, in the order in which they were given.
  /// Why the active model has to be learnt again, in plain words; none: it need not (or there is none).
  std::optional<Notice> needsRelearning;
};

/// Errors as `loadProject`.
Result<KeyList> loadKeys(const std::filesystem::path& project);

/// One key, its parameters told from some hundred of its lines; without the files they are left empty.
/// Errors: KeyUnknown, Cancelled, those of `loadProject`.
Result<LogKeyInfo> describeKey(const std::filesystem::path& project, KeyId key, std::stop_token stop);

/// One change of the keys, as a user says it.
struct KeyEdit {
  enum class Kind {
    Merge,   ///< `keys` (two or more) are read as the first of them from now on.
    Split,   ///< Messages of `keys[0]` that have the word `text` get a key of their own.
    Rename,  ///< `keys[0]` is called `text`; empty: by its template again.
    Mask,    ///< What `text` (RE2) matches is a parameter in all messages; keys that become the same are
             ///< merged.
  };
  Kind kind{};
  std::vector<KeyId> keys;
  std::string text;
};

/// What an edit would do.
struct KeyEditPreview {
  struct Affected {
    KeyId key;
    std::string before;  ///< Its template now.
    std::string after;   ///< Its template then; of a split, that of the new key.
    std::uint64_t events =
        0;  ///< That it touches; of a split, those that move, as far as they have been looked at.
  };
  std::vector<Affected> keys;
  std::uint64_t events = 0;
  bool eventsAreAtLeast = false;    ///< Not every line was looked at.
  std::vector<LogLine> lines;       ///< Some of the lines that it affects, at most 100.
  std::optional<Error> linesError;  ///< Why there are none: the file has gone, say.
};

/// Changes nothing. Reads raw lines for a while only. Errors: KeyUnknown, RegexInvalid, InvalidArgument (the
/// edit changes nothing, and why), Cancelled, those of `loadProject`.
Result<KeyEditPreview> previewKeyEdit(const std::filesystem::path& project, const KeyEdit& edit,
                                      std::stop_token stop);

struct KeyEditReport {
  KeyId key;                 ///< The merged, the new, the renamed one; of a mask, 0.
  std::uint64_t events = 0;  ///< Read under another key than before.
  std::uint64_t keys = 0;    ///< Read as another key than before.
  double seconds = 0;
  std::vector<Notice> notices;  ///< KeysNeedRelearning, when the active model knows other keys.
};

/// Journalled, in one transaction: all of it or nothing. Carries through events and sessions at once. A split
/// reads the raw lines of its key, a mask one of each key where it can, all others read none. Errors as
/// `previewKeyEdit`, and ProjectLocked, FileMissing, FileChanged, DiskFull.
Result<KeyEditReport> editKeys(const std::filesystem::path& project, const KeyEdit& edit,
                               std::stop_token stop, const ProgressSink& progress);

/// Some of the key's lines, spread over the project, at most `most`. Errors: KeyUnknown, those of LogReader.
Result<std::vector<LogLine>> linesOfKey(const std::filesystem::path& project, KeyId key, std::size_t most,
                                        std::stop_token stop);

}  // namespace faultline::pipeline
