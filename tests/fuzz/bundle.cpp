#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "engine/detect/detector.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

namespace {

/// The body under the mark, version and hash that it ought to have, or nothing gets past the hash.
std::string sealed(std::string_view body) {
  ByteWriter bundle;
  for (const char c : std::string_view("flbundle")) bundle.put(c);
  bundle.put(std::uint32_t{1});
  bundle.put(stableHash(body));
  bundle.putText(body);
  return bundle.take();
}

}  // namespace

/// A detector's bundle. The first byte says whether the rest is the body alone or all of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool bodyAlone = input.byte() != 0;
  const std::string_view bytes = input.rest();
  const auto detector = detect::Detector::load(bodyAlone ? sealed(bytes) : std::string(bytes));
  if (!detector) {
    fuzz::require(detector.error().code == ErrorCode::ModelInvalid);
    return 0;
  }
  const std::string saved = detector->save();
  const auto again = detect::Detector::load(saved);
  fuzz::require(again.has_value() && again->save() == saved);
  return 0;
}
