#pragma once

#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/clocks.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/workflow.h"
#include "engine/pipeline/workflow_text.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"

namespace faultline::pipeline {

/// A session's entries in the order in which they are mined.
struct SessionEntries {
  struct Entry {
    EventId event;
    KeyId key;  ///< Canonical.
    std::optional<UtcTime> time;
    bool linked = false;
  };
  SessionId session;
  std::string label;
  bool isStream = false;
  bool isCut = false;        ///< A part: what came before it is not known.
  std::uint64_t before = 0;  ///< Entries left out before,
  std::uint64_t after = 0;   ///< and after those of a session too long to be replayed at once.
  std::vector<Entry> entries;
};

/// Replays a project's sessions on its workflow. For one thread.
class SessionTracer {
 public:
  /// Errors: NoWorkflow, WorkflowInvalid, StoreFailed.
  static Result<SessionTracer> make(store::Database& database,
                                    std::shared_ptr<const ProjectWorkflow> workflow);

  /// All of a session; of a stream the part around `around`, its beginning where that is none.
  Result<SessionTrace> trace(SessionId session, EventId around, const std::stop_token& stop) const;
  /// Of the session that the event belongs to or was linked to. No steps where there is none.
  Result<SessionTrace> trace(const store::FindingRow& finding, const std::stop_token& stop) const;

  /// Where the finding's event stands; none where it is of no task.
  [[nodiscard]] std::optional<WorkflowEvidence> evidence(const SessionTrace& trace) const;

  [[nodiscard]] const ProjectWorkflow& workflow() const { return *m_workflow; }
  [[nodiscard]] const KeyLabel& label() const { return m_label; }

 private:
  SessionTracer(store::Database& database, std::shared_ptr<const ProjectWorkflow> workflow, Clocks clocks,
                KeyBook book);
  Result<SessionEntries> entriesOf(SessionId session, EventId around, const std::stop_token& stop) const;
  [[nodiscard]] bool isOfLinksAlone(const workflow::Deviation& deviation,
                                    const SessionEntries& entries) const;
  Result<EventId> beginningOf(SessionId stream) const;
  Status addWhole(SessionEntries& entries) const;
  Status addPart(SessionEntries& entries, EventId around, const std::stop_token& stop) const;
  Result<SessionTrace> replayed(const SessionEntries& entries, EventId at, const std::stop_token& stop) const;

  store::Database* m_database;
  std::shared_ptr<const ProjectWorkflow> m_workflow;
  Clocks m_clocks;
  std::shared_ptr<const KeyBook> m_book;
  std::set<workflow::LogKey> m_linked;  ///< Keys of entries that name no session.
  KeyLabel m_label;
};

}  // namespace faultline::pipeline
