#include <QtTest/QtTest>

#include "engine/base/text.h"
#include "engine/pipeline/log_reader.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;
using Direction = LogReader::Direction;

class TestLogReader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void linesComeBackAsTheyAre_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("utf16");
    QTest::newRow("plain") << "" << false;
    QTest::newRow("gzip") << "gzip" << false;
    QTest::newRow("utf-16") << "" << true;
  }
  void linesComeBackAsTheyAre() {
    QFETCH(QString, filter);
    QFETCH(bool, utf16);
    const std::string text = test::blockLog(20'000);
    const std::vector<std::string> expected = split(text);
    const QByteArray name = filter.toUtf8();
    const std::string bytes = utf16 ? test::utf16(text, false, true) : text;
    importLog(filter.isEmpty() ? bytes : test::compressed(bytes, name.constData()));
    LogReader reader = open();
    QCOMPARE(reader.eventCount(), std::uint32_t{20'000});
    for (const std::uint32_t first : {19'990U, 0U, 4'095U, 12'000U}) {
      const auto lines = must(reader.read(first, 200));
      QCOMPARE(lines.size(), std::size_t{std::min(200U, 20'000U - first)});
      for (std::size_t i = 0; i < lines.size(); ++i) {
        QCOMPARE(lines[i].text, expected[first + i]);
        QCOMPARE(lines[i].line, std::uint64_t{first} + i + 1);
        QCOMPARE(lines[i].event, (EventId{SourceId{1}, static_cast<std::uint32_t>(first + i)}));
      }
    }
    QCOMPARE(must(reader.read(20'000, 10)).size(), std::size_t{0});
  }

  void aLineCarriesWhatIsKnownOfIt() {
    importLog("2026-05-31 12:00:00 INFO order 7 paid\nException\n",
              {.sessionId = "order \\d+", .timeZone = "Europe/Berlin"});
    LogReader reader = open();
    const auto lines = must(reader.read(0, 2));
    QCOMPARE(isoUtc(*lines[0].time), std::string("2026-05-31T10:00:00Z"));
    QCOMPARE(lines[0].key, KeyId{1});
    QCOMPARE(lines[0].session, SessionId{1});
    QVERIFY(!lines[1].time && !lines[1].key && !lines[1].session);
  }

  void aKeysEventsAreAllThereIs() {
    const std::string text = test::blockLog(20'000);
    importLog(text);
    LogReader all = open();
    const KeyId key = must(all.read(5, 1)).front().key;
    std::vector<std::uint32_t> expected;
    for (std::uint32_t first = 0; first < 20'000; first += 1000) {
      for (const LogLine& line : must(all.read(first, 1000))) {
        if (line.key == key) expected.push_back(line.event.ordinal);
      }
    }
    QVERIFY(expected.size() > 1000 && expected.size() < 20'000);
    LogReader reader = must(LogReader::open(m_logs->project(), SourceId{1}, {.key = key}));
    QCOMPARE(reader.eventCount(), static_cast<std::uint32_t>(expected.size()));
    const std::vector<std::string> lines = split(text);
    std::uint32_t row = 0;
    for (const LogLine& line : must(reader.read(0, 20'000))) {
      QCOMPARE(line.event.ordinal, expected[row]);
      QCOMPARE(line.line, std::uint64_t{expected[row]} + 1);
      QCOMPARE(line.text, lines[expected[row]]);
      QCOMPARE(must(reader.rowAt(line.event.ordinal)), row);
      ++row;
    }
    QCOMPARE(row, reader.eventCount());
    QCOMPARE(must(reader.read(row - 3, 10)).size(), std::size_t{3});
    QVERIFY(must(reader.read(row, 10)).empty());
    // What is not shown gives the next row that is.
    QCOMPARE(must(reader.rowAt(expected[7] + 1)), std::uint32_t{8});
    QCOMPARE(must(reader.rowAt(19'999)), expected.back() == 19'999 ? row - 1 : row);
  }

  void aSessionsEventsAreAllThereIs() {
    importLog("order 1 begins\norder 2 begins\norder 1 ends\nnothing\norder 2 ends\norder 1 is back\n",
              {.layout = "plain", .sessionId = "order \\d+"});
    const SessionId session = must(open().read(1, 1)).front().session;
    LogReader reader = must(LogReader::open(m_logs->project(), SourceId{1}, {.session = session}));
    const auto lines = must(reader.read(0, 10));
    QCOMPARE(lines.size(), std::size_t{2});
    QCOMPARE(lines[0].text, std::string("order 2 begins"));
    QCOMPARE(lines[1].line, std::uint64_t{5});
    QCOMPARE(must(reader.rowAt(2)), std::uint32_t{1});
    // Matches in other sessions are passed over.
    QCOMPARE(find(reader, "ends", 0, Direction::Forward), std::optional<std::uint32_t>(1));
    QCOMPARE(find(reader, "ends", 1, Direction::Forward), std::nullopt);
    QCOMPARE(find(reader, "begins", 1, Direction::Backward), std::optional<std::uint32_t>(0));
    QCOMPARE(find(reader, "back|nothing", 0, Direction::Forward), std::nullopt);
    QCOMPARE(must(LogReader::open(m_logs->project(), SourceId{1}, {.session = SessionId{99}})).eventCount(),
             std::uint32_t{0});
  }

  void textIsValidAndBounded() {
    std::string umlauts;
    for (int i = 0; i < 50'000; ++i) umlauts += "\u00fc";
    importLog("M\xfcller\n" + std::string(200'000, 'x') + "\na" + umlauts + "\n" +
                  std::string(65'000, '\xfc') + "\nend\n",
              {.layout = "plain"});
    LogReader reader = open();
    const auto lines = must(reader.read(0, 10));
    QCOMPARE(lines.size(), std::size_t{5});
    QCOMPARE(lines[0].text, std::string("M\u00fcller"));
    QCOMPARE(lines[1].text, std::string(LogReader::kMostText, 'x'));
    QVERIFY(lines[1].truncated && !lines[0].truncated);
    QCOMPARE(lines[2].text, ("a" + umlauts).substr(0, LogReader::kMostText - 1));  // no half of a character
    QVERIFY(isUtf8(lines[3].text) && lines[3].text.size() <= LogReader::kMostText);
    QCOMPARE(lines[4].text, std::string("end"));
    QCOMPARE(lines[4].line, std::uint64_t{5});
  }

  void missingAndChangedFilesAreTold() {
    const auto log = importLog(test::blockLog(100));
    QVERIFY(LogReader::open(m_logs->project(), SourceId{1}));
    QCOMPARE(LogReader::open(m_logs->project(), SourceId{2}).error().code, ErrorCode::SourceUnknown);
    m_logs->append("a.log", "more\n");
    QVERIFY(LogReader::open(m_logs->project(), SourceId{1}));  // what was imported is still there
    m_logs->write("a.log", "something else\n");
    QCOMPARE(LogReader::open(m_logs->project(), SourceId{1}).error().code, ErrorCode::FileChanged);
    std::filesystem::remove(log);
    const auto missing = LogReader::open(m_logs->project(), SourceId{1});
    QCOMPARE(missing.error().code, ErrorCode::FileMissing);
    QCOMPARE(missing.error().where, log.string());
  }

  void aMissingBlockCacheIsBuiltAgain() {
    const std::string text = test::blockLog(5000);
    importLog(test::compressed(text, "xz"));
    std::filesystem::remove_all(m_logs->path("p.faultline-cache"));
    LogReader reader = open();
    QCOMPARE(must(reader.read(4321, 1)).at(0).text, split(text)[4321]);
  }

  void findsForwardAndBackward_data() { linesComeBackAsTheyAre_data(); }
  void findsForwardAndBackward() {
    QFETCH(QString, filter);
    QFETCH(bool, utf16);
    const std::string text = test::blockLog(60'000);  // several chunks
    const std::vector<std::string> lines = split(text);
    const QByteArray name = filter.toUtf8();
    const std::string bytes = utf16 ? test::utf16(text, false, true) : text;
    importLog(filter.isEmpty() ? bytes : test::compressed(bytes, name.constData()));
    LogReader reader = open();
    std::vector<std::uint32_t> hits;
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find("IOExc") != std::string::npos) hits.push_back(i);
    }
    QVERIFY(hits.size() > 50);
    std::vector<std::uint32_t> forward, backward;
    for (auto hit = find(reader, "IOExc.*\\d$", 0, Direction::Forward); hit;
         hit = find(reader, "IOExc.*\\d$", *hit, Direction::Forward)) {
      forward.push_back(*hit);
    }
    for (auto hit = find(reader, "^garbled", 60'000, Direction::Backward); hit;
         hit = find(reader, "^garbled", *hit, Direction::Backward)) {
      backward.insert(backward.begin(), *hit);
    }
    QVERIFY(forward == hits);
    QVERIFY(backward == hits);
    QCOMPARE(find(reader, "IOExc", hits[3], Direction::Forward), std::optional(hits[4]));  // exclusive
    QCOMPARE(find(reader, "IOExc", hits[3], Direction::Backward), std::optional(hits[2]));
    QCOMPARE(find(reader, "no such thing", 0, Direction::Forward), std::nullopt);
    QCOMPARE(find(reader, "no such thing", 59'999, Direction::Backward), std::nullopt);
  }

  void theEdgesAreSearched() {
    importLog("first\nmiddle\nlast");
    LogReader reader = open();
    QCOMPARE(find(reader, "last", 0, Direction::Forward), std::optional(2U));
    QCOMPARE(find(reader, "first", 2, Direction::Backward), std::optional(0U));
    QCOMPARE(find(reader, "first", 0, Direction::Backward), std::nullopt);
    QCOMPARE(find(reader, "last", 2, Direction::Forward), std::nullopt);
    QCOMPARE(find(reader, "last", 99, Direction::Backward), std::optional(2U));
    QCOMPARE(find(reader, "^$|middle", 0, Direction::Forward), std::optional(1U));
  }

  void otherEncodingsAreSearchedAsTheyAreShown() {
    importLog("x\nM\xfcller\r\nx\n");
    LogReader reader = open();
    QCOMPARE(find(reader, "M\u00fcller$", 0, Direction::Forward), std::optional(1U));
  }

  void longLinesAreSearchedByTheirBeginning() {
    importLog("x\nneedle one " + std::string(3'000'000, 'y') + " needle two\nneedle three\n" +
                  std::string(2'500'000, 'z') + "\n",
              {.layout = "plain"});
    LogReader reader = open();
    QCOMPARE(find(reader, "needle", 0, Direction::Forward), std::optional(1U));
    QCOMPARE(find(reader, "needle", 1, Direction::Forward), std::optional(2U));
    QCOMPARE(find(reader, "two", 0, Direction::Forward), std::nullopt);
    QCOMPARE(find(reader, "needle", 3, Direction::Backward), std::optional(2U));
    QCOMPARE(find(reader, "needle", 2, Direction::Backward), std::optional(1U));
    QCOMPARE(find(reader, "^z+$", 0, Direction::Forward), std::optional(3U));
  }

  void badExpressionsAndCancellingAreTold() {
    importLog(test::blockLog(100));
    LogReader reader = open();
    QCOMPARE(reader.find("(", 0, Direction::Forward, {}, {}).error().code, ErrorCode::RegexInvalid);
    std::stop_source stop;
    stop.request_stop();
    for (const Direction direction : {Direction::Forward, Direction::Backward}) {
      QCOMPARE(reader.find("nothing", 50, direction, stop.get_token(), {}).error().code,
               ErrorCode::Cancelled);
    }
  }

 private:
  static std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  static std::optional<std::uint32_t> find(LogReader& reader, const std::string& regex, std::uint32_t from,
                                           Direction direction) {
    return must(reader.find(regex, from, direction, {}, {}));
  }

  std::filesystem::path importLog(std::string_view bytes, const ImportOptions& options = {}) {
    const auto log = m_logs->write("a.log", bytes);
    m_logs->importOne(log, options);
    return log;
  }

  LogReader open() { return must(LogReader::open(m_logs->project(), SourceId{1})); }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_APPLESS_MAIN(TestLogReader)
#include "test_log_reader.moc"
