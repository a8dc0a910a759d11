#include <QtTest/QtTest>

#include "engine/pipeline/findings.h"
#include "engine/pipeline/workflow.h"
#include "engine/pipeline/workflow_causes.h"
#include "engine/pipeline/workflow_text.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/workflow_repository.h"
#include "tests/engine/pipeline/made_project.h"
#include "tests/engine/workflow/hand_made_task.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::must;
using workflow::LogKey;

namespace {

/// The deletion of a machine as Figure 5 of DeepLog has it, a workflow made by hand, and findings.
class Deletions {
 public:
  explicit Deletions(const std::filesystem::path& file) : m_file(file), m_project(file) {
    m_source = m_project.addSource("nova.log");
    for (const char* text :
         {"Terminating instance", "Instance destroyed successfully", "Deleting instance files <*>",
          "Deletion of <*> complete", "Timeout waiting \x1b[31m for <*>", "Image checked"})
      m_keys.push_back(m_project.addKey(text));
  }

  [[nodiscard]] LogKey key(std::size_t n) const { return static_cast<LogKey>(m_keys[n].value); }

  void mine(double slowMs = 900, const std::string& saw = {}) {
    workflow::Workflow made;
    made.tasks.push_back(
        workflow::taskOf({{key(0), key(1), key(2), key(3)}, {key(0), key(1), key(2), key(3)}}));
    made.tasks[0].name = "VM deletion";
    for (workflow::Edge& edge : made.tasks[0].edges) edge.elapsed = {2, 400, 800, slowMs};
    made.background = {key(5)};
    store::WorkflowRepository repository(m_project.database());
    store::WorkflowRow row;
    row.saw = saw;
    must(repository.activate(must(repository.insert(row, workflow::save(made)))));
  }

  /// Entries of key and second.
  std::vector<EventId> session(const std::string& label, const std::vector<std::pair<int, int>>& entries,
                               const std::string& rule = "block") {
    m_session = m_project.session(label, rule);
    std::vector<EventId> events;
    for (const auto& [n, second] : entries)
      events.push_back(m_project.addEvent(m_source, m_session, m_keys[static_cast<std::size_t>(n)], second));
    return events;
  }

  [[nodiscard]] SessionId lastSession() const { return m_session; }

  FindingId finding(EventId event, SessionId session) {
    store::FindingRepository findings(m_project.database());
    if (!m_run) {
      store::RunRow row;
      row.model = must(store::ModelRepository(m_project.database()).insert({}, "model"));
      m_run = must(findings.insertRun(row));
      must(findings.activateRun(m_run));
    }
    store::FindingRow finding;
    finding.run = m_run;
    finding.incident = must(findings.insertIncident(m_run, session));
    finding.kind = "key";
    finding.code = "new-key";
    finding.arguments = "[" + std::to_string(m_keys[4].value) + "]";
    finding.evidence = R"({"history":[],"expected":[]})";
    finding.event = event;
    finding.session = session;
    finding.fingerprint = static_cast<std::uint64_t>(event.packed());
    return must(findings.insert(finding));
  }

  void link(SessionId session, EventId event) {
    must(store::WorkflowRepository(m_project.database()).replaceLinks({{session, event}}));
  }

  [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

 private:
  std::filesystem::path m_file;
  test::MadeProject m_project;
  SourceId m_source;
  SessionId m_session;
  std::vector<KeyId> m_keys;
  RunId m_run;
};

}  // namespace

class TestWorkflowTrace : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aFindingIsPlacedInItsTask() {
    Deletions made(project());
    made.mine();
    const auto events = made.session("vm-1", {{0, 0}, {1, 0}, {4, 1}, {2, 2}, {3, 2}});
    const FindingId finding = made.finding(events[2], made.lastSession());
    const SessionTrace trace = must(traceFinding(made.file(), finding, {}));
    QCOMPARE(trace.label, std::string("vm-1"));
    QCOMPARE(trace.steps.size(), std::size_t{5});
    QCOMPARE(trace.at.value_or(99), std::size_t{2});
    QCOMPARE(trace.steps[2].place.node, workflow::kNone);
    QCOMPARE(trace.steps[3].event, events[3]);
    const Evidence evidence = must(loadEvidence(made.file(), finding));
    QVERIFY(evidence.workflow);
    QCOMPARE(evidence.workflow->task, std::string("VM deletion"));
    QCOMPARE(evidence.workflow->after, std::string("Instance destroyed successfully"));
    QCOMPARE(evidence.workflow->before, std::string("Deleting instance files"));
    QCOMPARE(evidence.workflow->deviation, std::string("unexpected"));
    QCOMPARE(evidence.workflow->sentence.code, std::string("unexpected"));
    const std::string& text = evidence.workflow->sentence.text;
    QVERIFY2(
        text.ends_with("came right after “Instance destroyed successfully” and before “Deleting instance "
                       "files”, during VM deletion"),
        text.c_str());
    QVERIFY(text.find('\x1b') == std::string::npos);
  }

  void aSlowStepIsToldByTheOneBeforeIt() {
    Deletions made(project());
    made.mine();
    const auto events = made.session("vm-1", {{0, 0}, {1, 0}, {2, 31}, {3, 31}});
    const FindingId slow = made.finding(events[2], made.lastSession());
    const Evidence evidence = must(loadEvidence(made.file(), slow));
    QVERIFY(evidence.workflow);
    QCOMPARE(
        evidence.workflow->sentence.text,
        std::string("“Deleting instance files” came 31 s after “Instance destroyed successfully”, during VM "
                    "deletion; normally 0.4 s, at most 0.9 s"));
    const auto causes = must(loadCauses(made.file(), slow, {}));
    QCOMPARE(causes.size(), std::size_t{1});
    QCOMPARE(causes[0].kind, std::string("slow"));
    QCOMPARE(causes[0].event, events[1]);
    QCOMPARE(causes[0].sentence.text,
             std::string("“Instance destroyed successfully” took 31 s; normally 0.4 s, at most 0.9 s"));
    // What comes later is explained by it too, a little less.
    const FindingId later = made.finding(events[3], made.lastSession());
    const auto earlier = must(loadCauses(made.file(), later, {}));
    QVERIFY(!earlier.empty());
    QCOMPARE(earlier[0].kind, std::string("slow"));
    QVERIFY(earlier[0].score < causes[0].score);
  }

  void whatWasWaitedForInVainIsTheCause() {
    Deletions made(project());
    made.mine();
    const auto events = made.session("vm-1", {{0, 0}, {1, 0}, {4, 300}});
    const auto causes = must(loadCauses(made.file(), made.finding(events[2], made.lastSession()), {}));
    QVERIFY(!causes.empty());
    QCOMPARE(causes[0].sentence.text,
             std::string("“Deleting instance files” did not come within 300 s after "
                         "“Instance destroyed successfully”; normally it takes 0.4 s"));
    QCOMPARE(causes[0].event, events[1]);
  }

  void linkedEventsAreSteps() {
    Deletions made(project());
    made.mine(5000);
    const auto own = made.session("vm-1", {{0, 0}, {1, 0}});
    const SessionId machine = made.lastSession();
    const auto api = made.session("stream", {{2, 1}}, "none");
    const SessionId stream = made.lastSession();
    made.session("vm-1", {{3, 1}});
    made.link(machine, api[0]);
    const SessionTrace trace = must(traceSession(made.file(), machine, {}));
    QCOMPARE(trace.steps.size(), std::size_t{4});
    QVERIFY(trace.steps[2].linked);
    QVERIFY(!trace.steps[1].linked);
    QVERIFY(trace.deviations.empty());
    // A finding about the linked event is shown in the session that it was linked to.
    const SessionTrace found = must(traceFinding(made.file(), made.finding(api[0], stream), {}));
    QCOMPARE(found.session, machine);
    QCOMPARE(found.at.value_or(99), std::size_t{2});
    QCOMPARE(must(traceSession(made.file(), stream, {})).steps.size(), std::size_t{0});
  }

  void entriesThatNameNoSessionAreNoDeviationAlone() {
    Deletions made(project());
    // “Deleting instance files” and what follows it name no machine.
    made.mine(1e9, "{\"linked\":[" + std::to_string(made.key(2)) + "," + std::to_string(made.key(3)) + "]}");
    made.session("vm-1", {{0, 0}, {1, 0}});
    const SessionId machine = made.lastSession();
    const auto own = made.session("vm-2", {{0, 10}, {1, 10}, {3, 12}});
    const SessionId other = made.lastSession();
    const auto api = made.session("stream", {{3, 11}}, "none");
    made.link(machine, api[0]);
    // Its files were deleted in another machine's name, as it seems.
    const SessionTrace trace = must(traceSession(made.file(), machine, {}));
    QCOMPARE(trace.steps.size(), std::size_t{3});
    QVERIFY(trace.deviations.empty());
    for (const TraceStep& step : trace.steps) QCOMPARE(step.place.deviation, workflow::kNone);
    // An entry of the machine's own says that something is missing.
    const SessionTrace told = must(traceSession(made.file(), other, {}));
    QCOMPARE(told.deviations.size(), std::size_t{1});
    QCOMPARE(told.deviations[0].deviation.kind, workflow::DeviationKind::Missing);
    QCOMPARE(told.steps[2].place.deviation, 0U);
  }

  void ofAStreamThePartAroundIsReplayed() {
    Deletions made(project());
    made.mine(1e9);
    const auto events =
        made.session("stream", {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {5, 4}, {0, 5}, {1, 6}}, "none");
    const SessionTrace trace =
        must(traceFinding(made.file(), made.finding(events[5], made.lastSession()), {}));
    QCOMPARE(trace.steps.size(), std::size_t{7});
    QVERIFY(trace.label.empty());
    QVERIFY(trace.deviations.empty());  // it may go on
    QCOMPARE(trace.steps[5].place.run, 1U);
    QCOMPARE(trace.steps[4].place.task, workflow::kNone);
  }

  void withoutAWorkflowNothingIsTold() {
    Deletions made(project());
    const auto events = made.session("vm-1", {{0, 0}, {1, 0}, {4, 1}});
    const FindingId finding = made.finding(events[2], made.lastSession());
    QVERIFY(!must(loadEvidence(made.file(), finding)).workflow);
    QCOMPARE(traceFinding(made.file(), finding, {}).error().code, ErrorCode::NoWorkflow);
    QCOMPARE(loadCauses(made.file(), finding, {}).error().code, ErrorCode::NoWorkflow);
    QCOMPARE(traceFinding(made.file(), FindingId{999}, {}).error().code, ErrorCode::FindingUnknown);
  }

  void whatIsToldStopsWhenToldTo() {
    Deletions made(project());
    made.mine();
    const auto events = made.session("vm-1", {{0, 0}, {1, 0}, {4, 1}});
    const FindingId finding = made.finding(events[2], made.lastSession());
    std::stop_source stop;
    stop.request_stop();
    const std::stop_token token = stop.get_token();
    QCOMPARE(traceSession(made.file(), made.lastSession(), token).error().code, ErrorCode::Cancelled);
    QCOMPARE(traceFinding(made.file(), finding, token).error().code, ErrorCode::Cancelled);
    QCOMPARE(loadCauses(made.file(), finding, token).error().code, ErrorCode::Cancelled);
  }

  void everySentenceHasItsWords() {
    for (const char* code : {"unexpected",    "unexpected-last", "unexpected-first",
                             "repeated",      "repeated-last",   "repeated-round",
                             "early",         "early-first",     "missing",
                             "missing-first", "missing-last",    "task-order",
                             "task-first",    "ended-early",     "ended-task",
                             "slow",          "place",           "place-first",
                             "place-last",    "cause-slow",      "cause-slow-before",
                             "cause-wait",    "cause-absent",    "cause-before",
                             "cause-earlier", "cause-near",      "cause-often"}) {
      const Sentence sentence = sentenceOf(code, {"a\nb", "c", "d", "e", "f", "g"});
      QVERIFY2(sentence.text.find('%') == std::string::npos, code);
      QVERIFY2(sentence.text.size() > 10 && sentence.text.find('\n') == std::string::npos, code);
    }
    QCOMPARE(std::string(workflowPattern("no such code")), std::string("%1"));
  }

  void durationsAreReadable() {
    QCOMPARE(durationLabel(0.2), std::string("under 1 ms"));
    QCOMPARE(durationLabel(42), std::string("42 ms"));
    QCOMPARE(durationLabel(400), std::string("0.4 s"));
    QCOMPARE(durationLabel(31'000), std::string("31 s"));
    QCOMPARE(durationLabel(20 * 60'000), std::string("20 min"));
    QCOMPARE(durationLabel(-1), std::string("?"));
  }

  void companionsComeTogetherMoreOftenThanChance() {
    // Kind 1 comes 10 s before kind 2 three times of three; kind 3 came near once by accident.
    std::vector<FindingMark> marks;
    for (int i = 0; i < 3; ++i) {
      marks.push_back({FindingId{10 + i}, 10'000.0 * i + 1000, 1 + i, 1});
      marks.push_back({FindingId{20 + i}, 10'000.0 * i + 1010, 101 + i, 2});
    }
    marks.push_back({FindingId{30}, 21'005, 300, 3});
    for (int i = 0; i < 40; ++i) marks.push_back({FindingId{100 + i}, 500.0 * i, 400 + i, 4});
    const auto found = companionsOf(marks[5], marks, 100'000);
    QVERIFY(found.size() >= 2);
    QCOMPARE(found[0].finding, FindingId{12});
    QCOMPARE(found[0].together, std::uint64_t{3});
    QCOMPARE(found[0].of, std::uint64_t{3});
    QCOMPARE(found[0].secondsBefore, 10.0);
    QCOMPARE(found[1].finding, FindingId{30});
    QVERIFY(found[0].score > 1.5 * found[1].score);
    for (const Companion& one : found) QVERIFY(one.finding.value < 100);
    // Nothing of its own session, and nothing after it.
    QVERIFY(
        companionsOf(marks[0], {marks[0], {FindingId{2}, 999, marks[0].session, 2}, marks[5]}, 1000).empty());
  }

 private:
  [[nodiscard]] std::filesystem::path project() const {
    return m_folder->filePath(QStringLiteral("p.faultline")).toStdString();
  }
  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestWorkflowTrace)
#include "test_workflow_trace.moc"
