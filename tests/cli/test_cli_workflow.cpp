#include <csignal>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_cloud_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

class TestCliWorkflow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeCloudSettings settings;
    settings.normal = 60;
    settings.judged = 0;
    settings.everyOdd = 0;
    support::writeMadeCloudLog(path("nova.log").toStdString(), settings);
    QCOMPARE(runProgram({"import", path("made.faultline"), path("nova.log")}).exitCode, 0);
  }
  void init() {
    QFile::remove(project());
    QVERIFY(QFile::copy(path("made.faultline"), project()));
  }

  void itIsMinedWhenThereIsNone() {
    const Outcome mined = runProgram({"workflow", project(), "--json"});
    QCOMPARE(mined.exitCode, 0);
    const QJsonObject document = mined.json();
    QCOMPARE(document["schema"].toInt(), 1);
    QVERIFY(document["suggested"].toObject()["history"].toInt() > 0);
    const QJsonArray tasks = document["tasks"].toArray();
    QVERIFY(!tasks.isEmpty());
    for (const char* field :
         {"id", "name", "keys", "edges", "start", "end", "concurrent", "loops", "branches"})
      QVERIFY2(tasks[0].toObject().contains(field), field);
    // The one in use from now on.
    QCOMPARE(runProgram({"workflow", project(), "--json"}).out, mined.out);
    const QJsonObject info = runProgram({"info", project(), "--json"}).json()["workflow"].toObject();
    QCOMPARE(info["id"].toInt(), 1);
    QCOMPARE(info["outdated"].toBool(), false);
  }

  void itIsMinedAgainWhenAskedFor() {
    runProgram({"workflow", project()});
    QCOMPARE(runProgram({"workflow", project(), "--tau", "0.8"}).exitCode, 0);
    const QJsonObject info = runProgram({"info", project(), "--json"}).json()["workflow"].toObject();
    QCOMPARE(info["id"].toInt(), 2);
    QCOMPARE(info["tau"].toDouble(), 0.8);
  }

  void everyKindOfFileIsWritten() {
    for (const char* name : {"w.svg", "w.png", "w.dot", "w.json"}) {
      const Outcome out = runProgram({"workflow", project(), "--out", path(name)});
      QVERIFY2(out.exitCode == 0, out.err);
      QVERIFY(QFileInfo(path(name)).size() > 0);
    }
    QFile json(path("w.json"));
    QVERIFY(json.open(QIODevice::ReadOnly));
    QCOMPARE(json.readAll().trimmed(), runProgram({"workflow", project(), "--json"}).out.trimmed());
  }

  void wrongUsageSaysSo_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("method") << QStringList{"--method", "magic"};
    QTest::newRow("tau") << QStringList{"--tau", "7"};
    QTest::newRow("extension") << QStringList{"--out", "w.pdf"};
    QTest::newRow("two edits") << QStringList{"--merge", "1,2", "--rename", "1", "a"};
    QTest::newRow("split without a key") << QStringList{"--split", "1"};
    QTest::newRow("period") << QStringList{"--normal", "yesterday"};
  }
  void wrongUsageSaysSo() {
    QFETCH(const QStringList, arguments);
    const Outcome out = runProgram(QStringList{"workflow", project()} + arguments);
    QCOMPARE(out.exitCode, 2);
    QVERIFY(out.err.startsWith("faultline: "));
    QVERIFY(out.out.isEmpty() || out.out.startsWith("mined"));
  }

  void whatIsNotThereIsAnError_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("task") << QStringList{"--task", "999"};
    QTest::newRow("task to write") << QStringList{"--task", "999", "--out", path("none.svg")};
    QTest::newRow("renamed task") << QStringList{"--rename", "999", "a"};
    QTest::newRow("merged task") << QStringList{"--merge", "1,999"};
    QTest::newRow("session") << QStringList{"--session", "no such"};
  }
  void whatIsNotThereIsAnError() {
    QFETCH(const QStringList, arguments);
    runProgram({"workflow", project()});
    const Outcome out = runProgram(QStringList{"workflow", project()} + arguments);
    QCOMPARE(out.exitCode, 1);
    QVERIFY(out.err.startsWith("faultline: "));
  }

  void aTaskIsRenamedAndTheChangeTakenBack() {
    const QJsonObject mined = runProgram({"workflow", project(), "--json"}).json();
    const QString id = QString::number(mined["tasks"].toArray()[0].toObject()["id"].toInt());
    const QString name = "\x1b[31m\"Make\" <b>it</b>\n]; digraph {";
    QCOMPARE(runProgram({"workflow", project(), "--rename", id, name}).exitCode, 0);
    const auto firstName = [&] {
      return runProgram({"workflow", project(), "--json"})
          .json()["tasks"]
          .toArray()[0]
          .toObject()["name"]
          .toString();
    };
    QCOMPARE(firstName(), name);
    QVERIFY(!runProgram({"workflow", project()}).out.contains('\x1b'));
    const Outcome svg = runProgram({"workflow", project(), "--out", path("n.svg")});
    QVERIFY2(svg.exitCode == 0, svg.err);
    QCOMPARE(runProgram({"undo", project()}).exitCode, 0);
    QVERIFY(firstName() != name);
  }

  void aSessionIsShownOnIt() {
    runProgram({"workflow", project()});
    const QString label = firstSession();
    QVERIFY(!label.isEmpty());
    const QJsonObject trace = runProgram({"workflow", project(), "--session", label, "--json"}).json();
    QCOMPARE(trace["session"].toString(), label);
    QVERIFY(!trace["steps"].toArray().isEmpty());
    QVERIFY(runProgram({"workflow", project(), "--session", label}).out.startsWith("session "));
  }

  void aLogOfOneLineHasNone() {
    QFile log(path("one.log"));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("hello\n");
    log.close();
    const QString one = path("one.faultline");
    QFile::remove(one);
    QCOMPARE(runProgram({"import", one, path("one.log")}).exitCode, 0);
    const Outcome out = runProgram({"workflow", one, "--json"});
    QCOMPARE(out.exitCode, 0);
    QVERIFY(out.err.contains("no workflow was found"));
    QVERIFY(out.json()["tasks"].toArray().isEmpty());
    QCOMPARE(runProgram({"learn", one, "--suggested"}).exitCode, 1);
  }

  void noiseHasNone() {
    QFile log(path("noise.log"));
    QVERIFY(log.open(QIODevice::WriteOnly));
    quint32 random = 1;
    for (int i = 0; i < 4000; ++i) {
      random = random * 1664525U + 1013904223U;
      static const char* const kWords[] = {"alpha",   "beta", "gamma", "delta",
                                           "epsilon", "zeta", "eta",   "theta"};
      log.write(QByteArray(kWords[random >> 29]) + " \"happened\" <b>to</b> {it} -> \\n\n");
    }
    log.close();
    const QString noise = path("noise.faultline");
    QFile::remove(noise);
    QCOMPARE(runProgram({"import", noise, path("noise.log")}).exitCode, 0);
    const Outcome out = runProgram({"workflow", noise, "--json"});
    QCOMPARE(out.exitCode, 0);
    QVERIFY(out.json()["tasks"].toArray().isEmpty());
    QVERIFY(out.err.contains("no workflow was found"));
  }

  void aStoppedMiningLeavesTheProjectAsItWas() {
    runProgram({"workflow", project()});
    QProcess process;
    test::startProgram(process, {"workflow", project(), "--again", "--progress", "json"});
    QVERIFY(process.waitForStarted());
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(test::kLongestMs));
    // It may have been done already, or not have begun to listen.
    const QJsonObject info = runProgram({"info", project(), "--json"}).json()["workflow"].toObject();
    QVERIFY(info["id"].toInt() == 1 || process.exitCode() == 0);
    QCOMPARE(runProgram({"workflow", project(), "--json"}).exitCode, 0);
  }

 private:
  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }
  [[nodiscard]] QString project() const { return path("p.faultline"); }

  /// What the first session of the log is called: the first identifier of a machine.
  [[nodiscard]] QString firstSession() const {
    QFile log(path("nova.log"));
    if (!log.open(QIODevice::ReadOnly)) return {};
    const QRegularExpression tag("\\[instance: ([^\\]]+)\\]");
    return tag.match(QString::fromUtf8(log.readAll())).captured(1);
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliWorkflow)
#include "test_cli_workflow.moc"
