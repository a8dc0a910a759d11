#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/model/value_model.h"
#include "engine/values/column.h"
#include "engine/values/score_tail.h"
#include "engine/values/value_detector.h"

namespace faultline::values {

/// Mean and deviation of numbers that come one after the other (Welford, 1962).
struct Gaussian {
  std::uint64_t count = 0;
  double mean = 0;
  double squares = 0;  ///< Sum of squared differences from the mean.

  void add(double value);
  [[nodiscard]] double deviation() const;
};

/// What is known of one log key's vectors.
struct KeyValues {
  KeyId key;
  std::vector<Parameter> parameters;
  std::vector<Column> columns;
  std::uint64_t learntRows = 0;
  Gaussian errors;            ///< Mean square errors of vectors held out.
  ScoreTail errorTail;        ///< The same, for the threshold in force.
  std::int32_t network = -1;  ///< Which of the networks predicts it; none: the columns' means do.
  std::vector<float> replay;  ///< Normal vectors, one after the other, for teaching; of networks alone.

  [[nodiscard]] std::size_t width() const { return columns.size(); }
  /// Rows x columns, NaN for what is not judged.
  [[nodiscard]] std::vector<float> normalised(const ValueSeries& series) const;
  [[nodiscard]] std::string nameOf(std::size_t column) const;
  [[nodiscard]] ErrorLevels levels() const;
  /// A column of a vector against what was predicted of it, in the column's unit.
  [[nodiscard]] ColumnVerdict describe(std::size_t column, const ValueSeries& series, std::size_t row,
                                       double predicted, double chance) const;
};

/// What networks are given: the same, far outliers drawn in, so that one odd vector does not derange the
/// predictions of those that follow.
[[nodiscard]] std::vector<float> forNetwork(std::span<const float> normalised);

/// A vector against its prediction.
struct Residuals {
  std::vector<double> scores;  ///< By column: difference over the column's own error; NaN: none.
  double error =
      std::numeric_limits<double>::quiet_NaN();  ///< Mean square, of the columns present; early ones as 0.
};

/// `row`, `predicted`: a vector's columns. `predicted` is empty where the means predict.
[[nodiscard]] Residuals residualsOf(const KeyValues& key, std::span<const float> row,
                                    std::span<const float> predicted);

/// The chance that one normal vector may be called odd with, by each of the column's sides or by the error
/// over all.
[[nodiscard]] double shareOfEach(double share, std::size_t columns);

struct ValueDetector::State {
  ValueSettings settings;
  double share = 0;             ///< Chance of a normal vector to be called odd.
  std::vector<KeyValues> keys;  ///< Ascending.
  std::vector<LeftOut> leftOut;
  std::string networkBytes;  ///< `model::ValueModel::save`; empty when there is no network.

  State() = default;
  State(const State& other)
      : settings(other.settings),
        share(other.share),
        keys(other.keys),
        leftOut(other.leftOut),
        networkBytes(other.networkBytes) {}

  [[nodiscard]] const KeyValues* find(KeyId key) const;
  /// Loaded on first use.
  Result<const model::ValueModel*> networks() const;
  /// Of the rows from `first` on; empty where the columns' means predict.
  Result<std::vector<float>> predictions(const KeyValues& key, std::span<const float> normalised,
                                         std::size_t first, const std::stop_token& stop) const;
  /// Writes over what was `predicted` (of the rows from `first` on) for the h rows from `from` on.
  Status predictAgain(const KeyValues& key, std::span<const float> histories, std::size_t first,
                      std::size_t from, std::vector<float>& predicted, const std::stop_token& stop) const;

 private:
  mutable std::mutex m_mutex;  // guards what follows
  mutable std::unique_ptr<model::ValueModel> m_networks;
};

}  // namespace faultline::values
