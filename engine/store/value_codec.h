#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::store {

/// The values of one parameter.
struct ValueColumn {
  std::uint32_t parameter = 0;  ///< Which `<*>` of the template, from 0.
  std::uint8_t kind = 0;        ///< `parse::ParameterKind` of the values, all of them.
  std::vector<double> values;   ///< One a row; NaN where the event has none.
};

/// The values of some events of one key.
struct ValueTable {
  std::vector<std::uint32_t> ordinals;  ///< Ascending.
  std::vector<ValueColumn> columns;
};

/// Packs a table: differences of ordinals and of whole or decimal numbers, compressed. Exact: the same
/// doubles come back.
[[nodiscard]] std::string packValues(const ValueTable& table);

/// None when the bytes are damaged. Asks for no more memory than the bytes can hold values.
[[nodiscard]] std::optional<ValueTable> unpackValues(std::string_view bytes);

}  // namespace faultline::store
