#include <QtTest/QtTest>

#include "engine/pipeline/log_reader.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::contentOf;
using test::ImportFixture;
using test::must;

namespace {

/// A log whose entries are known.
struct EntryLog {
  std::string text;
  std::vector<std::string> entries;  ///< As LogReader shows them.

  void add(const std::vector<std::string>& lines, const std::string& lineEnd = "\n") {
    std::string entry;
    for (const std::string& line : lines) {
      text += line + lineEnd;
      entry += (entry.empty() ? "" : "\n") + line;
    }
    entries.push_back(entry);
  }
};

std::string headed(int i, const std::string& message) {
  return "2026-05-31 12:00:" + std::to_string(10 + i % 50) + " ERROR shop.Cart: " + message;
}

std::vector<std::string> trace(int i, int frames) {
  std::vector<std::string> lines{headed(i, "order " + std::to_string(i) + " failed"),
                                 "java.lang.IllegalStateException: no stock of " + std::to_string(i)};
  for (int frame = 0; frame < frames; ++frame) {
    lines.push_back("\tat shop.Cart.step" + std::to_string(frame) + "(Cart.java:" + std::to_string(i) + ")");
  }
  lines.push_back("Caused by: java.io.IOException");
  return lines;
}

/// Traces among single lines, long enough to span several blocks of lines and of bytes.
EntryLog longLog(int entries) {
  EntryLog log;
  for (int i = 0; i < entries; ++i) {
    if (i % 3 == 0) {
      log.add(trace(i, i % 40));
    } else {
      log.add({headed(i, "order " + std::to_string(i) + " paid")});
    }
  }
  return log;
}

}  // namespace

/// Entries of several lines.
class TestImportEntries : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void aStackTraceIsPartOfItsEntry() {
    const auto file = m_logs->importOne(m_logs->write("a.log",
                                                      "2026-05-31 12:00:00 INFO a: one\n"        // 32 bytes
                                                      "2026-05-31 12:00:01 ERROR a: failed\r\n"  // 35 + 2
                                                      "java.lang.IllegalStateException: no\r\n"  // 35 + 2
                                                      "\tat shop.Cart.pay(Cart.java:7)\r\n"      // 30 + 2
                                                      "2026-05-31 12:00:02 INFO a: two\n"));
    QCOMPARE(file.events, std::uint64_t{3});
    QCOMPARE(file.unfitting, std::uint64_t{0});
    const auto events = m_logs->events();
    QCOMPARE(events[1].extraLines, std::uint32_t{2});
    QCOMPARE(events[1].offset, std::uint64_t{32});
    QCOMPARE(events[1].length, std::uint32_t{37 + 37 + 30});
    QVERIFY(events[1].key && events[1].time);
    QCOMPARE(events[0].extraLines + events[2].extraLines, std::uint32_t{0});
    QCOMPARE(m_logs->keys().size(), std::size_t{3});  // no line of the trace made one

    LogReader reader = must(LogReader::open(m_logs->project(), SourceId{1}));
    const auto lines = must(reader.read(0, 10));
    QCOMPARE(lines[1].text,
             std::string("2026-05-31 12:00:01 ERROR a: failed\njava.lang.IllegalStateException: "
                         "no\n\tat shop.Cart.pay(Cart.java:7)"));
    QCOMPARE(lines[1].lineCount, std::uint32_t{3});
    QCOMPARE(lines[2].line, std::uint64_t{5});
    const auto hit = must(reader.find("Cart\\.pay", 0, LogReader::Direction::Forward, {}, {}));
    QCOMPARE(hit, std::optional(std::uint32_t{1}));
    QVERIFY(!must(reader.find("failed.*no", 0, LogReader::Direction::Forward, {}, {})));  // a line at a time
  }

  void linesThatContinueNothingAreCounted() {
    const auto file = m_logs->importOne(m_logs->write("a.log",
                                                      "\tat the.Beginning(A.java:1)\n"
                                                      "2026-05-31 12:00:00 INFO a: one\n"
                                                      "no header here\n"
                                                      "\n"
                                                      "2026-05-31 12:00:02 INFO a: two\n"),
                                        {.layout = "iso"});
    QCOMPARE(file.events, std::uint64_t{5});
    QCOMPARE(file.unfitting, std::uint64_t{3});
  }

  void bordersOfBlocksDoNotShow_data() {
    QTest::addColumn<QString>("filter");
    QTest::newRow("plain") << "";
    QTest::newRow("gzip") << "gzip";
  }
  void bordersOfBlocksDoNotShow() {
    QFETCH(QString, filter);
    const EntryLog log = longLog(9'000);  // 75,000 lines, 3 MB
    const QByteArray name = filter.toUtf8();
    const auto path =
        m_logs->write("a.log", filter.isEmpty() ? log.text : test::compressed(log.text, name.constData()));
    const ImportedFile file = m_logs->importOne(path, {.layout = "iso"});
    QCOMPARE(file.events, std::uint64_t{log.entries.size()});
    QCOMPARE(file.unfitting, std::uint64_t{0});
    LogReader reader = must(LogReader::open(m_logs->project(), SourceId{1}));
    std::uint64_t line = 1;
    for (const LogLine& shown : must(reader.read(0, reader.eventCount()))) {
      const std::string& expected = log.entries[shown.event.ordinal];
      QCOMPARE(shown.text, expected);
      QCOMPARE(shown.line, line);
      line += static_cast<std::uint64_t>(std::ranges::count(expected, '\n')) + 1;
    }
    for (const std::uint32_t at : {8'191U, 4'096U, 8'999U}) {
      QCOMPARE(must(reader.read(at, 1)).at(0).text, log.entries[at]);
    }
  }

  /// Though most of its lines fit nothing.
  void aLogOfLongTracesIsNoPlainText() {
    EntryLog log;
    for (int i = 0; i < 50; ++i) log.add(trace(i, 60));
    const auto path = m_logs->write("a.log", log.text);
    const FilePreview preview = previewFile(path, {});
    QCOMPARE(preview.options.layout, std::string("iso"));
    QCOMPARE(preview.fittingShare, 1.0);
    QVERIFY(preview.lines[0].fits && !preview.lines[0].continues);
    QVERIFY(preview.lines[1].fits && preview.lines[1].continues && !preview.lines[1].raw.empty());
    QVERIFY(preview.lines[63].time && !preview.lines[63].continues);  // 1 + 1 + 60 + 1 lines an entry
    const ImportedFile file = m_logs->importOne(path);
    QCOMPARE(file.events, std::uint64_t{50});
    QCOMPARE(file.unfitting, std::uint64_t{0});
  }

  void anAppendedFileMayGoOnWithItsLastEntry() {
    const std::string text = longLog(40).text;
    const auto log = m_logs->write("a.log", "");
    // Cut everywhere: between entries, lines and characters.
    for (std::size_t at = 0; at < text.size(); at += 997) {
      m_logs->append("a.log", std::string_view(text).substr(at, 997));
      m_logs->importOne(log, {.layout = "iso", .sessionId = "none"});
    }
    m_logs->import({log}, {.layout = "iso", .sessionId = "none"}, m_logs->project("whole"));
    QCOMPARE(contentWithoutKeys(m_logs->project()), contentWithoutKeys(m_logs->project("whole")));
  }

  void cancelledInAnEntryItGoesOnAsIfNotCancelled() {
    EntryLog entries;
    for (int i = 0; i < 6'000; ++i) entries.add(trace(i, 90));
    const auto log = m_logs->write("a.log", entries.text);
    for (const double share : {0.1, 0.3, 0.5, 0.7}) cancelAt(log, share);
    const ImportedFile last = m_logs->importOne(log);
    QVERIFY(!last.error);
    QCOMPARE(m_logs->events().size(), entries.entries.size());
    m_logs->import({log}, {.layout = "iso"}, m_logs->project("whole"));
    QVERIFY(contentOf(m_logs->project()) == contentOf(m_logs->project("whole")));
  }

  /// A file of nothing but continuation lines does not become one event.
  void anEndlessEntryIsCutIntoEvents() {
    std::string text = headed(0, "it begins") + "\n";
    for (int i = 0; i < 25'000; ++i) text += "\tat a.B.c(B.java:" + std::to_string(i) + ")\n";
    m_logs->importOne(m_logs->write("a.log", text), {.layout = "iso"});
    const auto events = m_logs->events();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[0].extraLines, std::uint32_t{9'999});
    QCOMPARE(events[1].extraLines, std::uint32_t{9'999});
    QCOMPARE(events[2].extraLines, std::uint32_t{5'000});
    QCOMPARE(events[1].offset, std::uint64_t{text.find("\tat a.B.c(B.java:9999)")});
  }

 private:
  void cancelAt(const std::filesystem::path& log, double share) {
    std::stop_source stop;
    must(importFiles(
        m_logs->project(), {{log, {.layout = "iso"}}}, stop.get_token(), [&](const Progress& progress) {
          if (static_cast<double>(progress.done) >= share * static_cast<double>(progress.total)) {
            stop.request_stop();
          }
        }));
  }

  /// Messages that were cut may have made keys of their own.
  static std::string contentWithoutKeys(const std::filesystem::path& project) {
    store::Database database = must(store::Database::open(project, store::Access::Read));
    std::ostringstream out;
    for (const store::EventRow& event :
         must(store::EventRepository(database).range(SourceId{1}, 0, 1'000'000))) {
      out << event.offset << ' ' << event.length << ' ' << event.extraLines << ' ' << (event.key ? 1 : 0)
          << ' ' << must(store::EventRepository(database).lineOf(event.id)) << '\n';
    }
    const store::SourceRow source = must(store::SourceRepository(database).get(SourceId{1}));
    out << source.importedBytes << ' ' << source.importedEvents << ' ' << source.unfitting;
    return std::move(out).str();
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_GUILESS_MAIN(TestImportEntries)
#include "test_import_entries.moc"
