#include <csignal>
#include <sys/types.h>
#include <sys/wait.h>

#include <QtCore/QFile>
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
    QVERIFY(stopHalfWay(process, project));
    ::kill(static_cast<pid_t>(process.processId()), signal);
    ::kill(static_cast<pid_t>(process.processId()), SIGCONT);
    QVERIFY(process.waitForFinished(test::kLongestMs));
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
    QVERIFY(stopHalfWay(writer, project));  // it holds the project while we look
    const Outcome second = runProgram({"import", project, log()});
    const Outcome reader = runProgram({"info", project, "--json"});
    ::kill(static_cast<pid_t>(writer.processId()), SIGCONT);
    ::kill(static_cast<pid_t>(writer.processId()), SIGINT);
    QVERIFY(writer.waitForFinished(test::kLongestMs));
    QCOMPARE(second.exitCode, 1);
    const QByteArray holder = "process " + QByteArray::number(m_lastPid);
    QVERIFY2(second.err.contains(holder), second.err.constData());
    QCOMPARE(reader.exitCode, 0);
    QVERIFY(reader.json()["writer"].toString().contains("import"));
  }

 private:
  [[nodiscard]] QString log() const { return m_folder.filePath("store.log"); }

  /// An import that stands still (SIGSTOP) before half of the log is in the project. One that got further
  /// because this test had to wait for the processor is tried again.
  bool stopHalfWay(QProcess& process, const QString& project) {
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
      test::startProgram(process, {"import", project, log(), "--progress", "json"});
      m_lastPid = process.processId();
      if (waitForProgress(process) && ::kill(static_cast<pid_t>(m_lastPid), SIGSTOP) == 0 && standsStill()) {
        const qint64 events = runProgram({"info", project, "--json"}).json()["events"].toInteger();
        if (events < static_cast<qint64>(m_made.lines / 2)) return true;
        ::kill(static_cast<pid_t>(m_lastPid), SIGCONT);
      }
      process.waitForFinished(test::kLongestMs);
      for (const char* end : {"", "-wal", "-shm"}) QFile::remove(project + QLatin1String(end));
    }
    return false;
  }

  /// Until the first report that says that something has been read.
  static bool waitForProgress(QProcess& process) {
    process.setReadChannel(QProcess::StandardError);
    while (process.canReadLine() || process.waitForReadyRead(test::kLongestMs)) {
      while (process.canReadLine()) {
        const QJsonObject report = QJsonDocument::fromJson(process.readLine()).object();
        if (report["done"].toInteger() > 0) return true;
      }
    }
    return false;
  }

  /// Whether the signal found a process and not what is left of one.
  [[nodiscard]] bool standsStill() const {
    siginfo_t state{};
    return ::waitid(P_PID, static_cast<id_t>(m_lastPid), &state, WSTOPPED | WEXITED | WNOWAIT) == 0 &&
           state.si_code == CLD_STOPPED;
  }

  static constexpr int kMostAttempts = 10;

  QTemporaryDir m_folder;
  support::MadeLog m_made;
  qint64 m_lastPid = 0;
};

QTEST_GUILESS_MAIN(TestCliInterrupted)
#include "test_cli_interrupted.moc"
