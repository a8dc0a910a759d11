#include <archive.h>
#include <archive_entry.h>

#include "engine/input/byte_source.h"

namespace faultline::input {

namespace {

constexpr std::size_t kInputBytes = 64 * 1024;

struct ArchiveDeleter {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

/// A single compressed stream: libarchive's `raw` format, which is one entry with the decompressed bytes.
class ArchiveBytes final : public ByteSource {
 public:
  explicit ArchiveBytes(FileHandle file) : m_file(std::move(file)), m_archive(archive_read_new()) {}

  Status open() {
    archive* handle = m_archive.get();
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_format_raw(handle);
    archive_read_support_format_empty(handle);
    archive_entry* entry = nullptr;
    if (archive_read_open_fd(handle, m_file.descriptor(), kInputBytes) != ARCHIVE_OK) return damaged();
    const int outcome = archive_read_next_header(handle, &entry);
    if (outcome == ARCHIVE_EOF) m_ended = true;
    return outcome == ARCHIVE_OK || outcome == ARCHIVE_EOF ? Status() : damaged();
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    if (m_ended || buffer.empty()) return 0;
    const la_ssize_t count = archive_read_data(m_archive.get(), buffer.data(), buffer.size());
    if (count < 0) return tl::unexpected<Error>(damaged().error());
    m_ended = count == 0;
    return static_cast<std::size_t>(count);
  }

  std::uint64_t rawPosition() const override {
    return static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(m_archive.get(), -1)));
  }

 private:
  Status damaged() const {
    const char* why = archive_error_string(m_archive.get());
    return failure(ErrorCode::ArchiveDamaged, m_file.path().string(), why != nullptr ? why : "");
  }

  FileHandle m_file;
  std::unique_ptr<archive, ArchiveDeleter> m_archive;
  bool m_ended = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> makeArchiveBytes(FileHandle file) {
  auto bytes = std::make_unique<ArchiveBytes>(std::move(file));
  FAULTLINE_TRY(bytes->open());
  return bytes;
}

}  // namespace faultline::input
