#include "engine/baseline/pca.h"

#include <Eigen/Dense>
#include <cmath>

#include "engine/baseline/count_rows.h"

namespace faultline::baseline {

namespace {

constexpr double kVariance = 0.95;
constexpr double kVarianceOffline = 0.9975;  // what comes nearest to the published counts on HDFS
constexpr double kNormalQuantile = 3.2905;   // of 1 - 0.001 / 2, as public code has it
constexpr double kNoise = 1e-9;              // squared errors of rounding

/// The inverse document frequency of each column; that of a column that nobody has is that of one session.
std::vector<double> inverseFrequencies(const CountRows& rows) {
  std::vector<double> having(rows.columns);
  double sessions = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    sessions += rows.sessions[row];
    for (std::size_t column = 0; column < rows.columns; ++column)
      having[column] += rows[row][column] > 0 ? rows.sessions[row] : 0;
  }
  for (double& value : having) value = std::log(sessions / std::max(value, 1.0));
  return having;
}

/// The Q statistic: the squared error that a share of normal sessions stays below, from the variances that
/// the components leave.
double qStatistic(const Eigen::VectorXd& variances, Eigen::Index kept) {
  double sums[3] = {0, 0, 0};
  for (Eigen::Index i = kept; i < variances.size(); ++i) {
    for (int power = 1; power <= 3; ++power) sums[power - 1] += std::pow(variances[i], power);
  }
  const auto [first, second, third] = sums;
  if (first <= 0 || second <= 0) return kNoise;
  const double h = 1 - 2 * first * third / (3 * second * second);
  const double inner =
      kNormalQuantile * std::sqrt(2 * second * h * h) / first + 1 + second * h * (h - 1) / (first * first);
  return std::max(kNoise, first * std::pow(std::max(inner, 0.0), 1 / h));
}

}  // namespace

Status PcaDetector::train(const sequence::SessionSet& normal, const std::stop_token& stop,
                          const ProgressSink&) {
  return fit(normal, {}, stop);
}

Status PcaDetector::trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                              const ProgressSink&) {
  if (m_fittedTo == FittedTo::Training || input.judged == nullptr) return fit(input.normal, {}, stop);
  return fit(*input.judged, input.weights, stop);
}

Status PcaDetector::fit(const sequence::SessionSet& fitted, std::span<const double> weights,
                        const std::stop_token& stop) {
  FAULTLINE_TRY(checkTrainable(fitted, stop));
  m_vocabulary = sequence::Vocabulary::of(fitted, sequence::Bounds::Plain);
  FAULTLINE_TRY(checkColumns(static_cast<std::size_t>(m_vocabulary.size())));
  FAULTLINE_TRY_ASSIGN(const CountRows rows, countRows(fitted, m_vocabulary, stop, weights));
  const bool offline = m_fittedTo == FittedTo::Judged;
  m_weights = offline ? std::vector<double>(rows.columns, 1) : inverseFrequencies(rows);
  const auto columns = static_cast<Eigen::Index>(rows.columns);
  Eigen::MatrixXd data(static_cast<Eigen::Index>(rows.size()), columns);
  Eigen::VectorXd sessions(static_cast<Eigen::Index>(rows.size()));
  for (Eigen::Index row = 0; row < data.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    sessions[row] = rows.sessions[at];
    for (Eigen::Index column = 0; column < columns; ++column) {
      const auto c = static_cast<std::size_t>(column);
      data(row, column) = m_weights[c] * rows[at][c];
    }
  }
  const Eigen::VectorXd mean = data.transpose() * sessions / sessions.sum();
  data.rowwise() -= mean.transpose();
  const Eigen::MatrixXd covariance = data.transpose() * sessions.asDiagonal() * data / sessions.sum();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  // Ascending; turned round.
  const Eigen::VectorXd variances = solver.eigenvalues().reverse().cwiseMax(0);
  const Eigen::MatrixXd components = solver.eigenvectors().rowwise().reverse();
  Eigen::Index kept = 0;
  const double wanted = (offline ? kVarianceOffline : kVariance) * variances.sum();
  for (double sum = 0; kept < columns && sum < wanted; ++kept) sum += variances[kept];
  const Eigen::MatrixXd normalSpace = components.leftCols(kept);
  const Eigen::MatrixXd residual =
      Eigen::MatrixXd::Identity(columns, columns) - normalSpace * normalSpace.transpose();
  m_mean.assign(mean.begin(), mean.end());
  m_residual.assign(residual.data(), residual.data() + residual.size());
  m_bound = qStatistic(variances, kept);
  return {};
}

double PcaDetector::error(std::span<const std::uint32_t> counts) const {
  const auto columns = static_cast<Eigen::Index>(m_mean.size());
  Eigen::VectorXd centred(columns);
  for (std::size_t column = 0; column < m_mean.size(); ++column)
    centred[static_cast<Eigen::Index>(column)] = m_weights[column] * counts[column] - m_mean[column];
  const Eigen::Map<const Eigen::MatrixXd> residual(m_residual.data(), columns, columns);
  return (residual * centred).squaredNorm();
}

Result<detect::Judgement> PcaDetector::judge(const sequence::SessionSet& sessions,
                                             const std::stop_token& stop, const ProgressSink&) const {
  return judgeRows(sessions, m_vocabulary, stop,
                   [&](std::span<const std::uint32_t> counts) { return error(counts) > m_bound; });
}

}  // namespace faultline::baseline
