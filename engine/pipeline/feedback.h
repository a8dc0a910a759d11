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
#include "engine/base/severity.h"

namespace faultline::pipeline {

/// What a person says of a finding.
struct Verdict {
  FindingId finding;
  FindingStatus status = FindingStatus::FalsePositive;  ///< Open takes back what was said before.
  std::optional<std::string> note;                      ///< None: what was noted before stays.
  bool allLikeThis = false;         ///< Also of every open finding of the same kind about the same log keys.
  std::vector<FindingId> others{};  ///< What it is said of as well: one change, taken back as one.
};

/// Notes the verdict, journalled, at once: no model is loaded, nothing is learnt. Returns the findings that
/// have a new status. Errors: FindingUnknown, ProjectLocked, StoreFailed.
Result<std::vector<FindingId>> giveVerdict(const std::filesystem::path& project, const Verdict& verdict);

struct TeachReport {
  ModelId model;               ///< The new active model; the one there was when there was nothing to learn.
  std::uint64_t verdicts = 0;  ///< False positives that it was taught.
  std::uint64_t cleared = 0;   ///< Further findings that the new model no longer makes.
  std::uint64_t appeared = 0;  ///< Findings that it makes and the one before did not.
  double seconds = 0;
  std::vector<Notice> notices;
};

/// Teaches the active model every false positive that no model was taught so far (DeepLog, section 3.3): a
/// new model row, weights going on from the current ones, with normal windows replayed so that nothing else
/// is forgotten; then the findings are scored again. Confirmed ones are never learnt.
///
/// Scoring again gives a new run that has what stays of the former one, with the same ids, and what appeared;
/// see `rescore` for what is judged again and what is not. What a person has judged stays in it. The project
/// is locked for one short transaction at the end alone: detection goes on meanwhile, and a crash before it
/// leaves the old model and the verdicts, so that the next call does it again. When something else changed
/// model or findings meanwhile it is done anew.
///
/// Undoing the newest verdict that was taught (`undoChange`) brings back the former model, the very same row,
/// and the former run. Of the runs before a detection, storeRun keeps the newest few; where the former one
/// was dropped, the model and the verdict go back alone and the findings follow with the next detection.
/// Errors: ModelMissing, ModelModuleMissing, ModelFailed, ProjectLocked, StoreFailed, Cancelled.
Result<TeachReport> teach(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress);

}  // namespace faultline::pipeline
