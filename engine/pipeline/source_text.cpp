#include "engine/pipeline/source_text.h"

#include "engine/pipeline/import_sources.h"

namespace faultline::pipeline {

std::filesystem::path blockCacheOf(const std::filesystem::path& project, SourceId source) {
  return std::filesystem::path(project.string() + "-cache") / (std::to_string(source.value) + ".blocks");
}

Result<input::RawText> openSourceText(const std::filesystem::path& project, const store::SourceRow& source) {
  const auto compression = input::compressionFromName(source.compression);
  const auto encoding = input::encodingFromName(source.encoding);
  if (!compression || !encoding) {
    return failure(ErrorCode::ProjectDamaged, project.string(), "a source's encoding is none that is known");
  }
  return input::RawText::open(
      {source.path, *compression, *encoding, identityOf(source), blockCacheOf(project, source.id)});
}

}  // namespace faultline::pipeline
