#pragma once

#include <stop_token>
#include <unordered_map>

#include "engine/base/error.h"
#include "engine/base/named_parts.h"
#include "engine/detect/anomaly.h"
#include "engine/pipeline/clocks.h"
#include "engine/pipeline/pauses.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Learns how long sessions pause, as a part of `model`, from the events that `filter` lets through. Errors:
/// StoreFailed, Cancelled.
Status learnPauses(store::Database& database, const EventFilter& filter, const std::stop_token& stop,
                   NamedParts& model);

/// Error ModelInvalid. Empty for a model without that part.
Result<Pauses> pausesOf(const NamedParts& model);

/// Tells sessions that have ended from those that were still going on where their source ends.
class SessionEnds {
 public:
  /// Errors: ModelInvalid, StoreFailed.
  static Result<SessionEnds> make(store::Database& database, const NamedParts& model);

  /// Whether a session whose last event this is was silent, before its source's last event, longer than
  /// normal sessions are after that key (its canonical one). Always true for a model that has not learnt
  /// that.
  Result<bool> hasEnded(const store::EventRef& last);

 private:
  struct Last {
    std::optional<LocalTime> time;
    std::uint64_t events = 0;
  };

  SessionEnds(store::Database& database, Pauses pauses)
      : m_database(&database), m_pauses(std::move(pauses)) {}

  store::Database* m_database;
  Pauses m_pauses;
  std::unordered_map<SourceId, Last> m_last;
};

/// Whether it is only true of a session that has ended: its end, and how often keys came.
[[nodiscard]] inline bool isAboutEnd(const detect::Anomaly& anomaly) {
  return anomaly.reason == detect::Reason::UnexpectedEnd || anomaly.reason == detect::Reason::UnusualCounts;
}

}  // namespace faultline::pipeline
