#include "engine/pipeline/label_file.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

/// A CSV of sessions and labels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  std::uint64_t line = 0;
  const auto visit = [&](const pipeline::LabelRow& row) -> Status {
    fuzz::touch(row.session);
    fuzz::touch(row.label);
    fuzz::require(row.line > line);
    line = row.line;
    return {};
  };
  (void)pipeline::readLabelFile(file.path(), std::nullopt, visit, {}, {});
  return 0;
}
