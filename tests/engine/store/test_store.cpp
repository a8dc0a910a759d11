#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest/QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/journal.h"
#include "engine/store/key_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "engine/store/verdict_repository.h"

using namespace faultline;
using namespace faultline::store;

namespace {

SourceRow someSource(const char* path) {
  SourceRow row;
  row.path = path;
  row.encoding = "UTF-8";
  row.identity = {10, 0xfedcba9876543210ULL, 4, 77};
  row.layout = "hdfs";
  row.sessionRule = "block";
  row.clock = {"Europe/Berlin", std::chrono::seconds(-3)};
  return row;
}

EventRow someEvent(SourceId source, std::uint32_t ordinal, std::uint32_t extraLines = 0) {
  EventRow row;
  row.id = {source, ordinal};
  row.offset = ordinal * 100ULL;
  row.length = 99;
  row.extraLines = extraLines;
  row.time = LocalTime(std::chrono::seconds(1000 + ordinal));
  row.stream = StreamId{1};
  row.key = KeyId{ordinal % 3 + 1};
  row.session = SessionId{ordinal % 2 + 1};
  return row;
}

template <class T>
T must(Result<T> result) {
  if (!result) qFatal("%s", errorLine(result.error()).c_str());
  return std::move(*result);
}
void must(const Status& status) {
  if (!status) qFatal("%s", errorLine(status.error()).c_str());
}

}  // namespace

class TestStore : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aNewProjectIsMarkedAsOurs() {
    { must(Database::create(path())); }
    SQLite::Database plain(path().string(), SQLite::OPEN_READWRITE);
    QCOMPARE(plain.execAndGet("PRAGMA application_id").getInt(), 0x464c544c);
    QCOMPARE(plain.execAndGet("PRAGMA user_version").getInt(), schemaVersion());
    QCOMPARE(plain.execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
    QCOMPARE(must(Database::open(path(), Access::Read)).outcome(), MigrationOutcome::Current);
  }

  void creatingOverAFileIsRefused() {
    must(Database::create(path()));
    QCOMPARE(Database::create(path()).error().code, ErrorCode::ProjectExists);
  }

  void aMissingProjectIsSaid() {
    QCOMPARE(Database::open(path(), Access::Read).error().code, ErrorCode::ProjectMissing);
  }

  void aTextFileIsNoProject() {
    std::ofstream(path()) << "hello, I am a log";
    QCOMPARE(Database::open(path(), Access::Read).error().code, ErrorCode::NotAProject);
  }

  void anotherProgramsDatabaseIsNoProject() {
    {
      SQLite::Database other(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      other.exec("CREATE TABLE t (x)");
    }
    QCOMPARE(Database::open(path(), Access::Write).error().code, ErrorCode::NotAProject);
    SQLite::Database other(path().string());
    QCOMPARE(other.execAndGet("SELECT count(*) FROM sqlite_master").getInt(), 1);  // left as it was
  }

  void aNewerProjectIsRefusedAndUntouched() {
    { must(Database::create(path())).handle().exec("PRAGMA user_version=99"); }
    const auto opened = Database::open(path(), Access::Write);
    QCOMPARE(opened.error().code, ErrorCode::ProjectTooNew);
    QVERIFY(opened.error().detail.find("99") != std::string::npos);
  }

  void anUnfinishedCreationIsMigratedOnOpening() {
    {
      SQLite::Database half(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      half.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
      half.exec("PRAGMA journal_mode=WAL");
    }
    QCOMPARE(must(Database::open(path(), Access::Write)).outcome(), MigrationOutcome::Upgraded);
  }

  void aFailedMigrationChangesNothing() {
    {
      SQLite::Database half(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      half.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
      half.exec("CREATE TABLE log_key (in_the_way)");
    }
    QCOMPARE(Database::open(path(), Access::Write).error().code, ErrorCode::MigrationFailed);
    SQLite::Database half(path().string());
    QCOMPARE(half.execAndGet("PRAGMA user_version").getInt(), 0);
    QCOMPARE(half.execAndGet("SELECT count(*) FROM sqlite_master WHERE name = 'source'").getInt(), 0);
  }

  void aSecondWriterIsToldWhoHasIt() {
    auto first = must(WriterLock::take(path(), "import"));
    const auto second = WriterLock::take(path(), "learn");
    QCOMPARE(second.error().code, ErrorCode::ProjectLocked);
    QVERIFY(second.error().detail.starts_with("import, process " + std::to_string(getpid())));
    QCOMPARE(WriterLock::holder(path()), second.error().detail);
  }

  void theLockGoesWithItsProcess() {
    const pid_t child = fork();
    if (child == 0) {
      const auto lock = WriterLock::take(path(), "import");
      _exit(lock ? 7 : 1);  // no destructor runs
    }
    int status = 0;
    waitpid(child, &status, 0);
    QCOMPARE(WEXITSTATUS(status), 7);
    QCOMPARE(WriterLock::holder(path()), std::string());
    QVERIFY(WriterLock::take(path(), "learn"));
  }

  void readersGoOnWhileOneWrites() {
    Database writer = must(Database::create(path()));
    KeyRepository keys(writer);
    must(keys.insert("committed"));
    Transaction transaction = must(Transaction::begin(writer));
    must(keys.insert("not yet"));
    Database reader = must(Database::open(path(), Access::Read));
    QCOMPARE(must(KeyRepository(reader).all()).size(), std::size_t{1});
    must(transaction.commit());
    QCOMPARE(must(KeyRepository(reader).all()).size(), std::size_t{2});
  }

  void anUncommittedTransactionIsRolledBack() {
    Database database = must(Database::create(path()));
    {
      const Transaction transaction = must(Transaction::begin(database));
      must(KeyRepository(database).insert("gone"));
    }
    QCOMPARE(must(KeyRepository(database).all()).size(), std::size_t{0});
  }

  void aReaderCannotWrite() {
    must(Database::create(path()));
    Database reader = must(Database::open(path(), Access::Read));
    QVERIFY(!KeyRepository(reader).insert("no"));
  }

  void sourcesComeBackAsTheyWere() {
    Database database = must(Database::create(path()));
    SourceRepository sources(database);
    SourceRow row = someSource("/var/log/a.log");
    row.id = must(sources.insert(row));
    row.importedBytes = 5'000'000'000ULL;
    row.sessions = 7;
    row.host = "node-1";
    row.complete = true;
    must(sources.update(row));
    const SourceRow back = must(sources.get(row.id));
    QCOMPARE(back.path, row.path);
    QCOMPARE(back.identity.headHash, row.identity.headHash);
    QCOMPARE(back.importedBytes, row.importedBytes);
    QCOMPARE(back.sessions, row.sessions);
    QCOMPARE(back.clock.zone, row.clock.zone);
    QCOMPARE(back.clock.offset, row.clock.offset);
    QCOMPARE(back.host, row.host);
    QVERIFY(!back.service);
    QVERIFY(back.complete);
    QCOMPARE(must(sources.withHead(10, row.identity.headHash)).size(), std::size_t{1});
    QCOMPARE(must(sources.withHead(11, row.identity.headHash)).size(), std::size_t{0});
    QCOMPARE(sources.get(SourceId{42}).error().code, ErrorCode::SourceUnknown);
  }

  void streamsAndSessionsAreMadeOnce() {
    Database database = must(Database::create(path()));
    SourceRepository sources(database);
    const SourceId source = must(sources.insert(someSource("a")));
    const StreamId stream = must(sources.stream(source, "h", "sshd", "12"));
    QCOMPARE(must(sources.stream(source, "h", "sshd", "12")), stream);
    QVERIFY(must(sources.stream(source, "h", "sshd", "13")) != stream);

    SessionRepository sessions(database);
    const auto block = must(sessions.scheme("block"));
    bool isNew = false;
    const SessionId session = must(sessions.session(block, "blk_1", &isNew));
    QVERIFY(isNew);
    QCOMPARE(must(sessions.session(block, "blk_1", &isNew)), session);
    QVERIFY(!isNew);
    QVERIFY(must(sessions.session(must(sessions.scheme("request")), "blk_1")) != session);
    QCOMPARE(must(sessions.get(session)).label, std::string("blk_1"));
    QCOMPARE(must(sessions.get(session)).rule, std::string("block"));
  }

  void eventsAreReadByPlaceSessionAndOffset() {
    Database database = must(Database::create(path()));
    const SourceId source = must(SourceRepository(database).insert(someSource("a")));
    write(database, source, 0, 10);
    const EventRepository events(database);
    QCOMPARE(must(events.countOfSource(source)), std::uint64_t{10});
    const auto rows = must(events.range(source, 8, 100));
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].offset, std::uint64_t{800});
    QCOMPARE(rows[0].time, std::optional(LocalTime(std::chrono::seconds(1008))));
    QCOMPARE(must(events.ofSession(SessionId{2})).size(), std::size_t{5});
    QCOMPARE(must(events.ordinalAt(source, 0)), std::optional(0U));
    QCOMPARE(must(events.ordinalAt(source, 499)), std::optional(4U));
    QCOMPARE(must(events.ordinalAt(source, 1'000'000)), std::optional(9U));
    QCOMPARE(must(events.ordinalAt(SourceId{9}, 0)), std::optional<std::uint32_t>());
    const auto span = must(events.timeSpan(source));
    QCOMPARE(span->first, LocalTime(std::chrono::seconds(1000)));
    QCOMPARE(span->second, LocalTime(std::chrono::seconds(1009)));
  }

  void anEventCanBelongToFurtherSessions() {
    Database database = must(Database::create(path()));
    const SourceId source = must(SourceRepository(database).insert(someSource("a")));
    write(database, source, 0, 4);
    EventWriter writer = must(EventWriter::open(database, source, 4));
    must(writer.addFurtherSession(SessionId{2}, {source, 0}));
    const auto events = must(EventRepository(database).ofSession(SessionId{2}));
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[0].id.ordinal, 0U);
  }

  void lineNumbersCountExtraLinesAcrossBlocks_data() {
    QTest::addColumn<unsigned>("resumeAt");
    for (const unsigned at : {0U, 1U, 100U, EventRepository::kBlock - 1, EventRepository::kBlock,
                              EventRepository::kBlock + 1, 9000U}) {
      QTest::newRow(std::to_string(at).c_str()) << at;
    }
  }
  void lineNumbersCountExtraLinesAcrossBlocks() {
    QFETCH(unsigned, resumeAt);
    Database database = must(Database::create(path()));
    const SourceId source = must(SourceRepository(database).insert(someSource("a")));
    write(database, source, 0, 9001);
    write(database, source, resumeAt, 10'000);  // an import that was resumed
    const EventRepository events(database);
    QCOMPARE(must(events.countOfSource(source)), std::uint64_t{10'000});
    // Every fifth event spans two lines: event n begins in line 1 + n + ceil(n / 5).
    for (const unsigned ordinal : {0U, 1U, 5U, 4095U, 4096U, 4097U, 8192U, 9999U}) {
      QCOMPARE(must(events.lineOf({source, ordinal})), std::uint64_t{1} + ordinal + (ordinal + 4) / 5);
    }
    const auto counts = must(events.keyCounts());  // 10,000 events take the keys 1, 2, 3 in turn
    QCOMPARE(counts.at(KeyId{1}), std::uint64_t{3334});
    QCOMPARE(counts.at(KeyId{2}), std::uint64_t{3333});
    QCOMPARE(counts.at(KeyId{3}), std::uint64_t{3333});
    QCOMPARE(must(events.timeSpan(source))->second, LocalTime(std::chrono::seconds(1000 + 9999)));
  }

  void removingASourceLeavesTheOthers() {
    Database database = must(Database::create(path()));
    SourceRepository sources(database);
    const SourceId first = must(sources.insert(someSource("a")));
    const SourceId second = must(sources.insert(someSource("b")));
    write(database, first, 0, 10);
    write(database, second, 0, 10);
    must(sources.remove(first));
    const EventRepository events(database);
    QCOMPARE(must(events.countOfSource(first)), std::uint64_t{0});
    QCOMPARE(must(events.countOfSource(second)), std::uint64_t{10});
    QCOMPARE(must(sources.all()).size(), std::size_t{1});
  }

  void keysKeepTheirIdWhenTheirTemplateGrows() {
    Database database = must(Database::create(path()));
    KeyRepository keys(database);
    const KeyId id = must(keys.insert("Took 10 seconds"));
    must(keys.refine(id, "Took <*> seconds"));
    must(keys.refine(id, "Took <*> seconds"));
    const auto rows = must(keys.all());
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].id, id);
    QCOMPARE(rows[0].text, std::string("Took <*> seconds"));
    QCOMPARE(rows[0].revision, 2);
  }

  void modelsAreKeptAndOneIsActive() {
    Database database = must(Database::create(path()));
    ModelRepository models(database);
    QVERIFY(!must(models.active()));
    const std::string bundle("\0\x01weights", 9);
    const ModelId first = must(models.insert({{}, {}, now(), "{}", "{}", 0}, bundle));
    const ModelId second = must(models.insert({{}, first, now(), "{}", "{}", 0}, "other"));
    must(models.activate(first));
    must(models.activate(second));
    QCOMPARE(must(models.active()), std::optional(second));
    QCOMPARE(must(models.bundle(first)), bundle);
    QCOMPARE(must(models.all()).at(1).parent, first);
    QVERIFY(!models.bundle(ModelId{9}));
  }

  void verdictsHangOnTheFingerprintAcrossRuns() {
    Database database = must(Database::create(path()));
    const ModelId model = must(ModelRepository(database).insert({{}, {}, now(), "{}", "{}", 0}, "x"));
    FindingRepository findings(database);
    for (int run = 0; run < 2; ++run) {
      const RunId id = must(findings.insertRun({{}, model, now(), now(), 10, 2}));
      FindingRow row;
      row.run = id;
      row.incident = must(findings.insertIncident(id, SessionId{1}));
      row.kind = "key";
      row.code = "new-key";
      row.arguments = "[]";
      row.evidence = "{\"x\":1}";
      row.score = 3;
      row.fingerprint = 0xffffffffffffffffULL;
      must(findings.insert(row));
      if (run == 0)
        must(VerdictRepository(database).put(
            {row.fingerprint, FindingStatus::FalsePositive, "known", "ann", now(), {}}));
    }
    const auto run = must(findings.latestRun());
    const auto rows = must(findings.ofRun(run->id));
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].status, FindingStatus::FalsePositive);
    QCOMPARE(must(findings.get(rows[0].id))->evidence, std::string("{\"x\":1}"));
    VerdictRepository verdicts(database);
    QCOMPARE(must(verdicts.get(rows[0].fingerprint))->note, std::string("known"));
    QCOMPARE(must(verdicts.falsePositives()).size(), std::size_t{1});
    QCOMPARE(must(verdicts.falsePositives())[0].finding, rows[0].id);
    must(verdicts.setTaught(rows[0].fingerprint, model));
    QCOMPARE(must(verdicts.falsePositives())[0].taught, model);
    must(verdicts.forgetTaught(model));
    QCOMPARE(must(verdicts.falsePositives())[0].taught, ModelId{});
    must(verdicts.remove(rows[0].fingerprint));
    QCOMPARE(must(findings.ofRun(run->id))[0].status, FindingStatus::Open);
    must(findings.dropOldRuns(1));
    QVERIFY(!must(findings.get(FindingId{1})));
  }

  void theJournalRecordsActionsWithTheirInverse() {
    Database database = must(Database::create(path()));
    Journal journal(database);
    must(journal.record("source.change", "{\"zone\":\"UTC\"}", "{\"zone\":\"CET\"}"));
    const auto rows = must(journal.all());
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].inverse, std::string("{\"zone\":\"CET\"}"));
    QVERIFY(!rows[0].who.empty());
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p.faultline").toStdString(); }

  static void write(Database& database, SourceId source, unsigned first, unsigned end) {
    Transaction transaction = must(Transaction::begin(database));
    EventWriter writer = must(EventWriter::open(database, source, first));
    for (unsigned i = first; i < end; ++i) must(writer.append(someEvent(source, i, i % 5 == 0 ? 1 : 0)));
    must(writer.flush());
    must(transaction.commit());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestStore)
#include "test_store.moc"
