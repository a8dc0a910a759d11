#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// A source's zone and clock change after import, and everything that shows a time follows.
class TestCliSources : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 4'000;
    settings.faultRate = 0.03;
    support::writeMadeLog(log().toStdString(), settings);
    const Outcome analysis = runProgram({"analyze", "--json", made(), log()});
    QVERIFY2(analysis.exitCode == 0, analysis.err.constData());
    QVERIFY(!analysis.json()["findings"].toArray().isEmpty());
  }

  void init() {
    QFile::remove(project());
    QVERIFY(QFile::copy(made(), project()));
  }

  void everyTimeFollowsZoneAndClock() {
    const Times before = times();
    QVERIFY(before.first.isValid() && before.finding.isValid() && before.explained.isValid());
    // In January New York's clocks are 5 hours behind; the source's own runs 90 seconds ahead of them.
    const Outcome set = runProgram({"sources", project(), "--set", "1", "--timezone", "America/New_York",
                                    "--clock-offset", "-90", "--json"});
    QVERIFY2(set.exitCode == 0, set.err.constData());
    const QJsonObject source = set.json()["sources"].toArray().at(0).toObject();
    QCOMPARE(source["timezone"].toString(), QStringLiteral("America/New_York"));
    QCOMPARE(source["clock_offset"].toDouble(), -90.0);
    const Times after = times();
    constexpr qint64 kMoved = 5 * 3600 - 90;
    QCOMPARE(before.first.secsTo(after.first), kMoved);
    QCOMPARE(before.finding.secsTo(after.finding), kMoved);
    QCOMPARE(before.explained.secsTo(after.explained), kMoved);
    QCOMPARE(before.incident.secsTo(after.incident), kMoved);
    QCOMPARE(after.id, before.id);  // the same findings, nothing was read or judged again
    QCOMPARE(
        runProgram({"sources", project(), "--set", "1", "--timezone", "UTC", "--clock-offset", "0"}).exitCode,
        0);
    QCOMPARE(times().finding, before.finding);
  }

  void whatSinceMeansFollows() {
    const QString after = times().last.addSecs(1).toString(Qt::ISODate);
    const auto later = [&] {
      return runProgram({"findings", project(), "--json", "--since", after})
          .json()["findings"]
          .toArray()
          .size();
    };
    QCOMPARE(later(), 0);
    QCOMPARE(runProgram({"sources", project(), "--set", "1", "--clock-offset", "86400"}).exitCode, 0);
    QVERIFY(later() > 0);
  }

  void hostAndServiceAreSaidAndTakenBack() {
    const auto finding = [&] {
      return runProgram({"findings", project(), "--json"}).json()["findings"].toArray().at(0).toObject();
    };
    const QJsonObject before = finding();
    QCOMPARE(
        runProgram({"sources", project(), "--set", "1", "--host", "node-7", "--service", "shop"}).exitCode,
        0);
    QCOMPARE(finding()["host"].toString(), QStringLiteral("node-7"));
    QCOMPARE(finding()["service"].toString(), QStringLiteral("shop"));
    QCOMPARE(runProgram({"sources", project(), "--set", "1", "--host", "", "--service", ""}).exitCode, 0);
    QCOMPARE(finding(), before);
  }

  void whatCannotBeDoneIsSaid_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("zone") << QStringList{"--set", "1", "--timezone", "Mars/Olympus"} << 2
                          << QByteArray("time zone is not known");
    QTest::newRow("clock") << QStringList{"--set", "1", "--clock-offset", "soon"} << 2 << QByteArray("soon");
    QTest::newRow("far clock") << QStringList{"--set", "1", "--clock-offset", "1e12"} << 2
                               << QByteArray("30 years");
    QTest::newRow("no source named") << QStringList{"--timezone", "UTC"} << 2 << QByteArray("--set");
    QTest::newRow("no such source") << QStringList{"--set", "9", "--host", "x"} << 1
                                    << QByteArray("no such source");
    QTest::newRow("remove none") << QStringList{"--remove", "9"} << 1 << QByteArray("no such source");
    QTest::newRow("relink to nothing")
        << QStringList{"--relink", "1", "/none/at/all.log"} << 1 << QByteArray("/none/at/all.log");
    QTest::newRow("relink what") << QStringList{"--relink", "x", "/none.log"} << 2 << QByteArray("“x”");
  }
  void whatCannotBeDoneIsSaid() {
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, words);
    const QByteArray before = runProgram({"sources", project(), "--json"}).out;
    const Outcome outcome = runProgram(QStringList{"sources", project()} + options);
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY2(outcome.err.contains(words), outcome.err.constData());
    QCOMPARE(outcome.err.count('\n'), 1);
    QCOMPARE(runProgram({"sources", project(), "--json"}).out, before);
  }

  void aZoneInTheLogStays() {
    const QString zoned = m_folder.filePath("zoned.log");
    QFile file(zoned);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 20; ++i)
      file.write("2026-01-05T08:00:" + QByteArray::number(10 + i) + "+01:00 INFO shop: order taken\n");
    file.close();
    QCOMPARE(runProgram({"import", project(), zoned}).exitCode, 0);
    const Outcome outcome = runProgram({"sources", project(), "--set", "2", "--timezone", "Europe/Berlin"});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("carry their zone"), outcome.err.constData());
    QCOMPARE(runProgram({"sources", project(), "--set", "2", "--clock-offset", "-1.5"}).exitCode, 0);
    const QJsonObject source =
        runProgram({"sources", project(), "--json"}).json()["sources"].toArray().at(1).toObject();
    QVERIFY2(source["first"].toString().startsWith("2026-01-05T07:00:08.5"),
             qPrintable(source["first"].toString()));
  }

 private:
  struct Times {
    QDateTime first, last, finding, explained, incident;
    qint64 id = 0;
  };

  static QDateTime timeOf(const QJsonObject& object, const char* field) {
    return QDateTime::fromString(object[QLatin1String(field)].toString(), Qt::ISODateWithMs);
  }

  [[nodiscard]] Times times() const {
    Times times;
    const QJsonObject source =
        runProgram({"sources", project(), "--json"}).json()["sources"].toArray().at(0).toObject();
    times.first = timeOf(source, "first");
    times.last = timeOf(source, "last");
    const QJsonObject list = runProgram({"findings", project(), "--json"}).json();
    const QJsonObject finding = list["findings"].toArray().at(0).toObject();
    times.id = finding["id"].toInteger();
    times.finding = timeOf(finding, "time");
    times.incident = timeOf(list["incidents"].toArray().at(0).toObject(), "start");
    const Outcome explained = runProgram({"explain", project(), QString::number(times.id), "--json"});
    times.explained = timeOf(explained.json()["finding"].toObject(), "time");
    return times;
  }

  [[nodiscard]] QString log() const { return m_folder.filePath("store.log"); }
  [[nodiscard]] QString made() const { return m_folder.filePath("made.faultline"); }
  [[nodiscard]] QString project() const { return m_folder.filePath("p.faultline"); }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliSources)
#include "test_cli_sources.moc"
