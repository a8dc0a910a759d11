#include <csignal>
#include <sys/types.h>

#include <QtTest/QtTest>

#include "tests/cli/program.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// `feedback`, what the findings and the models are like after it, and the way back.
class TestCliFeedback : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    write("normal.log", ordersFrom(0, 80));
    write("today.log", ordersFrom(1000, 20));
    const QString project = path("whole.faultline");
    QCOMPARE(
        runProgram({"import", project, path("normal.log"), path("today.log"), "--session-id", "order-\\d+"})
            .exitCode,
        0);
    QCOMPARE(runProgram({"learn", project, "--sources", "1", "--epochs", "3", "--units", "16"}).exitCode, 0);
    QCOMPARE(runProgram({"detect", project}).exitCode, 0);
  }

  void init() {
    removeProject();
    QVERIFY(QFile::copy(path("whole.faultline"), project()));
    QCOMPARE(sessionsOf("open"), QStringList({"1003", "1007", "1010", "1012", "1015"}));
  }

  void aFalsePositiveIsLearntUndoneAndLearntAgain() {
    const QByteArray before = bundle();
    const Outcome outcome = feedback("1003", {"--false-positive", "--note", "usual", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonObject report = outcome.json();
    QCOMPARE(report["schema"].toInt(), 1);
    QCOMPARE(report["status"].toString(), QStringLiteral("false-positive"));
    QCOMPARE(report["findings"].toArray(), QJsonArray{finding("1003")});
    const QJsonObject taught = report["taught"].toObject();
    QCOMPARE(taught["model"].toInt(), 2);
    QCOMPARE(taught["verdicts"].toInt(), 1);
    QCOMPARE(taught["cleared"].toInt(), 2);  // the other two orders that were paid again
    QCOMPARE(taught["appeared"].toInt(-1), 0);
    QCOMPARE(sessionsOf("false-positive"), QStringList{"1003"});
    QCOMPARE(sessionsOf("open"), QStringList({"1007", "1015"}));
    checkTaught();
    const QByteArray after = bundle();
    QVERIFY(after != before);

    QCOMPARE(runProgram({"undo", project()}).exitCode, 0);
    QCOMPARE(activeModel(), 1);
    QCOMPARE(bundle(), before);
    QCOMPARE(sessionsOf("open").size(), 5);
    QVERIFY(sessionsOf("false-positive").isEmpty());

    QCOMPARE(runProgram({"undo", project(), "--redo"}).exitCode, 0);
    QCOMPARE(activeModel(), 2);
    QCOMPARE(bundle(), after);
    QCOMPARE(sessionsOf("open"), QStringList({"1007", "1015"}));
    QCOMPARE(runProgram({"undo", project(), "--redo"}).exitCode, 1);
  }

  void aConfirmedOneIsNotLearntAndCanBeCleared() {
    const QByteArray before = bundle();
    const Outcome outcome = feedback("1007", {"--confirmed"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.out, "1 finding is now confirmed\n");
    QCOMPARE(sessionsOf("confirmed"), QStringList{"1007"});
    QCOMPARE(feedback("1007", {"--clear", "--json"}).json()["taught"], QJsonValue());
    QVERIFY(sessionsOf("confirmed").isEmpty());
    QCOMPARE(sessionsOf("open").size(), 5);
    QCOMPARE(bundle(), before);
  }

  void allLikeThisAreJudgedTogether() {
    const Outcome outcome = feedback("1003", {"--confirmed", "--all-like-this", "--json"});
    QCOMPARE(outcome.json()["findings"].toArray().size(), 3);
    QCOMPARE(sessionsOf("confirmed"), QStringList({"1003", "1010", "1012"}));
    QCOMPARE(runProgram({"undo", project()}).exitCode, 0);  // one change
    QCOMPARE(sessionsOf("open").size(), 5);
    QCOMPARE(runProgram({"undo", project()}).exitCode, 1);
  }

  void whatCannotBeJudged_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("unknown finding") << QStringList{project(), "99", "--confirmed"} << 1
                                     << QByteArray("no finding has the number 99");
    QTest::newRow("no project") << QStringList{path("none.faultline"), "1", "--confirmed"} << 1
                                << QByteArray("none.faultline");
    QTest::newRow("nothing said") << QStringList{project(), "1"} << 2 << QByteArray("--false-positive");
    QTest::newRow("two things said") << QStringList{project(), "1", "--clear", "--confirmed"} << 2
                                     << QByteArray("--false-positive");
    QTest::newRow("no number") << QStringList{project(), "first", "--clear"} << 2 << QByteArray("first");
  }
  void whatCannotBeJudged() {
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, words);
    checkRefused(runProgram(QStringList{"feedback"} + arguments), exitCode, words);
  }

  void aProjectWithoutAModel() {
    const QString bare = path("bare.faultline");
    QCOMPARE(runProgram({"import", bare, path("today.log"), "--session-id", "order-\\d+"}).exitCode, 0);
    checkRefused(runProgram({"feedback", bare, "1", "--false-positive"}), 1, "no finding has the number 1");
    QCOMPARE(runProgram({"info", bare}).exitCode, 0);
  }

  void aLockedProjectSaysWhoHasIt() {
    QProcess learning;
    test::startProgram(learning,
                       {"learn", project(), "--sources", "1", "--epochs", "1000", "--progress", "json"});
    QVERIFY(stopWhileLearning(learning));
    const Outcome outcome = feedback("1003", {"--false-positive"});
    const QByteArray holder = "process " + QByteArray::number(learning.processId());
    kill(learning);
    checkRefused(outcome, 1, holder);
    QCOMPARE(sessionsOf("open").size(), 5);
    QCOMPARE(feedback("1003", {"--false-positive"}).exitCode, 0);  // a dead process holds nothing
  }

  /// kill -9 while the weights change.
  void aLessonThatDiesIsTaughtByTheNext() {
    const QByteArray before = bundle();
    QVERIFY(dieInALesson());
    QCOMPARE(activeModel(), 1);
    QCOMPARE(bundle(), before);
    QCOMPARE(sessionsOf("false-positive"), QStringList{"1003"});  // the verdict was kept
    QCOMPARE(sessionsOf("open").size(), 4);                       // and nothing was cleared
    const QJsonObject taught = feedback("1007", {"--false-positive", "--json"}).json()["taught"].toObject();
    QCOMPARE(taught["verdicts"].toInt(), 2);
    QCOMPARE(activeModel(), taught["model"].toInt());
    QVERIFY(sessionsOf("open").isEmpty());
  }

  void aLessonThatDiesIsTaughtByTheSameWordAgain() {
    QVERIFY(dieInALesson());
    const QJsonObject report = feedback("1003", {"--false-positive", "--json"}).json();
    QVERIFY(report["findings"].toArray().isEmpty());  // nothing has a new status
    QCOMPARE(report["taught"].toObject()["verdicts"].toInt(), 1);
    QCOMPARE(sessionsOf("open"), QStringList({"1007", "1015"}));
  }

 private:
  static constexpr int kMostAttempts = 10;

  /// Of four lines each; three are paid again, two are lost.
  static QByteArray ordersFrom(int first, int count) {
    QByteArray log;
    for (int i = first; i < first + count; ++i) {
      const QByteArray head = "2026-01-05 08:" + QByteArray::number(10 + i % 2000 / 60) + ":" +
                              QByteArray::number(i % 60).rightJustified(2, '0') + " INFO shop: order-" +
                              QByteArray::number(i) + " ";
      log += head + "taken\n";
      if (i == 1003 || i == 1010 || i == 1012) log += head + "payment tried again\n";
      log += head + "paid\n";
      log += head + (i == 1007 || i == 1015 ? "lost on the way\n" : "packed\n");
      log += head + "closed\n";
    }
    return log;
  }

  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
  [[nodiscard]] QString project() const { return path("p.faultline"); }

  void write(const char* name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", name);
    file.write(content);
  }

  void removeProject() const {
    for (const char* end : {"", "-wal", "-shm"}) QFile::remove(project() + QLatin1String(end));
  }

  [[nodiscard]] QJsonArray findings(const QStringList& options) const {
    return runProgram(QStringList{"findings", project(), "--json"} + options).json()["findings"].toArray();
  }

  /// The orders that have a finding of a status, ascending.
  [[nodiscard]] QStringList sessionsOf(const char* status) const {
    QStringList sessions;
    for (const auto& one : findings({"--status", status}))
      sessions.append(one.toObject()["session"].toString().section('-', -1));
    sessions.sort();
    return sessions;
  }

  [[nodiscard]] qint64 finding(const QString& order) const {
    for (const auto& one : findings({})) {
      if (one.toObject()["session"].toString().endsWith(order)) return one.toObject()["id"].toInteger();
    }
    return 0;
  }

  [[nodiscard]] QStringList feedbackOn(const QString& order, const QStringList& options) const {
    return QStringList{"feedback", project(), QString::number(finding(order))} + options;
  }
  [[nodiscard]] Outcome feedback(const QString& order, const QStringList& options) const {
    return runProgram(feedbackOn(order, options));
  }

  [[nodiscard]] int activeModel() const {
    const QJsonArray models = runProgram({"info", project(), "--json"}).json()["models"].toArray();
    for (const auto& one : models) {
      if (one.toObject()["active"].toBool()) return one.toObject()["id"].toInt();
    }
    return 0;
  }

  /// The active model's bytes.
  [[nodiscard]] QByteArray bundle() const {
    QFile file(path("m.bundle"));
    file.remove();
    if (runProgram({"export", project(), "--what", "model", "--out", file.fileName()}).exitCode != 0 ||
        !file.open(QIODevice::ReadOnly))
      return {};
    return file.readAll();
  }

  /// `info` on a model that was taught once.
  void checkTaught() const {
    const QJsonArray models = runProgram({"info", project(), "--json"}).json()["models"].toArray();
    QCOMPARE(models.size(), 2);
    const QJsonObject first = models.at(0).toObject();
    const QJsonObject second = models.at(1).toObject();
    QVERIFY(first["parent"].isNull() && first["taught"].toInt(-1) == 0 && !first["active"].toBool());
    QCOMPARE(second["parent"].toInt(), 1);
    QCOMPARE(second["taught"].toInt(), 1);
    QVERIFY(second["active"].toBool());
    const QByteArray text = runProgram({"info", project()}).out;
    QVERIFY2(text.contains("model 2 was taught on top of model 1; false positives so far: 1"), text.constData());
  }

  static void checkRefused(const Outcome& outcome, int exitCode, const QByteArray& words) {
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(
        outcome.err.startsWith("faultline: ") && outcome.err.count('\n') == 1 && outcome.err.contains(words),
        outcome.err.constData());
  }

  /// Lets a process stand still as soon as it says that it learns.
  static bool stopWhileLearning(QProcess& process) {
    process.setReadChannel(QProcess::StandardError);
    while (process.canReadLine() || process.waitForReadyRead(test::kLongestMs)) {
      while (process.canReadLine()) {
        const QJsonObject report = QJsonDocument::fromJson(process.readLine()).object();
        if (report["stage"].toString().startsWith("Learning"))
          return ::kill(static_cast<pid_t>(process.processId()), SIGSTOP) == 0;
      }
    }
    return false;
  }

  static void kill(QProcess& process) {
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished(test::kLongestMs);
  }

  /// Where this test had to wait for the processor the lesson may be over; then it is done anew.
  [[nodiscard]] bool dieInALesson() {
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
      QProcess lesson;
      test::startProgram(lesson, feedbackOn("1003", {"--false-positive", "--progress", "json"}));
      const bool stopped = stopWhileLearning(lesson);
      const bool inTime = stopped && activeModel() == 1;
      kill(lesson);
      if (inTime) return lesson.exitStatus() == QProcess::CrashExit;
      removeProject();
      if (!QFile::copy(path("whole.faultline"), project())) return false;
    }
    return false;
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliFeedback)
#include "test_cli_feedback.moc"
