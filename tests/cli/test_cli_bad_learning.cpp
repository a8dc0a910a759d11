#include <array>
#include <csignal>
#include <sys/types.h>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// Learning, detecting and judging from the command line when the data or the moment is bad.
class TestCliBadLearning : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 200'000;
    support::writeMadeLog(path("made.log").toStdString(), settings);
    const QString project = path("made.faultline");
    QCOMPARE(runProgram({"import", project, path("made.log"), "--session-id", "chunk-\\d+"}).exitCode, 0);
    QCOMPARE(runProgram({"learn", project, "--epochs", "1", "--units", "8"}).exitCode, 0);
    QCOMPARE(runProgram({"detect", project}).exitCode, 0);
  }

  void thereIsNothingToLearnFrom_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("an empty period") << QStringList{"--normal", "2030-01-01..2030-01-02"};
    QTest::newRow("no such source") << QStringList{"--sources", "9"};
  }
  void thereIsNothingToLearnFrom() {
    QFETCH(QStringList, options);
    const Outcome outcome = runProgram(QStringList{"learn", path("made.faultline")} + options);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(
        outcome.err.startsWith("faultline: there is nothing to learn from") && outcome.err.count('\n') == 1,
        outcome.err.constData());
  }

  void oddLogsAreLearntAndSaidToBeLittle_data() {
    QTest::addColumn<QByteArray>("log");
    QByteArray oneKey;
    QByteArray shortest;
    for (int i = 0; i < 60; ++i) {
      oneKey += line(i, 1, "ping");
      shortest += line(i, i, i % 2 == 0 ? "taken" : "closed");
    }
    QTest::newRow("one log key") << oneKey;
    QTest::newRow("sessions of one entry") << shortest;
    QTest::newRow("one line") << line(1, 1, "ping");
  }
  void oddLogsAreLearntAndSaidToBeLittle() {
    QFETCH(QByteArray, log);
    const QString project = fresh("odd.log", log);
    const Outcome learnt = runProgram({"learn", project, "--epochs", "1", "--units", "8"});
    QVERIFY2(learnt.exitCode == 0, learnt.err.constData());
    QVERIFY2(learnt.err.contains("there is little to learn from"), learnt.err.constData());
    const Outcome detected = runProgram({"detect", project, "--json"});
    QVERIFY2(detected.exitCode == 0, detected.err.constData());
    QCOMPARE(detected.json()["findings"].toInt(-1), 0);
  }

  /// "took NaN seconds" and numbers that no double holds are no values, and do no harm to those that are.
  void numbersThatAreNone() {
    constexpr std::array<const char*, 5> kBad = {"NaN", "1e999", "-1e999", "inf", "-nan"};
    QByteArray log;
    for (int i = 0; i < 400; ++i) {
      const QByteArray took = i % 10 == 0 ? QByteArray(kBad[static_cast<std::size_t>(i / 10) % kBad.size()])
                                          : QByteArray::number(0.5 + 0.01 * (i % 7));
      log += line(i, i, "took " + took + " seconds") + line(i, i, "closed");
    }
    const QString project = fresh("nan.log", log);
    const Outcome learnt = runProgram({"learn", project, "--epochs", "1", "--units", "8"});
    QVERIFY2(learnt.exitCode == 0, learnt.err.constData());
    const Outcome detected = runProgram({"detect", project, "--json"});
    QVERIFY2(detected.exitCode == 0, detected.err.constData());
    const QByteArray findings = runProgram({"findings", project, "--json"}).out;
    QVERIFY(QJsonDocument::fromJson(findings).isObject());
    QVERIFY2(!findings.contains("\"score\": null"), findings.constData());
    QVERIFY(QJsonDocument::fromJson(runProgram({"info", project, "--json"}).out).isObject());
  }

  void anInterruptedJobLeavesTheProjectAsItWas_data() {
    QTest::addColumn<QStringList>("arguments");
    const QString project = path("made.faultline");
    QTest::newRow("learn") << QStringList{"learn", project, "--epochs", "1000"};
    QTest::newRow("detect") << QStringList{"detect", project};
    QTest::newRow("evaluate") << QStringList{"evaluate",  "project",  project, "--detector",
                                             "faultline", "--epochs", "1000"};
  }
  void anInterruptedJobLeavesTheProjectAsItWas() {
    QFETCH(QStringList, arguments);
    const QByteArray findings = runProgram({"findings", path("made.faultline"), "--json"}).out;
    QProcess process;
    test::startProgram(process, arguments + QStringList{"--progress", "json"});
    QVERIFY(interruptAtFirstProgress(process));
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(process.readAllStandardOutput().isEmpty());
    const QJsonObject info = runProgram({"info", path("made.faultline"), "--json"}).json();
    QCOMPARE(info["models"].toArray().size(), 1);
    QVERIFY(info["writer"].isNull());
    QCOMPARE(runProgram({"findings", path("made.faultline"), "--json"}).out, findings);
  }

  void anInterruptedLessonKeepsTheVerdict() {
    const QString project = path("lesson.faultline");
    QVERIFY(QFile::copy(path("made.faultline"), project));
    const QJsonArray found =
        runProgram({"findings", project, "--json", "--kind", "key"}).json()["findings"].toArray();
    QVERIFY(!found.isEmpty());
    const QString id = QString::number(found.first().toObject()["id"].toInteger());
    QProcess process;
    test::startProgram(process, {"feedback", project, id, "--false-positive", "--progress", "json"});
    QVERIFY(interruptAtFirstProgress(process));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(runProgram({"info", project, "--json"}).json()["models"].toArray().size(), 1);
    const QJsonObject kept = runProgram({"findings", project, "--json", "--status", "false-positive"}).json();
    QCOMPARE(kept["findings"].toArray().size(), 1);
  }

 private:
  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

  static QByteArray line(int second, int order, const QByteArray& text) {
    return "2026-01-05 08:" + QByteArray::number(10 + second / 60) + ":" +
           QByteArray::number(second % 60).rightJustified(2, '0') + " INFO shop: order-" +
           QByteArray::number(order) + " " + text + "\n";
  }

  /// A project of this one log.
  QString fresh(const char* name, const QByteArray& log) const {
    const QString project = path("odd.faultline");
    for (const char* end : {"", "-wal", "-shm"}) QFile::remove(project + QLatin1String(end));
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) qFatal("cannot write %s", name);
    file.write(log);
    file.close();
    if (runProgram({"import", project, file.fileName(), "--session-id", "order-\\d+"}).exitCode != 0)
      qFatal("cannot import %s", name);
    return project;
  }

  /// SIGINT as soon as it reports. It stands still meanwhile, so that it cannot get away.
  static bool interruptAtFirstProgress(QProcess& process) {
    process.setReadChannel(QProcess::StandardError);
    if (!process.canReadLine() && !process.waitForReadyRead(test::kLongestMs)) return false;
    const auto id = static_cast<pid_t>(process.processId());
    if (::kill(id, SIGSTOP) != 0 || ::kill(id, SIGINT) != 0 || ::kill(id, SIGCONT) != 0) return false;
    return process.waitForFinished(test::kLongestMs) && process.exitStatus() == QProcess::NormalExit;
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliBadLearning)
#include "test_cli_bad_learning.moc"
