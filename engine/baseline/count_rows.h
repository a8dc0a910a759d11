#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// Sessions as vectors of key counts, what PCA (Xu et al., 2009) and invariant mining (Lou et al., 2010) look
/// at: a column a key of the vocabulary and a last one for all other keys together. Equal vectors are one
/// row.
struct CountRows {
  std::size_t columns = 0;
  std::vector<std::uint32_t> counts;  ///< Row by row.
  std::vector<double> sessions;       ///< How many sessions a row stands for.
  std::vector<std::uint32_t> rowOf;   ///< By session.
  double total = 0;                   ///< Of `sessions`.

  [[nodiscard]] std::size_t size() const { return sessions.size(); }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const {
    return {counts.data() + row * columns, columns};
  }
};

/// `weights`: how many sessions each stands for; empty: one. Errors: Cancelled; TooMuchToLearn where the
/// different rows would take more than a gigabyte.
Result<CountRows> countRows(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                            const std::stop_token& stop, std::span<const double> weights = {});

/// Where methods whose work grows with the square or the cube of the keys end.
inline constexpr std::size_t kMostColumns = 1000;
/// Error TooMuchToLearn for more columns than that.
Status checkColumns(std::size_t columns);

/// What PCA and invariants are fitted to. As published they are offline methods, fitted to the very sessions
/// that they judge, unlabelled (DeepLog, section 5.1.2); the other detectors learn from training sessions.
enum class FittedTo { Training, Judged };

[[nodiscard]] inline detect::Needs needsOf(FittedTo fittedTo) {
  return fittedTo == FittedTo::Judged ? detect::Needs::Judged : detect::Needs::Normal;
}

/// Whether there is something to learn from; else NothingToLearn, or Cancelled.
Status checkTrainable(const sequence::SessionSet& normal, const std::stop_token& stop);

/// Judges each distinct row once. `isAbnormal` takes a row's counts.
template <class IsAbnormal>
Result<detect::Judgement> judgeRows(const sequence::SessionSet& sessions,
                                    const sequence::Vocabulary& vocabulary, const std::stop_token& stop,
                                    IsAbnormal&& isAbnormal) {
  FAULTLINE_TRY_ASSIGN(const CountRows rows, countRows(sessions, vocabulary, stop));
  std::vector<std::uint8_t> verdicts;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    verdicts.push_back(isAbnormal(rows[row]) ? 1 : 0);
  }
  detect::Judgement judgement;
  for (const std::uint32_t row : rows.rowOf) judgement.flags.push_back(verdicts[row]);
  judgement.windows = rows.rowOf.size();
  judgement.distinctWindows = rows.size();
  return judgement;
}

}  // namespace faultline::baseline
