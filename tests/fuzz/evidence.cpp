#include "engine/pipeline/evidence.h"

#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

/// What a finding's row keeps of why it is one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto evidence = pipeline::readEvidence({reinterpret_cast<const char*>(data), size});
  if (!evidence) return 0;
  const std::string written = pipeline::writeEvidence(*evidence);
  const auto again = pipeline::readEvidence(written);
  fuzz::require(again.has_value() && pipeline::writeEvidence(*again) == written);
  return 0;
}
