#include <QtTest/QtTest>

#include "engine/evaluate/sequences.h"
#include "engine/evaluate/sweep.h"
#include "engine/evaluate/trial.h"

using namespace faultline;
using namespace faultline::evaluate;
using namespace faultline::sequence;

namespace {

using Keys = std::vector<LogKey>;

/// Needs labels; keeps what it was given and flags every session of more than one entry.
class Supervised final : public detect::SessionDetector {
 public:
  [[nodiscard]] detect::Needs needs() const override { return detect::Needs::Labels; }
  Status train(const SessionSet&, const std::stop_token&, const ProgressSink&) override {
    return failure(ErrorCode::NeedsLabels);
  }
  Status trainWith(const detect::TrainingInput& input, const std::stop_token&, const ProgressSink&) override {
    for (std::size_t session = 0; session < input.abnormal->size(); ++session)
      learnt.push_back((*input.abnormal)[session].front());
    normal = input.normal.size();
    return {};
  }
  Result<detect::Judgement> judge(const SessionSet& sessions, const std::stop_token&,
                                  const ProgressSink&) const override {
    detect::Judgement judgement;
    for (std::size_t session = 0; session < sessions.size(); ++session)
      judgement.flags.push_back(sessions[session].size() > 1 ? 1 : 0);
    return judgement;
  }

  Keys learnt;
  std::size_t normal = 0;
};

/// Thirty normal sessions of one entry and forty abnormal ones of two, each with keys of its own.
LabelledSessions numbered() {
  LabelledSessions sessions;
  sessions.train.add(Keys{1});
  for (LogKey i = 0; i < 30; ++i) sessions.normal.add(Keys{100 + i});
  for (LogKey i = 0; i < 40; ++i) sessions.abnormal.add(Keys{200 + i, 1});
  return sessions;
}

detect::Settings quickSettings() {
  detect::Settings settings;
  settings.history = 2;
  settings.candidates = 1;
  settings.units = 4;
  settings.epochs = 5;
  settings.threads = 1;
  return settings;
}

/// 1 2 1 3 in circles, and one that goes astray.
LabelledSessions circles() {
  LabelledSessions sessions;
  for (int i = 0; i < 20; ++i) sessions.train.add(Keys{1, 2, 1, 3, 1, 2, 1, 3});
  for (int i = 0; i < 4; ++i) sessions.normal.add(Keys{1, 2, 1, 3, 1, 2});
  sessions.abnormal.add(Keys{1, 2, 1, 3, 3, 3});
  sessions.abnormal.add(Keys{1, 1, 1, 1});
  return sessions;
}

}  // namespace

/// Trials and sweeps.
class TestTrial : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatASupervisedDetectorLearntIsNotCounted() {
    const Trial trial = trialOf(numbered(), 1, 7);
    Supervised detector;
    const auto evaluation = evaluateDetector("mine", detector, trial, {}, {});
    QVERIFY(evaluation);
    // 1,638 of 16,838 is 3.9 of 40.
    QCOMPARE(detector.learnt.size(), std::size_t{4});
    QCOMPARE(detector.normal, std::size_t{1});
    QCOMPARE(evaluation->learntAbnormal, std::uint64_t{4});
    QCOMPARE(evaluation->confusion.truePositives, std::uint64_t{36});
    QCOMPARE(evaluation->confusion.falseNegatives, std::uint64_t{0});
    QCOMPARE(evaluation->confusion.trueNegatives, std::uint64_t{30});
    // What is marked as learnt from is what was given, and all of it is abnormal.
    Keys marked;
    for (std::size_t session = 0; session < evaluation->learnt.size(); ++session) {
      if (evaluation->learnt[session] != 0) marked.push_back(trial.judged[session].front());
    }
    std::ranges::sort(detector.learnt);
    QCOMPARE(marked, detector.learnt);
    for (const LogKey key : marked) QVERIFY(key >= 200);
  }

  void theDrawIsTheSeeds() {
    const Trial trial = trialOf(numbered(), 1, 7);
    QCOMPARE(drawLearnt(trial), drawLearnt(trialOf(numbered(), 1, 7)));
    QVERIFY(drawLearnt(trial) != drawLearnt(trialOf(numbered(), 1, 8)));
  }

  void abnormalOnesInTrainingSpareThoseJudged() {
    Trial trial = trialOf(numbered(), 1, 7);
    trial.train.add(Keys{900, 1});
    trial.train.add(Keys{901});
    trial.trainTruth = {Truth::Normal, Truth::Abnormal, Truth::Unknown};
    Supervised detector;
    const auto evaluation = evaluateDetector("mine", detector, trial, {}, {});
    QCOMPARE(detector.learnt, (Keys{900}));
    QCOMPARE(detector.normal, std::size_t{1});
    QCOMPARE(evaluation->confusion.truePositives, std::uint64_t{40});
  }

  void aDetectorThatCannotRunIsARow() {
    LabelledSessions sessions = circles();
    sessions.abnormal = SessionSet();
    sessions.abnormal.add(Keys{1, 1, 1, 1});
    const auto evaluations =
        evaluateSequences({"tfidf-lstm", "new-key"}, quickSettings(), sessions, 1, {}, {});
    QVERIFY(evaluations);
    QCOMPARE(evaluations->size(), std::size_t{2});
    QCOMPARE((*evaluations)[0].error->code, ErrorCode::NeedsLabels);
    QVERIFY(!(*evaluations)[1].error);
    QCOMPARE(evaluateSequences({"tfidf-lstm"}, quickSettings(), sessions, 1, {}, {}).error().code,
             ErrorCode::NeedsLabels);
  }

  void nothingKnownIsNotCounted() {
    Trial trial;
    trial.train.add(Keys{1, 2});
    for (int i = 0; i < 3; ++i) trial.judged.add(Keys{1, 9});
    trial.truth = {Truth::Unknown, Truth::Normal, Truth::Abnormal};
    const auto evaluations = evaluateAll({"new-key"}, quickSettings(), trial, {}, {});
    QVERIFY(evaluations);
    const Confusion& confusion = evaluations->front().confusion;
    QCOMPARE(confusion.truePositives, std::uint64_t{1});
    QCOMPARE(confusion.falsePositives, std::uint64_t{1});
    QCOMPARE(confusion.trueNegatives + confusion.falseNegatives, std::uint64_t{0});
  }

  void variationsAreRead() {
    const auto variations = parseVariations("history=5:7,units=32,64,128,candidates=9");
    QVERIFY(variations);
    QCOMPARE(variations->size(), std::size_t{3});
    QCOMPARE((*variations)[0].setting, std::string("history"));
    QCOMPARE((*variations)[0].values, (std::vector<int>{5, 6, 7}));
    QCOMPARE((*variations)[1].values, (std::vector<int>{32, 64, 128}));
    QCOMPARE((*variations)[2].values, (std::vector<int>{9}));
  }

  void badVariationsAreRefused_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "5:7", "depth=3", "history=", "history=7:5", "history=0:3", "history=1:101", "layers=9",
          "history=5,history=6", "candidates=1:1000", "units=a", "units=1:2:3"})
      QTest::newRow(text) << text;
  }
  void badVariationsAreRefused() {
    QFETCH(QString, text);
    const auto variations = parseVariations(text.toStdString());
    QVERIFY(!variations);
    QCOMPARE(variations.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!variations.error().detail.empty());
  }

  void aSweepsFiguresAreThoseOfSingleEvaluations() {
    const Trial trial = trialOf(circles(), 2, 1);
    const auto sweep = sweepSettings("deeplog", quickSettings(),
                                     {{"history", {1, 2}}, {"candidates", {1, 2, 3}}}, trial, {}, {});
    QVERIFY(sweep);
    QCOMPARE(sweep->points.size(), std::size_t{5});
    for (const SweepPoint& point : sweep->points) {
      detect::Settings settings = quickSettings();
      (point.setting == "history" ? settings.history : settings.candidates) = point.value;
      const auto single = evaluateAll({"deeplog"}, settings, trial, {}, {});
      QVERIFY(single);
      QCOMPARE(point.evaluation.flags, single->front().flags);
      QCOMPARE(point.evaluation.score.f1, single->front().score.f1);
      QCOMPARE(point.reused, point.setting == "candidates" || point.value == 2);
    }
    // With all keys allowed, only what is not a key of training is flagged.
    QCOMPARE(sweep->points.back().evaluation.confusion.truePositives, std::uint64_t{0});
    QCOMPARE(sweep->topShare.size(), std::size_t{3});
    QCOMPARE(sweep->topShare.back(), 1.0);
    QVERIFY(std::ranges::is_sorted(sweep->topShare));
    QCOMPARE(sweep->topKeys, std::uint64_t{4 * 4});  // of six entries, two have no window
  }

  void topSharesAreThoseOfTheRanks() {
    LabelledSessions sessions;
    for (int i = 0; i < 3; ++i) sessions.train.add(Keys{1, 2});
    sessions.train.add(Keys{1, 3});
    for (const LogKey key : {2, 2, 3, 9}) sessions.normal.add(Keys{1, key});
    sessions.abnormal.add(Keys{1, 9});
    const auto sweep =
        sweepSettings("ngram", quickSettings(), {{"candidates", {1}}}, trialOf(sessions, 1, 1), {}, {});
    QVERIFY(sweep);
    QCOMPARE(sweep->topKeys, std::uint64_t{4});
    QCOMPARE(sweep->topShare, (std::vector<double>{0.5, 0.75, 0.75}));
  }

  void aSweepIsCancelled() {
    std::stop_source stop;
    const auto early =
        sweepSettings("deeplog", quickSettings(), {{"layers", {1, 2}}}, trialOf(circles(), 1, 1),
                      stop.get_token(), [&](const Progress&) { stop.request_stop(); });
    QVERIFY(!early);
    QCOMPARE(early.error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestTrial)
#include "test_trial.moc"
