#include "engine/input/block_cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include <zstd.h>

#include "engine/base/hash.h"
#include "engine/input/text_stream.h"

namespace faultline::input {

namespace {

constexpr int kLevel = 1;
constexpr std::uint64_t kCheckEvery = 16ULL << 20;
constexpr std::uint64_t kLeastRoom = 512ULL << 20;
constexpr std::uint64_t kMagic = 0x31435845444c4600;  // changes with the form of the file

/// The end of the file, after the blocks and their offsets. Written as it lies in memory: a cache stays on
/// its machine.
struct Footer {
  std::uint64_t textBytes = 0;
  std::uint64_t blocks = 0;
  std::uint64_t indexOffset = 0;
  std::uint64_t indexHash = 0;
  ContentIdentity source;
  std::uint64_t magic = kMagic;
};

std::string_view bytesOf(const std::vector<std::uint64_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint64_t)};
}

Error writeError(const std::filesystem::path& file, int error) {
  return {error == ENOSPC ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, file.string(),
          std::generic_category().message(error)};
}

/// What came before such an error is the text.
bool isOfArchive(ErrorCode code) {
  return code == ErrorCode::ArchiveDamaged || code == ErrorCode::ArchiveTooLarge;
}

struct CompressorDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct DecompressorDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct BlockCacheWriter::Impl {
  std::filesystem::path cache;
  std::filesystem::path temporary;
  std::ofstream out;
  std::unique_ptr<ZSTD_CCtx, CompressorDeleter> context{ZSTD_createCCtx()};
  std::vector<char> pending;
  std::vector<char> packed = std::vector<char>(ZSTD_compressBound(kBlockBytes));
  std::vector<std::uint64_t> offsets{0};  ///< Of each block, and of the end of the last one.
  std::uint64_t textBytes = 0;
  std::uint64_t checkedAt = kCheckEvery;  ///< Bytes written at which the disk is looked at again.
  bool finished = false;

  Status writeBlock() {
    const std::size_t size =
        ZSTD_compress2(context.get(), packed.data(), packed.size(), pending.data(), pending.size());
    if (ZSTD_isError(size) != 0)
      return failure(ErrorCode::OutputUnwritable, temporary.string(), ZSTD_getErrorName(size));
    pending.clear();
    offsets.push_back(offsets.back() + size);
    return write({packed.data(), size});
  }

  /// A cache can be had again; the last of the disk cannot.
  Status leaveRoom() {
    if (offsets.back() < checkedAt) return {};
    checkedAt = offsets.back() + kCheckEvery;
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(temporary, error);
    if (error || space.available >= kLeastRoom) return {};
    return failure(ErrorCode::DiskFull, temporary.string(), "less than 512 MiB would be left");
  }

  Status write(std::string_view bytes) {
    FAULTLINE_TRY(leaveRoom());
    errno = 0;
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (out.good()) return {};
    return tl::unexpected<Error>(writeError(temporary, errno));
  }
};

BlockCacheWriter::BlockCacheWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
BlockCacheWriter::BlockCacheWriter(BlockCacheWriter&&) noexcept = default;

BlockCacheWriter::~BlockCacheWriter() {
  if (!m_impl || m_impl->finished) return;
  m_impl->out.close();
  std::error_code ignored;
  std::filesystem::remove(m_impl->temporary, ignored);
}

Result<BlockCacheWriter> BlockCacheWriter::create(const std::filesystem::path& cache) {
  std::error_code error;
  std::filesystem::create_directories(cache.parent_path(), error);
  if (error) return tl::unexpected<Error>(writeError(cache.parent_path(), error.value()));
  auto impl = std::make_unique<Impl>();
  impl->cache = cache;
  impl->temporary = cache;
  impl->temporary += "." + std::to_string(::getpid()) + ".part";
  errno = 0;
  impl->out.open(impl->temporary, std::ios::binary | std::ios::trunc);
  if (!impl->out) return tl::unexpected<Error>(writeError(impl->temporary, errno));
  impl->pending.reserve(kBlockBytes);
  ZSTD_CCtx_setParameter(impl->context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(impl->context.get(), ZSTD_c_checksumFlag, 1);
  return BlockCacheWriter(std::move(impl));
}

Status BlockCacheWriter::append(std::string_view text) {
  m_impl->textBytes += text.size();
  while (!text.empty()) {
    const std::size_t count = std::min(text.size(), kBlockBytes - m_impl->pending.size());
    m_impl->pending.insert(m_impl->pending.end(), text.begin(),
                           text.begin() + static_cast<std::ptrdiff_t>(count));
    text.remove_prefix(count);
    if (m_impl->pending.size() == kBlockBytes) FAULTLINE_TRY(m_impl->writeBlock());
  }
  return {};
}

Status BlockCacheWriter::finish(const ContentIdentity& source) {
  Impl& self = *m_impl;
  if (!self.pending.empty()) FAULTLINE_TRY(self.writeBlock());
  Footer footer;
  footer.textBytes = self.textBytes;
  footer.blocks = self.offsets.size() - 1;
  footer.indexOffset = self.offsets.back();
  footer.indexHash = stableHash(bytesOf(self.offsets));
  footer.source = source;
  FAULTLINE_TRY(self.write(bytesOf(self.offsets)));
  const auto bytes = std::bit_cast<std::array<char, sizeof(Footer)>>(footer);
  FAULTLINE_TRY(self.write({bytes.data(), bytes.size()}));
  self.out.close();
  if (!self.out) return tl::unexpected<Error>(writeError(self.temporary, errno));
  std::error_code error;
  std::filesystem::rename(self.temporary, self.cache, error);
  if (error) return tl::unexpected<Error>(writeError(self.cache, error.value()));
  self.finished = true;
  return {};
}

struct BlockCache::Impl {
  explicit Impl(FileHandle handle) : file(std::move(handle)) {}

  FileHandle file;
  Footer footer;
  std::vector<std::uint64_t> offsets;
  std::unique_ptr<ZSTD_DCtx, DecompressorDeleter> context{ZSTD_createDCtx()};
  std::vector<char> packed;
  std::vector<char> block;  ///< The block read last.
  std::uint64_t blockIndex = ~std::uint64_t{0};

  [[nodiscard]] tl::unexpected<Error> useless() const {
    return failure(ErrorCode::FileMissing, file.path().string(), "the block cache has to be built again");
  }

  Status readFooter(const ContentIdentity& source) {
    FAULTLINE_TRY_ASSIGN(const FileHandle::Facts facts, file.facts());
    if (facts.size < sizeof(Footer)) return useless();
    std::array<char, sizeof(Footer)> bytes{};
    FAULTLINE_TRY_ASSIGN(const std::size_t count, file.readAt(facts.size - sizeof(Footer), bytes));
    footer = std::bit_cast<Footer>(bytes);
    const std::uint64_t indexBytes =
        facts.size - sizeof(Footer) - std::min(footer.indexOffset, facts.size - sizeof(Footer));
    const std::uint64_t entries = indexBytes / sizeof(std::uint64_t);
    if (count != sizeof(Footer) || footer.magic != kMagic || footer.source != source || entries == 0 ||
        indexBytes % sizeof(std::uint64_t) != 0 || footer.blocks != entries - 1) {
      return useless();
    }
    offsets.resize(entries);
    const std::span<char> index(reinterpret_cast<char*>(offsets.data()), indexBytes);
    FAULTLINE_TRY_ASSIGN(const std::size_t read, file.readAt(footer.indexOffset, index));
    if (read != indexBytes || stableHash({index.data(), index.size()}) != footer.indexHash) return useless();
    return isSound() ? Status() : useless();
  }

  /// Whether the blocks lie where they can: between the file's beginning and the index, one for each piece of
  /// the text.
  [[nodiscard]] bool isSound() const {
    const std::uint64_t pieces = footer.textBytes / BlockCacheWriter::kBlockBytes +
                                 (footer.textBytes % BlockCacheWriter::kBlockBytes == 0 ? 0 : 1);
    return pieces == footer.blocks && offsets.front() == 0 && offsets.back() == footer.indexOffset &&
           std::ranges::is_sorted(offsets);
  }

  Status load(std::uint64_t index) {
    if (index == blockIndex) return {};
    blockIndex = ~std::uint64_t{0};
    packed.resize(offsets[index + 1] - offsets[index]);
    FAULTLINE_TRY_ASSIGN(const std::size_t count, file.readAt(offsets[index], packed));
    block.resize(BlockCacheWriter::kBlockBytes);
    const std::size_t size =
        ZSTD_decompressDCtx(context.get(), block.data(), block.size(), packed.data(), count);
    if (ZSTD_isError(size) != 0) {
      return failure(ErrorCode::ArchiveDamaged, file.path().string(), ZSTD_getErrorName(size));
    }
    block.resize(size);
    blockIndex = index;
    return {};
  }
};

BlockCache::BlockCache(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
BlockCache::BlockCache(BlockCache&&) noexcept = default;
BlockCache::~BlockCache() = default;

Result<BlockCache> BlockCache::open(const std::filesystem::path& cache, const ContentIdentity& source) {
  FAULTLINE_TRY_ASSIGN(FileHandle file, FileHandle::open(cache));
  auto impl = std::make_unique<Impl>(std::move(file));
  FAULTLINE_TRY(impl->readFooter(source));
  return BlockCache(std::move(impl));
}

std::uint64_t BlockCache::size() const { return m_impl->footer.textBytes; }

Result<std::size_t> BlockCache::readAt(std::uint64_t offset, std::span<char> buffer) {
  std::size_t done = 0;
  while (done < buffer.size() && offset + done < size()) {
    const std::uint64_t at = offset + done;
    FAULTLINE_TRY(m_impl->load(at / BlockCacheWriter::kBlockBytes));
    const std::size_t inside = at % BlockCacheWriter::kBlockBytes;
    if (inside >= m_impl->block.size()) break;
    const std::size_t count = std::min(buffer.size() - done, m_impl->block.size() - inside);
    std::memcpy(buffer.data() + done, m_impl->block.data() + inside, count);
    done += count;
  }
  return done;
}

Status buildBlockCache(const std::filesystem::path& file, Compression compression, Encoding encoding,
                       const ContentIdentity& source, const std::filesystem::path& cache,
                       std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(TextStream stream, TextStream::open(file, compression, encoding));
  FAULTLINE_TRY_ASSIGN(BlockCacheWriter writer, BlockCacheWriter::create(cache));
  std::vector<char> piece(BlockCacheWriter::kBlockBytes);
  for (;;) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto count = stream.read(piece);
    if (!count && !isOfArchive(count.error().code)) return tl::unexpected<Error>(count.error());
    if (!count || *count == 0) return writer.finish(source);
    FAULTLINE_TRY(writer.append({piece.data(), *count}));
  }
}

}  // namespace faultline::input
