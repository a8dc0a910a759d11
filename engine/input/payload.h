#pragma once

#include <string>
#include <string_view>

#include "engine/input/layout.h"

namespace faultline::input {

/// Reads what another log wraps: the line of a container in its runtime's log, that of a service in a
/// collector's. One object a thread, for many lines.
class Payload {
 public:
  /// Level, service, process and message of a text that has a header known here; of others the message, which
  /// is all of it. Views live until the next call.
  const Record& read(std::string_view text);

  /// A program's name in one case: see `nameInOneCase`. Lives until the next call.
  std::string_view oneCase(std::string_view name);

 private:
  Record m_record;
  std::string m_name;
};

/// The shape of a line that wraps `message`, which one of several programs wrote: their names differ.
[[nodiscard]] LineShape wrappedShape(std::string_view message, std::string_view program, bool unfinished);

}  // namespace faultline::input
