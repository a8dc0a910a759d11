#pragma once

#include <cstdint>
#include <stop_token>
#include <unordered_set>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/session_loader.h"
#include "engine/sequence/session_set.h"
#include "engine/store/database.h"
#include "engine/workflow/separation.h"

namespace faultline::pipeline {

/// The project's executions as they are mined: canonical log keys with their times, clocks applied. Session n
/// of `sessions` is `ids[n]`.
struct WorkflowMaterial {
  sequence::SessionSet sessions;
  std::vector<std::int64_t> times;  ///< One an entry; empty: the log has none.
  std::vector<SessionId> ids;
  std::uint64_t linked = 0;   ///< Entries that name no session themselves.
  std::uint64_t leftOut = 0;  ///< Sessions that were left out as asked for.

  [[nodiscard]] workflow::Material view() const { return {sessions, times}; }
};

/// One entry of a session as it is mined and replayed.
struct SessionEvent {
  store::EventRef event;  ///< Its key canonical.
  std::int64_t time = workflow::kNoTime;
  bool linked = false;  ///< Names no session itself.
};

/// Reads executions: sessions with the events that were linked to them, in the order of the file, or of true
/// time where they come from several. What names no session is a stream a service, and mined where its file
/// has (nearly) no sessions: beside sessions it is the background.
class MaterialLoader {
 public:
  static Result<MaterialLoader> make(store::Database& database);

  /// Takes about 32 bytes an event while it works. Whole sessions of `leftOut` are left out. Errors:
  /// Cancelled, StoreFailed.
  Result<WorkflowMaterial> load(const EventFilter& filter, const std::unordered_set<SessionId>& leftOut,
                                const std::stop_token& stop, const ProgressSink& progress) const;

  /// All of one session's entries, in the order of `load`. Of a stream, those that were linked to sessions
  /// are left out. Error StoreFailed.
  Result<std::vector<SessionEvent>> events(SessionId session) const;

  [[nodiscard]] const SessionLoader& sessions() const { return m_sessions; }

 private:
  struct Scanned;  ///< What one pass over the events leaves.
  struct Grouped;  ///< The same by session.
  struct Entries;  ///< Of a session, in order.

  MaterialLoader(store::Database& database, SessionLoader sessions)
      : m_database(&database), m_sessions(std::move(sessions)) {}
  [[nodiscard]] std::int64_t timeOf(const store::EventRef& event) const;
  Result<Scanned> scan(const EventFilter& filter, const std::stop_token& stop,
                       const ProgressSink& progress) const;
  Result<Entries> entriesOf(const Grouped& grouped, std::size_t session, const EventFilter& filter) const;

  store::Database* m_database;
  SessionLoader m_sessions;
};

}  // namespace faultline::pipeline
