#include "engine/input/raw_text.h"

#include "engine/input/text_stream.h"

namespace faultline::input {

namespace {

Result<BlockCache> openCache(const RawText::Source& source, std::stop_token stop) {
  auto cache = BlockCache::open(source.cache, source.identity);
  if (cache) return cache;
  FAULTLINE_TRY(buildBlockCache(source.file, source.compression, source.encoding, source.identity,
                                source.cache, std::move(stop)));
  return BlockCache::open(source.cache, source.identity);
}

}  // namespace

Result<RawText> RawText::open(const Source& source, std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(const ContentMatch match, compareContent(source.file, source.identity));
  if (match == ContentMatch::Different) {
    return failure(ErrorCode::FileChanged, source.file.string(),
                   "its content is another one than was imported");
  }
  RawText text;
  if (!isDirect(source.compression, source.encoding)) {
    FAULTLINE_TRY_ASSIGN(BlockCache cache, openCache(source, std::move(stop)));
    text.m_cache.emplace(std::move(cache));
    return text;
  }
  FAULTLINE_TRY_ASSIGN(FileHandle file, FileHandle::open(source.file));
  FAULTLINE_TRY_ASSIGN(text.m_markLength, markLengthOf(file));
  text.m_file.emplace(std::move(file));
  return text;
}

Result<std::size_t> RawText::readAt(std::uint64_t offset, std::span<char> buffer) {
  if (m_cache) return m_cache->readAt(offset, buffer);
  return m_file->readAt(m_markLength + offset, buffer);
}

}  // namespace faultline::input
