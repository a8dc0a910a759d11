#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/pipeline/import_block.h"
#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Ids of the parser's keys, which all files of an import share.
using KeyIds = std::vector<KeyId>;

/// Where the times of a source go back by an hour or more.
struct ClockJumps {
  std::uint64_t count = 0;
  EventId first;  ///< With the time `after`; the event before it has `before`.
  LocalTime before{};
  LocalTime after{};
};

/// Stores the blocks of one source. Each transaction leaves a state from which an import goes on: the events,
/// the keys and sessions that they name, and how far the source has come, all together.
class ImportWriter {
 public:
  /// `source` has a row already; storing begins at its `importedEvents`.
  static Result<ImportWriter> open(store::Database& database, store::SourceRow source, const ImportPlan& plan,
                                   KeyIds& keys);
  ImportWriter(ImportWriter&&) noexcept;
  ~ImportWriter();

  /// Stores a block, and commits from time to time.
  Status add(const ParsedBlock& block);
  /// Commits what has been added, but for the last event: lines to come may belong to it.
  Status commit();
  /// Commits all that has been added: the text ended, or broke off.
  enum class Ending { Complete, BrokenOff };
  Status finish(Ending ending);

  [[nodiscard]] const store::SourceRow& source() const;
  /// Of what this import has stored.
  [[nodiscard]] const ClockJumps& clockJumps() const;
  [[nodiscard]] std::uint64_t newKeys() const;

 private:
  struct Impl;
  explicit ImportWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::pipeline
