#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/values/value_detector.h"

namespace faultline::pipeline {

/// What a run measured of one log key's vectors, thinned for charts.
struct ValueTrace {
  struct Point {
    std::int64_t event = 0;  ///< Packed.
    float value = 0;
    float expected = 0;
    float low = 0;
    float high = 0;
    bool isOdd = false;
  };
  struct Column {
    std::string name;
    std::string unit;
    std::vector<Point> points;
  };

  values::ErrorLevels levels;
  std::vector<Point> errors;    ///< Mean square errors; nothing is expected of them.
  std::vector<Column> columns;  ///< Those that are odd somewhere.
};

/// The `run_series` that traces are kept as.
inline constexpr const char* kValueTrace = "value";

[[nodiscard]] std::string packTrace(const ValueTrace& trace);
/// Error ProjectDamaged for anything that `packTrace` did not write.
Result<ValueTrace> unpackTrace(const std::string& bytes);

/// Some hundred rows, ascending, that look like all of them: of each stretch the lowest and the highest
/// value, and of the `odd` rows (ascending) at most as many again. NaN is passed over.
[[nodiscard]] std::vector<std::size_t> thinned(std::span<const float> values,
                                               std::span<const std::size_t> odd);

}  // namespace faultline::pipeline
