#pragma once

#include <string_view>

namespace faultline::parse {

/// Whether a plain word behind `key=` says what happens: those of `action`, `level`, `state`, ...
[[nodiscard]] bool isTellingKey(std::string_view key);

/// Whether a plain word behind `key=`, whatever the key, is one of few: `true`, `off`, `DOWN`.
[[nodiscard]] bool isState(std::string_view word);

/// Whether a word with digits is as fixed as one without: `ssh2`, `IPv6`, `sha256`.
[[nodiscard]] bool isFixedName(std::string_view word);

/// `null`, `None`, `nil`: stands where a value would.
[[nodiscard]] bool isNothing(std::string_view word);

/// Whether the word behind `before` is somebody's name: `... invalid user `, `... password for `. `word` is
/// that word.
[[nodiscard]] bool isUserName(std::string_view before, std::string_view word);

}  // namespace faultline::parse
