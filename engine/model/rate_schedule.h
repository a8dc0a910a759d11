#pragma once

#include <vector>

namespace faultline::model {

/// Finds the learning rate and the number of epochs while training goes on: the rate starts high; when the
/// watched loss has not become better for some epochs, the weights go back to the best ones and the rate is
/// lowered; when it is low enough already, training ends.
class RateSchedule {
 public:
  static constexpr double kFirstRate = 0.015;
  static constexpr double kLowering = 0.2;
  static constexpr double kLowestRate = 0.001;
  static constexpr int kPatience = 3;             ///< Epochs without a better loss.
  static constexpr double kBetterShare = 0.005;   ///< Better is lower by this share of the best loss,
  static constexpr double kBetterLeast = 0.0003;  ///< and by so many nats.

  /// What to do after an epoch, in this order.
  struct Step {
    bool keep = false;    ///< These weights are the best ones so far.
    bool goBack = false;  ///< Return to the best weights.
    bool end = false;     ///< Training is over.
  };

  explicit RateSchedule(int mostEpochs) : m_mostEpochs(mostEpochs) {}

  [[nodiscard]] double rate() const { return m_rate; }
  /// Takes the loss after an epoch.
  [[nodiscard]] Step next(double loss);

  [[nodiscard]] double bestLoss() const { return m_bestLoss; }
  /// The rates of the epochs that led to the best weights; those that were taken back are not among them.
  [[nodiscard]] const std::vector<double>& bestRates() const { return m_bestRates; }

 private:
  int m_mostEpochs;
  int m_epochs = 0;
  int m_sinceBest = 0;
  double m_rate = kFirstRate;
  double m_bestLoss = 0;
  std::vector<double> m_rates;
  std::vector<double> m_bestRates;
};

/// The rates of a training whose number of epochs is given: from the first to the lowest, evenly on a
/// logarithmic scale.
[[nodiscard]] std::vector<double> ratesFor(int epochs);

}  // namespace faultline::model
