#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/parse/parameter_kind.h"

namespace faultline::parse {

/// What a number counts: the kind that its unit makes it, and how many of the kind's own unit it is.
struct Unit {
  ParameterKind kind = ParameterKind::Number;
  double factor = 1;
};

/// Of a word as it stands at or behind a number (`ms`, `KB`, `minutes`, `%`); none when it is no unit.
[[nodiscard]] std::optional<Unit> unitOf(std::string_view word);

/// Of what is written right behind a number, where single letters are units too (`5m`, `512K`).
[[nodiscard]] std::optional<Unit> attachedUnitOf(std::string_view letters);

/// What the words around a parameter say about it.
enum class HintRole : std::uint8_t {
  None,
  Unit,        ///< They name its unit.
  Identifier,  ///< A number there names something: `port 22`, `pid=12`, `eth0`.
  Duration,    ///< A time there is a duration: `lifetime 00:01`.
  Moment,      ///< A time there is a time of day: `since 08:16:53`.
  Host,        ///< A name there is an address.
};

struct HintMeaning {
  HintRole role = HintRole::None;
  Unit unit;  ///< Of role Unit.
};

/// What a hint means, found once for many parameters at the same place.
[[nodiscard]] HintMeaning meaningOf(ParameterHint hint);

/// `readParameter` with the hint's meaning found before.
[[nodiscard]] ParameterValue readWithMeaning(std::string_view text, HintMeaning hint);

}  // namespace faultline::parse
