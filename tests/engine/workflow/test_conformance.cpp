#include <QtTest/QtTest>

#include "engine/workflow/conformance.h"
#include "tests/engine/workflow/task_text.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

Conformance of(const Workflow& workflow, const std::vector<Times>& sessions) {
  const OneTask made(sessions);
  return *conformance(workflow, {made.sessions}, {});
}

}  // namespace

class TestConformance : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatFitsIsPerfect();
  void missingAndForeignEntriesCost();
  void waysThatAreNotTakenCost();
  void threadsAllowNoMoreThanWhatIsLeft();
  void nothingIsPerfect();
  void cancels();
};

void TestConformance::whatFitsIsPerfect() {
  const std::vector<Times> runs{{6, {1, 2, 3}}, {4, {1, 3}}};
  const Conformance found = of(OneTask(runs).build(), runs);
  QCOMPARE(found.fitness, 1.0);
  QCOMPARE(found.precision, 1.0);
  QCOMPARE(found.sessions, std::uint64_t{10});
  QCOMPARE(found.entries, std::uint64_t{26});
  QCOMPARE(found.perfect, std::uint64_t{10});
}

void TestConformance::missingAndForeignEntriesCost() {
  const Workflow workflow = OneTask({{10, {1, 2, 3, 4}}}).build();
  // One of four entries is missing: three are explained, of three and the one that should be.
  const Conformance missing = of(workflow, {{1, {1, 2, 4}}});
  QCOMPARE(missing.fitness, 3.0 / 4);
  QCOMPARE(missing.perfect, std::uint64_t{0});
  // One is too much: four are explained, of five.
  QCOMPARE(of(workflow, {{1, {1, 2, 99, 3, 4}}}).fitness, 4.0 / 5);
  QCOMPARE(of(workflow, {{1, {1, 2, 4}}, {1, {1, 2, 3, 4}}}).fitness, 7.0 / 8);
  QCOMPARE(of(workflow, {{1, {1, 2, 4}}, {1, {1, 2, 3, 4}}}).perfect, std::uint64_t{1});
}

void TestConformance::waysThatAreNotTakenCost() {
  // After 1 comes 2 or 3, then 9, then the end. Executions only ever take 2: of the five that are allowed at
  // start, 1 (two ways), 2 and 9, four are taken.
  const Workflow workflow = OneTask({{5, {1, 2, 9}}, {5, {1, 3, 9}}}).build();
  QCOMPARE(of(workflow, {{7, {1, 2, 9}}}).precision, 4.0 / 5);
  QCOMPARE(of(workflow, {{7, {1, 2, 9}}, {1, {1, 3, 9}}}).precision, 1.0);
}

void TestConformance::threadsAllowNoMoreThanWhatIsLeft() {
  // 2 and 3 in either order: once both were there, neither can come again.
  const std::vector<Times> runs{{5, {1, 2, 3, 9}}, {5, {1, 3, 2, 9}}};
  const Conformance found = of(OneTask(runs).build(), runs);
  QCOMPARE(found.fitness, 1.0);
  QCOMPARE(found.precision, 1.0);
}

void TestConformance::nothingIsPerfect() {
  const Conformance found = of(OneTask({{5, {1, 2}}}).build(), {});
  QCOMPARE(found.fitness, 1.0);
  QCOMPARE(found.precision, 1.0);
  QCOMPARE(found.sessions, std::uint64_t{0});
}

void TestConformance::cancels() {
  const OneTask made({{5, {1, 2}}});
  std::stop_source source;
  source.request_stop();
  const auto found = conformance(made.build(), {made.sessions}, source.get_token());
  QVERIFY(!found);
  QCOMPARE(found.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestConformance)
#include "test_conformance.moc"
