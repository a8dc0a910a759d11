#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace faultline::pipeline {

/// A word of a line: a run of letters, digits, dashes and underscores.
struct LinkWord {
  enum class Kind : std::uint8_t {
    Plain,       ///< Says what the line is about: no digit in it.
    Parameter,   ///< Has a digit.
    Identifier,  ///< As long and mixed as only made identifiers are: UUIDs, request and trace ids.
  };
  std::string_view text;
  Kind kind{};
};

/// Calls `visit` for each word of a line, at most the first 512. Of addresses (10.0.0.7), the whole is a
/// word.
void forEachWord(std::string_view line, const std::function<void(const LinkWord&)>& visit);

/// A UUID at the beginning or the end of a longer word (`req-UUID`, `UUID_del`); empty when there is none.
[[nodiscard]] std::string_view uuidAtEnd(std::string_view word);
[[nodiscard]] std::string_view uuidAtBegin(std::string_view word);

}  // namespace faultline::pipeline
