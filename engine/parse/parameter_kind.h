#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace faultline::parse {

/// What a parameter of a log key is.
enum class ParameterKind : std::uint8_t {
  Number,      ///< Value: as it stands there.
  Seconds,     ///< A duration (`12ms`, `5.2 sec`, `00:01:02`). Value: seconds.
  Bytes,       ///< A size (`5.2 KB`, `67108864 bytes`). Value: bytes, 1024 to the next unit.
  Percent,     ///< Value: a fraction, 0.45 for `45%`.
  Identifier,  ///< Of something: UUID, hash, `blk_123`, a process, a port, a date and time.
  Address,     ///< IPv4, IPv6, either with a port, `host:port`, MAC.
  Path,        ///< Of a file, or a URL.
  Text,        ///< Anything else; what is empty too.
};

/// `number`, `seconds`, `bytes`, `percent`, `identifier`, `address`, `path`, `text`.
[[nodiscard]] std::string_view parameterKindName(ParameterKind kind);

/// A parameter's text, understood.
struct ParameterValue {
  ParameterKind kind = ParameterKind::Text;
  /// Finite for numbers, seconds, bytes and per cent, NaN for everything else.
  double value = std::numeric_limits<double>::quiet_NaN();
};

/// What stands around a parameter: a few constant characters are enough (`port ` before it, ` bytes` or `%`
/// behind it). It decides where the parameter's own text does not.
struct ParameterHint {
  std::string_view before;
  std::string_view after;
};

/// Any text is fit, whatever its length and bytes. The same in every locale.
[[nodiscard]] ParameterValue readParameter(std::string_view text, ParameterHint hint = {});

/// A hint for each `<*>` of a template, in order: views into `templateText`.
[[nodiscard]] std::vector<ParameterHint> parameterHints(std::string_view templateText);

/// The kind of a parameter of which some texts are of one kind and others of another: a number goes with
/// what has a unit and with an identifier, all else that differs is text.
[[nodiscard]] ParameterKind commonKind(ParameterKind a, ParameterKind b);

}  // namespace faultline::parse
