#include <algorithm>
#include <limits>
#include <vector>
#include <zlib.h>

#include "engine/input/byte_source.h"

namespace faultline::input {

namespace {

constexpr std::size_t kInputBytes = 64 * 1024;
constexpr int kGzipOnly = 16 + MAX_WBITS;

class GzipBytes final : public ByteSource {
 public:
  explicit GzipBytes(FileHandle file) : m_file(std::move(file)), m_input(kInputBytes) {}
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;
  ~GzipBytes() override {
    if (m_open) inflateEnd(&m_stream);
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t most = std::min<std::size_t>(buffer.size(), std::numeric_limits<uInt>::max());
    m_stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    m_stream.avail_out = static_cast<uInt>(most);
    while (m_stream.avail_out > 0 && !m_ended && !m_error) {
      if (auto status = step(); !status) m_error = status.error();
    }
    const std::size_t count = most - m_stream.avail_out;
    if (count == 0 && m_error) return tl::unexpected<Error>(*m_error);
    return count;
  }

  std::uint64_t rawPosition() const override { return m_offset - m_stream.avail_in; }

 private:
  Status step() {
    if (m_stream.avail_in == 0) FAULTLINE_TRY(fill());
    if (m_stream.avail_in == 0) {
      if (m_open) return damaged("it breaks off");
      m_ended = true;
      return {};
    }
    if (!m_open) return startMember();
    const int outcome = inflate(&m_stream, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END) {
      inflateEnd(&m_stream);
      m_open = false;
      ++m_members;
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      return damaged(m_stream.msg != nullptr ? m_stream.msg : "its data make no sense");
    }
    return {};
  }

  Status fill() {
    FAULTLINE_TRY_ASSIGN(const std::size_t count, m_file.readAt(m_offset, m_input));
    m_offset += count;
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(count);
    return {};
  }

  /// A file may hold several members, one after the other; padding after the last one is no damage.
  Status startMember() {
    constexpr Bytef kFirstMagic = 0x1f;
    if (m_members > 0 && *m_stream.next_in != kFirstMagic) {
      m_ended = true;
      return {};
    }
    if (inflateInit2(&m_stream, kGzipOnly) != Z_OK) return damaged("zlib cannot start");
    m_open = true;
    return {};
  }

  Status damaged(const std::string& why) const {
    return failure(ErrorCode::ArchiveDamaged, m_file.path().string(), why);
  }

  FileHandle m_file;
  std::vector<char> m_input;
  z_stream m_stream{};
  std::uint64_t m_offset = 0;  ///< Of the file, after what is in `m_input`.
  int m_members = 0;
  bool m_open = false;
  bool m_ended = false;
  std::optional<Error> m_error;
};

}  // namespace

std::unique_ptr<ByteSource> makeGzipBytes(FileHandle file) {
  return std::make_unique<GzipBytes>(std::move(file));
}

}  // namespace faultline::input
