#pragma once

#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::test {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(errorLine(result.error()));
  return std::move(*result);
}
inline void must(const Status& status) {
  if (!status) throw std::runtime_error(errorLine(status.error()));
}

/// A project written straight through the store: sessions of numbered keys, an event a second, no log file
/// behind it.
class MadeProject {
 public:
  explicit MadeProject(const std::filesystem::path& file) : m_database(must(store::Database::create(file))) {}

  SourceId addSource(const std::string& path, const Clock& clock = {}) {
    store::SourceRow row;
    row.path = path;
    row.encoding = "UTF-8";
    row.layout = "made";
    row.sessionRule = "block";
    row.clock = clock;
    row.complete = true;
    const SourceId id = must(store::SourceRepository(m_database).insert(row));
    m_next[id] = 0;
    must(store::SourceRepository(m_database).stream(id, "host", "service", ""));
    return id;
  }

  KeyId addKey(const std::string& text) { return must(store::KeyRepository(m_database).insert(text)); }

  SessionId session(const std::string& label, const std::string& rule = "block") {
    store::SessionRepository sessions(m_database);
    return must(sessions.session(must(sessions.scheme(rule)), label));
  }

  /// Appends one event; its stated time is `second` seconds into 2026, or the source's next second.
  EventId addEvent(SourceId source, SessionId session, KeyId key, int second = -1) {
    const std::uint32_t ordinal = m_next[source]++;
    store::EventRow row;
    row.id = {source, ordinal};
    row.offset = ordinal * 80ULL;
    row.length = 79;
    row.time =
        LocalTime(std::chrono::seconds(1'767'225'600LL + (second < 0 ? static_cast<int>(ordinal) : second)));
    row.stream = StreamId{1};
    row.key = key;
    row.session = session;
    store::Transaction transaction = must(store::Transaction::begin(m_database));
    store::EventWriter writer = must(store::EventWriter::open(m_database, source, ordinal));
    must(writer.append(row));
    must(writer.flush());
    store::SourceRow updated = must(store::SourceRepository(m_database).get(source));
    updated.importedEvents = ordinal + 1;
    must(store::SourceRepository(m_database).update(updated));
    must(transaction.commit());
    return row.id;
  }

  [[nodiscard]] store::Database& database() { return m_database; }

 private:
  store::Database m_database;
  std::unordered_map<SourceId, std::uint32_t> m_next;
};

}  // namespace faultline::test
