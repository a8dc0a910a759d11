#include <ATen/ATen.h>
#include <random>

#include <QtTest/QtTest>

#include "engine/model/device_network.h"
#include "engine/model/lstm_network.h"

using namespace faultline::model;

namespace {

KeyModelSettings settingsOf(int layers) {
  KeyModelSettings settings;
  settings.history = 5;
  settings.layers = layers;
  settings.units = 6;
  settings.classes = 7;
  settings.seed = 3;
  return settings;
}

/// Nine random windows, two of them with a key nobody knows.
std::vector<std::vector<KeyClass>> randomRows() {
  std::mt19937 random(1);
  std::vector<std::vector<KeyClass>> rows(9, std::vector<KeyClass>(6));
  for (auto& row : rows) {
    for (KeyClass& key : row) key = static_cast<KeyClass>(random() % 7);
  }
  rows[2][3] = faultline::sequence::kUnknownClass;
  rows[5][0] = faultline::sequence::kUnknownClass;
  return rows;
}

}  // namespace

class TestLstmNetwork : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theGradientIsTheSlopeOfTheLoss_data() {
    QTest::addColumn<int>("layers");
    for (int layers = 1; layers <= 3; ++layers) QTest::addRow("%d layers", layers) << layers;
  }
  void theGradientIsTheSlopeOfTheLoss() {
    QFETCH(int, layers);
    const KeyModelSettings settings = settingsOf(layers);
    Weights weights = seededWeights(settings);
    const auto keys = randomRows();
    std::vector<WeightedRow> rows;
    for (std::size_t i = 0; i < keys.size(); ++i) rows.push_back({keys[i], static_cast<float>(1 + i % 3)});
    Weights gradient;
    Weights unused;
    lossAndGradient(weights, settings, rows, gradient);
    std::mt19937 random(2);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      QCOMPARE(gradient[k].numel(), weights[k].numel());
      const at::Tensor own = gradient[k].contiguous();
      for (int sample = 0; sample < 10; ++sample) {
        const auto index = static_cast<std::int64_t>(random() % static_cast<unsigned>(weights[k].numel()));
        float& weight = weights[k].data_ptr<float>()[index];
        const float before = weight;
        constexpr float kStep = 0.01F;
        weight = before + kStep;
        const double above = lossAndGradient(weights, settings, rows, unused);
        weight = before - kStep;
        const double below = lossAndGradient(weights, settings, rows, unused);
        weight = before;
        const double slope = (above - below) / (2 * static_cast<double>(kStep));
        const double got = own.data_ptr<float>()[index];
        QVERIFY2(std::abs(slope - got) < 0.01 * std::abs(slope) + 5e-4,
                 qPrintable(
                     QString("weight %1[%2]: slope %3, gradient %4").arg(k).arg(index).arg(slope).arg(got)));
      }
    }
  }

  void theLossIsWhatTheProbabilitiesSay() {
    const KeyModelSettings settings = settingsOf(2);
    const Weights weights = seededWeights(settings);
    const auto keys = randomRows();
    const std::vector<WeightedRow> rows{{keys[0], 2.0F}, {keys[2], 1.0F}};
    Weights gradient;
    const double loss = lossAndGradient(weights, settings, rows, gradient);
    std::vector<KeyClass> windows(keys[0].begin(), keys[0].begin() + 5);
    windows.insert(windows.end(), keys[2].begin(), keys[2].begin() + 5);
    std::vector<float> given(14);
    probabilities(weights, settings, windows, given);
    float sum = 0;
    for (std::size_t c = 0; c < 7; ++c) sum += given[c];
    QVERIFY(qAbs(sum - 1) < 1e-5F);
    const double expected = -2 * std::log(static_cast<double>(given[static_cast<std::size_t>(keys[0][5])])) -
                            std::log(static_cast<double>(given[7 + static_cast<std::size_t>(keys[2][5])]));
    QVERIFY(qAbs(loss - expected) < 1e-4);
  }

  void whatRunsOnADeviceIsTheSameNetwork_data() { theGradientIsTheSlopeOfTheLoss_data(); }
  void whatRunsOnADeviceIsTheSameNetwork() {
    QFETCH(int, layers);
    const KeyModelSettings settings = settingsOf(layers);
    const Weights weights = seededWeights(settings);
    const auto keys = randomRows();
    std::vector<WeightedRow> rows;
    std::vector<KeyClass> windows;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      rows.push_back({keys[i], static_cast<float>(1 + i % 3)});
      windows.insert(windows.end(), keys[i].begin(), keys[i].end() - 1);
    }
    std::vector<float> byHand(keys.size() * 7);
    std::vector<float> onDevice(byHand.size());
    probabilities(weights, settings, windows, byHand);
    probabilitiesOn(at::kCPU, weights, settings, windows, onDevice);
    for (std::size_t i = 0; i < byHand.size(); ++i) QVERIFY(qAbs(byHand[i] - onDevice[i]) < 1e-5F);
    Weights gradient;
    Weights gradientOnDevice;
    const double loss = lossAndGradient(weights, settings, rows, gradient);
    QVERIFY(qAbs(lossAndGradientOn(at::kCPU, weights, settings, rows, gradientOnDevice) - loss) < 1e-4);
    QCOMPARE(gradientOnDevice.size(), gradient.size());
    for (std::size_t k = 0; k < gradient.size(); ++k) {
      QVERIFY(gradient[k].sizes() == gradientOnDevice[k].sizes());
      QVERIFY(gradient[k].abs().max().item<double>() > 1e-3);  // there is something to compare
      QVERIFY2((gradient[k] - gradientOnDevice[k]).abs().max().item<double>() < 1e-4,
               qPrintable(QString("weight %1").arg(k)));
    }
    for (const at::Tensor& weight : weights) QVERIFY(!weight.requires_grad());
  }

  void anUnknownKeyEntersAsZeros() {
    // A class whose row of input weights is zero must act as an unknown key does.
    const KeyModelSettings settings = settingsOf(1);
    Weights weights = seededWeights(settings);
    weights[0][4].zero_();
    std::vector<float> known(7);
    std::vector<float> unknown(7);
    probabilities(weights, settings, std::vector<KeyClass>{1, 4, 2, 4, 0}, known);
    probabilities(weights, settings, std::vector<KeyClass>{1, -1, 2, -1, 0}, unknown);
    QCOMPARE(known, unknown);
  }
};

QTEST_APPLESS_MAIN(TestLstmNetwork)
#include "test_lstm_network.moc"
