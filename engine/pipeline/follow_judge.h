#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/live_detection.h"
#include "engine/pipeline/model_parts.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Judges a project's events as they are imported, and keeps its findings in the run that is shown.
class FollowJudge {
 public:
  /// Goes through what the project has already, telling nothing of it. Errors as `detect`, NothingDetected.
  static Result<std::unique_ptr<FollowJudge>> make(const std::filesystem::path& project,
                                                   const std::stop_token& stop);

  /// Judges what has been imported since. Errors: StoreFailed, ModelFailed, Cancelled.
  Status read(const std::stop_token& stop);
  /// Ends sessions that have been silent too long by now.
  Status endSilent(const std::stop_token& stop);
  /// Looks for odd values and bursts in everything, if that has not been done for long.
  Status lookForOthers(const std::stop_token& stop);

  /// Whether there are findings to be stored.
  [[nodiscard]] bool hasFindings() const { return !m_found.empty(); }
  /// Stores what was found; gives those that the run did not have. Error ProjectLocked: they are kept for
  /// later.
  Result<std::vector<FindingId>> store();

  /// Another model or another run is the active one now: a judge of those has to be made.
  Result<bool> isStale() const;

 private:
  struct Heard {
    LocalTime time;
    std::chrono::steady_clock::time_point at;
  };
  /// A finding without a run and an incident.
  struct Found {
    store::FindingRow row;
    bool isWhole = false;
  };

  FollowJudge(store::Database database, ActiveModel model, LiveDetection detection, RunId run)
      : m_database(std::move(database)),
        m_model(std::move(model)),
        m_detection(std::move(detection)),
        m_run(run) {}

  Status readSource(const store::SourceRow& source, const std::stop_token& stop);
  Result<sequence::SessionKind> kindOf(SessionId session);
  Status keep(const std::vector<LiveFinding>& findings);
  Result<store::FindingRow> rowOf(const LiveFinding& found);
  Result<std::vector<store::EventRef>> eventsAround(const LiveFinding& found) const;
  Result<FindingId> storeOne(Found& found);

  store::Database m_database;
  ActiveModel m_model;
  LiveDetection m_detection;
  RunId m_run;
  bool m_isSilent = true;
  std::unordered_map<std::int64_t, std::int64_t> m_aliases;
  std::unordered_map<SourceId, std::uint32_t> m_next;  ///< The first event that has not been judged.
  std::unordered_map<SourceId, Heard> m_heard;  ///< When a source was heard of last, and its time then.
  std::unordered_set<SessionId> m_streams;
  SessionId m_newestSession;                  ///< Up to it `m_streams` is complete.
  std::unordered_set<std::uint64_t> m_known;  ///< Fingerprints of the run.
  std::vector<Found> m_found;
  std::chrono::steady_clock::time_point m_looked = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration m_lookTook{};
  bool m_hasNews = false;
};

}  // namespace faultline::pipeline
