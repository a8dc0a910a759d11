#include "engine/input/pattern_layout.h"

#include "engine/input/layout.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

/// A user's pattern in the first line, lines to read after it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto layout = makePatternLayout(input.line());
  if (!layout) return 0;
  fuzz::require((*layout)->contentField() < (*layout)->fieldNames().size());
  const ReadContext context{LocalTime(std::chrono::seconds(1'780'000'000))};
  Record record;
  for (const std::string_view line : fuzz::linesOf(input.rest())) {
    if (!(*layout)->read(line, context, record)) continue;
    fuzz::require(record.fields.value.size() == (*layout)->fieldNames().size());
    for (const std::string_view value : record.fields.value) fuzz::touch(value);
    fuzz::touch(record.message);
  }
  return 0;
}
