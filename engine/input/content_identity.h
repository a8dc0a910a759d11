#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/base/error.h"

namespace faultline::input {

/// What a file's content is known by, so that a moved, rotated or grown file is recognised. Raw bytes.
struct ContentIdentity {
  static constexpr std::uint64_t kMostHead = 64 * 1024;
  static constexpr std::uint64_t kMostTail = 4 * 1024;

  std::uint64_t headLength = 0;
  std::uint64_t headHash = 0;  ///< Of the first `headLength` bytes.
  std::uint64_t tailLength = 0;
  std::uint64_t tailHash = 0;  ///< Of the `tailLength` bytes before `end`.
  std::uint64_t end = 0;       ///< How much of the file is known.

  friend bool operator==(const ContentIdentity&, const ContentIdentity&) = default;
};

/// The identity of a file's first `end` bytes. Errors as FileHandle::open.
[[nodiscard]] Result<ContentIdentity> identify(const std::filesystem::path& file, std::uint64_t end);

enum class ContentMatch { Same, Grown, Different };

/// Whether a file still is what was known, or begins with it. Reads 68 KiB at most. Errors as
/// FileHandle::open.
[[nodiscard]] Result<ContentMatch> compareContent(const std::filesystem::path& file,
                                                  const ContentIdentity& known);

}  // namespace faultline::input
