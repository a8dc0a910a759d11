#include "engine/input/block_cache.h"

#include <cstring>

#include "engine/base/hash.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

namespace {

constexpr std::size_t kFooterBytes = 80;
constexpr std::size_t kIndexOffsetAt = 16;
constexpr std::size_t kIndexHashAt = 24;

/// Puts the index's right hash into the footer, or nothing gets past it.
void seal(std::string& cache) {
  if (cache.size() < kFooterBytes) return;
  char* const footer = cache.data() + cache.size() - kFooterBytes;
  std::uint64_t indexOffset = 0;
  std::memcpy(&indexOffset, footer + kIndexOffsetAt, sizeof indexOffset);
  const std::string_view body(cache.data(), cache.size() - kFooterBytes);
  if (indexOffset > body.size()) return;
  const std::uint64_t hash = stableHash(body.substr(indexOffset));
  std::memcpy(footer + kIndexHashAt, &hash, sizeof hash);
}

}  // namespace

/// A place, whether to put the hash right, and a cache file as it may lie on the disk, made from a source
/// whose identity is all zeros.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint64_t place = input.word();
  const bool sealed = input.byte() != 0;
  std::string bytes(input.rest());
  if (sealed) seal(bytes);
  const fuzz::MemoryFile file(bytes);
  auto cache = BlockCache::open(file.path(), ContentIdentity{});
  if (!cache) {
    fuzz::require(cache.error().code == ErrorCode::FileMissing);
    return 0;
  }
  std::vector<char> buffer(1000);
  for (const std::uint64_t offset :
       {std::uint64_t{0}, place, cache->size() / 2, cache->size() - 1, cache->size()}) {
    const auto count = cache->readAt(offset, buffer);
    if (count) fuzz::touch({buffer.data(), *count});
  }
  return 0;
}
