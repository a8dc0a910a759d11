#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/parameter_hint.h"
#include "engine/parse/parameter_kind.h"

namespace faultline::parse {

/// Reads the parameters of one key's messages for the value models: what each `<*>` of its template is, and
/// its value where it has one. Fast enough for every line of an import.
///
/// Threads: an object for each thread (it remembers the shapes of messages it has seen).
class ValueReader {
 public:
  /// Of a key's template, as `LogKeyParser::templateText` gives it. A template that became more general needs
  /// a new reader, and may have another number of parameters.
  explicit ValueReader(std::string templateText);

  /// As many as the template has `<*>`.
  [[nodiscard]] std::size_t size() const { return m_hints.size(); }

  /// The parameters of a message of the key, in order. `prepared` is what `LogKeyParser::prepare` made of
  /// `message`. `parameters` is emptied first; as many as `size()`.
  void read(std::string_view message, const PreparedMessage& prepared,
            std::vector<ParameterValue>& parameters);

  /// Their values alone: NaN where a parameter is no quantity (text, identifiers, addresses, paths).
  void values(std::string_view message, const PreparedMessage& prepared, std::vector<double>& values);

 private:
  /// Where the template's parameters stand in a masked text, in order.
  using Places = std::vector<TextSpan>;

  [[nodiscard]] const Places& placesIn(const PreparedMessage& prepared);

  std::string m_template;
  std::uint64_t m_hash = 0;  ///< Of the template.
  std::vector<HintMeaning> m_hints;
  Places m_own;                                    ///< In a masked text that is the template.
  tsl::robin_map<std::uint64_t, Places> m_places;  ///< By the hash of a masked text that is not.
};

}  // namespace faultline::parse
