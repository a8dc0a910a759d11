#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// What a file's content is known by, so that a moved, rotated or grown one is recognised.
struct ContentIdentity {
  std::uint64_t headLength = 0;  ///< Raw bytes from the beginning that `headHash` covers.
  std::uint64_t headHash = 0;
  std::uint64_t tailLength = 0;  ///< Raw bytes before the end of what was imported that `tailHash` covers.
  std::uint64_t tailHash = 0;
};

/// One imported file.
struct SourceRow {
  SourceId id;
  std::string path;
  std::string compression;  ///< Empty when there is none.
  std::string encoding;
  std::uint64_t size = 0;     ///< Raw bytes of the file that are known: where the tail of `identity` ends.
  std::int64_t modified = 0;  ///< Nanoseconds, the file's own time.
  ContentIdentity identity;
  std::uint64_t importedBytes =
      0;  ///< Logical (decompressed, transcoded) bytes up to which events are stored.
  std::uint32_t importedEvents = 0;  ///< The ordinal of the next event.
  bool lastLineOpen =
      false;  ///< The last event's line had no line end yet; it is replaced when the file grows.
  std::uint64_t unfitting = 0;
  std::uint64_t sessions = 0;  ///< Sessions that were first seen in this source.
  std::string layout;
  std::string layoutPattern;
  std::string sessionRule;
  Clock clock;
  bool zoneInLog = false;           ///< Times carried their zone and are stored as UTC.
  std::optional<std::string> host;  ///< What the user said; else the streams tell.
  std::optional<std::string> service;
  bool complete = false;
};

struct StreamRow {
  StreamId id;
  SourceId source;
  std::string host;
  std::string service;
  std::string process;
};

/// The `source`, `stream` and `session_scheme` tables.
class SourceRepository {
 public:
  explicit SourceRepository(Database& database) : m_database(database) {}

  Result<std::vector<SourceRow>> all() const;
  /// Error SourceUnknown.
  Result<SourceRow> get(SourceId id) const;
  /// Sources whose head has this hash over its own length; the caller compares the tails.
  Result<std::vector<SourceRow>> withHead(std::uint64_t headLength, std::uint64_t headHash) const;

  Result<SourceId> insert(const SourceRow& row);
  Status update(const SourceRow& row);
  /// Takes out the source with its streams, events, and the findings that point at them.
  Status remove(SourceId id);

  /// The stream's row, made when it is new.
  Result<StreamId> stream(SourceId source, const std::string& host, const std::string& service,
                          const std::string& process);
  Result<std::vector<StreamRow>> streams() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
