#include "engine/input/entry_joiner.h"

#include "engine/input/layout.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

/// The first byte picks the layout; then its lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto& layouts = builtinLayouts();
  const Layout& layout = *layouts[input.byte() % layouts.size()];
  EntryJoiner joiner(layout);
  Record record;
  bool first = true;
  for (const std::string_view line : fuzz::linesOf(input.rest())) {
    const bool fits = layout.read(line, {}, record);
    const EntryJoiner before = joiner;
    const bool continues = joiner.continues(lineShape(line), fits, line.size());
    fuzz::require(!first || !continues);
    if (fits && layout.specificity() > 0) fuzz::require(!continues);
    EntryJoiner again = before;
    fuzz::require(again.continues(lineShape(line), fits, line.size()) == continues);
    first = false;
  }
  return 0;
}
