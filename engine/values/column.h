#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/values/scale.h"
#include "engine/values/score_tail.h"
#include "engine/values/value_series.h"

namespace faultline::values {

enum class ColumnKind : std::uint8_t {
  Elapsed,  ///< Has a scale for each log key that comes before often enough.
  Number,
  Levels,  ///< One of a few numbers that lie apart: HTTP's status, the memory of a flavour.
};

/// A column of a key's vectors that is judged.
struct Column {
  static constexpr std::uint32_t kElapsed = 0;

  ColumnKind kind = ColumnKind::Number;
  std::uint32_t place = kElapsed;               ///< n: the n-th of `ValueSeries::parameters`, from 1.
  Scale scale;                                  ///< Of a number or of levels.
  std::vector<std::pair<KeyId, Scale>> scales;  ///< Elapsed: by the key before, ascending.
  std::vector<double> levels;                   ///< Ascending.
  double usualLevel = 0;
  double newLevelChance = 1;  ///< Of a normal vector, of any key, to be odd for such a reason.
  bool isNegative = false;    ///< Some value is below 0.
  double error = 1;           ///< Deviation of what is predicted from what comes, in deviations.
  ScoreTail above;            ///< Of that difference over `error`.
  ScoreTail below;            ///< Of its negative.

  /// NaN where the event has none.
  [[nodiscard]] double valueIn(const ValueSeries& series, std::size_t row) const;
  /// Null where nothing is known of the value.
  [[nodiscard]] const Scale* scaleFor(KeyId previous) const;
  /// NaN where there is nothing to judge.
  [[nodiscard]] double normalisedIn(const ValueSeries& series, std::size_t row) const;
  [[nodiscard]] bool isLevel(double value) const;

  void save(ByteWriter& writer) const;
  /// None for anything that `save` did not write.
  static std::optional<Column> load(ByteReader& reader);
};

/// A column made of a series, or why there is none.
struct FittedColumn {
  std::optional<Column> column;  ///< Its tails are still empty.
  const char* why = "";          ///< See `LeftOut`.
};

enum class Trust : std::uint8_t { All, DropStrangest };

/// Elapsed times of rows with the same key before them, `place` 0, or the values of a parameter. Rows that
/// are believed least are marked in `dropped` (rows; marked ones are passed over).
[[nodiscard]] FittedColumn fitColumn(const ValueSeries& series, std::uint32_t place, Trust trust,
                                     std::vector<bool>& dropped);

}  // namespace faultline::values
