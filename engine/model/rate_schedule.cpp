#include "engine/model/rate_schedule.h"

#include <algorithm>
#include <cmath>

namespace faultline::model {

RateSchedule::Step RateSchedule::next(double loss) {
  ++m_epochs;
  m_rates.push_back(m_rate);
  Step step;
  const double better = m_bestLoss - std::max(kBetterShare * m_bestLoss, kBetterLeast);
  step.keep = std::isfinite(loss) && (m_bestRates.empty() || loss < better);
  if (step.keep) {
    m_bestLoss = loss;
    m_bestRates = m_rates;
    m_sinceBest = 0;
  } else if (++m_sinceBest == kPatience) {
    m_sinceBest = 0;
    m_rates = m_bestRates;
    m_rate *= kLowering;
    step.goBack = true;
    step.end = m_rate < kLowestRate;
  }
  if (m_epochs >= m_mostEpochs) step.goBack = step.end = true;
  return step;
}

std::vector<double> ratesFor(int epochs) {
  std::vector<double> rates;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const double done = epochs == 1 ? 0 : static_cast<double>(epoch) / (epochs - 1);
    rates.push_back(RateSchedule::kFirstRate *
                    std::pow(RateSchedule::kLowestRate / RateSchedule::kFirstRate, done));
  }
  return rates;
}

}  // namespace faultline::model
