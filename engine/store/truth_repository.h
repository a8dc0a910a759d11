#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::store {

/// The `session_truth`, `source_truth` and `event_truth` tables, read: what somebody who knew said. For
/// evaluation alone.
class TruthRepository {
 public:
  explicit TruthRepository(Database& database) : m_database(database) {}

  /// Sources whose lines carry labels.
  Result<std::unordered_set<SourceId>> labelledSources() const;
  /// Events that their line does not call normal, in the order of ids.
  Status forEachAbnormalEvent(const std::function<void(EventId)>& visit) const;
  /// Sessions by the labels they have in the log (`session.label`); they need not be in the project.
  Status forEachSession(const std::function<void(std::string_view label, bool abnormal)>& visit) const;

 private:
  Database& m_database;
};

/// Writes truth inside the caller's transaction. Not thread-safe.
class TruthWriter {
 public:
  static Result<TruthWriter> open(Database& database);
  TruthWriter(TruthWriter&&) noexcept;
  ~TruthWriter();

  /// Replaces what was known of it. `text`: as it was written.
  Status putSession(std::string_view label, bool abnormal, std::string_view text);
  /// The source's lines carry labels.
  Status markSource(SourceId source);
  /// A line that is not called normal.
  Status addEvent(EventId event, std::string_view text);
  /// Takes out what is known of the source's events from an ordinal on: they are read again.
  Status rewind(SourceId source, std::uint32_t next);

 private:
  struct Impl;
  explicit TruthWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::store
