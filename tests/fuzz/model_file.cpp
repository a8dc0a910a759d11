#include "engine/pipeline/model_file.h"

#include "engine/base/named_parts.h"
#include "engine/pipeline/session_ends.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;

namespace {

/// Parts under the mark, version and hash that they ought to have, or nothing gets past the hash. The first
/// line is the parser's JSON, the second the key model's bytes, the rest the pauses'.
std::string sealed(std::string_view text) {
  NamedParts parts;
  parts.set("about", R"({"schema":1})");
  for (const char* const name : {"parser", "keys"}) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parts.set(name, std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  parts.set("pauses", std::string(text));
  return parts.save();
}

}  // namespace

/// An exported model. The first byte says whether the rest is its parts or all of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool partsAlone = input.byte() != 0;
  const std::string_view bytes = input.rest();
  const std::string whole = partsAlone ? sealed(bytes) : std::string(bytes);
  const auto file = pipeline::ModelFile::load(whole);
  if (!file) fuzz::require(file.error().code == ErrorCode::ModelInvalid);
  if (const auto parts = NamedParts::load(whole)) {
    const auto pauses = pipeline::pausesOf(*parts);
    fuzz::require(pauses || pauses.error().code == ErrorCode::ModelInvalid);
  }
  if (!file) return 0;
  // A parser is made of it, or it says why not.
  (void)pipeline::restoreParser(file->parser);
  const auto again = pipeline::ModelFile::load(file->save());
  fuzz::require(again.has_value() && again->save() == file->save());
  return 0;
}
