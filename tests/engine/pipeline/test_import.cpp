#include <QtTest/QtTest>

#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;

namespace {
using Texts = std::vector<std::string>;

LocalTime local(const char* iso) { return LocalTime(parseMoment(iso, UtcTime{})->time_since_epoch()); }
}  // namespace

class TestImport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void aLogBecomesEventsKeysAndSessions() {
    const auto log =
        m_logs->write("a.log",
                      "081109 203615 148 INFO dfs.DataNode$X: Received block blk_1 of size 10\n"
                      "081109 203616 149 INFO dfs.FSNamesystem: Deleted blk_1\n"
                      "081109 203617 150 WARN dfs.DataNode$Y: Received block blk_2 of size 20\r\n");
    const ImportReport report = m_logs->import({log}, {.sessionId = "block"});
    QCOMPARE(report.events, std::uint64_t{3});
    QCOMPARE(report.newKeys, std::uint64_t{2});
    QVERIFY(!report.cancelled);
    const ImportedFile& file = report.files.at(0);
    QCOMPARE(file.outcome, ImportOutcome::Added);
    QCOMPARE(file.source, SourceId{1});
    QCOMPARE(file.sessions, std::uint64_t{2});
    QCOMPARE(file.unfitting, std::uint64_t{0});
    QCOMPARE(file.layout, std::string("hdfs"));
    QCOMPARE(file.sessionRule, std::string("block"));
    QVERIFY(!file.error);

    const auto events = m_logs->events();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[1].offset, std::uint64_t{71});
    QCOMPARE(events[1].length, std::uint32_t{54});
    QCOMPARE(events[2].length, std::uint32_t{70});  // without the carriage return
    QCOMPARE(events[2].time, std::optional(local("2008-11-09T20:36:17Z")));
    QVERIFY(events[0].key == events[2].key && events[0].key != events[1].key);
    QVERIFY(events[0].session == events[1].session && events[0].session != events[2].session);
    QVERIFY(events[0].stream == events[2].stream && events[0].stream != events[1].stream);
    QCOMPARE(m_logs->keys(), (Texts{"Received block <*> of size <*>", "Deleted <*>"}));
    QCOMPARE(m_logs->sessions(), (Texts{"block:blk_1", "block:blk_2"}));
    QCOMPARE(m_logs->streams(), (Texts{"/dfs.DataNode[]", "/dfs.FSNamesystem[]"}));
    const store::SourceRow source = m_logs->sources().at(0);
    QVERIFY(source.complete && !source.lastLineOpen);
    QCOMPARE(source.path, log.string());
    QCOMPARE(source.importedBytes, std::uint64_t{198});
    QCOMPARE(source.size, std::uint64_t{198});
  }

  void aLineThatFitsNothingIsAnEventOfTheStreamBeforeIt() {
    const auto log = m_logs->write("a.log",
                                   "garbage before anything\n"
                                   "081109 203615 148 INFO dfs.A: one blk_1\n"
                                   "--\n"
                                   "more garbage\n"
                                   "081109 203615 148 INFO dfs.B: two blk_1\n"
                                   "081109 203615 148 INFO dfs.B: three blk_1");
    const ImportedFile file = m_logs->importOne(log, {.sessionId = "block"});
    QCOMPARE(file.events, std::uint64_t{6});
    QCOMPARE(file.unfitting, std::uint64_t{3});
    const auto events = m_logs->events();
    QCOMPARE(m_logs->streams(), (Texts{"/dfs.A[]", "/dfs.B[]", "/a[]"}));
    std::vector<std::int64_t> streams, keyed;
    for (const auto& event : events) {
      streams.push_back(event.stream.value);
      keyed.push_back(event.key ? 1 : 0);
      if (!event.key) QVERIFY(!event.time && !event.session);
    }
    QCOMPARE(streams, (std::vector<std::int64_t>{3, 1, 1, 1, 2, 2}));
    QCOMPARE(keyed, (std::vector<std::int64_t>{0, 1, 0, 0, 1, 1}));
    QVERIFY(m_logs->sources().at(0).lastLineOpen);
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    QCOMPARE(must(store::EventRepository(database).lineOf(events[4].id)), std::uint64_t{5});
  }

  void aLineThatNamesSeveralBlocksIsInAllTheirSessions() {
    const auto log = m_logs->write("a.log",
                                   "081109 203615 148 INFO dfs.A: delete blk_1 blk_2 blk_1 blk_3\n"
                                   "081109 203615 148 INFO dfs.A: gone blk_3\n");
    m_logs->importOne(log, {.sessionId = "block"});
    QCOMPARE(m_logs->sessions(), (Texts{"block:blk_1", "block:blk_2", "block:blk_3"}));
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    const store::EventRepository events(database);
    QCOMPARE(must(events.ofSession(SessionId{1})).size(), std::size_t{1});
    QCOMPARE(must(events.ofSession(SessionId{2})).size(), std::size_t{1});
    QCOMPARE(must(events.ofSession(SessionId{3})).size(), std::size_t{2});
  }

  void withoutIdentifiersAStreamIsOneSession() {
    const auto log = m_logs->write("a.log",
                                   "2026-01-01 00:00:00 INFO shop.Cart: one\n"
                                   "2026-01-01 00:00:00 INFO shop.Order: two\n"
                                   "2026-01-01 00:00:00 INFO shop.Cart: three\n");
    const ImportedFile file = m_logs->importOne(log);
    QCOMPARE(file.sessionRule, std::string("none"));
    const auto events = m_logs->events();
    QVERIFY(events[0].session && events[0].session == events[2].session);
    QVERIFY(events[1].session && events[0].session != events[1].session);
    QCOMPARE(m_logs->sessions(), (Texts{"none:stream 1", "none:stream 2"}));
  }

  void optionsSayHowAFileIsRead() {
    const auto log = m_logs->write("a.log", "12:30 31.05.2026 | cart | order-5 | paid\n");
    const ImportOptions options{.layout = "<Time> <Date> \\| <Component> \\| <Content>",
                                .sessionId = "order-(\\d+)",
                                .host = "web-1",
                                .service = "shop",
                                .timeZone = "Europe/Berlin",
                                .clockOffset = std::chrono::seconds(-90)};
    m_logs->importOne(log, options);
    const store::SourceRow source = m_logs->sources().at(0);
    QCOMPARE(source.layout, options.layout);
    QCOMPARE(source.sessionRule, options.sessionId);
    QCOMPARE(source.host, options.host);
    QCOMPARE(source.service, options.service);
    QCOMPARE(source.clock.zone, *options.timeZone);
    QCOMPARE(source.clock.offset, *options.clockOffset);
    QCOMPARE(m_logs->streams(), Texts{"/cart[]"});  // what the line says stays beside what the user says
    QCOMPARE(m_logs->sessions(), Texts{"order-(\\d+):5"});
  }

  void timesWithTheirZoneAreUtc() {
    const auto log = m_logs->write("a.log", "2026-05-31T12:00:00+02:00 INFO hello\n");
    m_logs->importOne(log, {.timeZone = "America/New_York"});
    const store::SourceRow source = m_logs->sources().at(0);
    QVERIFY(source.zoneInLog);
    QCOMPARE(source.clock.zone, std::string("UTC"));
    QCOMPARE(m_logs->events().at(0).time, std::optional(local("2026-05-31T10:00:00Z")));
  }

  void aServiceComesFromTheFileWhenLinesTellNone() {
    m_logs->import(
        {m_logs->write("shop.log.2", "hello\n"), m_logs->write("cart-2026-05-31.txt", "hello there\n")});
    QCOMPARE(m_logs->streams(), (Texts{"/shop[]", "/cart[]"}));
  }

  void shortLivedProcessesAreSessionsNotStreams() {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      text += "Jun 14 15:16:01 host sshd[" + std::to_string(100 + i / 4) + "]: opened\n";
    }
    const ImportedFile file = m_logs->importOne(m_logs->write("auth.log", text));
    QCOMPARE(file.sessionRule, std::string("process"));
    QCOMPARE(file.sessions, std::uint64_t{10});
    QCOMPARE(m_logs->streams(), Texts{"host/sshd[]"});
    QCOMPARE(m_logs->sessions().front(), std::string("process:host/sshd[100]"));
  }

  void sessionsAndKeysAreSharedByFiles() {
    const auto one = m_logs->write("1.log", "081109 203615 148 INFO dfs.A: start of blk_1\n");
    const auto two = m_logs->write("2.log",
                                   "081109 203616 148 INFO dfs.A: start of blk_2\n"
                                   "081109 203616 148 INFO dfs.A: end of blk_1\n");
    const ImportReport report = m_logs->import({one, two}, {.sessionId = "block"});
    QCOMPARE(report.files[1].sessions, std::uint64_t{1});
    QCOMPARE(m_logs->events(SourceId{2})[1].session, m_logs->events(SourceId{1})[0].session);
    QCOMPARE(m_logs->events(SourceId{2})[0].key, m_logs->events(SourceId{1})[0].key);
  }

  void badFilesAreRefusedAndTheOthersGoOn() {
    const auto good = m_logs->write("good.log", "2026-01-01 00:00:00 INFO hello\n");
    const auto empty = m_logs->write("empty.log", "");
    const auto binary = m_logs->write("binary.log", std::string(1000, '\0'));
    const ImportReport report =
        m_logs->import({empty, binary, m_logs->path("none.log"), m_logs->path(""), good});
    std::vector<ErrorCode> codes;
    for (std::size_t i = 0; i < 4; ++i) {
      QCOMPARE(report.files[i].outcome, ImportOutcome::Refused);
      QVERIFY(!report.files[i].source);
      codes.push_back(report.files[i].error->code);
    }
    QCOMPARE(codes, (std::vector<ErrorCode>{ErrorCode::FileEmpty, ErrorCode::FileIsBinary,
                                            ErrorCode::FileMissing, ErrorCode::FileUnreadable}));
    QCOMPARE(report.files[4].outcome, ImportOutcome::Added);
    QCOMPARE(report.events, std::uint64_t{1});
  }

  void badOptionsAreTold_data() {
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("session");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<int>("code");
    QTest::newRow("layout") << "no-such"
                            << "auto"
                            << "UTC" << int(ErrorCode::LayoutInvalid);
    QTest::newRow("session") << "auto"
                             << "(x"
                             << "UTC" << int(ErrorCode::RegexInvalid);
    QTest::newRow("zone") << "auto"
                          << "auto"
                          << "Mars" << int(ErrorCode::TimeZoneUnknown);
  }
  void badOptionsAreTold() {
    QFETCH(QString, layout);
    QFETCH(QString, session);
    QFETCH(QString, zone);
    QFETCH(int, code);
    const auto log = m_logs->write("a.log", "2026-01-01 00:00:00 INFO hello\n");
    const ImportedFile file = m_logs->importOne(
        log,
        {.layout = layout.toStdString(), .sessionId = session.toStdString(), .timeZone = zone.toStdString()});
    QCOMPARE(file.outcome, ImportOutcome::Refused);
    QCOMPARE(int(file.error->code), code);
    QVERIFY(!std::filesystem::exists(m_logs->project()));
  }

  void everyEncodingIsRead_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"latin-1", "utf-8 mark", "utf-16", "gzip", "zstd", "utf-16 in xz"})
      QTest::newRow(kind) << kind;
  }
  void everyEncodingIsRead() {
    QFETCH(QString, kind);
    const std::string text =
        "2026-01-01 00:00:00 INFO shop.Cart: one\n2026-01-01 00:00:01 INFO shop.Cart: two\n";
    std::string bytes = text;
    if (kind == "latin-1") bytes = text + "2026-01-01 00:00:02 INFO shop.Cart: M\xfcller\n";
    if (kind == "utf-8 mark") bytes = "\xef\xbb\xbf" + text;
    if (kind == "utf-16") bytes = test::utf16(text, false, true);
    if (kind == "gzip") bytes = test::compressed(text, "gzip");
    if (kind == "zstd") bytes = test::compressed(text, "zstd");
    if (kind == "utf-16 in xz") bytes = test::compressed(test::utf16(text, true, true), "xz");
    const auto log = m_logs->write("a.log", bytes);
    const ImportedFile file = m_logs->importOne(log);
    QCOMPARE(file.outcome, ImportOutcome::Added);
    QCOMPARE(file.unfitting, std::uint64_t{0});
    QCOMPARE(m_logs->events().at(1).offset, std::uint64_t{40});
    const bool direct = kind == "latin-1" || kind == "utf-8 mark";
    QCOMPARE(std::filesystem::exists(m_logs->path("p.faultline-cache/1.blocks")), !direct);
    QCOMPARE(m_logs->importOne(log).outcome, ImportOutcome::AlreadyThere);
    if (kind == "latin-1") QCOMPARE(m_logs->keys().back(), std::string("M\u00fcller"));
  }

  /// As a crash leaves it: a block of the file that was never written.
  void aHoleInALogIsAnEventOfItsOwn() {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "2026-01-01 00:00:00 INFO shop.Cart: one\n";
    const ImportedFile file = m_logs->importOne(m_logs->write(
        "a.log", text + std::string(4096, '\0') + "2026-01-01 00:00:00 INFO shop.Cart: two\n" + text));
    QCOMPARE(file.outcome, ImportOutcome::Added);
    QCOMPARE(file.events, std::uint64_t{401});
    QCOMPARE(file.unfitting, std::uint64_t{1});
  }

  void longLinesAreImportedByTheirBeginning() {
    const std::string line = "2026-01-01 00:00:00 INFO shop.Cart: " + std::string(3'000'000, 'x');
    const auto log = m_logs->write("a.log", "2026-01-01 00:00:00 INFO shop.Cart: one\n" + line + "\nshort\n");
    const ImportedFile file = m_logs->importOne(log);
    QCOMPARE(file.outcome, ImportOutcome::Added);
    QCOMPARE(file.error->code, ErrorCode::LineTooLong);
    QVERIFY(file.error->detail.starts_with("1 "));
    const auto events = m_logs->events();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(std::size_t{events[1].length}, line.size());
    QVERIFY(events[1].key);
    QCOMPARE(events[2].offset, std::uint64_t{40 + line.size() + 1});
  }

  void linesThatMakeManyStreamsDoNot() {
    std::string text;
    for (int i = 0; i < 10'000; ++i) {
      text += "2026-01-01 00:00:00 INFO made.Up" + std::to_string(i) + ": x\n";
    }
    QCOMPARE(m_logs->importOne(m_logs->write("a.log", text)).events, std::uint64_t{10'000});
    QVERIFY(m_logs->streams().size() <= 4001);
  }

  void progressMovesAndEndsAtTheEnd() {
    std::vector<Progress> seen;
    const auto one = m_logs->write("1.log", test::blockLog(30'000));
    const auto two = m_logs->write("2.log", "hello\n");
    must(importFiles(m_logs->project(), {{one, {}}, {two, {}}}, {},
                     [&](const Progress& progress) { seen.push_back(progress); }));
    const std::uint64_t total = std::filesystem::file_size(one) + std::filesystem::file_size(two);
    QVERIFY(seen.size() >= 2);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      QCOMPARE(seen[i].total, total);
      if (i > 0) QVERIFY(seen[i].done >= seen[i - 1].done);
    }
    QCOMPARE(seen.back().done, total);
  }

  void projectsThatCannotBeWrittenAreTold() {
    const auto log = m_logs->write("a.log", "hello\n");
    const auto none = m_logs->write("text.faultline", "no project\n");
    QCOMPARE(importFiles(none, {{log, {}}}, {}, {}).error().code, ErrorCode::NotAProject);
    const auto lock = must(store::WriterLock::take(m_logs->project(), "test"));
    QCOMPARE(importFiles(m_logs->project(), {{log, {}}}, {}, {}).error().code, ErrorCode::ProjectLocked);
  }

  void foldersAreWalked() {
    std::filesystem::create_directories(m_logs->path("d/sub/deep"));
    m_logs->write("d/b.log", "x\n");
    m_logs->write("d/a.log", "x\n");
    m_logs->write("d/sub/deep/c.log", "x\n");
    m_logs->write("d/.hidden", "x\n");
    m_logs->write("d/p.faultline", "x\n");
    std::filesystem::create_directory_symlink(m_logs->path("d"), m_logs->path("d/sub/loop"));
    const auto files = must(listFiles({m_logs->path("d"), m_logs->path("d/a.log")}));
    QCOMPARE(files, (std::vector<std::filesystem::path>{m_logs->path("d/a.log"), m_logs->path("d/b.log"),
                                                        m_logs->path("d/sub/deep/c.log")}));
  }

  void foldersThatGiveNothingAreTold() {
    QCOMPARE(listFiles({m_logs->path("none")}).error().code, ErrorCode::FileMissing);
    std::filesystem::create_directory(m_logs->path("d"));
    QCOMPARE(listFiles({m_logs->path("d")}).error().code, ErrorCode::NothingToImport);
    QCOMPARE(listFiles({}).error().code, ErrorCode::NothingToImport);
  }

  void foldersWithoutRightsAreTold() {
    if (geteuid() == 0) QSKIP("root may read every folder");
    std::filesystem::create_directory(m_logs->path("d"));
    std::filesystem::permissions(m_logs->path("d"), std::filesystem::perms::none);
    const auto files = listFiles({m_logs->path("d")});
    std::filesystem::permissions(m_logs->path("d"), std::filesystem::perms::owner_all);
    QCOMPARE(files.error().code, ErrorCode::FolderUnreadable);
  }

  void choicesAreThere() {
    const auto has = [](const std::vector<Choice>& choices, const char* name) {
      return std::ranges::any_of(choices,
                                 [&](const Choice& c) { return c.name == name && !c.description.empty(); });
    };
    QVERIFY(has(layoutChoices(), "auto") && has(layoutChoices(), "hdfs") && has(layoutChoices(), "plain"));
    QVERIFY(has(sessionChoices(), "auto") && has(sessionChoices(), "block") && has(sessionChoices(), "none"));
    const auto zones = timeZoneNames();
    QCOMPARE(zones.front(), std::string("UTC"));
    QCOMPARE(std::ranges::count(zones, "Europe/Berlin"), 1);
  }

 private:
  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_APPLESS_MAIN(TestImport)
#include "test_import.moc"
