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

Result<ContentIdentity> identify(const std::filesystem::path& file, std::uint64_t end) {
  FAULTLINE_TRY_ASSIGN(const FileHandle handle, FileHandle::open(file));
  ContentIdentity identity;
  identity.end = end;
  identity.headLength = std::min(end, ContentIdentity::kMostHead);
  identity.tailLength = std::min(end, ContentIdentity::kMostTail);
  FAULTLINE_TRY_ASSIGN(identity.headHash, hashOf(handle, 0, identity.headLength));
  FAULTLINE_TRY_ASSIGN(identity.tailHash, hashOf(handle, end - identity.tailLength, identity.tailLength));
  return identity;
}

Result<ContentMatch> compareContent(const std::filesystem::path& file, const ContentIdentity& known) {
  FAULTLINE_TRY_ASSIGN(const FileHandle handle, FileHandle::open(file));
  FAULTLINE_TRY_ASSIGN(const FileHandle::Facts facts, handle.facts());
  const std::uint64_t longest = std::max(known.headLength, known.tailLength);
  if (facts.size < known.end || longest > std::min(known.end, ContentIdentity::kMostHead)) {
    return ContentMatch::Different;
  }
  FAULTLINE_TRY_ASSIGN(const std::uint64_t head, hashOf(handle, 0, known.headLength));
  FAULTLINE_TRY_ASSIGN(const std::uint64_t tail,
                       hashOf(handle, known.end - known.tailLength, known.tailLength));
  if (head != known.headHash || tail != known.tailHash) return ContentMatch::Different;
  return facts.size == known.end ? ContentMatch::Same : ContentMatch::Grown;
}

}  // namespace faultline::input
