#include "engine/pipeline/user_layouts.h"

#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

/// A library of layouts as a user may be sent one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const auto layouts = pipeline::loadUserLayouts(file.path());
  if (!layouts) {
    fuzz::require(layouts.error().code == ErrorCode::LayoutInvalid);
    return 0;
  }
  for (const pipeline::UserLayout& layout : *layouts)
    fuzz::require(!layout.name.empty() && !layout.pattern.empty());
  return 0;
}
