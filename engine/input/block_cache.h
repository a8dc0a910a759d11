#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/content_identity.h"
#include "engine/input/file_handle.h"
#include "engine/input/file_probe.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace faultline::input {

/// Writes the logical text of a source that cannot be read from the middle (compressed, UTF-16) as blocks
/// that can: 256 KiB of text each, compressed by zstd on its own, and an index at the end. Under a temporary
/// name until `finish`; dropped when there is none.
class BlockCacheWriter {
 public:
  static constexpr std::size_t kBlockBytes = 256 * 1024;

  /// Makes the folder if need be. Errors: OutputUnwritable, DiskFull.
  static Result<BlockCacheWriter> create(const std::filesystem::path& cache);

  BlockCacheWriter(BlockCacheWriter&&) noexcept;
  BlockCacheWriter& operator=(BlockCacheWriter&&) = delete;
  ~BlockCacheWriter();

  Status append(std::string_view text);
  /// `source`: what the text was made from; a cache of anything else is not opened.
  Status finish(const ContentIdentity& source);

 private:
  struct Impl;
  explicit BlockCacheWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// Reads such a cache from any place. One object a thread.
class BlockCache {
 public:
  /// Error FileMissing when there is none, it is damaged, or it was made from something else: build it again.
  static Result<BlockCache> open(const std::filesystem::path& cache, const ContentIdentity& source);

  BlockCache(BlockCache&&) noexcept;
  ~BlockCache();

  [[nodiscard]] std::uint64_t size() const;
  /// Text from `offset` on, fewer bytes at its end only. Error ArchiveDamaged.
  Result<std::size_t> readAt(std::uint64_t offset, std::span<char> buffer);

 private:
  struct Impl;
  explicit BlockCache(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// Makes the cache anew from the source's file; of a damaged archive what can be read. Errors: Cancelled,
/// FileMissing, FileUnreadable, OutputUnwritable, DiskFull.
Status buildBlockCache(const std::filesystem::path& file, Compression compression, Encoding encoding,
                       const ContentIdentity& source, const std::filesystem::path& cache,
                       std::stop_token stop);

}  // namespace faultline::input
