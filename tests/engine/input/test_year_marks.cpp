#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "engine/input/file_probe.h"
#include "engine/input/line_reader.h"
#include "engine/input/year_marks.h"
#include "log_files.h"

using namespace faultline;
using namespace faultline::input;

namespace {

LocalTime local(const char* iso) { return LocalTime(parseMoment(iso, UtcTime{})->time_since_epoch()); }

/// Lines of syslog, one for each day that is named.
std::string lines(const std::vector<std::string>& days, int copies = 1) {
  std::string text;
  for (const std::string& day : days) {
    for (int i = 0; i < copies; ++i) text += day + " 12:00:00 host app: message\n";
  }
  return text;
}

/// `Jan  5` to `Dec  5` and so on, a line every fifth day.
std::vector<std::string> wholeYear() {
  std::vector<std::string> days;
  for (const char* month :
       {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}) {
    for (const char* day : {" 1", " 5", "10", "15", "20", "25"})
      days.push_back(std::string(month) + " " + day);
  }
  return days;
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

class TestYearMarks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The years of the lines as they come out, runs of the same year once.
  void yearsOfLines_data() {
    using Days = std::vector<std::string>;
    QTest::addColumn<Days>("days");
    QTest::addColumn<QString>("latest");
    QTest::addColumn<QString>("years");
    const Days year = wholeYear();
    QTest::newRow("one year") << year << "2026-01-02T00:00:00Z"
                              << "2025";
    QTest::newRow("across New Year") << Days{"Dec 30", "Dec 31", "Jan  1"} << "2026-01-02T00:00:00Z"
                                     << "2025 2026";
    QTest::newRow("three New Years") << year + year + year + Days{"Jan  1"} << "2026-01-02T00:00:00Z"
                                     << "2023 2024 2025 2026";
    QTest::newRow("out of order at New Year")
        << year + Days{"Jan  1", "Dec 31", "Jan  1", "Dec 30", "Jan  2"} + year << "2026-12-31T00:00:00Z"
        << "2025 2026 2025 2026 2025 2026";
    QTest::newRow("the clock falls back a day")
        << year + Days{"Jan  3", "Jan  2", "Jan  3"} + year << "2026-12-31T00:00:00Z"
        << "2025 2026";
    QTest::newRow("a clock that began at 1 January")
        << Days{"May  9", "May 10", "Jan  1", "May 10", "May 11"} << "2026-06-01T00:00:00Z"
        << "2026";
    QTest::newRow("the same, a year before")
        << Days{"May 10", "Jan  1", "May 10"} + Days{"Jul  1", "Sep  1", "Nov  1", "Dec 31", "Feb  1"}
        << "2026-06-01T00:00:00Z"
        << "2025 2026";
    QTest::newRow("half a year of silence")
        << Days{"Sep  1", "Sep  2", "Mar  5", "Mar  6", "Apr  9", "May 30"} << "2026-06-01T00:00:00Z"
        << "2025 2026";
    QTest::newRow("a leap day in the last year")
        << Days{"Feb 28", "Feb 29", "Mar  1"} << "2026-06-01T00:00:00Z"
        << "2024";
    QTest::newRow("a leap day two years back")
        << Days{"Feb 28", "Feb 29"} + year + Days{"Jan  3"} << "2026-06-01T00:00:00Z"
        << "2024 2025 2026";
    QTest::newRow("a leap day takes a copied file back")
        << Days{"Feb 28", "Feb 29"} + year + year + Days{"Jan  3"} << "2026-06-01T00:00:00Z"
        << "2020 2021 2022 2023";
    QTest::newRow("a line with its year")
        << Days{"Dec 31", "Jan  1", "Jan  2 2020", "Jan  3"} << "2026-06-01T00:00:00Z"
        << "2019 2020";
  }
  void yearsOfLines() {
    QFETCH(std::vector<std::string>, days);
    QFETCH(QString, latest);
    QFETCH(QString, years);
    // A line each, and so many that only some are looked at.
    for (const int copies : {1, 250}) {
      const auto path = m_folder.write("log", lines(days, copies));
      QCOMPARE(yearsIn(path, latest), years);
    }
    const auto packed = m_folder.write("log.gz", test::compressed(lines(days, 250), "gzip"));
    QCOMPARE(yearsIn(packed, latest), years);
  }

  void filesWithYearsGiveNoMarks() {
    const auto path =
        m_folder.write("dated", "2025-12-31T12:00:00Z host app: x\n2026-01-01T12:00:00Z h a: y\n");
    const auto probe = probeFile(path);
    const auto marks = YearMarks::find(path, *probe, **makeLayout("syslog"), {local("2026-06-01T00:00:00Z")});
    QVERIFY(marks && marks->empty());
  }

  void cancelled() {
    const auto path = m_folder.write("log", lines(wholeYear()));
    std::stop_source stop;
    stop.request_stop();
    const auto marks = YearMarks::find(path, *probeFile(path), **makeLayout("syslog"), {}, stop.get_token());
    QVERIFY(!marks);
    QCOMPARE(marks.error().code, ErrorCode::Cancelled);
  }

  void noMarksLeaveTheContext() {
    const ReadContext context{local("2026-06-01T00:00:00Z")};
    QVERIFY(YearMarks().contextAt(5, context).latest == context.latest);
  }

 private:
  static QString yearsIn(const std::filesystem::path& path, const QString& latest) {
    const auto probe = probeFile(path);
    const LayoutPtr layout = *makeLayout("syslog");
    const ReadContext context{local(latest.toUtf8().constData())};
    const auto marks = YearMarks::find(path, *probe, *layout, context);
    if (!marks) return "error";
    auto stream = TextStream::open(path, probe->compression, probe->encoding);
    LineReader reader(*stream);
    LineBlock block;
    Record record;
    QStringList years;
    while (*reader.next(block)) {
      for (std::size_t i = 0; i < block.lines.size(); ++i) {
        if (!layout->read(block.line(i), marks->contextAt(block.lines[i].offset, context), record)) continue;
        const QString year = QString::fromStdString(isoUtc(UtcTime(record.time->time_since_epoch()))).left(4);
        if (years.isEmpty() || years.back() != year) years << year;
      }
    }
    return years.join(" ");
  }

  test::LogFolder m_folder;
};

QTEST_APPLESS_MAIN(TestYearMarks)
#include "test_year_marks.moc"
