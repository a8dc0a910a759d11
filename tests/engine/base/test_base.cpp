#include <QtTest/QtTest>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/severity.h"
#include "engine/base/text.h"
#include "engine/base/time.h"

using namespace faultline;
using namespace std::chrono_literals;

namespace {
LocalTime stated(const char* iso) { return LocalTime(parseMoment(iso, UtcTime{})->time_since_epoch()); }
std::string read(const Clock& clock, const char* iso) {
  return isoUtc(ClockReader::make(clock)->toUtc(stated(iso)));
}
}  // namespace

class TestBase : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void errorLineNamesWhatWhereWhyAndAdvice() {
    const Error error{ErrorCode::FileMissing, "/var/log/x.log", "no such file"};
    QCOMPARE(errorLine(error), std::string("the file is not there (/var/log/x.log): no such file. "
                                           "check the path; if the file has moved, relink its source."));
  }

  void errorLineIsOneLineWithoutEscapes() {
    const std::string line = errorLine({ErrorCode::FileMissing, "a\x1b[31m\nb", {}});
    QVERIFY(line.find('\x1b') == std::string::npos);
    QVERIFY(line.find('\n') == std::string::npos);
    QVERIFY(line.find("\u241b") != std::string::npos);
  }

  void eventIdsPackAndUnpack() {
    const EventId id{SourceId{7}, 0xfffffffeU};
    QCOMPARE(EventId::unpacked(id.packed()), id);
    QVERIFY(EventId({SourceId{7}, 0}).packed() > EventId({SourceId{6}, 0xffffffffU}).packed());
  }

  void clocksReadZonesAndOffsets() {
    QCOMPARE(read({"UTC", 0ns}, "2026-03-01T12:00:00"), std::string("2026-03-01T12:00:00Z"));
    QCOMPARE(read({"+02:00", 0ns}, "2026-03-01T12:00:00"), std::string("2026-03-01T10:00:00Z"));
    QCOMPARE(read({"Europe/Berlin", 0ns}, "2026-03-01T12:00:00"), std::string("2026-03-01T11:00:00Z"));
    QCOMPARE(read({"Europe/Berlin", -90s}, "2026-07-01T12:00:00"), std::string("2026-07-01T09:58:30Z"));
  }

  void clocksReadTheHoursOfASummerTimeChange() {
    QCOMPARE(read({"Europe/Berlin", 0ns}, "2026-03-29T02:30:00"),
             std::string("2026-03-29T01:00:00Z"));  // left out
    QCOMPARE(read({"Europe/Berlin", 0ns}, "2026-10-25T02:30:00"),
             std::string("2026-10-25T00:30:00Z"));  // twice
  }

  void unknownZoneIsAnError() {
    const auto reader = ClockReader::make({"Mars/Olympus", 0ns});
    QVERIFY(!reader);
    QCOMPARE(reader.error().code, ErrorCode::TimeZoneUnknown);
  }

  void momentsAreReadInEveryForm_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("iso");
    QTest::newRow("utc") << "2026-05-31T12:00:00Z"
                         << "2026-05-31T12:00:00Z";
    QTest::newRow("offset") << "2026-05-31T12:00:00.250+02:00"
                            << "2026-05-31T10:00:00.250Z";
    QTest::newRow("no zone") << "2026-05-31 12:00"
                             << "2026-05-31T12:00:00Z";
    QTest::newRow("day") << "2026-05-31"
                         << "2026-05-31T00:00:00Z";
    QTest::newRow("epoch") << "1780228800"
                           << "2026-05-31T12:00:00Z";
    QTest::newRow("now") << "now"
                         << "2026-05-31T12:00:00Z";
    QTest::newRow("relative") << "now-2h"
                              << "2026-05-31T10:00:00Z";
  }
  void momentsAreReadInEveryForm() {
    QFETCH(QString, text);
    QFETCH(QString, iso);
    const UtcTime noon = *parseMoment("2026-05-31T12:00:00Z", UtcTime{});
    const auto moment = parseMoment(text.toStdString(), noon);
    QVERIFY(moment);
    QCOMPARE(QString::fromStdString(isoUtc(*moment)), iso);
  }

  void badMomentsAreRefused() {
    for (const char* text :
         {"", "yesterday", "now-", "now-2y", "now-99999999999999999h", "2026-13-01", "1e99"}) {
      QVERIFY2(!parseMoment(text, UtcTime{}), text);
    }
  }

  void printableLeavesNoControlCharacter() {
    QCOMPARE(printable("a\tb"), std::string("a\tb"));
    QCOMPARE(printable(std::string_view("\0\x7f", 2)), std::string("\u2400\u2421"));
    QCOMPARE(printable("\xc2\x9b"
                       "31m"),
             std::string("\ufffd31m"));  // C1 CSI
  }

  void otherBytesAreReadAsWindows1252() {
    QCOMPARE(toUtf8("M\xfcller \x80"), std::string("M\u00fcller \u20ac"));
    QCOMPARE(toUtf8("M\u00fcller"), std::string("M\u00fcller"));
    QVERIFY(!isUtf8("\xed\xa0\x80"));  // a surrogate
    QVERIFY(!isUtf8("\xc0\xaf"));      // overlong
  }

  void elidedCutsTheMiddle() {
    QCOMPARE(elided("short", 10), std::string("short"));
    QCOMPARE(elided("\u00e4bcdefghij", 7), std::string("\u00e4bcd\u2026ij"));
  }

  void aTagThatNamesTheSessionIsLeftOut() {
    QCOMPARE(tellingPart("[instance: <*>] VM Started"), std::string("VM Started"));
    QCOMPARE(tellingPart("[<*>] VM Started"), std::string("VM Started"));
    for (const char* kept : {"[worker] started", "[<*>] ", "<*> [x: <*>] y", "[a: <*> failed] b", "["}) {
      QCOMPARE(tellingPart(kept), std::string(kept));
    }
  }

  void csvFieldsAreQuotedWhenNeeded() {
    QCOMPARE(csvField("plain"), std::string("plain"));
    QCOMPARE(csvField("a,\"b\""), std::string("\"a,\"\"b\"\"\""));
  }

  void etaFollowsTheRateOfItsStage() {
    EtaEstimator eta;
    const std::chrono::steady_clock::time_point start{};
    QVERIFY(!eta.update({Stage::Reading, 0, 100, {}}, start));
    QCOMPARE(eta.update({Stage::Reading, 25, 100, {}}, start + 5s).value(), 15s);
    QVERIFY(!eta.update({Stage::Learning, 1, 10, {}}, start + 6s));
    QCOMPARE(eta.update({Stage::Learning, 2, 10, {}}, start + 8s).value(), 16s);
    QVERIFY(!eta.update({Stage::Learning, 2, 0, {}}, start + 9s));
  }

  void reporterPassesTheLastReportOfAStage() {
    std::vector<std::uint64_t> seen;
    ProgressReporter reporter([&](const Progress& progress) { seen.push_back(progress.done); });
    for (std::uint64_t i = 0; i <= 1000; ++i) reporter.report({Stage::Reading, i, 1000, {}});
    QCOMPARE(seen.front(), std::uint64_t{0});
    QCOMPARE(seen.back(), std::uint64_t{1000});
    QVERIFY(seen.size() < 100);
  }

  void severitiesAndStatusesHaveNames() {
    QCOMPARE(severityFromName(severityName(Severity::Warning)), Severity::Warning);
    QCOMPARE(statusFromName("false-positive"), FindingStatus::FalsePositive);
    QVERIFY(!severityFromName("fatal"));
  }
};

QTEST_APPLESS_MAIN(TestBase)
#include "test_base.moc"
