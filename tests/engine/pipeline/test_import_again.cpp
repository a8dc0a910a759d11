#include <QtTest/QtTest>

#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::blockLog;
using test::contentOf;
using test::ImportFixture;
using test::must;

/// Files that are imported again: the same, grown, moved, rotated, half imported.
class TestImportAgain : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void theSameContentAddsNothing() {
    const auto log = m_logs->write("a.log", blockLog(100));
    m_logs->importOne(log);
    const std::string before = contentOf(m_logs->project());
    const ImportedFile again = m_logs->importOne(log);
    QCOMPARE(again.outcome, ImportOutcome::AlreadyThere);
    QCOMPARE(again.source, SourceId{1});
    QCOMPARE(again.events, std::uint64_t{0});
    QCOMPARE(again.error->code, ErrorCode::SourceAlreadyThere);
    const ImportedFile copy = m_logs->importOne(m_logs->write("copy.log", blockLog(100)));
    QCOMPARE(copy.outcome, ImportOutcome::AlreadyThere);
    QVERIFY(contentOf(m_logs->project()) == before);
  }

  void aMovedFileIsRelinked() {
    const auto log = m_logs->write("a.log", blockLog(100));
    m_logs->importOne(log);
    const auto moved = m_logs->path("b.log");
    std::filesystem::rename(log, moved);
    QCOMPARE(m_logs->importOne(moved).outcome, ImportOutcome::AlreadyThere);
    QCOMPARE(m_logs->sources().size(), std::size_t{1});
    QCOMPARE(m_logs->sources()[0].path, moved.string());
  }

  void aGrownFileAddsItsNewLines() {
    const std::string text = blockLog(3000);
    const std::size_t half = text.find('\n', text.size() / 2) + 1;
    const auto log = m_logs->write("a.log", std::string_view(text).substr(0, half));
    const ImportedFile first = m_logs->importOne(log);
    m_logs->append("a.log", std::string_view(text).substr(half));
    const ImportedFile second = m_logs->importOne(log);
    QCOMPARE(second.outcome, ImportOutcome::Appended);
    QCOMPARE(first.events + second.events, std::uint64_t{3000});
    QCOMPARE(contentOf(m_logs->project()), wholeImport(log));
  }

  /// A last line that was being written: it is one event, before and after.
  void anOpenLineIsReplacedWhenItGrows() {
    const auto log = m_logs->write("a.log",
                                   "081109 203615 148 INFO dfs.A: one blk_1\n"
                                   "081109 203615 148 INFO dfs.A: tw");
    const ImportOptions options{.sessionId = "block"};
    QCOMPARE(m_logs->importOne(log, options).events, std::uint64_t{2});
    QCOMPARE(m_logs->importOne(log, options).outcome, ImportOutcome::AlreadyThere);
    m_logs->append("a.log", "o blk_1\n081109 203615 148 INFO dfs.A: three blk_1\n");
    QCOMPARE(m_logs->importOne(log, options).events, std::uint64_t{1});
    const auto events = m_logs->events();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[1].length, std::uint32_t{39});
    QVERIFY(events[1].session == events[0].session);
    QVERIFY(!m_logs->sources()[0].lastLineOpen);
  }

  void anOpenLineThatDidNotFitIsCountedOnce() {
    const auto log = m_logs->write("a.log",
                                   "081109 203615 148 INFO dfs.A: one blk_1\n"
                                   "081109 2036");
    m_logs->importOne(log, {.layout = "hdfs"});
    QCOMPARE(m_logs->sources()[0].unfitting, std::uint64_t{1});
    m_logs->append("a.log", "15 148 INFO dfs.A: two blk_1\n");
    m_logs->importOne(log);
    QCOMPARE(m_logs->sources()[0].unfitting, std::uint64_t{0});
    QCOMPARE(m_logs->events().size(), std::size_t{2});
  }

  void aRotatedLogKeepsItsSourceAndTheNewFileGetsOne() {
    const auto log = m_logs->write("a.log", blockLog(500));
    m_logs->importOne(log);
    std::filesystem::rename(log, m_logs->path("a.log.1"));
    m_logs->append("a.log.1", "081109 203615 148 INFO dfs.A: last words blk_1\n");
    m_logs->write("a.log", "081110 000000 148 INFO dfs.A: a new day blk_1\n");
    const ImportReport report = m_logs->import({log, m_logs->path("a.log.1")});
    QCOMPARE(report.files[0].outcome, ImportOutcome::Added);
    QCOMPARE(report.files[0].source, SourceId{2});
    QCOMPARE(report.files[1].outcome, ImportOutcome::Appended);
    QCOMPARE(report.files[1].source, SourceId{1});
    QCOMPARE(report.files[1].events, std::uint64_t{1});
    QCOMPARE(m_logs->sources()[0].path, m_logs->path("a.log.1").string());
  }

  void aShortBeginningInCommonIsChance() {
    const std::string banner = "2026-01-01 00:00:00 INFO daemon starting\n";
    m_logs->importOne(m_logs->write("a.log", banner));
    std::filesystem::remove(m_logs->path("a.log"));
    const ImportedFile other =
        m_logs->importOne(m_logs->write("b.log", banner + "2026-01-01 00:00:01 INFO b\n"));
    QCOMPARE(other.outcome, ImportOutcome::Added);
    QCOMPARE(other.source, SourceId{2});
  }

  void aGrownCompressedFileAddsItsNewLines() {
    const std::string text = blockLog(3000);
    const std::size_t half = text.find('\n', text.size() / 2) + 1;
    const auto log = m_logs->write("a.gz", test::compressed(text.substr(0, half), "gzip"));
    m_logs->importOne(log);
    m_logs->append("a.gz", test::compressed(text.substr(half), "gzip"));
    QCOMPARE(m_logs->importOne(log).outcome, ImportOutcome::Appended);
    QCOMPARE(contentOf(m_logs->project()), wholeImport(log));
  }

  void aCutOffArchiveIsPartialUntilTheWholeOneComes() {
    const std::string packed = test::compressed(blockLog(20'000), "gzip");
    const auto log = m_logs->write("a.gz", std::string_view(packed).substr(0, packed.size() / 2));
    const ImportedFile first = m_logs->importOne(log);
    QCOMPARE(first.outcome, ImportOutcome::Partial);
    QCOMPARE(first.error->code, ErrorCode::ArchiveDamaged);
    QVERIFY(first.events > 1000 && first.events < 20'000);
    const ImportedFile again = m_logs->importOne(log);
    QCOMPARE(again.outcome, ImportOutcome::Partial);
    QCOMPARE(m_logs->events().size(), static_cast<std::size_t>(first.events));
    m_logs->write("a.gz", packed);
    const ImportedFile second = m_logs->importOne(log);
    QCOMPARE(second.outcome, ImportOutcome::Appended);
    QVERIFY(!second.error);
    QCOMPARE(m_logs->events().size(), std::size_t{20'000});
    QVERIFY(m_logs->sources()[0].complete);
  }

  void theSameFilesGiveTheSameProject() {
    const auto one = m_logs->write("1.log", blockLog(20'000));
    const auto two = m_logs->write("2.log", "2026-01-01 00:00:00 INFO shop.Cart: hello\n");
    m_logs->import({one, two}, {}, m_logs->project("a"));
    m_logs->import({one, two}, {}, m_logs->project("b"));
    QVERIFY(contentOf(m_logs->project("a")) == contentOf(m_logs->project("b")));
  }

  void cancelledAtTheStart() {
    const auto log = m_logs->write("a.log", blockLog(1000));
    std::stop_source stop;
    stop.request_stop();
    const ImportReport report = must(importFiles(m_logs->project(), {{log, {}}}, stop.get_token(), {}));
    QVERIFY(report.cancelled);
    QCOMPARE(report.events, std::uint64_t{0});
    m_logs->importOne(log);
    QCOMPARE(contentOf(m_logs->project()), wholeImport(log));
  }

  void cancelledInTheMiddle_data() {
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("filter");
    QTest::newRow("early") << 0.01 << "";
    QTest::newRow("middle") << 0.4 << "";
    QTest::newRow("compressed") << 0.4 << "zstd";
  }
  void cancelledInTheMiddle() {
    QFETCH(double, share);
    QFETCH(QString, filter);
    constexpr int kLines = 350'000;
    const std::string text = blockLog(kLines);
    const QByteArray name = filter.toUtf8();
    const auto log =
        m_logs->write("a.log", filter.isEmpty() ? text : test::compressed(text, name.constData()));
    std::stop_source stop;
    const ImportReport report =
        must(importFiles(m_logs->project(), {{log, {}}}, stop.get_token(), [&](const Progress& progress) {
          if (static_cast<double>(progress.done) >= share * static_cast<double>(progress.total)) {
            stop.request_stop();
          }
        }));
    QVERIFY(report.cancelled);
    QCOMPARE(report.files[0].outcome, ImportOutcome::Partial);
    QVERIFY(report.events < kLines);
    QVERIFY(!m_logs->sources()[0].complete);
    QCOMPARE(m_logs->events().size(), static_cast<std::size_t>(report.events));
    const ImportedFile second = m_logs->importOne(log);
    QCOMPARE(second.outcome, ImportOutcome::Appended);
    QCOMPARE(report.events + second.events, std::uint64_t{kLines});
    QVERIFY(contentOf(m_logs->project()) == wholeImport(log));
  }

  void cancelledAfterTheLastLineNothingIsCancelled() {
    const auto log = m_logs->write("a.log", blockLog(100));
    std::stop_source stop;
    const ImportReport report =
        must(importFiles(m_logs->project(), {{log, {}}}, stop.get_token(), [&](const Progress& progress) {
          if (progress.done == progress.total && progress.subject.empty()) stop.request_stop();
        }));
    QVERIFY(stop.stop_requested() && !report.cancelled);
    QVERIFY(m_logs->sources()[0].complete);
  }

  /// What a killed process leaves behind is the files as they are at that moment.
  void killedInTheMiddle() {
    const auto log = m_logs->write("a.log", blockLog(350'000));
    const auto taken = m_logs->project("killed");
    bool copied = false;
    must(importFiles(m_logs->project(), {{log, {}}}, {}, [&](const Progress& progress) {
      if (copied || progress.done * 10 < progress.total * 7) return;
      copied = true;
      for (const char* suffix : {"", "-wal"}) {
        std::filesystem::copy_file(m_logs->project().string() + suffix, taken.string() + suffix);
      }
    }));
    QVERIFY(copied);
    const ImportReport rest = m_logs->import({log}, {}, taken);
    QVERIFY(rest.events > 0 && rest.events < 350'000);  // some of it was there
    QVERIFY(contentOf(taken) == contentOf(m_logs->project()));
  }

 private:
  /// What importing the file at once into a project of its own gives.
  std::string wholeImport(const std::filesystem::path& log) {
    m_logs->import({log}, {}, m_logs->project("whole"));
    return contentOf(m_logs->project("whole"));
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_APPLESS_MAIN(TestImportAgain)
#include "test_import_again.moc"
