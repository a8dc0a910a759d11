#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A row of `key_block`: a key in a block of events.
struct KeyBlock {
  KeyId key;
  EventId first;  ///< Of the block.
  std::uint32_t count = 0;
};

/// Where an event's text is.
struct EventPlace {
  EventId id;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

/// The events of a key, found by the blocks that have it, and moved to another key.
class KeyedEvents {
 public:
  explicit KeyedEvents(Database& database) : m_database(database) {}

  /// In the order of events.
  Result<std::vector<KeyBlock>> blocks(std::span<const KeyId> keys) const;

  /// The events of the block that are of its key, at most `most`, in their order.
  Result<std::vector<EventPlace>> places(const KeyBlock& block, std::uint32_t most) const;

  /// The events, which are the block's and of its key, are of `to` from now on.
  Status move(const KeyBlock& block, std::span<const EventId> events, KeyId to);
  /// All of them.
  Status moveAll(const KeyBlock& block, KeyId to);

 private:
  Database& m_database;
};

}  // namespace faultline::store
