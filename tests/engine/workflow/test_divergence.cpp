// What several likely next keys come from: the examples of DeepLog, section 4.2.1 and Figure 4.
#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <vector>

#include <QtTest/QtTest>

#include "engine/workflow/divergence.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Keys = std::vector<LogKey>;

Prediction predictionOf(const std::map<LogKey, int>& counts) {
  Prediction prediction;
  int all = 0;
  for (const auto& [key, count] : counts) all += count;
  for (const auto& [key, count] : counts) {
    const double share = static_cast<double>(count) / all;
    prediction.keys.push_back({key, static_cast<float>(share)});
    prediction.entropy -= share * std::log(share);
  }
  std::ranges::stable_sort(prediction.keys, std::ranges::greater(), &NextKey::probability);
  return prediction;
}

/// Predicts what a model would that has learnt the sessions to the last digit: how often each key came after
/// a history.
Predictor knowing(const std::vector<Keys>& sessions, sequence::SessionKind kind) {
  return [sessions, kind](int history, std::span<const LogKey> windows, const std::stop_token&) {
    const auto width = static_cast<std::size_t>(history);
    std::map<Keys, std::map<LogKey, int>> follow;
    for (const Keys& session : sessions) {
      Keys all(width, sequence::kSessionStart);
      all.insert(all.end(), session.begin(), session.end());
      if (kind == sequence::SessionKind::Whole) all.push_back(sequence::kSessionEnd);
      for (std::size_t at = width; at < all.size(); ++at) {
        const auto next = all.begin() + static_cast<std::ptrdiff_t>(at);
        ++follow[Keys(next - history, next)][all[at]];
      }
    }
    std::vector<Prediction> predictions;
    for (std::size_t at = 0; at < windows.size(); at += width) {
      const auto window = windows.subspan(at, width);
      predictions.push_back(predictionOf(follow[Keys(window.begin(), window.end())]));
    }
    return Result<std::vector<Prediction>>(std::move(predictions));
  };
}

/// Some sessions and what is predicted in them.
struct Scene {
  explicit Scene(const std::vector<Keys>& sessions, const std::vector<int>& histories = {1, 2, 3},
                 sequence::SessionKind kind = sequence::SessionKind::Whole)
      : contexts(contextsOf(sessions, kind)),
        predictions(predictContexts(contexts, histories, knowing(sessions, kind), {}).value()),
        divergences(findDivergences(contexts, predictions, {}).value()) {}

  static ContextTable contextsOf(const std::vector<Keys>& sessions, sequence::SessionKind kind) {
    constexpr int kTimes = 10;  // enough for longer histories to be asked
    sequence::SessionSet set;
    for (int i = 0; i < kTimes; ++i)
      for (const Keys& session : sessions) set.add(session, kind);
    return ContextTable::of(set, {}, 5, {}).value();
  }

  [[nodiscard]] Context at(const Keys& last) const {
    for (Context context = 0; context < contexts.size(); ++context) {
      const auto keys = contexts.keys(context).last(last.size());
      if (std::ranges::equal(keys, last)) return context;
    }
    qFatal("no such context");
  }
  [[nodiscard]] const Divergence& divergence(const Keys& last) const {
    return divergences[predictions.ofContext[at(last)]];
  }

  ContextTable contexts;
  Predictions predictions;
  Divergences divergences;
};

}  // namespace

class TestDivergence : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aCertainKeyIsNoDivergence() {
    const Scene scene({{25, 54, 57}});
    QCOMPARE(scene.divergence({25}).kind, DivergenceKind::None);
    QVERIFY(scene.divergence({25}).starts.empty());
  }

  void keysThatComeOneAfterAnotherAreConcurrent() {  // Figure 4a
    const Scene scene({{25, 18, 54, 31, 57},
                       {25, 18, 31, 54, 57},
                       {25, 54, 18, 31, 57},
                       {25, 54, 31, 18, 57},
                       {25, 31, 18, 54, 57},
                       {25, 31, 54, 18, 57}});
    QCOMPARE(scene.divergence({25}).kind, DivergenceKind::Concurrency);
    QVERIFY(scene.divergence({25}).starts.empty());
    QCOMPARE(scene.divergence({25, 54}).kind, DivergenceKind::Concurrency);
    QCOMPARE(scene.divergence({25, 54, 18}).kind, DivergenceKind::None);
    QCOMPARE(scene.divergence({54, 18, 31}).kind, DivergenceKind::None);
  }

  void threadsOfSeveralKeysAreConcurrent() {
    // 2 3 beside 4 5.
    const Scene scene({{1, 2, 3, 4, 5, 6},
                       {1, 2, 4, 3, 5, 6},
                       {1, 2, 4, 5, 3, 6},
                       {1, 4, 5, 2, 3, 6},
                       {1, 4, 2, 5, 3, 6},
                       {1, 4, 2, 3, 5, 6}});
    for (const Keys& at : std::vector<Keys>{{1}, {1, 2}, {1, 4}, {1, 2, 4}}) {
      QCOMPARE(scene.divergence(at).kind, DivergenceKind::Concurrency);
      QVERIFY(scene.divergence(at).starts.empty());
    }
  }

  void keysThatGoOnByThemselvesStartTasks() {  // Figure 4b
    const Scene scene({{54, 57, 24, 60, 61, 62}, {54, 57, 26, 37, 38, 39}});
    QCOMPARE(scene.divergence({57}).kind, DivergenceKind::NewTask);
    QCOMPARE(scene.divergence({57}).starts, (Keys{24, 26}));
    QVERIFY(scene.divergence({24}).starts.empty());
  }

  void anotherRoundOfALoopIsADetour() {  // Figure 4c: 26 37 39 40 39 40
    const Scene scene({{26, 37, 39, 40, 39, 40, 41, 42}, {26, 37, 39, 40, 41, 42}});
    QCOMPARE(scene.divergence({40}).kind, DivergenceKind::Detour);
    QVERIFY(scene.divergence({40}).starts.empty());
  }

  void afterALoopTasksStart() {
    const Scene scene({{26, 39, 39, 39, 24, 60, 61, 62}, {26, 39, 39, 30, 37, 38, 40}}, {1});
    QCOMPARE(scene.divergence({39}).kind, DivergenceKind::NewTask);
    QCOMPARE(scene.divergence({39}).starts, (Keys{24, 30}));
  }

  void sharedSegmentsAreToldApartByLongerHistory() {  // the paper's 18-54-57-18 and 31-54-57-56
    const std::vector<Keys> sessions{
        {18, 54, 57, 18}, {18, 54, 57, 18}, {18, 54, 57, 18}, {18, 54, 57, 18}, {31, 54, 57, 56}};
    const Scene shortOnes(sessions, {1, 2});
    QVERIFY(shortOnes.divergence({18, 54, 57}).kind != DivergenceKind::None);
    const Scene scene(sessions, {1, 2, 3, 5});
    const Prediction& first = scene.predictions[scene.at({18, 54, 57})];
    QCOMPARE(first.history, 3);  // 5 is no more certain
    QCOMPARE(first.keys.size(), 1U);
    QCOMPARE(first.keys[0].key, 18);
    const Prediction& second = scene.predictions[scene.at({31, 54, 57})];
    QCOMPARE(second.history, 3);
    QCOMPARE(second.keys[0].key, 56);
    QCOMPARE(scene.predictions[scene.at({18, 54})].history, 1);
    QCOMPARE(scene.divergence({18, 54, 57}).kind, DivergenceKind::None);
    QCOMPARE(scene.divergence({31, 54, 57}).kind, DivergenceKind::None);
  }

  void aHistorySeenTooSeldomIsNotBelieved() {
    std::vector<Keys> sessions;
    for (int i = 0; i < 20; ++i) sessions.push_back(i % 2 == 0 ? Keys{1, 2} : Keys{1, 3});
    for (int i = 0; i < 9; ++i) sessions.push_back({9, 1, 2});
    sequence::SessionSet set;
    for (const Keys& session : sessions) set.add(session);
    const ContextTable contexts = ContextTable::of(set, {}, 2, {}).value();
    const std::vector<int> histories{1, 2};
    const Predictions predictions =
        predictContexts(contexts, histories, knowing(sessions, sequence::SessionKind::Whole), {}).value();
    for (Context context = 0; context < contexts.size(); ++context) {
      if (std::ranges::equal(contexts.keys(context), Keys{9, 1})) QCOMPARE(predictions[context].history, 1);
    }
  }

  void fewKeysThatMeetAgainAreABranch() {
    // if (24 60) else (26), then 30 31 both ways.
    const Scene scene({{57, 24, 60, 30, 31}, {57, 26, 30, 31}});
    QCOMPARE(scene.divergence({57}).kind, DivergenceKind::Branch);
    QVERIFY(scene.divergence({57}).starts.empty());
  }

  void fewKeysThatAreLeftOutSometimesAreADetour() {
    const Scene scene({{57, 24, 30, 31}, {57, 30, 31}});
    QCOMPARE(scene.divergence({57}).kind, DivergenceKind::Detour);
    QVERIFY(scene.divergence({57}).starts.empty());
  }

  void waysOfMoreKeysAreTasksThoughTheyMeet() {
    // As the branch, but one way has four keys before they meet, the other one too.
    const Scene scene({{57, 24, 60, 61, 62, 30, 31}, {57, 26, 37, 38, 39, 30, 31}});
    QCOMPARE(scene.divergence({57}).starts, (Keys{24, 26}));
  }

  void shortTasksInAnyOrderAreNoLoop() {
    // 1 2 and 3 4 follow each other and themselves at random.
    const Scene scene({{1, 2, 1, 2, 3, 4, 3, 4, 1, 2}}, {1}, sequence::SessionKind::Stream);
    QCOMPARE(scene.divergence({2}).kind, DivergenceKind::NewTask);
    QCOMPARE(scene.divergence({2}).starts, (Keys{1, 3}));
    QCOMPARE(scene.divergence({4}).starts, (Keys{1, 3}));
  }

  void whereASessionMayEndATaskMayStart() {
    const Scene scene({{8, 9}, {8, 9, 1, 2, 3, 4}});
    QCOMPARE(scene.divergence({9}).kind, DivergenceKind::NewTask);
    QCOMPARE(scene.divergence({9}).starts, (Keys{1}));
  }

  void aCancelledSearchSaysSo() {
    std::stop_source stopped;
    stopped.request_stop();
    sequence::SessionSet some;
    some.add(Keys{1, 2});
    const Predictor predictor = knowing({{1, 2}}, sequence::SessionKind::Whole);
    QCOMPARE(ContextTable::of(some, {}, 2, stopped.get_token()).error().code, ErrorCode::Cancelled);
    const ContextTable contexts = ContextTable::of(some, {}, 2, {}).value();
    const std::vector<int> histories{1};
    QCOMPARE(predictContexts(contexts, histories, predictor, stopped.get_token()).error().code,
             ErrorCode::Cancelled);
    const Predictions predictions = predictContexts(contexts, histories, predictor, {}).value();
    QCOMPARE(findDivergences(contexts, predictions, stopped.get_token()).error().code, ErrorCode::Cancelled);
  }
};

QTEST_GUILESS_MAIN(TestDivergence)
#include "test_divergence.moc"
