#include <set>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// The whole path on a made log whose faults are known.
class TestCliProject : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 20'000;
    settings.faultRate = 0.008;
    m_made = support::writeMadeLog(log().toStdString(), settings);
    m_analysis = runProgram({"analyze", "--json", project(), log()});
    QVERIFY2(m_analysis.exitCode == 0, m_analysis.err.constData());
  }

  void analyzeReadsEveryLine() {
    const QJsonObject import = m_analysis.json()["import"].toObject();
    QCOMPARE(import["events"].toInteger(), static_cast<qint64>(m_made.lines));
    const QJsonObject file = import["files"].toArray().at(0).toObject();
    QCOMPARE(file["unfitting"].toInteger(), 0);
    QCOMPARE(file["outcome"].toString(), QStringLiteral("added"));
  }

  void learningFromEverythingIsSaid() { QVERIFY(m_analysis.err.contains("learnt from all events")); }

  void newLinesAreFoundWhereTheyAre() {
    std::set<qint64> found;
    for (const auto& value : m_analysis.json()["findings"].toArray())
      found.insert(value.toObject()["line"].toInteger());
    int missed = 0;
    for (const support::MadeFault& fault : m_made.faults) {
      if (fault.kind == "new-line" && !found.contains(static_cast<qint64>(fault.line))) ++missed;
    }
    QCOMPARE(missed, 0);
  }

  void findingsHaveTheContractsFields() {
    const QJsonObject document = runProgram({"findings", project(), "--json"}).json();
    QCOMPARE(document["schema"].toInt(), 1);
    QCOMPARE(document["findings"], m_analysis.json()["findings"]);
    const QJsonObject finding = document["findings"].toArray().at(0).toObject();
    for (const char* field : {"id", "kind", "severity", "score", "p", "time", "end", "host", "service",
                              "session", "source", "line", "title", "status", "incident"}) {
      QVERIFY2(finding.contains(QLatin1String(field)), field);
    }
    QCOMPARE(finding["status"].toString(), QStringLiteral("open"));
    QCOMPARE(finding["source"].toString(), log());
    QVERIFY(finding["time"].toString().endsWith('Z'));
    const QJsonObject incident = document["incidents"].toArray().at(0).toObject();
    for (const char* field :
         {"id", "start", "end", "headline", "hosts", "services", "metrics", "findings", "cause"}) {
      QVERIFY2(incident.contains(QLatin1String(field)), field);
    }
  }

  void findingsCanBeLimitedAndFiltered() {
    QCOMPARE(
        runProgram({"findings", project(), "--json", "--limit", "2"}).json()["findings"].toArray().size(), 2);
    QCOMPARE(runProgram({"findings", project(), "--json", "--status", "confirmed"})
                 .json()["findings"]
                 .toArray()
                 .size(),
             0);
    QCOMPARE(runProgram({"findings", project(), "--json", "--since", "2030-01-01"})
                 .json()["findings"]
                 .toArray()
                 .size(),
             0);
    const QByteArray csv = runProgram({"findings", project(), "--csv"}).out;
    QCOMPARE(csv.count('\n'), m_analysis.json()["findings"].toArray().size() + 1);
  }

  void explainShowsTheLineAndWhatWasExpected() {
    const QJsonObject first = newLineFinding();
    const QJsonObject document =
        runProgram({"explain", project(), QString::number(first["id"].toInteger()), "--json"}).json();
    QCOMPARE(document["finding"].toObject()["line"], first["line"]);
    QVERIFY(document["actual"].toObject()["template"].toString().contains("connection reset"));
    const QJsonArray expected = document["expected"].toArray();
    QVERIFY(!expected.isEmpty());
    QVERIFY(expected.size() <= 9);
    QVERIFY(expected.at(0).toObject()["probability"].toDouble() >=
            expected.last().toObject()["probability"].toDouble());
    QVERIFY(!document["history"].toArray().isEmpty());
    QVERIFY(std::ranges::any_of(document["lines"].toArray(),
                                [](const auto& line) { return line.toString().contains("giving up"); }));
    const Outcome text = runProgram({"explain", project(), QString::number(first["id"].toInteger())});
    QVERIFY(text.out.contains("giving up"));
    QVERIFY(text.out.contains("expected"));
  }

  void importingAgainAddsNothing() {
    const QJsonObject again = runProgram({"import", project(), log(), "--json"}).json();
    QCOMPARE(again["events"].toInteger(), 0);
    QCOMPARE(again["files"].toArray().at(0).toObject()["outcome"].toString(),
             QStringLiteral("already-there"));
  }

  void theSameSeedGivesTheSameFindings() {
    const QString other = m_folder.filePath("other.faultline");
    const Outcome again = runProgram({"analyze", "--json", other, log()});
    QCOMPARE(again.json()["findings"], m_analysis.json()["findings"]);
  }

  void infoTellsWhatTheModelIs() {
    const QJsonObject info = runProgram({"info", project(), "--json"}).json();
    QCOMPARE(info["events"].toInteger(), static_cast<qint64>(m_made.lines));
    const QJsonObject model = info["models"].toArray().at(0).toObject();
    QVERIFY(model["active"].toBool());
    QCOMPARE(model["settings"].toObject()["seed"].toInt(), 1);
    QCOMPARE(model["settings"].toObject()["history"].toInt(), 10);
    QCOMPARE(model["saw"].toObject()["events"].toInteger(), static_cast<qint64>(m_made.lines));
  }

  void aClockOffsetMovesTheTimesWithoutReadingAgain() {
    const QString moved = m_folder.filePath("moved.faultline");
    QVERIFY(QFile::copy(project(), moved));
    const auto firstTime = [&] {
      return QDateTime::fromString(runProgram({"sources", moved, "--json"})
                                       .json()["sources"]
                                       .toArray()
                                       .at(0)
                                       .toObject()["first"]
                                       .toString(),
                                   Qt::ISODateWithMs);
    };
    const QDateTime before = firstTime();
    QCOMPARE(
        runProgram({"sources", moved, "--set", "1", "--clock-offset", "90", "--host", "node-7"}).exitCode, 0);
    QCOMPARE(before.secsTo(firstTime()), 90);
    const QJsonObject finding =
        runProgram({"findings", moved, "--json"}).json()["findings"].toArray().at(0).toObject();
    QCOMPARE(finding["host"].toString(), QStringLiteral("node-7"));
    QCOMPARE(runProgram({"sources", moved, "--set", "1", "--timezone", "Mars/Olympus"}).exitCode, 2);
    QCOMPARE(runProgram({"sources", moved, "--set", "9", "--host", "x"}).exitCode, 1);
  }

  void aMovedFileIsSaidAndCanBeRelinked() {
    const QString moved = m_folder.filePath("relinked.faultline");
    const QString away = m_folder.filePath("away.log");
    const QString home = m_folder.filePath("home.log");
    QVERIFY(QFile::copy(log(), home));
    QFile grown(home);
    QVERIFY(grown.open(QIODevice::Append));
    grown.write("2026-01-05 08:00:00,000 INFO store.Allocator: deleting chunk-1\n");
    grown.close();
    QCOMPARE(runProgram({"import", moved, home}).exitCode, 0);
    QVERIFY(QFile::rename(home, away));
    const auto file = [&] {
      return runProgram({"sources", moved, "--json"})
          .json()["sources"]
          .toArray()
          .at(0)
          .toObject()["file"]
          .toString();
    };
    QCOMPARE(file(), QStringLiteral("missing"));
    QCOMPARE(runProgram({"sources", moved, "--relink", "1", log()}).exitCode, 1);  // another content
    QCOMPARE(runProgram({"sources", moved, "--relink", "1", away}).exitCode, 0);
    QCOMPARE(file(), QStringLiteral("unchanged"));
  }

  void startingDoesNotLoadTorch() {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LD_DEBUG", "files");
    process.setProcessEnvironment(environment);
    process.start(FAULTLINE_PROGRAM, {"--version"});
    QVERIFY(process.waitForFinished());
    QVERIFY(process.readAllStandardOutput().startsWith("faultline "));
    const QByteArray loaded = process.readAllStandardError();
    QVERIFY(loaded.contains("libQt6Widgets"));  // the log is there
    QVERIFY(!loaded.contains("libtorch"));
    QVERIFY(!loaded.contains("faultline_model"));
  }

  /// Its usual lines once drowned its faults: each odd number made others odd.
  void theDemoIsCalm() {
    const QString demo = m_folder.filePath("demo.faultline");
    QCOMPARE(runProgram({"demo", demo}).exitCode, 0);
    const auto findings = runProgram({"findings", demo, "--json"}).json()["findings"].toArray();
    QVERIFY(findings.size() >= 5);
    QVERIFY2(findings.size() <= 40, qPrintable(QString::number(findings.size())));
    QCOMPARE(findings.first().toObject()["severity"].toString(), QString("critical"));
  }

 private:
  [[nodiscard]] QString project() const { return m_folder.filePath("p.faultline"); }
  [[nodiscard]] QString log() const { return m_folder.filePath("store.log"); }

  [[nodiscard]] QJsonObject newLineFinding() const {
    for (const auto& value : m_analysis.json()["findings"].toArray()) {
      if (value.toObject()["title"].toString().contains("connection reset")) return value.toObject();
    }
    return {};
  }

  QTemporaryDir m_folder;
  support::MadeLog m_made;
  Outcome m_analysis;
};

QTEST_GUILESS_MAIN(TestCliProject)
#include "test_cli_project.moc"
