#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/input/block_cache.h"
#include "engine/input/content_identity.h"
#include "engine/input/file_handle.h"
#include "engine/input/file_probe.h"

namespace faultline::input {

/// The logical text of a source, readable from any place: from the user's file itself, or from the block
/// cache of one that is compressed or UTF-16. One object a thread.
class RawText {
 public:
  struct Source {
    std::filesystem::path file;
    Compression compression{};
    Encoding encoding{};
    ContentIdentity identity;
    std::filesystem::path cache;  ///< Used, and built when it is missing, if the file is not direct.
  };

  /// Errors: FileMissing, FileUnreadable, FileChanged (the file is not the one that was imported), Cancelled,
  /// OutputUnwritable, DiskFull.
  static Result<RawText> open(const Source& source, std::stop_token stop = {});

  /// Text from `offset` on, fewer bytes at its end only.
  Result<std::size_t> readAt(std::uint64_t offset, std::span<char> buffer);

 private:
  RawText() = default;

  std::optional<FileHandle> m_file;
  std::uint64_t m_markLength = 0;
  std::optional<BlockCache> m_cache;
};

}  // namespace faultline::input
