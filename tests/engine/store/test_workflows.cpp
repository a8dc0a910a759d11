#include <fstream>

#include <QtTest/QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/journal.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "engine/store/workflow_repository.h"

using namespace faultline;
using namespace faultline::store;

namespace {

template <class T>
T must(Result<T> result) {
  if (!result) qFatal("%s", errorLine(result.error()).c_str());
  return std::move(*result);
}
void must(const Status& status) {
  if (!status) qFatal("%s", errorLine(status.error()).c_str());
}

}  // namespace

class TestWorkflows : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void theOneInUseIsTheOneActivatedLast() {
    Database database = must(Database::create(path()));
    WorkflowRepository workflows(database);
    QVERIFY(!must(workflows.active()));
    QVERIFY(must(workflows.ancestry()).empty());
    const std::string bytes("a\0b", 3);
    const std::int64_t mined = must(workflows.insert({0, 0, UtcTime{}, "{\"tau\":1}", "{}", "[]"}, bytes));
    must(workflows.activate(mined));
    const std::int64_t edited = must(workflows.insert({0, mined, UtcTime{}, "{}", "{}", "[1]"}, "c"));
    must(workflows.activate(edited));
    const auto active = must(workflows.active());
    QVERIFY(active.has_value());
    QCOMPARE(active->id, edited);
    QCOMPARE(active->parent, mined);
    QCOMPARE(active->edits, std::string("[1]"));
    QCOMPARE(must(workflows.automaton(mined)), bytes);
    QVERIFY(must(workflows.ancestry()) == (std::vector<std::int64_t>{edited, mined}));
  }

  void oldOnesAreDroppedButTheOneInUse() {
    Database database = must(Database::create(path()));
    WorkflowRepository workflows(database);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(must(workflows.insert({}, "x")));
    must(workflows.activate(ids[0]));
    must(workflows.dropOld(2));
    for (const std::size_t kept : {0U, 3U, 4U}) QVERIFY(workflows.automaton(ids[kept]).has_value());
    for (const std::size_t gone : {1U, 2U}) QVERIFY(!workflows.automaton(ids[gone]).has_value());
  }

  void linksAreReplacedAndGoWithTheirSource() {
    Database database = must(Database::create(path()));
    const SourceId source = addEvents(database, 4);
    WorkflowRepository workflows(database);
    must(workflows.replaceLinks({{SessionId{7}, {source, 1}}, {SessionId{8}, {source, 2}}}));
    must(workflows.replaceLinks({{SessionId{7}, {source, 3}}, {SessionId{7}, {source, 0}}}));
    QCOMPARE(must(workflows.linkCount()), std::uint64_t{2});
    const std::vector<EventRef> linked = must(workflows.linkedTo(SessionId{7}));
    QCOMPARE(linked.size(), std::size_t{2});
    QCOMPARE(linked[0].id.ordinal, 0U);
    QCOMPARE(linked[1].id.ordinal, 3U);
    QCOMPARE(linked[1].session, SessionId{7});
    QVERIFY(must(workflows.sessionOf({source, 3})) == SessionId{7});
    QVERIFY(!must(workflows.sessionOf({source, 2})));
    must(SourceRepository(database).remove(source));
    QCOMPARE(must(workflows.linkCount()), std::uint64_t{0});
  }

  void undoneActionsOfOneKindAreDropped() {
    Database database = must(Database::create(path()));
    Journal journal(database);
    must(journal.record("workflow.rename", "{}", "{}"));
    must(journal.record("keys.rename", "{}", "{}"));
    for (const JournalRow& row : must(journal.all())) must(journal.setUndone(row.id, true));
    must(journal.dropUndone("workflow."));
    const std::vector<JournalRow> rows = must(journal.all());
    QVERIFY(rows[0].undone && !rows[0].dropped);
    QVERIFY(rows[1].undone && rows[1].dropped);
  }

  void sessionsAreFoundByWhatTheyAreCalled() {
    Database database = must(Database::create(path()));
    SessionRepository sessions(database);
    const SessionId a = must(sessions.session(must(sessions.scheme("block")), "x'; DROP TABLE event; --"));
    const SessionId b = must(sessions.session(must(sessions.scheme("trace")), "x'; DROP TABLE event; --"));
    QVERIFY(must(sessions.withLabel("x'; DROP TABLE event; --")) == (std::vector<SessionId>{a, b}));
    QVERIFY(must(sessions.withLabel("x")).empty());
  }

  void aProjectOfTheVersionBeforeIsBroughtToThisOne() {
    {
      SQLite::Database plain(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      plain.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
      plain.exec("PRAGMA journal_mode=WAL");
      for (const char* number : {"0001", "0002", "0003"}) apply(plain, number);
      plain.exec("INSERT INTO log_key (template) VALUES ('kept')");
      plain.exec("PRAGMA user_version=3");
    }
    Database database = must(Database::open(path(), Access::Read));
    QCOMPARE(database.outcome(), MigrationOutcome::Upgraded);
    QVERIFY(!must(WorkflowRepository(database).active()));
    QCOMPARE(database.handle().execAndGet("SELECT template FROM log_key").getString(), std::string("kept"));
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p.faultline").toStdString(); }

  static void apply(SQLite::Database& plain, const std::string& number) {
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator(FAULTLINE_MIGRATIONS)) {
      if (entry.path().filename().string().starts_with(number)) found = entry.path();
    }
    std::ifstream file(found);
    if (!file.good()) qFatal("no migration %s", number.c_str());
    plain.exec(std::string((std::istreambuf_iterator<char>(file)), {}));
  }

  static SourceId addEvents(Database& database, std::uint32_t count) {
    SourceRow source;
    source.path = "a";
    source.encoding = "UTF-8";
    source.layout = "plain";
    source.sessionRule = "none";
    const SourceId id = must(SourceRepository(database).insert(source));
    Transaction transaction = must(Transaction::begin(database));
    EventWriter writer = must(EventWriter::open(database, id, 0));
    for (std::uint32_t i = 0; i < count; ++i) {
      EventRow row;
      row.id = {id, i};
      row.stream = StreamId{1};
      row.key = KeyId{1};
      must(writer.append(row));
    }
    must(writer.flush());
    must(transaction.commit());
    return id;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestWorkflows)
#include "test_workflows.moc"
