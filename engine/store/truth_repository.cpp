#include "engine/store/truth_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

std::string_view textOf(const SQLite::Column& column) {
  return {column.getText(), static_cast<std::size_t>(column.getBytes())};
}

}  // namespace

Result<std::unordered_set<SourceId>> TruthRepository::labelledSources() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT source FROM source_truth");
    std::unordered_set<SourceId> sources;
    while (query.executeStep()) sources.insert(SourceId{query.getColumn(0).getInt64()});
    return sources;
  });
}

Status TruthRepository::forEachAbnormalEvent(const std::function<void(EventId)>& visit) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT event FROM event_truth ORDER BY event");
    while (query.executeStep()) visit(EventId::unpacked(query.getColumn(0).getInt64()));
  });
}

Status TruthRepository::forEachSession(
    const std::function<void(std::string_view label, bool abnormal)>& visit) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT label, abnormal FROM session_truth");
    while (query.executeStep()) visit(textOf(query.getColumn(0)), query.getColumn(1).getInt() != 0);
  });
}

struct TruthWriter::Impl {
  explicit Impl(Database& owner)
      : database(owner),
        session(owner.handle(),
                "INSERT OR REPLACE INTO session_truth (label, abnormal, text) VALUES (?, ?, ?)"),
        source(owner.handle(), "INSERT OR IGNORE INTO source_truth (source) VALUES (?)"),
        event(owner.handle(), "INSERT OR REPLACE INTO event_truth (event, text) VALUES (?, ?)") {}

  Database& database;
  SQLite::Statement session;
  SQLite::Statement source;
  SQLite::Statement event;
};

TruthWriter::TruthWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TruthWriter::TruthWriter(TruthWriter&&) noexcept = default;
TruthWriter::~TruthWriter() = default;

Result<TruthWriter> TruthWriter::open(Database& database) {
  return guarded(database.file().string(), [&] { return TruthWriter(std::make_unique<Impl>(database)); });
}

Status TruthWriter::putSession(std::string_view label, bool abnormal, std::string_view text) {
  return guarded(m_impl->database.file().string(), [&] {
    m_impl->session.bind(1, std::string(label));
    m_impl->session.bind(2, abnormal ? 1 : 0);
    m_impl->session.bind(3, std::string(text));
    m_impl->session.exec();
    m_impl->session.reset();
  });
}

Status TruthWriter::markSource(SourceId source) {
  return guarded(m_impl->database.file().string(), [&] {
    m_impl->source.bind(1, source.value);
    m_impl->source.exec();
    m_impl->source.reset();
  });
}

Status TruthWriter::addEvent(EventId event, std::string_view text) {
  return guarded(m_impl->database.file().string(), [&] {
    m_impl->event.bind(1, event.packed());
    m_impl->event.bind(2, std::string(text));
    m_impl->event.exec();
    m_impl->event.reset();
  });
}

Status TruthWriter::rewind(SourceId source, std::uint32_t next) {
  return guarded(m_impl->database.file().string(), [&] {
    SQLite::Statement remove(m_impl->database.handle(),
                             "DELETE FROM event_truth WHERE event BETWEEN ? AND ?");
    remove.bind(1, EventId{source, next}.packed());
    remove.bind(2, EventId{source, 0xffffffffU}.packed());
    remove.exec();
  });
}

}  // namespace faultline::store
