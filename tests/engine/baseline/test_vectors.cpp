#include <cmath>

#include <QtTest/QtTest>

#include "engine/baseline/autoencoder.h"
#include "engine/baseline/count_rows.h"
#include "engine/baseline/invariants.h"
#include "engine/baseline/key_embedding.h"
#include "engine/baseline/pca.h"
#include "engine/baseline/tf_idf.h"
#include "engine/baseline/tf_idf_lstm.h"

using namespace faultline;
using namespace faultline::baseline;
using namespace faultline::sequence;

namespace {

using Keys = std::vector<LogKey>;
using Flags = std::vector<std::uint8_t>;

SessionSet setOf(const std::vector<Keys>& sessions) {
  SessionSet set;
  for (const Keys& session : sessions) set.add(session);
  return set;
}

Flags flagsOf(const detect::SessionDetector& detector, const std::vector<Keys>& sessions) {
  const auto judgement = detector.judge(setOf(sessions), {}, {});
  return judgement ? judgement->flags : Flags{};
}

bool near(double a, double b) { return std::abs(a - b) < 1e-5; }

detect::Settings quickSettings() {
  detect::Settings settings;
  settings.history = 2;
  settings.units = 8;
  settings.threads = 1;
  return settings;
}

/// Twenty of 1 2 3 4 and twenty of 1 2 4 3.
SessionSet twoKinds() {
  SessionSet set;
  for (int i = 0; i < 20; ++i) {
    set.add(Keys{1, 2, 3, 4});
    set.add(Keys{1, 2, 4, 3});
  }
  return set;
}

}  // namespace

/// The parts that sessions become vectors by, and the detectors over them.
class TestVectors : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tfIdfIsSmoothed() {
    TfIdf tfIdf(3);
    tfIdf.learn(std::vector<std::uint32_t>{2, 0, 0}, 1);
    tfIdf.learn(std::vector<std::uint32_t>{1, 1, 0}, 2);
    tfIdf.settle();
    // Three documents: all have the first key, two the second, none the third.
    QVERIFY(near(tfIdf.inverseFrequencies()[0], 1));
    QVERIFY(near(tfIdf.inverseFrequencies()[1], 1 + std::log(4.0 / 3)));
    QVERIFY(near(tfIdf.inverseFrequencies()[2], 1 + std::log(4.0)));
    std::vector<float> row;
    tfIdf.append(std::vector<std::uint32_t>{3, 1, 0}, row);
    QVERIFY(near(row[0], 0.75) && near(row[1], 0.25 * (1 + std::log(4.0 / 3))) && near(row[2], 0));
    row.clear();
    tfIdf.append(std::vector<std::uint32_t>{0, 0, 0}, row);
    QCOMPARE(row, (std::vector<float>{0, 0, 0}));
  }

  void keysThatComeTogetherHaveInformation() {
    const SessionSet set = setOf({{1, 2}, {1, 2}, {3, 4}});
    const auto distinct = distinctSessions(set, {});
    const Vocabulary vocabulary = Vocabulary::of(set, Bounds::Plain);
    const auto embedding = KeyEmbedding::of(*distinct, vocabulary, {});
    QVERIFY(embedding);
    // Six pairs, both ways round: 1 and 2 are in four of them, as one of two: ln(2 * 6 / (2 * 2)).
    QVERIFY(near(embedding->information()[1], std::log(3.0)));
    QVERIFY(near(embedding->information()[2 * 4 + 3], std::log(6.0)));
    QVERIFY(near(embedding->information()[2], 0));
    // Two keys with each other alone have one direction in common: the square root of half the information.
    std::vector<float> mean;
    embedding->appendMean(Keys{3}, vocabulary, mean);
    double length = 0;
    for (const float part : mean) length += part * part;
    QVERIFY(near(length, std::log(6.0)));
    mean.clear();
    embedding->appendMean(Keys{9, 9}, vocabulary, mean);
    QCOMPARE(mean, std::vector<float>(embedding->dimensions(), 0));
  }

  void aBoundLeavesAShareAbove() {
    QCOMPARE(weightedBound({{1, 1}, {4, 1}, {2, 1}, {3, 1}}, 0.25), 3.0);
    QCOMPARE(weightedBound({{1, 1}, {4, 1}, {2, 1}, {3, 1}}, 0.2), 4.0);
    QCOMPARE(weightedBound({{1, 97}, {5, 3}}, 0.03), 1.0);
    QCOMPARE(weightedBound({{1, 97}, {5, 3}}, 0.02), 5.0);
    QCOMPARE(weightedBound({}, 0.1), 0.0);
  }

  void rowsWeighWhatTheirSessionsDo() {
    const SessionSet set = setOf({{1, 2}, {2, 1}, {1}});
    const auto rows = countRows(set, Vocabulary::of(set, Bounds::Plain), {}, std::vector<double>{3, 3, 1});
    QCOMPARE(rows->sessions, (std::vector<double>{6, 1}));
    QCOMPARE(rows->total, 7.0);
  }

  void offlineMethodsAreFittedToWhatTheyJudge() {
    std::vector<Keys> sessions(100, Keys{1, 2});
    sessions.push_back({1, 2, 7});
    const SessionSet judged = setOf(sessions);
    const SessionSet train = setOf({{5}});
    InvariantsDetector invariants(FittedTo::Judged);
    PcaDetector pca(FittedTo::Judged);
    const std::vector<double> weights(judged.size(), 1.0);
    QVERIFY(invariants.trainWith({train, nullptr, &judged, weights}, {}, {}));
    QVERIFY(pca.trainWith({train, nullptr, &judged, weights}, {}, {}));
    // Hardly any session has 7: that it does not come is an invariant.
    QCOMPARE(flagsOf(invariants, {{1, 2}, {1, 2, 7}, {1}}), (Flags{0, 1, 1}));
    QCOMPARE(flagsOf(pca, {{1, 2}}), (Flags{0}));
    // When the one session weighs as much as the others it does not.
    std::vector<double> heavy(judged.size(), 1.0);
    heavy.back() = 100;
    QVERIFY(invariants.trainWith({train, nullptr, &judged, heavy}, {}, {}));
    QCOMPARE(flagsOf(invariants, {{1, 2, 7}}), (Flags{0}));
  }

  void tooManyKeysAreRefused() {
    SessionSet set;
    for (LogKey key = 1; key <= static_cast<LogKey>(kMostColumns) + 1; ++key) set.add(Keys{key, key});
    QCOMPARE(PcaDetector().train(set, {}, {}).error().code, ErrorCode::TooMuchToLearn);
    QCOMPARE(InvariantsDetector().train(set, {}, {}).error().code, ErrorCode::TooMuchToLearn);
    QCOMPARE(AutoencoderDetector(quickSettings()).train(set, {}, {}).error().code, ErrorCode::TooMuchToLearn);
  }

  void withoutLabelsTheSupervisedOneSaysSo() {
    TfIdfLstmDetector detector(quickSettings());
    QCOMPARE(detector.train(twoKinds(), {}, {}).error().code, ErrorCode::NeedsLabels);
    const SessionSet none;
    QCOMPARE(detector.trainWith({twoKinds(), &none}, {}, {}).error().code, ErrorCode::NeedsLabels);
  }

  void theSupervisedOneTellsWhatItWasShown() {
    TfIdfLstmDetector detector(quickSettings());
    SessionSet abnormal;
    for (int i = 0; i < 10; ++i) abnormal.add(Keys{1, 9, 9, 4});
    const SessionSet normal = twoKinds();
    QVERIFY(detector.trainWith({normal, &abnormal}, {}, {}));
    QCOMPARE(flagsOf(detector, {{1, 2, 3, 4}, {1, 9, 9, 4}, {}, {1, 2, 4, 3}}), (Flags{0, 1, 0, 0}));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(detector.trainWith({normal, &abnormal}, stop.get_token(), {}).error().code,
             ErrorCode::Cancelled);
  }

  void longSessionsAreCut() {
    TfIdfLstmDetector detector(quickSettings());
    SessionSet abnormal;
    abnormal.add(Keys(4, 9));
    QVERIFY(detector.trainWith({twoKinds(), &abnormal}, {}, {}));
    // 300 entries are 150 epochs of two: three parts.
    const auto judgement = detector.judge(setOf({Keys(300, 9)}), {}, {});
    QVERIFY(judgement);
    QCOMPARE(judgement->flags, (Flags{1}));
    QCOMPARE(judgement->windows, std::uint64_t{150});
  }

  void theAutoencoderFlagsWhatItCannotGiveBack() {
    AutoencoderDetector detector(quickSettings());
    QVERIFY(detector.train(twoKinds(), {}, {}));
    QVERIFY(detector.bound() > 0);
    QCOMPARE(flagsOf(detector, {{1, 2, 3, 4}, {9, 9, 9}}), (Flags{0, 1}));
    AutoencoderDetector again(quickSettings());
    QVERIFY(again.train(twoKinds(), {}, {}));
    QCOMPARE(again.bound(), detector.bound());
  }

  void sessionsOfOneEntryAndOneKeyAreLearntFrom() {
    AutoencoderDetector detector(quickSettings());
    QVERIFY(detector.train(setOf({{1}, {1}, {1}}), {}, {}));
    QCOMPARE(flagsOf(detector, {{1}, {}}).size(), std::size_t{2});
    QCOMPARE(flagsOf(detector, {{1}}), (Flags{0}));
    QCOMPARE(AutoencoderDetector(quickSettings()).train(SessionSet(), {}, {}).error().code,
             ErrorCode::NothingToLearn);
  }
};

QTEST_APPLESS_MAIN(TestVectors)
#include "test_vectors.moc"
