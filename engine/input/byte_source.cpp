#include "engine/input/byte_source.h"

#include <algorithm>
#include <string>

namespace faultline::input {

namespace {

class PlainBytes final : public ByteSource {
 public:
  PlainBytes(FileHandle file, std::uint64_t offset) : m_file(std::move(file)), m_offset(offset) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    auto count = m_file.readAt(m_offset, buffer);
    if (count) m_offset += *count;
    return count;
  }

  std::uint64_t rawPosition() const override { return m_offset; }

 private:
  FileHandle m_file;
  std::uint64_t m_offset;
};

std::string inMebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

/// Stops what was made to fill disks.
class BoundedBytes final : public ByteSource {
 public:
  BoundedBytes(std::unique_ptr<ByteSource> bytes, std::filesystem::path file, const UnpackLimits& limits)
      : m_bytes(std::move(bytes)), m_file(std::move(file)), m_limits(limits) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (m_done >= allowed()) return failure(ErrorCode::ArchiveTooLarge, m_file.string(), why());
    auto count = m_bytes->read(buffer);
    if (count) m_done += *count;
    return count;
  }

  std::uint64_t rawPosition() const override { return m_bytes->rawPosition(); }

 private:
  [[nodiscard]] std::uint64_t allowed() const {
    const std::uint64_t used = m_bytes->rawPosition();
    const std::uint64_t byRatio =
        used > m_limits.most / m_limits.ratio ? m_limits.most : used * m_limits.ratio;
    return std::min(m_limits.most, std::max(m_limits.always, byRatio));
  }

  [[nodiscard]] std::string why() const {
    if (m_done >= m_limits.most) return "more than " + inMebibytes(m_limits.most) + ", which is the limit";
    return inMebibytes(m_done) + " came out of the first " + std::to_string(m_bytes->rawPosition()) +
           " bytes; beyond " + inMebibytes(m_limits.always) + " the limit is " +
           std::to_string(m_limits.ratio) + " times what is packed";
  }

  std::unique_ptr<ByteSource> m_bytes;
  std::filesystem::path m_file;
  UnpackLimits m_limits;
  std::uint64_t m_done = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> openPlainBytes(const std::filesystem::path& file, std::uint64_t offset) {
  FAULTLINE_TRY_ASSIGN(FileHandle handle, FileHandle::open(file));
  return std::make_unique<PlainBytes>(std::move(handle), offset);
}

Result<std::unique_ptr<ByteSource>> openBytes(const std::filesystem::path& file, Compression compression,
                                              const UnpackLimits& limits) {
  if (compression == Compression::None) return openPlainBytes(file, 0);
  FAULTLINE_TRY_ASSIGN(FileHandle handle, FileHandle::open(file));
  std::unique_ptr<ByteSource> bytes;
  if (compression == Compression::Gzip) {
    bytes = makeGzipBytes(std::move(handle));
  } else {
    FAULTLINE_TRY_ASSIGN(bytes, makeArchiveBytes(std::move(handle)));
  }
  return std::make_unique<BoundedBytes>(std::move(bytes), file, limits);
}

}  // namespace faultline::input
