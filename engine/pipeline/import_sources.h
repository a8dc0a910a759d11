#pragma once

#include <filesystem>
#include <optional>

#include "engine/input/content_identity.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// A source whose content a file holds, wherever that file is.
struct KnownSource {
  store::SourceRow row;
  input::ContentMatch match{};  ///< Same or Grown.
  bool moved = false;           ///< The file that the source names does not hold it any more; this one does.
};

[[nodiscard]] input::ContentIdentity identityOf(const store::SourceRow& row);
void setIdentity(const input::ContentIdentity& identity, store::SourceRow& row);

/// The source that a file belongs to, if there is one. A file at a source's own path is it unless its content
/// is another one; a file elsewhere is it when it holds the same content, or, with the source's own file
/// gone, begins with it. Errors as FileHandle::open.
Result<std::optional<KnownSource>> findKnownSource(const std::vector<store::SourceRow>& sources,
                                                   const std::filesystem::path& file);

}  // namespace faultline::pipeline
