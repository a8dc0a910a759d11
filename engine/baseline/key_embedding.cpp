#include "engine/baseline/key_embedding.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/baseline/count_rows.h"

namespace faultline::baseline {

namespace {

/// How often two keys come within the distance, each pair counted both ways round.
Result<std::vector<double>> neighbours(const sequence::DistinctSessions& sessions,
                                       const sequence::Vocabulary& vocabulary, const std::stop_token& stop) {
  const auto keys = static_cast<std::size_t>(vocabulary.size());
  std::vector<double> together(keys * keys);
  std::vector<sequence::KeyClass> classes;
  for (std::size_t session = 0; session < sessions.sessions.size(); ++session) {
    if (session % 256 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    classes.clear();
    vocabulary.append(sessions.sessions[session], classes);
    for (std::size_t i = 0; i < classes.size(); ++i) {
      for (std::size_t j = i + 1; j < std::min(classes.size(), i + 1 + KeyEmbedding::kDistance); ++j) {
        const auto a = static_cast<std::size_t>(classes[i]);
        const auto b = static_cast<std::size_t>(classes[j]);
        together[a * keys + b] += sessions.counts[session];
        together[b * keys + a] += sessions.counts[session];
      }
    }
  }
  return together;
}

}  // namespace

Result<KeyEmbedding> KeyEmbedding::of(const sequence::DistinctSessions& sessions,
                                      const sequence::Vocabulary& vocabulary, const std::stop_token& stop) {
  const auto keys = static_cast<std::size_t>(vocabulary.size());
  FAULTLINE_TRY(checkColumns(keys));
  KeyEmbedding embedding;
  FAULTLINE_TRY_ASSIGN(embedding.m_information, neighbours(sessions, vocabulary, stop));
  std::vector<double>& information = embedding.m_information;
  const double all = std::accumulate(information.begin(), information.end(), 0.0);
  std::vector<double> single(keys);
  for (std::size_t i = 0; i < information.size(); ++i) single[i / keys] += information[i];
  for (std::size_t i = 0; i < information.size(); ++i) {
    const double expected = single[i / keys] * single[i % keys];
    information[i] = information[i] > 0 ? std::max(0.0, std::log(information[i] * all / expected)) : 0;
  }
  embedding.factorise(keys);
  return embedding;
}

void KeyEmbedding::factorise(std::size_t keys) {
  const auto size = static_cast<Eigen::Index>(keys);
  const Eigen::Map<const Eigen::MatrixXd> information(m_information.data(), size, size);
  // Symmetric: its singular values are the sizes of its eigenvalues.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(information);
  std::vector<Eigen::Index> order(keys);
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  const Eigen::VectorXd strengths = solver.eigenvalues().cwiseAbs();
  std::ranges::stable_sort(order,
                           [&](Eigen::Index a, Eigen::Index b) { return strengths[a] > strengths[b]; });
  m_dimensions = std::min(keys, kMostDimensions);
  m_vectors.resize(keys * m_dimensions);
  for (std::size_t dimension = 0; dimension < m_dimensions; ++dimension) {
    Eigen::VectorXd axis = solver.eigenvectors().col(order[dimension]);
    // An eigenvector's sign is nobody's: the largest part is made positive.
    Eigen::Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    axis *= (axis[largest] < 0 ? -1 : 1) * std::sqrt(strengths[order[dimension]]);
    for (std::size_t key = 0; key < keys; ++key)
      m_vectors[key * m_dimensions + dimension] = axis[static_cast<Eigen::Index>(key)];
  }
}

void KeyEmbedding::appendMean(std::span<const sequence::LogKey> keys, const sequence::Vocabulary& vocabulary,
                              std::vector<float>& into) const {
  std::vector<double> mean(m_dimensions);
  for (const sequence::LogKey key : keys) {
    const sequence::KeyClass place = vocabulary.classOf(key);
    if (place == sequence::kUnknownClass) continue;
    const double* const vector = &m_vectors[static_cast<std::size_t>(place) * m_dimensions];
    for (std::size_t dimension = 0; dimension < m_dimensions; ++dimension)
      mean[dimension] += vector[dimension];
  }
  const double length = std::max<double>(1, static_cast<double>(keys.size()));
  for (const double sum : mean) into.push_back(static_cast<float>(sum / length));
}

}  // namespace faultline::baseline
