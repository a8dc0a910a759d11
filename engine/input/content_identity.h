#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/file_handle.h"

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

/// The identity of a file's first `end` bytes. Error FileUnreadable.
[[nodiscard]] Result<ContentIdentity> identify(const FileHandle& file, std::uint64_t end);

enum class ContentMatch { Same, Grown, Different };

/// Compares one file with many identities; its beginning is read once.
class ContentReader {
 public:
  /// Errors as FileHandle::open.
  static Result<ContentReader> open(const std::filesystem::path& file);

  /// Whether the file still is what was known, or begins with it. Error FileUnreadable.
  [[nodiscard]] Result<ContentMatch> compare(const ContentIdentity& known) const;

 private:
  ContentReader(FileHandle file, std::uint64_t size) : m_file(std::move(file)), m_size(size) {}

  FileHandle m_file;
  std::uint64_t m_size;
  std::vector<char> m_head;
};

/// One comparison; reads 68 KiB at most. Errors as FileHandle::open.
[[nodiscard]] Result<ContentMatch> compareContent(const std::filesystem::path& file,
                                                  const ContentIdentity& known);

}  // namespace faultline::input
