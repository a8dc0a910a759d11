#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/time.h"

namespace faultline::input {

enum class Compression { None, Gzip, Xz, Zstd, Bzip2 };
enum class Encoding { Utf8, Latin1, Utf16Le, Utf16Be };

/// Empty for none, `gzip`, `xz`, `zstd`, `bzip2`.
[[nodiscard]] std::string_view compressionName(Compression compression);
/// `UTF-8`, `Latin-1`, `UTF-16LE`, `UTF-16BE`.
[[nodiscard]] std::string_view encodingName(Encoding encoding);
[[nodiscard]] std::optional<Compression> compressionFromName(std::string_view name);
[[nodiscard]] std::optional<Encoding> encodingFromName(std::string_view name);

/// Whether the text can be read from any place of the file itself: not compressed, not UTF-16.
[[nodiscard]] constexpr bool isDirect(Compression compression, Encoding encoding) {
  return compression == Compression::None && (encoding == Encoding::Utf8 || encoding == Encoding::Latin1);
}

/// What a file is, from its beginning.
struct FileProbe {
  std::uint64_t size = 0;  ///< Raw bytes.
  UtcTime modified{};
  Compression compression{};
  Encoding encoding{};
};

/// Errors: FileMissing, FileUnreadable (no rights, a folder, a device), FileEmpty, FileIsBinary,
/// ArchiveDamaged (nothing at all can be read of it). Never hangs on pipes.
[[nodiscard]] Result<FileProbe> probeFile(const std::filesystem::path& file);

/// Length of a UTF-8 byte order mark at the beginning of a text: 3 or 0.
[[nodiscard]] std::size_t utf8MarkLength(std::string_view beginning);

}  // namespace faultline::input
