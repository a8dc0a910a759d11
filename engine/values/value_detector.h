#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/values/value_series.h"

namespace faultline::values {

struct ValueSettings {
  int history = 10;          ///< h: vectors of the key that its model looks back on.
  std::uint64_t seed = 1;    ///< Of the networks' first weights and of the order of training.
  int threads = 0;           ///< 0: one a core. Changes no result.
  bool normalGiven = false;  ///< False: the vectors believed least are left out before it settles.
  /// False alarms among as many normal vectors; all keys together.
  double falseAlarms = 2e-4;
  /// And in as many normal vectors as were learnt from, however many: an analyst reads findings, not shares.
  double mostFalseAlarms = 5;
};

/// A column, or all of a key, that is not judged.
struct LeftOut {
  KeyId key;
  std::string column;  ///< `elapsed_s`, a parameter's name; empty: all of the key.
  std::string why;     ///< `too few rows`, `constant`, `identifier`, `counter`, `codes`, `drifts`,
                       ///< `too many columns`.
};

struct ValueReport {
  std::uint64_t keys = 0;      ///< That are judged.
  std::uint64_t networks = 0;  ///< Among them, those whose LSTM predicts better than the column's mean.
  std::uint64_t rows = 0;      ///< Vectors learnt from.
  std::uint64_t columns = 0;   ///< Judged.
  std::uint64_t dropped = 0;   ///< Vectors believed least and left out.
  double seconds = 0;
  std::vector<LeftOut> leftOut;
};

/// What is known of one log key.
struct KeySummary {
  KeyId key;
  std::vector<std::string> columns;  ///< Judged.
  std::uint64_t rows = 0;            ///< Vectors learnt from.
  bool hasNetwork = false;           ///< Its LSTM predicts; else its columns' means do.
};

/// What is expected of one column of a vector. In the column's own unit.
struct ColumnVerdict {
  std::string name;  ///< `elapsed_s` or the parameter's.
  std::string unit;
  double value = 0;
  double expected = 0;
  double low = 0;   ///< One normal vector in a thousand is below; of a column of levels the lowest.
  double high = 0;  ///< And one above.
  double p = 1;     ///< Chance of one as far out in a normal vector.
  bool isOdd = false;
};

/// A vector judged. The rest is asked of `explain`, for few vectors are odd.
struct VectorVerdict {
  float error = 0;          ///< Mean square error over the columns present; NaN when none is.
  float p = 1;              ///< Chance of one as odd in a normal vector.
  std::int32_t column = 0;  ///< The oddest one: 0 elapsed, n: the n-th of `ValueSeries::parameters`, from 1.
  bool isOdd = false;
};

/// The Gaussian of a key's errors on vectors that were not trained on (DeepLog, section 3.2), and where its
/// confidence intervals end.
struct ErrorLevels {
  double mean = 0;
  double deviation = 0;
  double at98 = 0;
  double at99 = 0;
  double at999 = 0;
  double inForce = 0;  ///< Chosen for the false alarms allowed, see `ValueSettings`.
};

/// A vector that a person calls normal.
struct TaughtVector {
  /// Its key's vectors before it, as many as there are up to `history`, and the vector itself as the last
  /// row.
  ValueSeries series;
};

/// DeepLog's parameter value and performance anomaly model (section 3.2): one time series a log key.
///
/// Deviations: (1) an LSTM is kept where it predicts vectors held out better than the columns' means do; the
/// others are judged against those means. (2) Elapsed times are normalised by the log key before them, for
/// the same line comes at once after one step and late after another. (3) The Gaussian's intervals are
/// reported; findings are made by thresholds that keep a stated number of false alarms, from exponential
/// tails fitted to the errors of vectors held out, for those errors are far from normal. (4) The worst
/// column is judged as well as the mean over all, so that many usual columns do not hide an odd one. (5) A
/// step that comes early adds nothing to the error and has a tenth of the others' false alarms: where threads
/// write side by side, the line before is often another one's.
///
/// Immutable; threads may share it.
class ValueDetector {
 public:
  ValueDetector();
  ValueDetector(ValueDetector&&) noexcept;
  ValueDetector& operator=(ValueDetector&&) noexcept;
  ValueDetector(const ValueDetector&);
  ValueDetector& operator=(const ValueDetector&);
  ~ValueDetector();

  /// Same series, settings: same detector, whatever the number of threads. `report` may be null. Errors:
  /// ModelModuleMissing, ModelFailed; Cancelled within half a second.
  static Result<ValueDetector> train(std::span<const ValueSeries> series, const ValueSettings& settings,
                                     const std::stop_token& stop, const ProgressSink& progress,
                                     ValueReport* report = nullptr);

  /// Some log key is judged.
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::vector<KeyId> keys() const;
  [[nodiscard]] const ValueSettings& settings() const;
  /// The parameters that the key was learnt with, and so the ones that series of it must have; empty for a
  /// key that is not judged.
  [[nodiscard]] std::vector<Parameter> parametersOf(KeyId key) const;
  [[nodiscard]] bool knows(KeyId key) const;
  [[nodiscard]] std::vector<KeySummary> summaries() const;
  /// What is not judged of which keys, and why.
  [[nodiscard]] const std::vector<LeftOut>& leftOut() const;
  /// The chance that a normal vector may be called odd with, see `ValueSettings`.
  [[nodiscard]] double falseAlarmShare() const;
  /// All zero for a key that is not judged.
  [[nodiscard]] ErrorLevels levelsOf(KeyId key) const;

  /// A verdict for each row from `first` on; those before are history alone. Nothing is odd in a key that is
  /// not judged. A single row takes microseconds. Errors: InvalidArgument (other parameters), ModelFailed,
  /// Cancelled.
  Result<std::vector<VectorVerdict>> judge(const ValueSeries& series, std::size_t first,
                                           const std::stop_token& stop) const;
  /// All columns present of one row, the oddest first. Errors as `judge`.
  Result<std::vector<ColumnVerdict>> explain(const ValueSeries& series, std::size_t row) const;

  /// A detector that has learnt these vectors too (section 3.3): weights go on from the current ones, with
  /// normal windows kept from training replayed; thresholds move so that each is inside. Vectors of keys
  /// that are not judged are passed over. Errors as `train`, InvalidArgument.
  Result<ValueDetector> taught(std::span<const TaughtVector> vectors, const std::stop_token& stop,
                               const ProgressSink& progress) const;

  /// Versioned; the same detector gives the same bytes.
  [[nodiscard]] std::string save() const;
  /// Error ModelInvalid for anything that `save` did not write. Does not load the model module.
  static Result<ValueDetector> load(const std::string& bytes);

 private:
  struct State;
  explicit ValueDetector(std::shared_ptr<const State> state);
  std::shared_ptr<const State> m_state;
};

}  // namespace faultline::values
