#include <QtTest/QtTest>
#include <nlohmann/json.hpp>

#include "engine/pipeline/truth.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/truth_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

namespace {

constexpr const char* kSettings = R"({"seed":7})";

std::string countsOf(const ProjectScore& score) {
  std::string text;
  for (const std::uint64_t count : {score.truePositives, score.falsePositives, score.falseNegatives,
                                    score.trueNegatives, score.unlabelled, score.learntFrom}) {
    text += std::to_string(count) + ' ';
  }
  return text;
}

}  // namespace

/// Findings counted against the truth, by hand.
class TestEvaluateProject : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void sessionsAreCounted() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    addSessions(project, source, {"hit", "false alarm", "missed", "quiet", "unlabelled"});
    label(project,
          {{"hit", true}, {"false alarm", false}, {"missed", true}, {"quiet", false}, {"absent", true}});
    addRun(project, R"({"sessions":5})", {"hit", "false alarm"});
    const auto scores = must(evaluateProject(path()));
    QCOMPARE(scores.size(), 1U);
    QCOMPARE(scores[0].unit, std::string("session"));
    QCOMPARE(countsOf(scores[0]), std::string("1 1 1 1 1 4 "));
    QVERIFY(!scores[0].heldOut);
    QCOMPARE(scores[0].entries, 10U);
    QCOMPARE(scores[0].detectSeconds, 3.0);
    QCOMPARE(scores[0].notJudged, 0U);
    const auto settings = QJsonDocument::fromJson(QByteArray::fromStdString(scores[0].settings)).object();
    QCOMPARE(settings["settings"].toObject()["seed"].toInt(), 7);
    QCOMPARE(settings["saw"].toObject()["sessions"].toInt(), 5);
  }

  void aSessionWithAnAbnormalLineIsAbnormal() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const SourceId other = project.addSource("b");
    addSessions(project, source, {"one", "two"});
    addSessions(project, other, {"elsewhere"});
    store::TruthWriter truth = must(store::TruthWriter::open(project.database()));
    must(truth.markSource(source));
    must(truth.addEvent({source, 3}, "FATAL"));  // the second one of "two"
    addRun(project, "{}", {"two", "elsewhere"});
    const auto scores = must(evaluateProject(path()));
    QCOMPARE(scores.size(), 1U);
    QCOMPARE(countsOf(scores[0]), std::string("1 0 0 1 1 2 "));
  }

  void linesOutsideOfSessionsAreCounted() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const SessionId stream = project.session("stream 1", "none");
    for (int i = 0; i < 5; ++i) project.addEvent(source, stream, KeyId{1});
    const SourceId other = project.addSource("b");
    project.addEvent(other, project.session("stream 2", "none"), KeyId{1});
    store::TruthWriter truth = must(store::TruthWriter::open(project.database()));
    must(truth.markSource(source));
    must(truth.addEvent({source, 0}, "FATAL"));
    must(truth.addEvent({source, 1}, "FATAL"));
    addRun(project, "{}", {}, {{source, 0}, {source, 2}, {source, 2}});
    const auto scores = must(evaluateProject(path()));
    QCOMPARE(scores.size(), 1U);
    QCOMPARE(scores[0].unit, std::string("line"));
    QCOMPARE(countsOf(scores[0]), std::string("1 1 1 2 1 5 "));
  }

  void whatWasNotLearntFromIsCountedByItself_data() {
    QTest::addColumn<std::string>("saw");
    QTest::newRow("sources") << std::string(R"({"sources":[1]})");
    QTest::newRow("period") << std::string(
        R"({"normal":{"from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:01:00Z"}})");
  }
  void whatWasNotLearntFromIsCountedByItself() {
    QFETCH(std::string, saw);
    MadeProject project(path());
    const SourceId learnt = project.addSource("a");
    const SourceId later = project.addSource("b");
    addSessions(project, learnt, {"one", "two"});
    addSessions(project, later, {"three", "four", "five"}, 3600);
    label(project, {{"one", false}, {"two", false}, {"three", true}, {"four", false}});
    addRun(project, saw, {"one", "three"});
    const auto scores = must(evaluateProject(path()));
    QCOMPARE(scores.size(), 2U);
    QCOMPARE(countsOf(scores[0]), std::string("1 1 0 2 1 2 "));
    QVERIFY(scores[1].heldOut);
    QCOMPARE(countsOf(scores[1]), std::string("1 0 0 1 1 0 "));
  }

  void entriesAfterTheRunAreToldOf() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    addSessions(project, source, {"one"});
    label(project, {{"one", true}});
    addRun(project, "{}", {});
    addSessions(project, source, {"two"});
    QCOMPARE(must(evaluateProject(path())).at(0).notJudged, 2U);
  }

  void whatIsMissingIsSaid() {
    MadeProject project(path());
    addSessions(project, project.addSource("a"), {"one"});
    QCOMPARE(evaluateProject(path()).error().code, ErrorCode::NoLabels);
    label(project, {{"somebody else's", true}});
    QCOMPARE(evaluateProject(path()).error().code, ErrorCode::NothingDetected);
    addRun(project, "{}", {});
    QCOMPARE(evaluateProject(path()).error().code, ErrorCode::NoLabels);
    QCOMPARE(evaluateProject(m_folder->filePath("none").toStdString()).error().code,
             ErrorCode::ProjectMissing);
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p").toStdString(); }

  /// Two entries each.
  static void addSessions(MadeProject& project, SourceId source, const std::vector<std::string>& labels,
                          int second = 0) {
    for (const std::string& label : labels) {
      const SessionId session = project.session(label);
      for (int i = 0; i < 2; ++i) project.addEvent(source, session, KeyId{1}, second++);
    }
  }

  static void label(MadeProject& project, const std::vector<std::pair<std::string, bool>>& labels) {
    store::TruthWriter truth = must(store::TruthWriter::open(project.database()));
    for (const auto& [name, abnormal] : labels) must(truth.putSession(name, abnormal, "as said"));
  }

  /// A run over all there is, with a finding for each of the sessions and each of the events.
  static void addRun(MadeProject& project, const std::string& saw, const std::vector<std::string>& sessions,
                     const std::vector<EventId>& events = {}) {
    store::ModelRow model;
    model.settings = kSettings;
    model.saw = saw;
    store::RunRow run;
    run.model = must(store::ModelRepository(project.database()).insert(model, "bundle"));
    run.finished = run.started + std::chrono::seconds(3);
    run.events = must(store::EventRepository(project.database()).count());
    store::FindingRepository findings(project.database());
    store::FindingRow row;
    row.run = must(findings.insertRun(run));
    row.kind = "key";
    row.arguments = "[]";
    for (const std::string& session : sessions) {
      row.session = project.session(session);
      row.incident = must(findings.insertIncident(row.run, row.session));
      must(findings.insert(row));
    }
    row.session = {};
    for (const EventId event : events) {
      row.event = event;
      row.incident = must(findings.insertIncident(row.run, row.session));
      must(findings.insert(row));
    }
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestEvaluateProject)
#include "test_evaluate_project.moc"
