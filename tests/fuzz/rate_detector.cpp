#include "engine/rates/rate_detector.h"

#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

/// What is known of how often log keys come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto detector = rates::RateDetector::load({reinterpret_cast<const char*>(data), size});
  if (!detector) {
    fuzz::require(detector.error().code == ErrorCode::ModelInvalid);
    return 0;
  }
  const auto again = rates::RateDetector::load(detector->save());
  fuzz::require(again.has_value() && again->save() == detector->save());
  return 0;
}
