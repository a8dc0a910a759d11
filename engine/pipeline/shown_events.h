#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/log_reader.h"
#include "engine/store/database.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

/// The events of a source that a filter lets through, by row: row 0 is the first of them. Knows how many
/// there are from the blocks that have the key, and looks into a block only when its rows are asked for. A
/// session's events are all known: 4 bytes each.
class ShownEvents {
 public:
  /// Error StoreFailed.
  static Result<ShownEvents> make(store::Database& database, SourceId source, const LogFilter& filter);

  [[nodiscard]] std::uint32_t count() const { return m_count; }
  /// Of rows [first, first + count), fewer at the end.
  Result<std::vector<std::uint32_t>> ordinals(std::uint32_t first, std::uint32_t count);
  /// The first row whose event is `ordinal` or behind it; `count()` when there is none.
  Result<std::uint32_t> rowAt(std::uint32_t ordinal);

 private:
  /// Events of the key in one block of events; of merged keys several parts.
  struct Group {
    std::vector<store::KeyBlock> parts;
    std::uint32_t firstOrdinal = 0;  ///< Of the block.
    std::uint32_t firstRow = 0;
  };

  ShownEvents(store::Database& database) : m_database(&database) {}
  Status addKey(SourceId source, KeyId key);
  /// Loads the group's ordinals.
  Status look(std::size_t group);

  store::Database* m_database;
  std::vector<Group> m_groups;  ///< Empty for a session, whose ordinals are all in `m_ordinals`.
  std::vector<std::uint32_t> m_ordinals;
  std::size_t m_looked = static_cast<std::size_t>(-1);  ///< The group that `m_ordinals` is of.
  std::uint32_t m_count = 0;
};

}  // namespace faultline::pipeline
