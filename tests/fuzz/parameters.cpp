#include <cmath>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/parameter_kind.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::parse;

namespace {

bool hasValue(ParameterKind kind) {
  return kind == ParameterKind::Number || kind == ParameterKind::Seconds || kind == ParameterKind::Bytes ||
         kind == ParameterKind::Percent;
}

}  // namespace

/// A template in the first line, then texts of its parameters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  std::vector<ParameterHint> hints = parameterHints(input.line());
  for (const ParameterHint& hint : hints) {
    fuzz::touch(hint.before);
    fuzz::touch(hint.after);
  }
  hints.emplace_back();
  ParameterKind common = ParameterKind::Number;
  std::size_t next = 0;
  for (const std::string_view text : fuzz::linesOf(input.rest())) {
    const ParameterValue read = readParameter(text, hints[next++ % hints.size()]);
    fuzz::require(hasValue(read.kind) ? std::isfinite(read.value) : std::isnan(read.value));
    fuzz::require(!parameterKindName(read.kind).empty());
    fuzz::require(commonKind(read.kind, common) == commonKind(common, read.kind));
    common = commonKind(common, read.kind);
    fuzz::require(commonKind(common, common) == common);
  }
  return 0;
}
