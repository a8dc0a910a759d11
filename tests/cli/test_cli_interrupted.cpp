#include <csignal>
#include <sys/types.h>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// Ctrl+C and kill -9 in the middle of an import, and two writers at once.
class TestCliInterrupted : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 300'000;
    m_made = support::writeMadeLog(log().toStdString(), settings);
    QCOMPARE(runProgram({"import", m_folder.filePath("whole.faultline"), log()}).exitCode, 0);
  }

  void anInterruptedImportIsCompletedByASecondOne_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGKILL") << SIGKILL;
  }
  void anInterruptedImportIsCompletedByASecondOne() {
    QFETCH(int, signal);
    const QString project = m_folder.filePath(QStringLiteral("stopped%1.faultline").arg(signal));
    QProcess process;
    test::startProgram(process, {"import", project, log(), "--progress", "json"});
    QVERIFY(waitForProgress(process));
    ::kill(static_cast<pid_t>(process.processId()), signal);
    QVERIFY(process.waitForFinished());
    if (signal == SIGKILL) {
      QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    } else {
      QCOMPARE(process.exitCode(), 130);
    }
    const QJsonObject half = runProgram({"info", project, "--json"}).json();
    QCOMPARE(half["schema"].toInt(), 1);
    QVERIFY(half["events"].toInteger() < static_cast<qint64>(m_made.lines));

    const Outcome second = runProgram({"import", project, log(), "--json"});
    QVERIFY2(second.exitCode == 0, second.err.constData());
    QCOMPARE(half["events"].toInteger() + second.json()["events"].toInteger(),
             static_cast<qint64>(m_made.lines));
    const QJsonObject whole = runProgram({"info", m_folder.filePath("whole.faultline"), "--json"}).json();
    const QJsonObject resumed = runProgram({"info", project, "--json"}).json();
    for (const char* count : {"events", "sessions", "keys", "unfitting"}) {
      QCOMPARE(resumed[QLatin1String(count)], whole[QLatin1String(count)]);
    }
  }

  void aSecondWriterIsToldWhoHasIt() {
    const QString project = m_folder.filePath("shared.faultline");
    QProcess writer;
    test::startProgram(writer, {"import", project, log(), "--progress", "json"});
    QVERIFY(waitForProgress(writer));
    ::kill(static_cast<pid_t>(writer.processId()), SIGSTOP);  // it holds the project while we look
    const Outcome second = runProgram({"import", project, log()});
    const Outcome reader = runProgram({"info", project, "--json"});
    ::kill(static_cast<pid_t>(writer.processId()), SIGCONT);
    ::kill(static_cast<pid_t>(writer.processId()), SIGINT);
    QVERIFY(writer.waitForFinished());
    QCOMPARE(second.exitCode, 1);
    const QByteArray holder = "process " + QByteArray::number(m_lastPid);
    QVERIFY2(second.err.contains(holder), second.err.constData());
    QCOMPARE(reader.exitCode, 0);
    QVERIFY(reader.json()["writer"].toString().contains("import"));
  }

 private:
  [[nodiscard]] QString log() const { return m_folder.filePath("store.log"); }

  /// Until the first report that says that something has been read.
  bool waitForProgress(QProcess& process) {
    m_lastPid = process.processId();
    process.setReadChannel(QProcess::StandardError);
    while (process.canReadLine() || process.waitForReadyRead()) {
      while (process.canReadLine()) {
        const QJsonObject report = QJsonDocument::fromJson(process.readLine()).object();
        if (report["done"].toInteger() > 0) return true;
      }
    }
    return false;
  }

  QTemporaryDir m_folder;
  support::MadeLog m_made;
  qint64 m_lastPid = 0;
};

QTEST_GUILESS_MAIN(TestCliInterrupted)
#include "test_cli_interrupted.moc"
