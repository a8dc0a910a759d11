#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "engine/input/layout.h"

namespace faultline::input {

/// The fields that JSON lines are read into.
enum JsonField : std::size_t {
  kJsonTime,
  kJsonLevel,
  kJsonHost,
  kJsonService,
  kJsonComponent,
  kJsonPid,
  kJsonContent,
  kJsonFields
};

/// What a member is called, in small letters, with a dot before the name of a member of a member.
struct JsonFieldName {
  std::string_view key;
  JsonField field;
};

/// Which members of a line are which field.
struct JsonNames {
  std::span<const JsonFieldName> names;  ///< Of several that a line has for one field, the earlier here wins.
  std::span<const std::string_view> nested;  ///< Members whose members are looked at as well.
};

/// Reads lines that are a JSON object each. A line that LineReader has cut is read as far as it goes, one
/// with bytes that are no UTF-8 or with control characters is repaired.
class JsonLineReader {
 public:
  JsonLineReader();
  ~JsonLineReader();

  /// Fills `fields` (kJsonFields of them) and says whether the line is an object. Views live until the next
  /// line. A member that is a list of bytes, as journald writes text that is none, is read as text.
  bool read(std::string_view line, const JsonNames& names, std::span<std::string_view> fields);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// Levels that libraries write as numbers: syslog's 0 to 7, pino's and bunyan's 10 to 60. Others stay.
[[nodiscard]] std::string_view levelOfNumber(std::string_view level);

/// Reads fields into `record`, whose message is set.
[[nodiscard]] bool readJsonFields(std::span<const std::string_view> fields, const ReadContext& context,
                                  Record& record);

}  // namespace faultline::input
