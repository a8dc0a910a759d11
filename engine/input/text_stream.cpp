#include "engine/input/text_stream.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace faultline::input {

namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kMarkBytes = 3;

}  // namespace

Result<std::uint64_t> markLengthOf(const FileHandle& file) {
  std::array<char, kMarkBytes> beginning{};
  FAULTLINE_TRY_ASSIGN(const std::size_t count, file.readAt(0, beginning));
  return utf8MarkLength({beginning.data(), count});
}

TextStream::TextStream(std::unique_ptr<ByteSource> bytes, Encoding encoding) : m_bytes(std::move(bytes)) {
  if (encoding == Encoding::Utf16Le) m_decoder.emplace(Utf16Decoder::ByteOrder::Little);
  if (encoding == Encoding::Utf16Be) m_decoder.emplace(Utf16Decoder::ByteOrder::Big);
}

Result<TextStream> TextStream::open(const std::filesystem::path& file, Compression compression,
                                    Encoding encoding, std::uint64_t offset) {
  if (isDirect(compression, encoding)) {
    FAULTLINE_TRY_ASSIGN(const FileHandle handle, FileHandle::open(file));
    FAULTLINE_TRY_ASSIGN(const std::uint64_t mark, markLengthOf(handle));
    FAULTLINE_TRY_ASSIGN(auto bytes, openPlainBytes(file, mark + offset));
    TextStream stream(std::move(bytes), encoding);
    stream.m_offset = offset;
    return stream;
  }
  FAULTLINE_TRY_ASSIGN(auto bytes, openBytes(file, compression));
  TextStream stream(std::move(bytes), encoding);
  if (!stream.m_decoder) {
    std::array<char, kMarkBytes> beginning{};
    FAULTLINE_TRY_ASSIGN(const std::size_t count, stream.read(beginning));
    const std::string_view text(beginning.data(), count);
    stream.m_pending.assign(text.begin() + static_cast<std::ptrdiff_t>(utf8MarkLength(text)), text.end());
    stream.m_offset = 0;
  }
  FAULTLINE_TRY(stream.skipTo(offset));
  return stream;
}

Status TextStream::skipTo(std::uint64_t offset) {
  std::vector<char> skipped(kPieceBytes);
  while (m_offset < offset) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, offset - m_offset));
    FAULTLINE_TRY_ASSIGN(const std::size_t count, read({skipped.data(), most}));
    if (count == 0) break;
  }
  return {};
}

Result<std::size_t> TextStream::read(std::span<char> buffer) {
  std::size_t done = 0;
  while (done < buffer.size() && !m_error) {
    auto count = m_decoder ? readDecoded(buffer.subspan(done)) : readOnce(buffer.subspan(done));
    if (!count) {
      m_error = count.error();
    } else if (*count == 0) {
      break;
    } else {
      done += *count;
    }
  }
  if (done == 0 && m_error) return tl::unexpected<Error>(*m_error);
  m_offset += done;
  if (m_tee && done > 0) m_tee({buffer.data(), done});
  return done;
}

Result<std::size_t> TextStream::readOnce(std::span<char> buffer) {
  if (m_pendingAt == m_pending.size()) return m_bytes->read(buffer);
  const std::size_t count = std::min(buffer.size(), m_pending.size() - m_pendingAt);
  std::memcpy(buffer.data(), m_pending.data() + m_pendingAt, count);
  m_pendingAt += count;
  return count;
}

Result<std::size_t> TextStream::readDecoded(std::span<char> buffer) {
  while (m_pendingAt == m_pending.size()) {
    m_pending.clear();
    m_pendingAt = 0;
    std::array<char, kPieceBytes> piece{};
    FAULTLINE_TRY_ASSIGN(const std::size_t count, m_bytes->read(piece));
    if (count == 0) {
      m_decoder->finish(m_pending);
      if (m_pending.empty()) return 0;
    } else {
      m_decoder->decode({piece.data(), count}, m_pending);
    }
  }
  return readOnce(buffer);
}

}  // namespace faultline::input
