#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/ids.h"

namespace faultline::values {

/// A parameter of a log key that is a number.
struct Parameter {
  std::uint32_t index = 0;  ///< Which `<*>` of the key's template, from 0.
  std::string name;         ///< How the template names it.
  std::string unit;         ///< `s`, `B`, `%` (values are fractions then), or empty.

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// The parameter value vectors of one log key in the order of its events: one of the time series of DeepLog,
/// section 3.2. NaN stands for what an event does not have.
struct ValueSeries {
  KeyId key;
  std::vector<Parameter> parameters;
  /// Seconds since the event before in the same session. Rows.
  std::vector<double> elapsed;
  /// The log key of that event; none for a session's first one. Rows.
  std::vector<KeyId> previous;
  std::vector<double> values;  ///< Rows x parameters.
  /// Vectors of the key in what is learnt from, of which these are some; 0: all.
  std::uint64_t total = 0;

  [[nodiscard]] std::size_t size() const { return elapsed.size(); }
  [[nodiscard]] double at(std::size_t row, std::size_t parameter) const {
    return values[row * parameters.size() + parameter];
  }
};

}  // namespace faultline::values
