#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// The hash of a word.
using WordHash = std::uint64_t;

/// An event for which a session is looked for, or which has one.
struct LinkEvent {
  EventId id;
  std::int64_t time = 0;  ///< ns; of a log without times, none are the same.
  sequence::LogKey key = 0;
  std::int32_t session = 0;  ///< 0: none.
  std::uint64_t kind = 0;    ///< The key and the plain words of the line; 0 where that is not known.
};

/// All that links are found from.
struct LinkLines {
  struct Mention {
    WordHash word = 0;
    std::uint32_t orphan = 0;  ///< In `orphans`.
  };
  /// Which sessions' own lines have a word.
  struct Owner {
    std::int32_t session = 0;  ///< 0: none; negative: several.
    void add(std::int32_t one) { session = session == 0 || session == one ? one : -1; }
  };

  std::vector<LinkEvent> orphans;    ///< In the order of ids.
  std::vector<LinkEvent> owned;      ///< Of sessions, in the order of ids.
  std::vector<Mention> identifiers;  ///< Of orphans, by orphan.
  std::vector<Mention> parameters;   ///< Weaker ones: words with digits.
  tsl::robin_map<WordHash, Owner> owners;
  std::vector<std::int32_t>
      named;  ///< An orphan each: the one session whose identifier is in its line, or 0.
  bool hasTimes = false;
  std::vector<Notice> notices;
};

/// Reads all events and their lines, in the order of the files. Only where some events name a session and
/// others do not; none otherwise. A file that cannot be read is a notice, and its lines are known by their
/// keys alone. Takes some 100 bytes an event that names no session, 40 one that does. Errors: StoreFailed,
/// Cancelled.
Result<std::optional<LinkLines>> readLinkLines(store::Database& database, const SessionLoader& loader,
                                               const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
