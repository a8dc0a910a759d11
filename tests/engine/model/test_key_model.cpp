#include <QtTest/QtTest>

#include "engine/model/key_model.h"

using namespace faultline;
using namespace faultline::model;

namespace {

KeyModelSettings smallSettings(std::uint64_t seed = 1) {
  KeyModelSettings settings;
  settings.history = 2;
  settings.layers = 2;
  settings.units = 16;
  settings.classes = 4;
  settings.seed = seed;
  return settings;
}

/// After 0 1 comes 2 in 70 of 100 cases, else 3; after 1 0 always 3.
WindowSet unevenWindows() {
  WindowSet windows(2);
  windows.add(std::vector<KeyClass>{0, 1, 2}, 70);
  windows.add(std::vector<KeyClass>{0, 1, 3}, 30);
  windows.add(std::vector<KeyClass>{1, 0, 3}, 100);
  return windows;
}

std::unique_ptr<KeyModel> trained(std::uint64_t seed, int epochs) {
  auto model = makeKeyModel(smallSettings(seed), 2);
  TrainingPlan plan;
  plan.rates.assign(static_cast<std::size_t>(epochs), 0.01);
  if (!model || !(*model)->train(unevenWindows(), nullptr, plan, {}, {})) return nullptr;
  return std::move(*model);
}

std::vector<float> predicted(const KeyModel& model) {
  std::vector<float> probabilities(8);
  const auto status = model.predict(std::vector<KeyClass>{0, 1, 1, 0}, probabilities, {});
  return status ? probabilities : std::vector<float>{};
}

}  // namespace

class TestKeyModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void learnsHowOftenEachKeyFollows() {
    const auto model = trained(1, 200);
    QVERIFY(model);
    const std::vector<float> after = predicted(*model);
    QVERIFY(qAbs(after[2] - 0.7F) < 0.03F);
    QVERIFY(qAbs(after[3] - 0.3F) < 0.03F);
    QVERIFY(after[4 + 3] > 0.97F);
  }

  void sameSeedSameModel() {
    const auto first = trained(1, 10);
    const auto second = trained(1, 10);
    const auto other = trained(2, 10);
    QVERIFY(first && second && other);
    QCOMPARE(first->save(), second->save());
    QCOMPARE(predicted(*first), predicted(*second));
    QVERIFY(predicted(*first) != predicted(*other));
  }

  void findsTheNumberOfEpochsItself() {
    auto model = makeKeyModel(smallSettings(), 2);
    QVERIFY(model);
    const WindowSet heldOut = unevenWindows();
    const auto outcome = (*model)->train(unevenWindows(), &heldOut, {}, {}, {});
    QVERIFY(outcome);
    QVERIFY(!outcome->rates.empty() && outcome->rates.size() <= 80);
    // The entropy of 70 : 30 is 0.611 nats, of the rest 0; half of the weight each.
    QVERIFY2(outcome->loss > 0.30 && outcome->loss < 0.33, qPrintable(QString::number(outcome->loss)));
  }

  void everyEpochsLossIsReported() {
    auto model = makeKeyModel(smallSettings(), 2);
    QVERIFY(model);
    const WindowSet heldOut = unevenWindows();
    std::vector<double> seen;
    const auto outcome = (*model)->train(unevenWindows(), &heldOut, {}, {}, [&](const Progress& progress) {
      if (progress.loss && (seen.empty() || seen.back() != *progress.loss)) seen.push_back(*progress.loss);
    });
    QVERIFY(outcome);
    QVERIFY(seen.size() > 3);
    QCOMPARE(seen, outcome->losses);
  }

  void savingAndLoadingKeepsEveryPrediction() {
    const auto model = trained(1, 10);
    QVERIFY(model);
    const auto loaded = loadKeyModel(model->save(), 2);
    QVERIFY(loaded);
    QCOMPARE((*loaded)->settings().units, 16);
    QCOMPARE(predicted(**loaded), predicted(*model));
  }

  void damagedBytesAreRefused() {
    const auto model = trained(1, 1);
    QVERIFY(model);
    const std::string bytes = model->save();
    for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{30}, bytes.size() - 1}) {
      const auto loaded = loadKeyModel(bytes.substr(0, length), 2);
      QVERIFY(!loaded);
      QCOMPARE(loaded.error().code, ErrorCode::ModelInvalid);
    }
    QCOMPARE(loadKeyModel(bytes + "x", 2).error().code, ErrorCode::ModelInvalid);
    std::string huge = bytes;
    huge[12] = '\x7f';  // units
    huge[15] = '\x7f';
    QCOMPARE(loadKeyModel(huge, 2).error().code, ErrorCode::ModelInvalid);
  }

  void trainingIsCancelledAtItsStartAndInTheMiddle() {
    auto model = makeKeyModel(smallSettings(), 2);
    QVERIFY(model);
    std::stop_source before;
    before.request_stop();
    QCOMPARE((*model)->train(unevenWindows(), nullptr, {}, before.get_token(), {}).error().code,
             ErrorCode::Cancelled);
    std::stop_source during;
    int reports = 0;
    const auto outcome =
        (*model)->train(unevenWindows(), nullptr, {}, during.get_token(), [&](const Progress& step) {
          ++reports;
          QCOMPARE(step.stage, Stage::Learning);
          during.request_stop();
        });
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QCOMPARE(reports, 1);
    QVERIFY(!predicted(**model).empty());  // still usable
  }

  void predictingIsCancelled() {
    const auto model = trained(1, 1);
    QVERIFY(model);
    std::stop_source stop;
    stop.request_stop();
    std::vector<float> probabilities(4);
    QCOMPARE(model->predict(std::vector<KeyClass>{0, 1}, probabilities, stop.get_token()).error().code,
             ErrorCode::Cancelled);
  }

  void whatDoesNotFitIsRefused() {
    KeyModelSettings settings = smallSettings();
    settings.units = 0;
    QCOMPARE(makeKeyModel(settings, 2).error().code, ErrorCode::InvalidArgument);
    settings = smallSettings();
    settings.history = 101;
    QCOMPARE(makeKeyModel(settings, 2).error().code, ErrorCode::InvalidArgument);
    const auto model = trained(1, 1);
    QVERIFY(model);
    QCOMPARE(model->train(WindowSet(3), nullptr, {}, {}, {}).error().code, ErrorCode::InvalidArgument);
    std::vector<float> tooFew(3);
    QCOMPARE(model->predict(std::vector<KeyClass>{0, 1}, tooFew, {}).error().code,
             ErrorCode::InvalidArgument);
  }

  void nothingToTrainOnIsNoError() {
    auto model = makeKeyModel(smallSettings(), 2);
    QVERIFY(model);
    const auto outcome = (*model)->train(WindowSet(2), nullptr, {}, {}, {});
    QVERIFY(outcome);
    QVERIFY(outcome->rates.empty());
    std::vector<float> none;
    QVERIFY((*model)->predict({}, none, {}));
  }
};

QTEST_APPLESS_MAIN(TestKeyModel)
#include "test_key_model.moc"
