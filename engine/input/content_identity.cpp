#include "engine/input/content_identity.h"

#include <algorithm>
#include <vector>

#include "engine/base/hash.h"
#include "engine/input/file_handle.h"

namespace faultline::input {

namespace {

Result<std::uint64_t> hashOf(const FileHandle& file, std::uint64_t offset, std::uint64_t length) {
  std::vector<char> bytes(static_cast<std::size_t>(length));
  FAULTLINE_TRY_ASSIGN(const std::size_t count, file.readAt(offset, bytes));
  return stableHash({bytes.data(), count});
}

}  // namespace

Result<ContentIdentity> identify(const FileHandle& file, std::uint64_t end) {
  ContentIdentity identity;
  identity.end = end;
  identity.headLength = std::min(end, ContentIdentity::kMostHead);
  identity.tailLength = std::min(end, ContentIdentity::kMostTail);
  FAULTLINE_TRY_ASSIGN(identity.headHash, hashOf(file, 0, identity.headLength));
  FAULTLINE_TRY_ASSIGN(identity.tailHash, hashOf(file, end - identity.tailLength, identity.tailLength));
  return identity;
}

Result<ContentReader> ContentReader::open(const std::filesystem::path& file) {
  FAULTLINE_TRY_ASSIGN(FileHandle handle, FileHandle::open(file));
  FAULTLINE_TRY_ASSIGN(const FileHandle::Facts facts, handle.facts());
  ContentReader reader(std::move(handle), facts.size);
  reader.m_head.resize(static_cast<std::size_t>(std::min(facts.size, ContentIdentity::kMostHead)));
  FAULTLINE_TRY_ASSIGN(const std::size_t count, reader.m_file.readAt(0, reader.m_head));
  reader.m_head.resize(count);
  return reader;
}

Result<ContentMatch> ContentReader::compare(const ContentIdentity& known) const {
  if (m_size < known.end || known.headLength > m_head.size() || known.tailLength > known.end ||
      known.tailLength > ContentIdentity::kMostTail) {
    return ContentMatch::Different;
  }
  if (stableHash({m_head.data(), static_cast<std::size_t>(known.headLength)}) != known.headHash) {
    return ContentMatch::Different;
  }
  FAULTLINE_TRY_ASSIGN(const std::uint64_t tail,
                       hashOf(m_file, known.end - known.tailLength, known.tailLength));
  if (tail != known.tailHash) return ContentMatch::Different;
  return m_size == known.end ? ContentMatch::Same : ContentMatch::Grown;
}

Result<ContentMatch> compareContent(const std::filesystem::path& file, const ContentIdentity& known) {
  FAULTLINE_TRY_ASSIGN(const ContentReader reader, ContentReader::open(file));
  return reader.compare(known);
}

}  // namespace faultline::input
