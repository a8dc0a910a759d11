#include <algorithm>
#include <fstream>
#include <map>

#include <QtTest/QtTest>
#include <fmt/format.h>

#include "engine/pipeline/changes.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/keys.h"
#include "engine/pipeline/project.h"
#include "engine/pipeline/workflow.h"
#include "engine/pipeline/workflow_fit.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/workflow_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::must;

namespace {

struct Line {
  int ms = 0;
  std::string text;
  int owner = -1;     ///< The machine that it is of; -1: none.
  bool names = true;  ///< The machine, as what names a session.
};

/// When the first machine is made.
constexpr UtcTime kFirst{std::chrono::sys_days{std::chrono::year{2017} / 5 / 16}.time_since_epoch()};

std::string uuid(int kind, int number) {
  return fmt::format("{:08x}-4ab{:x}-4c1d-9e2f-{:012x}", 0x9e3779b9U * static_cast<unsigned>(number + 1),
                     kind, 0xabcd1234ULL * static_cast<unsigned>(number + 7));
}

std::string line(const std::string& service, const std::string& component, const std::string& request,
                 const std::string& message) {
  return fmt::format(
      "2931 INFO {}{} [req-{} 26a94c7b56ea86067edb58f7f73cb1ee 9925e0b8420851078fad0e5135ce923f - "
      "- -] {}",
      service, component, request, message);
}

/// A machine: made and, a minute or more later, deleted; some of its lines name no machine as such.
void addMachine(int number, int start, std::vector<Line>& lines) {
  const std::string id = uuid(1, number);
  const std::string tag = "[instance: " + id + "] ";
  const std::string made = uuid(2, number);
  const std::string gone = uuid(3, number);
  int now = start;
  const auto add = [&](int after, const std::string& text, bool names) {
    now += after;
    lines.push_back({now, text, number, names});
  };
  add(0, line("nova.", "api", made, "10.11.10.1 \"POST /v2/servers HTTP/1.1\" status: 202"), false);
  add(300, line("nova.", "compute.claims", made, tag + "Attempting claim"), true);
  add(40, line("nova.", "compute.claims", made, tag + "Claim successful"), true);
  add(13'000 + number % 7 * 20, line("nova.", "compute.manager", uuid(5, 1), tag + "VM Started"), true);
  add(900 + number % 5 * 60,
      line("nova.", "metadata", uuid(6, number), fmt::format("10.11.0.{} metadata was fetched", number + 9)),
      false);
  add(60'000 + number * 7919 % 90'000,
      line("nova.", "api", gone, "10.11.10.1 \"DELETE /v2/servers/" + id + " HTTP/1.1\" status: 204"), false);
  add(90, line("nova.", "compute.manager", gone, tag + "Terminating instance"), true);
  add(400, line("nova.", "compute.manager", gone, tag + "Instance destroyed"), true);
}

/// Machines one after the other, two or three alive at a time, and a job that runs all the while.
std::vector<Line> madeLines(int machines) {
  std::vector<Line> lines;
  int start = 0;
  for (int i = 0; i < machines; ++i, start += 41'000 + i * 104'729 % 9'000) addMachine(i, start, lines);
  for (int ms = 500; ms < start; ms += 20'000 + ms % 977)
    lines.push_back(
        {ms, line("nova.", "compute.resource_tracker", uuid(4, 0), "Auditing resources"), -1, false});
  std::ranges::stable_sort(lines, {}, &Line::ms);
  return lines;
}

void write(const std::filesystem::path& file, const std::vector<Line>& lines) {
  std::ofstream out(file);
  for (const Line& one : lines) {
    const int seconds = one.ms / 1000;
    out << fmt::format("nova.log 2017-05-16 {:02}:{:02}:{:02}.{:03} {}\n", seconds / 3600, seconds / 60 % 60,
                       seconds % 60, one.ms % 1000, one.text);
  }
}

bool has(const std::vector<Notice>& notices, ErrorCode code) {
  return std::ranges::find(notices, code, &Notice::code) != notices.end();
}

}  // namespace

class TestWorkflowMining : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void linesThatNameNoSessionFindTheirs() {
    const std::vector<Line> lines = importMade(60);
    const MineReport report = must(mineWorkflow(project(), {}, {}, {}));
    QCOMPARE(report.sessions, std::uint64_t{60});
    QCOMPARE(report.linked, std::uint64_t{3 * 60});
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    const store::WorkflowRepository links(database);
    std::map<int, SessionId> machines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto event =
          must(store::EventRepository(database).get({SourceId{1}, static_cast<std::uint32_t>(i)}));
      if (lines[i].names) machines[lines[i].owner] = event->session;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].names) continue;
      const auto session = must(links.sessionOf({SourceId{1}, static_cast<std::uint32_t>(i)}));
      QCOMPARE(session.has_value(), lines[i].owner >= 0);
      if (session) QCOMPARE(*session, machines.at(lines[i].owner));
    }
  }

  void aWorkflowIsMinedAndStored() {
    importMade(60);
    QVERIFY(!must(loadWorkflow(project())));
    const MineReport report = must(mineWorkflow(project(), {}, {}, {}));
    QCOMPARE(report.events, std::uint64_t{60 * 8});
    const auto workflow = must(loadWorkflow(project()));
    QVERIFY(workflow != nullptr);
    QCOMPARE(workflow->automaton.tasks.size(), std::size_t{2});
    QCOMPARE(report.tasks, std::uint64_t{2});
    QVERIFY(!workflow->outdated);
    QCOMPARE(workflow->taskNames.size(), std::size_t{2});
    std::size_t nodes = 0;
    for (const workflow::Task& task : workflow->automaton.tasks) {
      QCOMPARE(task.runs, std::uint64_t{60});
      nodes += task.nodes.size();
      for (const workflow::Node& node : task.nodes) QVERIFY(!workflow->key(node.key)->label.empty());
    }
    QCOMPARE(nodes, std::size_t{8});
    for (const std::string& name : workflow->taskNames) QVERIFY(!name.empty());
  }

  void otherKeysMakeItOutdated() {
    importMade(20);
    must(mineWorkflow(project(), {}, {}, {}));
    KeyEdit merge;
    merge.kind = KeyEdit::Kind::Merge;
    merge.keys = {KeyId{2}, KeyId{3}};
    must(editKeys(project(), merge, {}, {}));
    QVERIFY(must(loadWorkflow(project()))->outdated);
    must(undoChange(project(), {}, {}));
    QVERIFY(!must(loadWorkflow(project()))->outdated);
  }

  void aLogThatHasGoneIsANotice() {
    importMade(60);
    std::filesystem::remove(log());
    const MineReport report = must(mineWorkflow(project(), {}, {}, {}));
    QVERIFY(has(report.notices, ErrorCode::FileMissing));
    QCOMPARE(report.sessions, std::uint64_t{60});
    QVERIFY(report.tasks > 0);
  }

  void editsAreTakenBackAndCarriedOver() {
    importMade(60);
    must(mineWorkflow(project(), {}, {}, {}));
    const auto mined = must(loadWorkflow(project()));
    const std::string name = "\"Make\" <b>a</b>\nmachine'; --";
    must(editWorkflow(project(), {WorkflowEdit::Kind::Rename, mined->automaton.tasks[0].id, {}, 0, name}));
    QCOMPARE(must(loadWorkflow(project()))->automaton.tasks[0].name, name);
    QVERIFY(must(loadChanges(project())).front().canUndo);

    must(undoChange(project(), {}, {}));
    QCOMPARE(must(loadWorkflow(project()))->id, mined->id);
    must(redoChange(project(), {}, {}));
    QCOMPARE(must(loadWorkflow(project()))->automaton.tasks[0].name, name);

    must(mineWorkflow(project(), {}, {}, {}));
    QCOMPARE(must(loadWorkflow(project()))->automaton.tasks[0].name, name);
    QVERIFY(!must(loadChanges(project())).front().canUndo);
    QCOMPARE(undoChange(project(), {}, {}).error().code, ErrorCode::NothingToUndo);
  }

  void mergedTasksComeAgainAsOne() {
    importMade(60);
    must(mineWorkflow(project(), {}, {}, {}));
    const auto mined = must(loadWorkflow(project()));
    const auto& tasks = mined->automaton.tasks;
    must(editWorkflow(project(), {WorkflowEdit::Kind::Merge, tasks[0].id, tasks[1].id, 0, {}}));
    QCOMPARE(must(loadWorkflow(project()))->automaton.tasks.size(), std::size_t{1});
    must(mineWorkflow(project(), {}, {}, {}));
    QCOMPARE(must(loadWorkflow(project()))->automaton.tasks.size(), std::size_t{1});
  }

  void wrongEditsChangeNothing() {
    importMade(20);
    QCOMPARE(editWorkflow(project(), {}).error().code, ErrorCode::NoWorkflow);
    must(mineWorkflow(project(), {}, {}, {}));
    const std::int64_t before = must(loadWorkflow(project()))->id;
    const workflow::TaskId none{9999};
    for (const auto kind : {WorkflowEdit::Kind::Rename, WorkflowEdit::Kind::Merge, WorkflowEdit::Kind::Split})
      QCOMPARE(editWorkflow(project(), {kind, none, none, 0, "x"}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(must(loadWorkflow(project()))->id, before);
  }

  void sessionsWithFindingsAreLeftOutWhereEnoughAreLeft() {
    importMade(20);
    addFinding(3);
    QCOMPARE(must(mineWorkflow(project(), {}, {}, {})).leftOut, std::uint64_t{1});
    for (int session = 4; session < 16; ++session) addFinding(session);
    const MineReport report = must(mineWorkflow(project(), {}, {}, {}));  // too few would be left
    QCOMPARE(report.leftOut, std::uint64_t{0});
    QCOMPARE(report.sessions, std::uint64_t{20});
  }

  void stoppedMiningLeavesTheLastWorkflow() {
    importMade(20);
    must(mineWorkflow(project(), {}, {}, {}));
    const std::int64_t before = must(loadWorkflow(project()))->id;
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(mineWorkflow(project(), {}, stop.get_token(), {}).error().code, ErrorCode::Cancelled);
    std::stop_source later;  // in the middle: at the first report of progress
    const auto progress = [&](const Progress&) { later.request_stop(); };
    QCOMPARE(mineWorkflow(project(), {}, later.get_token(), progress).error().code, ErrorCode::Cancelled);
    QCOMPARE(must(loadWorkflow(project()))->id, before);
  }

  void aProjectThatIsWrittenIsLeftAlone() {
    importMade(20);
    const store::WriterLock lock = must(store::WriterLock::take(project(), "test"));
    QCOMPARE(mineWorkflow(project(), {}, {}, {}).error().code, ErrorCode::ProjectLocked);
    QCOMPARE(editWorkflow(project(), {}).error().code, ErrorCode::ProjectLocked);
  }

  void aMiningThatFindsNothingLeavesTheOneInUse() {
    importMade(60);
    const MineReport good = must(mineWorkflow(project(), {}, {}, {}));
    const auto before = must(loadWorkflow(project()));
    MiningSettings firstMachine;
    firstMachine.normal = TimeRange{kFirst, kFirst + std::chrono::seconds(80)};
    const MineReport report = must(mineWorkflow(project(), firstMachine, {}, {}));
    QCOMPARE(report.tasks, std::uint64_t{0});
    QVERIFY(report.isKept);
    QCOMPARE(report.workflow, std::int64_t{0});
    const auto notice = std::ranges::find(report.notices, ErrorCode::NoWorkflow, &Notice::code);
    QVERIFY(notice != report.notices.end());
    QVERIFY2(notice->detail.ends_with("; the workflow in use stays"), notice->detail.c_str());
    const auto after = must(loadWorkflow(project()));
    QCOMPARE(after->id, good.workflow);
    QCOMPARE(after->automaton.tasks.size(), before->automaton.tasks.size());
    QVERIFY(!after->settings.normal);
    QVERIFY(!after->outdated);
    const SessionId machine = must(findSession(project(), uuid(1, 0)));
    QCOMPARE(must(traceSession(project(), machine, {})).steps.size(), std::size_t{8});
  }

  void anotherProjectsSessionsAreHeldAgainstIt() {
    std::vector<Line> lines = importMade(60);
    must(mineWorkflow(project(), {}, {}, {}));
    // The same machines; the numbers of their keys are others.
    const std::filesystem::path other = m_folder->filePath("other.faultline").toStdString();
    const std::filesystem::path foreign = m_folder->filePath("foreign.log").toStdString();
    lines.insert(lines.begin(), {0, line("nova.", "x", uuid(7, 0), "Nobody knows this"), -1, false});
    write(foreign, lines);
    QCOMPARE(workflowFit(project(), other, {}, {}).error().code, ErrorCode::ProjectMissing);
    must(importFiles(other, {{foreign, {}, false}}, {}, {}));
    const workflow::Conformance fit = must(workflowFit(project(), other, {}, {}));
    QCOMPARE(fit.sessions, std::uint64_t{60});
    QCOMPARE(fit.entries, std::uint64_t{60 * 8});
    QCOMPARE(fit.perfect, std::uint64_t{60});
    QCOMPARE(fit.fitness, 1.0);
    QCOMPARE(fit.precision, 1.0);
    QCOMPARE(workflowFit(other, project(), {}, {}).error().code, ErrorCode::NoWorkflow);
    // Nothing was kept in it.
    store::Database database = must(store::Database::open(other, store::Access::Read));
    QVERIFY(must(store::WorkflowRepository(database).linkedEvents()).empty());
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(workflowFit(project(), other, stop.get_token(), {}).error().code, ErrorCode::Cancelled);
  }

  void oneThatHasNoTaskIsReplaced() {
    importMade(60);
    MiningSettings firstMachine;
    firstMachine.normal = TimeRange{kFirst, kFirst + std::chrono::seconds(80)};
    const MineReport none = must(mineWorkflow(project(), firstMachine, {}, {}));
    QCOMPARE(none.tasks, std::uint64_t{0});
    QVERIFY(none.workflow != 0);
    const MineReport again = must(mineWorkflow(project(), firstMachine, {}, {}));
    QVERIFY(again.workflow != 0);
    QVERIFY(again.workflow != none.workflow);
    QCOMPARE(must(mineWorkflow(project(), {}, {}, {})).tasks, std::uint64_t{2});
  }

  void oneEventIsNoWorkflow() {
    std::ofstream(log()) << "hello\n";
    must(importFiles(project(), {{log(), {}, false}}, {}, {}));
    const MineReport report = must(mineWorkflow(project(), {}, {}, {}));
    QCOMPARE(report.tasks, std::uint64_t{0});
    QVERIFY(has(report.notices, ErrorCode::NoWorkflow));
    const auto workflow = must(loadWorkflow(project()));
    QVERIFY(has(workflow->automaton.notices, ErrorCode::NoWorkflow));
  }

  void anEmptyProjectHasNothingToMine() {
    must(createProject(project()));
    QCOMPARE(mineWorkflow(project(), {}, {}, {}).error().code, ErrorCode::NothingToLearn);
  }

  void exportsAreWrittenByTheirExtension() {
    importMade(20);
    const std::filesystem::path json = m_folder->filePath("w.json").toStdString();
    QCOMPARE(exportWorkflow(project(), {}, json, {}).error().code, ErrorCode::NoWorkflow);
    must(mineWorkflow(project(), {}, {}, {}));
    must(exportWorkflow(project(), {}, json, {}));
    QFile file(QString::fromStdString(json.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(document["schema"].toInt(), 1);
    QVERIFY(!document["tasks"].toArray().isEmpty());
    QCOMPARE(exportWorkflow(project(), workflow::TaskId{999}, json, {}).error().code,
             ErrorCode::InvalidArgument);
    QCOMPARE(exportWorkflow(project(), {}, "w.pdf", {}).error().code, ErrorCode::InvalidArgument);
  }

 private:
  [[nodiscard]] std::filesystem::path project() const {
    return m_folder->filePath("p.faultline").toStdString();
  }
  [[nodiscard]] std::filesystem::path log() const { return m_folder->filePath("nova.log").toStdString(); }

  std::vector<Line> importMade(int machines) const {
    const std::vector<Line> lines = madeLines(machines);
    write(log(), lines);
    must(importFiles(project(), {{log(), {}, false}}, {}, {}));
    return lines;
  }

  /// To the newest run, made when there is none.
  void addFinding(std::int64_t session) const {
    store::Database database = must(store::Database::open(project(), store::Access::Write));
    store::FindingRepository findings(database);
    auto run = must(findings.latestRun());
    RunId id = run ? run->id : RunId{};
    if (!run) {
      store::RunRow row;
      row.model = must(store::ModelRepository(database).insert({}, "model"));
      id = must(findings.insertRun(row));
    }
    store::FindingRow finding;
    finding.run = id;
    finding.incident = must(findings.insertIncident(id, wholeSession(database, session)));
    finding.kind = "key";
    finding.code = "made";
    finding.arguments = "[]";
    finding.evidence = "{}";
    finding.session = wholeSession(database, session);
    finding.fingerprint = static_cast<std::uint64_t>(session);
    must(findings.insert(finding));
  }

  /// The n-th session that is no stream, from 0.
  static SessionId wholeSession(store::Database& database, std::int64_t n) {
    SessionId found;
    must(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
      if (row.rule != store::SessionRepository::kStreamRule && n-- == 0) found = row.id;
    }));
    return found;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestWorkflowMining)
#include "test_workflow_mining.moc"
