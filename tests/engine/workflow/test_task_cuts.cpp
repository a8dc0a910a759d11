#include <vector>

#include <QtTest/QtTest>

#include "engine/workflow/task_cuts.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Keys = std::vector<LogKey>;

/// Sessions whose divergences are given: new tasks start with `starts` after any of `after`.
struct Scene {
  explicit Scene(const std::vector<Keys>& sessions) {
    for (const Keys& session : sessions) set.add(session);
    contexts.emplace(ContextTable::of(set, background, 2, {}).value());
    predictions.ofContext.resize(contexts->size());
    for (Context context = 0; context < contexts->size(); ++context) predictions.ofContext[context] = context;
    divergences.resize(contexts->size());
  }

  void startAfter(const Keys& after, const Keys& starts) {
    for (Context context = 0; context < contexts->size(); ++context) {
      if (std::ranges::find(after, contexts->keys(context).back()) == after.end()) continue;
      divergences[context] = {DivergenceKind::NewTask, starts};
    }
  }

  /// The pieces of the first session.
  [[nodiscard]] std::vector<Keys> pieces(const std::vector<std::uint8_t>& waits = {}) const {
    const Material material{set};
    const auto runs = cutIntoRuns(material, *contexts, predictions, divergences, waits, {}).value();
    std::vector<Keys> found;
    for (const TaskRun& run : runs) {
      if (run.session != 0) continue;
      const auto keys = set[0].subspan(run.begin, run.end - run.begin);
      found.emplace_back(keys.begin(), keys.end());
    }
    return found;
  }

  Keys background{99};
  sequence::SessionSet set;
  std::optional<ContextTable> contexts;
  Predictions predictions;
  Divergences divergences;
};

}  // namespace

class TestTaskCuts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tasksStartAtDivergences() {
    Scene scene({{57, 24, 60, 26, 37}, {57, 26, 37, 24, 60}});
    scene.startAfter({57, 60, 37}, {24, 26});
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{57}, {24, 60}, {26, 37}}));
  }

  void backgroundIsLookedThrough() {
    Scene scene({{99, 57, 24, 99, 60, 99, 26, 37}, {57, 26, 37, 24, 60}});
    scene.startAfter({57, 60, 37}, {24, 26});
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{57}, {24, 99, 60}, {26, 37}}));
  }

  void whatTasksHaveInCommonAtTheirStartIsTheirs() {
    // Each task is asked for (1); which one it is shows after that.
    Scene scene({{7, 8, 1, 24, 60, 1, 26, 37}, {7, 8, 1, 26, 37, 1, 24, 60}, {7, 8, 1, 24, 60, 1, 24, 60}});
    scene.startAfter({1}, {24, 26});
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{7, 8}, {1, 24, 60}, {1, 26, 37}}));
  }

  void aTaskThatAlwaysGoesBeforeStaysItsOwn() {
    // Four keys always stand before: more than the start that tasks have in common.
    Scene scene({{5, 1, 2, 3, 4, 24, 60}, {6, 1, 2, 3, 4, 26, 37}});
    scene.startAfter({4}, {24, 26});
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{5, 1, 2, 3, 4}, {24, 60}}));
  }

  void oneOddPredictionChangesNothing() {
    Scene scene({{7, 8, 24, 60}, {7, 8, 24, 60}, {7, 8, 24, 60}, {24, 60}, {8, 24, 60}});
    // Of the contexts that end in 8, those at a session's start alone say that a task starts.
    for (Context context = 0; context < scene.contexts->size(); ++context) {
      const auto keys = scene.contexts->keys(context);
      if (keys[1] == 8 && keys[0] == sequence::kSessionStart)
        scene.divergences[context] = {DivergenceKind::NewTask, {24}};
    }
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{7, 8, 24, 60}}));
  }

  void tasksStartAfterWaits() {
    const Scene scene({{1, 2, 3, 4}, {1, 2, 3, 4}});
    QCOMPARE(scene.pieces({0, 0, 1, 0, 0, 0, 1, 0}), (std::vector<Keys>{{1, 2}, {3, 4}}));
    QCOMPARE(scene.pieces({1, 0, 0, 0, 1, 0, 0, 0}), (std::vector<Keys>{{1, 2, 3, 4}}));
  }

  void withoutWaitsKnownKeysTellTasksApart() {
    // 3 ends what 9 or 24 comes after, 1 starts tasks after 8: so there is a cut between them as well.
    const std::vector<Keys> sessions{{1, 2, 3, 1, 5, 6}, {7, 8, 1, 5, 6}, {7, 8, 9, 4}, {1, 2, 3}};
    Scene scene(sessions);
    scene.startAfter({8}, {1, 9});
    QCOMPARE(scene.pieces(), (std::vector<Keys>{{1, 2, 3}, {1, 5, 6}}));
    // A log that shows waits is not guessed at. The wait is in the second session.
    std::vector<std::uint8_t> waits(18);
    waits[8] = 1;
    QCOMPARE(scene.pieces(waits), (std::vector<Keys>{{1, 2, 3, 1, 5, 6}}));
  }

  void everyEntryIsInAPiece() {
    const Scene scene({{1}, {}, {2, 3}});
    const Material material{scene.set};
    const auto runs =
        cutIntoRuns(material, *scene.contexts, scene.predictions, scene.divergences, {}, {}).value();
    QCOMPARE(runs.size(), 2U);
    QCOMPARE(runs[1].session, 2U);
    QCOMPARE(runs[1].begin, 0U);
    QCOMPARE(runs[1].end, 2U);
    QCOMPARE(runs[1].task, kNone);
  }

  void aCancelledCutSaysSo() {
    std::stop_source stopped;
    stopped.request_stop();
    const Scene scene({{1, 2}});
    const Material material{scene.set};
    QCOMPARE(
        cutIntoRuns(material, *scene.contexts, scene.predictions, scene.divergences, {}, stopped.get_token())
            .error()
            .code,
        ErrorCode::Cancelled);
  }
};

QTEST_GUILESS_MAIN(TestTaskCuts)
#include "test_task_cuts.moc"
