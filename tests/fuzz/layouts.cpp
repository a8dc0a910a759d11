#include "engine/input/detection.h"
#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

namespace {

const ReadContext kContext{LocalTime(std::chrono::seconds(1'780'000'000))};

void readLine(const Layout& layout, std::string_view line, Record& record) {
  FieldValues values;
  const bool fits = layout.match(line, values);
  if (fits) fuzz::require(values.value.size() == layout.fieldNames().size());
  for (const std::string_view value : values.value) fuzz::touch(value);
  if (!layout.read(line, kContext, record)) {
    fuzz::require(record.message.empty() && !record.time);
    return;
  }
  fuzz::require(fits);
  for (const std::string_view text :
       {record.level, record.host, record.service, record.process, record.message}) {
    fuzz::touch(text);
  }
}

}  // namespace

/// The first byte picks the built-in layout; then its lines, which are detected too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto& layouts = builtinLayouts();
  const Layout& layout = *layouts[input.byte() % layouts.size()];
  const std::vector<std::string_view> lines = fuzz::linesOf(input.rest());
  Record record;
  for (const std::string_view line : lines) readLine(layout, line, record);

  const LayoutGuess guess = detectLayout(lines, kContext);
  fuzz::require(guess.layout != nullptr && guess.share >= 0 && guess.share <= 1);
  fuzz::require(SessionRule::make(detectSessionRule(lines, *guess.layout, kContext)).has_value());
  return 0;
}
