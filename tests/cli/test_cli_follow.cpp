#include <csignal>
#include <fstream>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

namespace {

/// A process that follows, and what it has printed so far.
class Following {
 public:
  Following(const QString& project, const QStringList& more = {}) {
    test::startProgram(m_process, QStringList{"detect", project, "--follow"} + more);
  }
  ~Following() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished();
  }

  /// Waits until it says on stderr that it has caught up.
  bool isReady() {
    return waitFor([this] { return m_err.contains("following "); });
  }

  /// The next line on stdout; empty when none comes.
  QByteArray line() {
    waitFor([this] { return m_out.contains('\n'); });
    const auto end = m_out.indexOf('\n');
    if (end < 0) return {};
    const QByteArray first = m_out.left(end);
    m_out.remove(0, end + 1);
    return first;
  }

  QJsonObject finding() { return QJsonDocument::fromJson(line()).object(); }

  bool says(const char* what) {
    return waitFor([this, what] { return m_err.contains(what); });
  }

  /// Interrupts it; its exit code.
  int interrupted() {
    ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
    if (!m_process.waitForFinished(test::kLongestMs)) return -1;
    m_out += m_process.readAllStandardOutput();
    return m_process.exitCode();
  }

  [[nodiscard]] const QByteArray& rest() const { return m_out; }

 private:
  template <class Condition>
  bool waitFor(Condition&& holds) {
    QElapsedTimer timer;
    timer.start();
    while (true) {
      m_out += m_process.readAllStandardOutput();
      m_err += m_process.readAllStandardError();
      if (holds()) return true;
      if (m_process.state() == QProcess::NotRunning || timer.elapsed() > 60'000) return false;
      m_process.waitForReadyRead(100);
    }
  }

  QProcess m_process;
  QByteArray m_out;
  QByteArray m_err;
};

void append(const QString& file, const QByteArray& text) {
  QFile out(file);
  if (!out.open(QIODevice::Append)) qFatal("cannot append");
  out.write(text);
}

}  // namespace

/// `detect --follow` while files grow, are renamed and cut.
class TestCliFollow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 4'000;
    settings.faultRate = 0;
    support::writeMadeLog(log().toStdString(), settings);
    QCOMPARE(runProgram({"import", project(), log(), "--session-id", "chunk-\\d+"}).exitCode, 0);
    QCOMPARE(runProgram({"learn", project(), "--normal", "2000-01-01..2100-01-01", "--epochs", "3"}).exitCode,
             0);
    QCOMPARE(runProgram({"detect", project()}).exitCode, 0);
  }

  void aNewKindOfLineIsTold() {
    Following process(project(), {"--json"});
    QVERIFY(process.isReady());
    append(log(),
           "2026-01-05 23:00:00,000 ERROR store.Disk: checksum broken on chunk-900001 disk is dying\n");
    const QJsonObject finding = process.finding();
    QCOMPARE(finding["kind"].toString(), QStringLiteral("key"));
    QCOMPARE(finding["source"].toString(), log());
    QVERIFY(finding["title"].toString().contains("checksum broken"));
    QCOMPARE(process.interrupted(), 130);
  }

  void itIsStoredAndNotToldAgain() {
    const QJsonArray stored = runProgram({"findings", project(), "--json"}).json()["findings"].toArray();
    int found = 0;
    for (const auto& one : stored)
      found += one.toObject()["title"].toString().contains("checksum broken") ? 1 : 0;
    QCOMPARE(found, 1);
    Following process(project(), {"--json"});
    QVERIFY(process.isReady());
    QCOMPARE(process.interrupted(), 130);
    QVERIFY2(!process.rest().contains("checksum broken"), process.rest().constData());
  }

  /// Half a line is no line yet.
  void aLineIsJudgedWhenItIsWhole() {
    Following process(project(), {"--json"});
    QVERIFY(process.isReady());
    append(log(), "2026-01-05 23:00:01,000 ERROR store.Disk: giving ");
    append(log(), "up on chunk-900002 for good and all\n");
    QVERIFY(process.finding()["title"].toString().contains("for good and all"));
    QCOMPARE(process.interrupted(), 130);
  }

  void aRenamedFileIsReadOnUnderItsOldName() {
    Following process(project(), {"--json"});
    QVERIFY(process.isReady());
    QVERIFY(QFile::rename(log(), log() + ".1"));
    append(log(), "2026-01-05 23:10:00,000 ERROR store.Fan: spinning far too slowly again and again\n");
    QVERIFY(process.says("another file has taken its place"));
    const QJsonObject finding = process.finding();
    QVERIFY(finding["title"].toString().contains("spinning far too slowly"));
    QCOMPARE(finding["source"].toString(), log());
    QCOMPARE(finding["line"].toInt(), 1);
    QCOMPARE(process.interrupted(), 130);
  }

  void aFileThatHasGoneIsWaitedFor() {
    Following process(project());
    QVERIFY(process.isReady());
    QVERIFY(QFile::remove(log()));
    QVERIFY(process.says("it has gone"));
    append(log(), "2026-01-05 23:20:00,000 ERROR store.Door: left wide open to everybody all night\n");
    QVERIFY(process.line().contains("left wide open"));
    QCOMPARE(process.interrupted(), 130);
  }

  void withoutAModelItSaysSo() {
    const QString other = m_folder.filePath("other.faultline");
    support::MadeLogSettings settings;
    settings.lines = 100;
    support::writeMadeLog(m_folder.filePath("other.log").toStdString(), settings);
    QCOMPARE(runProgram({"import", other, m_folder.filePath("other.log")}).exitCode, 0);
    const Outcome outcome = runProgram({"detect", other, "--follow"});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.startsWith("faultline: "), outcome.err.constData());
  }

 private:
  [[nodiscard]] QString log() const { return m_folder.filePath("grows.log"); }
  [[nodiscard]] QString project() const { return m_folder.filePath("p.faultline"); }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliFollow)
#include "test_cli_follow.moc"
