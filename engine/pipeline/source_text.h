#pragma once

#include <filesystem>

#include "engine/input/raw_text.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Where the block cache of a source lies: beside the project.
[[nodiscard]] std::filesystem::path blockCacheOf(const std::filesystem::path& project, SourceId source);

/// Opens the text of a source for reading. Errors as RawText::open.
Result<input::RawText> openSourceText(const std::filesystem::path& project, const store::SourceRow& source);

}  // namespace faultline::pipeline
