#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "engine/base/error.h"
#include "engine/input/file_handle.h"
#include "engine/input/file_probe.h"

namespace faultline::input {

/// The decompressed bytes of a file, from its beginning.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// At least one byte; 0 at the end. Errors ArchiveDamaged and ArchiveTooLarge, once all that can be read
  /// has been; FileUnreadable.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// Bytes of the file used up so far.
  [[nodiscard]] virtual std::uint64_t rawPosition() const = 0;
};

/// How much a compressed file may unpack to: logs shrink to a tenth or a fiftieth, what shrinks to less than
/// a three-hundredth is repetition or was made to fill disks.
struct UnpackLimits {
  std::uint64_t always = 512ULL << 20;  ///< Bytes that any file may unpack to.
  std::uint64_t ratio = 300;            ///< Beyond those: so many times the bytes used up.
  std::uint64_t most = 1024ULL << 30;   ///< Bytes, whatever the ratio.
};

/// Errors as FileHandle::open. Reading beyond the limits gives ArchiveTooLarge.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openBytes(const std::filesystem::path& file,
                                                            Compression compression,
                                                            const UnpackLimits& limits = {});

/// The bytes of a file that is not compressed, from `offset` on.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openPlainBytes(const std::filesystem::path& file,
                                                                 std::uint64_t offset);

/// gzip, by zlib itself: what libarchive has in hand when a file breaks off is lost, up to 64 KiB, which is
/// all there is of many a log.
[[nodiscard]] std::unique_ptr<ByteSource> makeGzipBytes(FileHandle file);

/// xz, zstd and bzip2, by libarchive.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> makeArchiveBytes(FileHandle file);

}  // namespace faultline::input
