#include "engine/base/text.h"

#include "engine/input/file_probe.h"
#include "engine/input/line_reader.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

namespace {

/// The logical text, read in pieces of `piece` bytes from `offset` on.
std::string textOf(const std::filesystem::path& file, Encoding encoding, std::size_t piece,
                   std::uint64_t offset) {
  auto stream = TextStream::open(file, Compression::None, encoding, offset);
  fuzz::require(stream.has_value());
  std::string text;
  std::vector<char> buffer(piece);
  for (;;) {
    const auto count = stream->read(buffer);
    fuzz::require(count.has_value());
    if (*count == 0) return text;
    text.append(buffer.data(), *count);
  }
}

/// The lines again as the text that they were split from, but for carriage returns.
std::string joinedLines(const std::filesystem::path& file, Encoding encoding) {
  auto stream = TextStream::open(file, Compression::None, encoding);
  LineReader reader(*stream);
  LineBlock block;
  std::string joined;
  std::uint64_t end = 0;
  for (;;) {
    const auto more = reader.next(block);
    fuzz::require(more.has_value());
    if (!*more) return joined;
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
      fuzz::require(block.lines[i].offset >= end);
      end = block.lines[i].offset + block.lines[i].length;
      joined.append(block.line(i)).append("\n");
    }
    if (block.lastLineOpen) joined.pop_back();
  }
}

std::string withoutReturns(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    while (c == '\n' && plain.ends_with('\r')) plain.pop_back();
    plain.push_back(c);
  }
  while (plain.ends_with('\r')) plain.pop_back();
  return plain;
}

}  // namespace

/// The first byte picks the encoding, the second the size of the pieces, the third where to begin. However it
/// is read, it is the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto encoding = static_cast<Encoding>(input.byte() % 4);
  const std::size_t piece = 1 + input.byte();
  const std::size_t offset = input.byte();
  const fuzz::MemoryFile file(input.rest());
  const std::string text = textOf(file.path(), encoding, 65536, 0);
  fuzz::require(textOf(file.path(), encoding, piece, 0) == text);
  if (offset <= text.size()) {
    fuzz::require(textOf(file.path(), encoding, piece, offset) == text.substr(offset));
  }
  if (!isDirect(Compression::None, encoding)) fuzz::require(isUtf8(text));
  fuzz::require(joinedLines(file.path(), encoding) == withoutReturns(text));
  fuzz::require(isUtf8(toUtf8(text)) && isUtf8(printable(text)));
  fuzz::require(isUtf8(elided(toUtf8(text), piece)));
  (void)probeFile(file.path());
  return 0;
}
