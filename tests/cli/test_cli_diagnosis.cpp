#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_cloud_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// What a workflow adds to findings: `explain`, `learn --suggested`, `analyze`, `demo`, the detector.
class TestCliDiagnosis : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeCloudSettings settings;
    settings.normal = 80;
    settings.judged = 30;
    const support::MadeCloudLog made = support::writeMadeCloudLog(path("nova.log").toStdString(), settings);
    const QString period =
        QStringLiteral("2000-01-01T00:00:00Z..") + QString::fromStdString(made.endOfTraining);
    const Outcome outcome = runProgram({"analyze", project(), path("nova.log"), "--normal", period,
                                        "--epochs", "2", "--units", "8", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    m_analysis = outcome.json();
  }

  void analyzeMines() {
    const QJsonObject mined = m_analysis["workflow"].toObject();
    QVERIFY(mined["tasks"].toInt() > 0);
    QCOMPARE(mined["kept"].toBool(true), false);
    QCOMPARE(mined["sessions"].toInt(), 80);  // the normal period's
    const QJsonObject info = runProgram({"info", project(), "--json"}).json()["workflow"].toObject();
    QCOMPARE(info["tasks"].toInt(), mined["tasks"].toInt());
  }

  void aFindingHasItsPlaceAndItsCauses() {
    int placed = 0;
    int slow = 0;
    const QJsonArray findings = runProgram({"findings", project(), "--json"}).json()["findings"].toArray();
    QVERIFY(!findings.isEmpty());
    for (const auto& one : findings) {
      const QString id = QString::number(one.toObject()["id"].toInt());
      const Outcome outcome = runProgram({"explain", project(), id, "--json"});
      QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
      const QJsonObject document = outcome.json();
      QVERIFY(document["causes"].isArray());
      QVERIFY(document.contains("workflow"));
      if (!document["workflow"].isObject()) continue;
      ++placed;
      const QJsonObject workflow = document["workflow"].toObject();
      for (const char* field : {"task", "after", "before", "deviation", "sentence", "told"})
        QVERIFY2(workflow.contains(QLatin1String(field)), field);
      QVERIFY(!workflow["task"].toString().isEmpty());
      QVERIFY(!workflow["sentence"].toString().isEmpty());
      if (workflow["deviation"].toString() != QStringLiteral("slow")) continue;
      ++slow;
      // What was slow is the likeliest cause: the step that was waited for.
      const QJsonObject cause = document["causes"].toArray().at(0).toObject();
      QCOMPARE(cause["kind"].toString(), QStringLiteral("slow"));
      QVERIFY(cause["score"].toDouble() > 0.5);
      QVERIFY(cause["sentence"].toString().contains(workflow["after"].toString()));
      const QByteArray text = runProgram({"explain", project(), id}).out;
      QVERIFY(text.contains("in its workflow, during "));
      QVERIFY(text.contains(workflow["sentence"].toString().toUtf8()));
      QVERIFY(text.contains("what could explain it"));
      QVERIFY(text.contains(cause["sentence"].toString().toUtf8()));
    }
    QVERIFY(placed > 0);
    QVERIFY2(slow > 0, "the made log has slow images");
  }

  void whatTheWorkflowSuggestsIsLearntWith() {
    const QJsonObject suggested =
        runProgram({"workflow", project(), "--json"}).json()["suggested"].toObject();
    QVERIFY(suggested["history"].toInt() > 0);
    const Outcome outcome = runProgram(
        {"learn", project(), "--suggested", "--sources", "1", "--epochs", "1", "--units", "8", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QJsonObject model;
    for (const auto& one : runProgram({"info", project(), "--json"}).json()["models"].toArray()) {
      if (one.toObject()["active"].toBool()) model = one.toObject();
    }
    const QJsonObject settings = model["settings"].toObject();
    QCOMPARE(settings["history"].toInt(), suggested["history"].toInt());
    QCOMPARE(settings["candidates"].toInt(), suggested["candidates"].toInt());
  }

  void withoutAWorkflowThereIsNothingToSuggest() {
    const QString empty = path("none.faultline");
    QCOMPARE(runProgram({"import", empty, path("nova.log")}).exitCode, 0);
    const Outcome outcome = runProgram({"learn", empty, "--suggested"});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("faultline workflow"), outcome.err.constData());
  }

  void aMiningThatFindsNothingSaysThatTheOneInUseStays() {
    const QByteArray before = runProgram({"workflow", project(), "--json"}).out;
    // The first machine alone, from its claim to the next one's.
    QFile log(path("nova.log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QString whole = QString::fromUtf8(log.readAll());
    const auto timeOf = [&](const char* what) {
      const QRegularExpression line(QStringLiteral("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)[^\\n]*") +
                                    what);
      const QRegularExpressionMatch first = line.match(whole);
      return first.hasMatch() ? first.captured(1) + "T" + first.captured(2) : QString();
    };
    const QString period = timeOf("Attempting claim") + "Z.." + timeOf("seconds to destroy") + ".999Z";
    const Outcome outcome = runProgram({"workflow", project(), "--normal", period, "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY2(outcome.err.contains("the workflow in use stays"), outcome.err.constData());
    QCOMPARE(outcome.out, before);
  }

  void otherSessionsAreHeldAgainstIt() {
    support::MadeCloudSettings settings;
    settings.normal = 40;
    settings.judged = 0;
    settings.everyOdd = 0;
    settings.seed = 9;
    support::writeMadeCloudLog(path("other.log").toStdString(), settings);
    const QString other = path("other.faultline");
    QCOMPARE(runProgram({"import", other, path("other.log")}).exitCode, 0);
    const Outcome outcome = runProgram({"workflow", project(), "--against", other, "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonObject fit = outcome.json();
    QCOMPARE(fit["sessions"].toInt(), 40);
    QVERIFY(fit["fitness"].toDouble() > 0.99);
    QVERIFY(fit["precision"].toDouble() > 0.9 && fit["precision"].toDouble() <= 1);
    QVERIFY(fit["perfect"].toInt() > 36);
    QVERIFY(runProgram({"workflow", project(), "--against", other}).out.startsWith("fitness "));
    QCOMPARE(runProgram({"workflow", project(), "--against", path("nowhere.faultline")}).exitCode, 1);
  }

  void theDemoHasAWorkflow() {
    const QString demo = path("demo.faultline");
    const Outcome made = runProgram({"demo", demo, "--json"});
    QVERIFY2(made.exitCode == 0, made.err.constData());
    const int tasks = made.json()["workflow"].toObject()["tasks"].toInt();
    QVERIFY(tasks >= 3);
    const QJsonObject document = runProgram({"workflow", demo, "--json"}).json();
    QCOMPARE(document["tasks"].toArray().size(), tasks);
    const Outcome picture = runProgram({"workflow", demo, "--task", "1", "--out", path("demo.svg")});
    QVERIFY2(picture.exitCode == 0, picture.err.constData());
    QVERIFY(QFileInfo(path("demo.svg")).size() > 1000);
  }

  void theDetectorFindsWhatLeavesTheWorkflow() {
    const auto lines = [&](const char* name, const char* session, int count) {
      QFile file(path(name));
      if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
      for (int i = 0; i < count; ++i) file.write(session);
      return path(name);
    };
    const QString train = lines("train.txt", "1 2 3 4 5 6\n", 40);
    const QString normal = lines("normal.txt", "1 2 3 4 5 6\n", 10);
    const QString abnormal = lines("abnormal.txt", "1 2 4 3 5 6\n1 2 3\n1 2 3 4 9 5 6\n", 1);
    const Outcome outcome = runProgram({"evaluate", "sequences", "--train", train, "--normal", normal,
                                        "--abnormal", abnormal, "--detector", "workflow", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonObject row = outcome.json()["detectors"].toArray().at(0).toObject();
    QCOMPARE(row["name"].toString(), QStringLiteral("workflow"));
    QCOMPARE(row["tp"].toInt(-1), 3);
    QCOMPARE(row["fn"].toInt(-1), 0);
    QCOMPARE(row["fp"].toInt(-1), 0);
    QCOMPARE(row["tn"].toInt(-1), 10);
  }

 private:
  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }
  [[nodiscard]] QString project() const { return path("p.faultline"); }

  QTemporaryDir m_folder;
  QJsonObject m_analysis;
};

QTEST_GUILESS_MAIN(TestCliDiagnosis)
#include "test_cli_diagnosis.moc"
