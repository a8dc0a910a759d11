#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/clocks.h"
#include "engine/sequence/session_set.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

/// Which events count. Of a whole session all events must, or it is left out: a part of it would look cut
/// off.
struct EventFilter {
  std::optional<TimeRange> range;
  std::unordered_set<SourceId> sources;  ///< All when empty.
};

/// The project's sessions as sequences of canonical log keys; session n of `set` is `ids[n]`.
struct LoadedSessions {
  sequence::SessionSet set;
  std::vector<SessionId> ids;
};

/// Reads sessions out of a project. Events of a session that come from one source are in that source's order;
/// where several files share a session they are merged by true time.
class SessionLoader {
 public:
  static Result<SessionLoader> make(store::Database& database);

  /// Takes about 12 bytes an event while it works. Errors: Cancelled, StoreFailed.
  Result<LoadedSessions> load(const EventFilter& filter, const std::stop_token& stop,
                              const ProgressSink& progress) const;

  /// Whether the session is a stream as one sequence.
  [[nodiscard]] sequence::SessionKind kindOf(SessionId session) const {
    return m_streams.contains(session) ? sequence::SessionKind::Stream : sequence::SessionKind::Whole;
  }

  /// The events behind a session's sequence, position by position, for the same filter; their keys canonical.
  Result<std::vector<store::EventRef>> events(SessionId session, const EventFilter& filter) const;

  [[nodiscard]] bool admits(const EventFilter& filter, const store::EventRef& event) const;
  /// What the key is read as.
  [[nodiscard]] sequence::LogKey canonical(KeyId key) const;
  [[nodiscard]] const Clocks& clocks() const { return m_clocks; }

 private:
  struct Scanned;

  SessionLoader(store::Database& database, Clocks clocks)
      : m_database(&database), m_clocks(std::move(clocks)) {}
  Result<Scanned> scan(const EventFilter& filter, const std::stop_token& stop,
                       const ProgressSink& progress) const;
  Status addMerged(SessionId session, const EventFilter& filter, LoadedSessions& loaded) const;

  store::Database* m_database;
  Clocks m_clocks;
  std::unordered_map<std::int64_t, std::int64_t> m_aliases;
  std::unordered_set<SessionId> m_streams;  ///< Sessions that are a stream as one sequence.
};

}  // namespace faultline::pipeline
