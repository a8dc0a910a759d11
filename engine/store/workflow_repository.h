#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/store/database.h"
#include "engine/store/event_repository.h"

namespace faultline::store {

/// A row of the `workflow` table, without the automaton. Rows are never changed: an edit adds one.
struct WorkflowRow {
  std::int64_t id = 0;
  std::int64_t parent = 0;  ///< The one that was edited; 0: mined.
  UtcTime created;
  std::string settings;      ///< JSON: how it was mined.
  std::string saw;           ///< JSON: what it was mined from.
  std::string edits = "[]";  ///< JSON: what users did to it, in that order.
};

/// That an event which names no session belongs to one all the same.
struct EventLink {
  SessionId session;
  EventId event;
  friend auto operator<=>(const EventLink&, const EventLink&) = default;
};

/// The `workflow` and `linked_event` tables and the one active pointer.
class WorkflowRepository {
 public:
  explicit WorkflowRepository(Database& database) : m_database(database) {}

  Result<std::int64_t> insert(const WorkflowRow& row, const std::string& automaton);
  Status activate(std::int64_t workflow);
  /// None before the first one was mined.
  Result<std::optional<WorkflowRow>> active() const;
  Result<std::string> automaton(std::int64_t workflow) const;
  /// The one in use, the one that it was made from by editing, and so on back to the one that was mined.
  Result<std::vector<std::int64_t>> ancestry() const;
  /// Keeps the newest `keep`, and the one in use.
  Status dropOld(int keep);

  /// In place of all links there are.
  Status replaceLinks(const std::vector<EventLink>& links);
  Result<std::uint64_t> linkCount() const;
  /// The events that were linked to the session, in the order of ids.
  Result<std::vector<EventRef>> linkedTo(SessionId session) const;
  /// The session that the event was linked to; none when it was not.
  Result<std::optional<SessionId>> sessionOf(EventId event) const;
  /// Every linked event that has a key, with the session that it is linked to, in the order of events.
  Result<std::vector<EventRef>> linkedEvents() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
