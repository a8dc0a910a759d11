#include <cmath>

#include <QtTest/QtTest>

#include "tests/engine/workflow/task_text.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

/// Something of everything that a workflow can have.
Workflow whole() {
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 2;
  separation.background = {70, 71};
  std::vector<std::int64_t> times;
  for (std::uint32_t session = 0; session < 80; ++session) {
    const std::vector<LogKey> keys =
        session % 2 == 0 ? std::vector<LogKey>{1, 2, 3, 9, 4, 4, 5} : std::vector<LogKey>{1, 3, 2, 9, 4, 6};
    separation.runs.push_back({session, 0, 4, 0});
    separation.runs.push_back({session, 4, static_cast<std::uint32_t>(keys.size()), 1});
    sessions.add(keys);
    for (std::size_t i = 0; i < keys.size(); ++i)
      times.push_back(static_cast<std::int64_t>(i * (session + 7)) * 1'000'000);
  }
  Workflow workflow = *buildWorkflow({sessions, times}, separation, {});
  workflow.method = Method::Guided;
  workflow.tau = .9;
  workflow.seed = 7;
  workflow.tasks[0].name = "Caf\xc3\xa9 \"quoted\"\n";
  workflow.notices = {{ErrorCode::NoWorkflow, "where", "detail"}, {ErrorCode::SlowBlas, {}, {}}};
  return workflow;
}

bool isInvalid(const std::string& bytes) {
  const auto loaded = load(bytes);
  return !loaded && loaded.error().code == ErrorCode::WorkflowInvalid;
}

template <class Damage>
bool isInvalidWith(const Damage& damage) {
  Workflow workflow = whole();
  damage(workflow);
  return isInvalid(save(workflow));
}

}  // namespace

class TestWorkflowBytes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everythingComesBack();
  void bytesThatAreCutAreInvalid();
  void bytesThatAreChangedDoNoHarm();
  void placesOutsideAreInvalid();
};

void TestWorkflowBytes::everythingComesBack() {
  const Workflow before = whole();
  QVERIFY(!before.tasks[0].concurrent.empty() || !before.tasks[1].concurrent.empty());
  QVERIFY(!before.tasks[0].loops.empty() || !before.tasks[1].loops.empty());
  const Workflow after = *load(save(before));
  QCOMPARE(save(after), save(before));
  QCOMPARE(after.method, Method::Guided);
  QCOMPARE(after.tau, .9);
  QCOMPARE(after.seed, std::uint64_t{7});
  QCOMPARE(after.sessions, std::uint64_t{80});
  QCOMPARE(after.background, before.background);
  QCOMPARE(after.suggestedHistory, before.suggestedHistory);
  QCOMPARE(after.suggestedCandidates, before.suggestedCandidates);
  QCOMPARE(after.successions.size(), before.successions.size());
  QCOMPARE(after.tasks[0].name, before.tasks[0].name);
  for (std::size_t task = 0; task < 2; ++task) {
    QCOMPARE(textOf(after.tasks[task]), textOf(before.tasks[task]));
    QCOMPARE(after.tasks[task].variantCount, before.tasks[task].variantCount);
    QCOMPARE(after.tasks[task].endsAfter, before.tasks[task].endsAfter);
    for (std::size_t edge = 0; edge < after.tasks[task].edges.size(); ++edge) {
      QCOMPARE(after.tasks[task].edges[edge].elapsed.slowMs, before.tasks[task].edges[edge].elapsed.slowMs);
      QCOMPARE(after.tasks[task].edges[edge].elapsed.count, before.tasks[task].edges[edge].elapsed.count);
    }
  }
  // What mining had to say of other things is not the workflow's.
  QCOMPARE(after.notices.size(), std::size_t{1});
  QCOMPARE(after.notices[0].code, ErrorCode::NoWorkflow);
  QCOMPARE(after.notices[0].detail, std::string("detail"));
}

void TestWorkflowBytes::bytesThatAreCutAreInvalid() {
  const std::string bytes = save(whole());
  for (std::size_t size = 0; size < bytes.size(); ++size) QVERIFY(isInvalid(bytes.substr(0, size)));
  QVERIFY(isInvalid(bytes + '\0'));
}

void TestWorkflowBytes::bytesThatAreChangedDoNoHarm() {
  const std::string bytes = save(whole());
  int invalid = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(0xff);
    const auto loaded = load(damaged);
    if (loaded) {
      QCOMPARE(save(*loaded), damaged);
    } else {
      QCOMPARE(loaded.error().code, ErrorCode::WorkflowInvalid);
      ++invalid;
    }
  }
  QVERIFY(invalid > 0);
}

void TestWorkflowBytes::placesOutsideAreInvalid() {
  QVERIFY(!isInvalidWith([](Workflow&) {}));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].edges[0].to = 99; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].starts[0].node = kNone; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].nodes[1].after = {99}; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].concurrent.push_back({0, 99}); }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].branches.push_back({99, {}}); }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].loops.push_back({{0}, 3, 2}); }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].variants[0].path[0] = 99; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].edges[0].probability = std::nan(""); }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[0].edges[0].elapsed.slowMs = std::nan(""); }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.tasks[1].id = w.tasks[0].id; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.successions[0].from = 2; }));
  QVERIFY(isInvalidWith([](Workflow& w) { w.background = {2, 1}; }));
}

QTEST_GUILESS_MAIN(TestWorkflowBytes)
#include "test_workflow_bytes.moc"
