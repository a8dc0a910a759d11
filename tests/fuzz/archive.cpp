#include "engine/input/file_probe.h"
#include "engine/input/text_stream.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

namespace {

/// A few bytes may stand for gigabytes; this much is read of them.
constexpr std::uint64_t kMostText = 8 * 1024 * 1024;

void readAll(const std::filesystem::path& file, Compression compression) {
  auto stream = TextStream::open(file, compression, Encoding::Utf8);
  if (!stream) return;
  std::vector<char> buffer(100'000);
  while (stream->offset() < kMostText) {
    const std::uint64_t before = stream->offset();
    const auto count = stream->read(buffer);
    if (!count) {
      fuzz::require(count.error().code == ErrorCode::ArchiveDamaged ||
                    count.error().code == ErrorCode::ArchiveTooLarge);
      return;
    }
    if (*count == 0) return;
    fuzz::require(stream->offset() == before + *count);
    fuzz::touch({buffer.data(), *count});
  }
}

}  // namespace

/// The first byte picks the compression that the rest is read with; what it looks like is asked too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto compression = static_cast<Compression>(1 + input.byte() % 4);
  const fuzz::MemoryFile file(input.rest());
  readAll(file.path(), compression);
  if (const auto probe = probeFile(file.path())) readAll(file.path(), probe->compression);
  return 0;
}
