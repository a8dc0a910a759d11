#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/workflow.h"
#include "engine/pipeline/workflow_trace.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"

namespace faultline::pipeline {

/// What in a finding's own session could explain it: what it waited for, slow steps before it, each told by
/// the step that took so long (DeepLog, section 5.5), and other deviations. Not ranked.
[[nodiscard]] std::vector<Cause> causesInSession(const SessionTracer& tracer, const SessionTrace& trace);

/// A finding near another one in time, and how often their kinds come so.
struct Companion {
  FindingId finding;
  double secondsBefore = 0;
  std::uint64_t together =
      0;                 ///< Of findings like the one asked for, those with one like this shortly before,
  std::uint64_t of = 0;  ///< of so many.
  double score = 0;      ///< 0 to 1: how much more often than chance, how sure, and how close.
  friend bool operator==(const Companion&, const Companion&) = default;
};

/// A finding as companions are looked for: when, in which session, and of which kind.
struct FindingMark {
  FindingId finding;
  double seconds = 0;  ///< Since any beginning.
  std::int64_t session = 0;
  std::uint64_t kind = 0;
};

/// The findings of other sessions shortly before `asked`, the likeliest first; of one kind the closest alone.
/// `seconds`: of the whole log. `marks` has `asked` among them, in any order.
[[nodiscard]] std::vector<Companion> companionsOf(const FindingMark& asked, std::vector<FindingMark> marks,
                                                  double seconds);

}  // namespace faultline::pipeline
