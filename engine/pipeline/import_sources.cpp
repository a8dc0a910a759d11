#include "engine/pipeline/import_sources.h"

namespace faultline::pipeline {

namespace {

using input::ContentMatch;

/// Shorter beginnings are alike by chance: the banner of a daemon.
constexpr std::uint64_t kTellingLength = 4096;

/// Whether the file that the source names still begins with what was imported.
bool holdsItself(const store::SourceRow& row) {
  const auto match = input::compareContent(row.path, identityOf(row));
  return match && *match != ContentMatch::Different;
}

}  // namespace

input::ContentIdentity identityOf(const store::SourceRow& row) {
  return {row.identity.headLength, row.identity.headHash, row.identity.tailLength, row.identity.tailHash,
          row.size};
}

void setIdentity(const input::ContentIdentity& identity, store::SourceRow& row) {
  row.identity = {identity.headLength, identity.headHash, identity.tailLength, identity.tailHash};
  row.size = identity.end;
}

Result<std::optional<KnownSource>> findKnownSource(const std::vector<store::SourceRow>& sources,
                                                   const std::filesystem::path& file) {
  FAULTLINE_TRY_ASSIGN(const input::ContentReader reader, input::ContentReader::open(file));
  std::optional<KnownSource> elsewhere;
  for (const store::SourceRow& row : sources) {
    FAULTLINE_TRY_ASSIGN(const ContentMatch match, reader.compare(identityOf(row)));
    if (match == ContentMatch::Different) continue;
    if (row.path == file.string()) return KnownSource{row, match, false};
    const bool moved = !holdsItself(row);
    const bool telling = match == ContentMatch::Same || (row.size >= kTellingLength);
    if (!elsewhere && telling && (moved || match == ContentMatch::Same)) {
      elsewhere = KnownSource{row, match, moved};
    }
  }
  return elsewhere;
}

}  // namespace faultline::pipeline
