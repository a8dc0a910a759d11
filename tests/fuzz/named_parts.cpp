#include "engine/base/named_parts.h"

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

namespace {

/// The body under the mark, version and hash that it ought to have, or nothing gets past the hash.
std::string sealed(std::string_view body) {
  ByteWriter whole;
  for (const char c : std::string_view("flparts\n")) whole.put(c);
  whole.put(std::uint32_t{1});
  whole.put(stableHash(body));
  whole.putText(body);
  return whole.take();
}

}  // namespace

/// A model's parts. The first byte says whether the rest is the body alone or all of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool bodyAlone = input.byte() != 0;
  const std::string_view bytes = input.rest();
  const auto parts = NamedParts::load(bodyAlone ? sealed(bytes) : std::string(bytes));
  if (!parts) {
    fuzz::require(parts.error().code == ErrorCode::ModelInvalid);
    return 0;
  }
  const auto again = NamedParts::load(parts->save());
  fuzz::require(again.has_value() && again->save() == parts->save());
  return 0;
}
