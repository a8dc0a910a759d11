#include "engine/pipeline/log_search.h"

#include <optional>

#include <re2/re2.h>

#include "engine/base/text.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

namespace {

struct Expected {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

/// Line by line, as slowly as can be.
Expected lineByLine(const std::string& regex, std::string_view text) {
  const re2::RE2 expression(regex, re2::RE2::Quiet);
  Expected found;
  std::uint64_t offset = 0;
  for (std::string_view line : fuzz::linesOf(text)) {
    const std::size_t step = line.size() + 1;
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (re2::RE2::PartialMatch(toUtf8(line), expression)) {
      if (!found.first) found.first = offset;
      found.last = offset;
    }
    offset += step;
  }
  return found;
}

}  // namespace

/// An expression in the first line, then the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input bytes(data, size);
  const std::string regex(bytes.line());
  const std::string_view text = bytes.rest();
  const auto search = pipeline::LogSearch::make(regex);
  if (!search || text.empty() || input::utf8MarkLength(text) != 0) return 0;
  const fuzz::MemoryFile file(text);
  const auto handle = input::FileHandle::open(file.path());
  const auto identity = input::identify(*handle, text.size());
  auto raw =
      input::RawText::open({file.path(), input::Compression::None, input::Encoding::Utf8, *identity, {}});
  fuzz::require(raw.has_value());

  const Expected expected = lineByLine(regex, text);
  const auto first = search->forward(*raw, 0, text.size(), {}, {});
  fuzz::require(first.has_value() && *first == expected.first);
  const auto last = search->backward(*raw, 0, text.size(), {}, {});
  fuzz::require(last.has_value() && *last == expected.last);
  return 0;
}
