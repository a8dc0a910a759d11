#include "engine/sequence/session_file.h"

#include <algorithm>

#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

/// A file of whole sessions.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const auto sessions = sequence::readSessionFile(file.path(), {});
  if (!sessions) return 0;
  const fuzz::MemoryFile copy({});
  fuzz::require(sequence::writeSessionFile(copy.path(), *sessions).has_value());
  const auto again = sequence::readSessionFile(copy.path(), {});
  fuzz::require(again.has_value() && again->size() == sessions->size());
  for (std::size_t i = 0; i < sessions->size(); ++i)
    fuzz::require(std::ranges::equal((*sessions)[i], (*again)[i]));
  return 0;
}
