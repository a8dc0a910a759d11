#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/byte_source.h"
#include "engine/input/file_probe.h"
#include "engine/input/utf16.h"

namespace faultline::input {

/// Bytes of a UTF-8 byte order mark at the beginning of a file. Error FileUnreadable.
[[nodiscard]] Result<std::uint64_t> markLengthOf(const FileHandle& file);

/// The logical bytes of a file: decompressed, UTF-16 turned into UTF-8, without a byte order mark. Latin-1
/// stays as it is: `toUtf8` reads it for show. One reader at a time.
class TextStream {
 public:
  /// `offset`: the logical byte to begin at; what lies before is decoded and left out when the file is not
  /// direct. Errors as FileHandle::open; ArchiveDamaged.
  static Result<TextStream> open(const std::filesystem::path& file, Compression compression,
                                 Encoding encoding, std::uint64_t offset = 0);

  /// Fills the buffer unless the text ends before; 0 at the end. Error ArchiveDamaged once all that can be
  /// read has been; FileUnreadable.
  [[nodiscard]] Result<std::size_t> read(std::span<char> buffer);

  /// Shown everything that `read` gives from now on.
  void setTee(std::function<void(std::string_view)> tee) { m_tee = std::move(tee); }

  /// Logical bytes up to here.
  [[nodiscard]] std::uint64_t offset() const { return m_offset; }
  /// Bytes of the file used up so far, for progress.
  [[nodiscard]] std::uint64_t rawPosition() const { return m_bytes->rawPosition(); }

 private:
  TextStream(std::unique_ptr<ByteSource> bytes, Encoding encoding);

  Status skipTo(std::uint64_t offset);
  Result<std::size_t> readOnce(std::span<char> buffer);
  Result<std::size_t> readDecoded(std::span<char> buffer);

  std::unique_ptr<ByteSource> m_bytes;
  std::optional<Utf16Decoder> m_decoder;
  std::vector<char> m_pending;  ///< Logical bytes that the reader had no room for.
  std::size_t m_pendingAt = 0;
  std::uint64_t m_offset = 0;
  std::function<void(std::string_view)> m_tee;
  std::optional<Error> m_error;  ///< To be given once what came before it has been read.
};

}  // namespace faultline::input
