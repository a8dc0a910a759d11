#include "engine/input/byte_source.h"

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

}  // namespace

Result<std::unique_ptr<ByteSource>> openPlainBytes(const std::filesystem::path& file, std::uint64_t offset) {
  FAULTLINE_TRY_ASSIGN(FileHandle handle, FileHandle::open(file));
  return std::make_unique<PlainBytes>(std::move(handle), offset);
}

Result<std::unique_ptr<ByteSource>> openBytes(const std::filesystem::path& file, Compression compression) {
  if (compression == Compression::None) return openPlainBytes(file, 0);
  FAULTLINE_TRY_ASSIGN(FileHandle handle, FileHandle::open(file));
  if (compression == Compression::Gzip) return makeGzipBytes(std::move(handle));
  return makeArchiveBytes(std::move(handle));
}

}  // namespace faultline::input
