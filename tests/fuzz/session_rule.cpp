#include "engine/input/session_rule.h"

#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::input;

namespace {

Result<SessionRule> ruleOf(fuzz::Input& input) {
  const auto& builtin = builtinSessionRules();
  const std::uint8_t choice = input.byte();
  if (choice < builtin.size()) return SessionRule::make(builtin[choice].name);
  return SessionRule::make(input.line());
}

}  // namespace

/// The first byte picks a built-in rule; beyond those, the first line is an expression. Then the lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Result<SessionRule> rule = ruleOf(input);
  if (!rule) return 0;
  const ReadContext context{};
  Record record;
  SessionIds ids;
  for (const std::string_view line : fuzz::linesOf(input.rest())) {
    fuzz::require(builtinLayouts().back()->read(line, context, record));
    rule->find(line, record, ids);
    fuzz::touch(ids.main);
    fuzz::require(ids.main.size() <= SessionIds::kMostLength);
    fuzz::require(ids.further.size() <= SessionIds::kMostFurther);
    fuzz::require(!ids.main.empty() || ids.further.empty());
    for (const std::string_view id : ids.further) {
      fuzz::touch(id);
      fuzz::require(!id.empty() && id != ids.main && id.size() <= SessionIds::kMostLength);
    }
  }
  return 0;
}
