#pragma once

#include <optional>
#include <stop_token>

#include "engine/pipeline/import_writer.h"

namespace faultline::pipeline {

/// What an import's files share: the keys, which are the project's.
struct ImportKeys {
  parse::LogKeyParser parser;
  KeyIds ids;
};

struct ImportRunSettings {
  std::filesystem::path cache;  ///< Where the block cache of a source that is not direct goes.
  int threads = 0;              ///< 0: one a core.
};

/// How reading one file ended.
struct ImportRunResult {
  bool cancelled = false;
  std::optional<Error> damage;  ///< ArchiveDamaged, FileUnreadable: what came before is stored.
  std::uint64_t cutLines = 0;
  EncodingCounts encodings;
};

/// Called with the raw bytes read so far, in order, from the run's threads, one call at a time.
using RawProgress = std::function<void(std::uint64_t)>;

/// Reads a source from `offset` on and stores it: blocks are read one after the other, parsed in parallel,
/// matched in order, their values read in parallel, and stored in order. Cancelled within a block or two.
/// Errors are the store's; what was committed stays.
Result<ImportRunResult> runImport(const ImportPlan& plan, std::uint64_t offset, ImportKeys& keys,
                                  ImportWriter& writer, const ImportRunSettings& settings,
                                  const std::stop_token& stop, const RawProgress& progress);

}  // namespace faultline::pipeline
