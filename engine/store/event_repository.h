#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A row of the `event` table. Offsets and lengths are logical bytes of the source's text.
struct EventRow {
  EventId id;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;      ///< Without the line end.
  std::uint32_t extraLines = 0;  ///< Lines beyond the first.
  std::optional<LocalTime> time;
  StreamId stream;
  KeyId key;          ///< 0: the line does not fit its layout.
  SessionId session;  ///< 0: none.
};

/// What learning and detection need of an event.
struct EventRef {
  EventId id;
  KeyId key;
  SessionId session;
  std::optional<LocalTime> time;
};

/// What a row of `event_block` says of the times of its events.
struct BlockSpan {
  std::optional<LocalTime> earliest;  ///< None: no event of the block has a time.
  std::optional<LocalTime> latest;
  std::uint32_t events = 0;
};

/// The `event`, `event_session` and `event_block` tables, read.
class EventRepository {
 public:
  /// Events a row of `event_block` covers.
  static constexpr std::uint32_t kBlock = 4096;

  explicit EventRepository(Database& database) : m_database(database) {}

  Result<std::uint64_t> count() const;
  Result<std::uint64_t> countOfSource(SourceId source) const;
  /// Events [first, first + count) of the source, fewer at its end.
  Result<std::vector<EventRow>> range(SourceId source, std::uint32_t first, std::uint32_t count) const;
  Result<std::optional<EventRow>> get(EventId id) const;
  /// The keys of the events that `range` would give; 0 where there is none.
  Result<std::vector<KeyId>> keysOf(SourceId source, std::uint32_t first, std::uint32_t count) const;
  /// The event whose bytes hold `offset`, or the last one before it.
  Result<std::optional<std::uint32_t>> ordinalAt(SourceId source, std::uint64_t offset) const;
  /// Line number (from 1) of the event's first line.
  Result<std::uint64_t> lineOf(EventId id) const;
  /// The session's events in the order of ids, those that it shares with other sessions included.
  Result<std::vector<EventRef>> ofSession(SessionId session) const;
  /// The ordinals of the source's events that belong to the session, ascending; 4 bytes each.
  Result<std::vector<std::uint32_t>> ordinalsOfSession(SourceId source, SessionId session) const;
  /// Earliest and latest stated time of a source; none when it has no times.
  Result<std::optional<std::pair<LocalTime, LocalTime>>> timeSpan(SourceId source) const;
  /// The source's blocks, in order.
  Result<std::vector<BlockSpan>> blockSpans(SourceId source) const;

  /// The stream that most events of each log key are of.
  Result<std::unordered_map<KeyId, StreamId>> streamsOfKeys() const;

  /// How often each log key comes.
  Result<std::unordered_map<KeyId, std::uint64_t>> keyCounts() const;

  /// Every event that has a key and a session, in the order of ids. `visit` returns false to stop.
  Status scan(const std::function<bool(const EventRef&)>& visit) const;
  /// The further sessions of the events that `range` would give, in the order of events. Reads all there are.
  Result<std::vector<std::pair<EventId, SessionId>>> furtherSessionsOf(SourceId source, std::uint32_t first,
                                                                       std::uint32_t count) const;
  /// The further sessions of events that belong to several.
  Status scanFurtherSessions(const std::function<bool(SessionId, EventId)>& visit) const;

 private:
  Database& m_database;
};

/// Appends events of one source, in order, inside the caller's transactions. Not thread-safe.
class EventWriter {
 public:
  /// `next`: the ordinal that the first event appended will have; what is stored from there on is replaced.
  static Result<EventWriter> open(Database& database, SourceId source, std::uint32_t next);
  EventWriter(EventWriter&&) noexcept;
  ~EventWriter();

  /// `row.id` must be the next ordinal of the source.
  Status append(const EventRow& row);
  Status addFurtherSession(SessionId session, EventId event);
  /// Writes the block under way; call it before each commit.
  Status flush();

 private:
  struct Impl;
  explicit EventWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::store
