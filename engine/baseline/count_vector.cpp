#include "engine/baseline/count_vector.h"

#include <utility>

#include "engine/baseline/count_rows.h"
#include "engine/detect/material.h"
#include "engine/detect/place.h"
#include "engine/detect/scale.h"

namespace faultline::baseline {

using detect::CountTable;
using detect::CountVector;
using detect::Vouching;
using sequence::SessionSet;

namespace {

std::vector<CountVector> vectorsOf(const SessionSet& sessions, const sequence::Vocabulary& vocabulary) {
  std::vector<CountVector> vectors;
  vectors.reserve(sessions.size());
  for (std::size_t session = 0; session < sessions.size(); ++session)
    vectors.push_back(detect::countVectorOf(sessions[session], vocabulary));
  return vectors;
}

/// The same counts as the table has them.
CountVector vectorOf(std::span<const std::uint32_t> counts) {
  CountVector vector;
  if (counts.back() > 0) vector.push_back({sequence::kUnknownClass, counts.back()});
  for (std::size_t column = 0; column + 1 < counts.size(); ++column) {
    if (counts[column] > 0) vector.push_back({static_cast<sequence::KeyClass>(column), counts[column]});
  }
  return vector;
}

}  // namespace

Status CountVectorDetector::train(const SessionSet& normal, const std::stop_token& stop,
                                  const ProgressSink&) {
  constexpr double kShare = 0.001;
  FAULTLINE_TRY(checkTrainable(normal, stop));
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  std::vector<CountVector> vectors = vectorsOf(normal, m_vocabulary);
  m_table = CountTable(vectors);
  std::vector<double> distances;
  for (const CountVector& vector : vectors) {
    if (distances.size() % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    distances.push_back(m_table.nearest(vector, Vouching::Others).distance);
  }
  m_bound = detect::boundFor(std::move(distances), {kShare, 0, 0, 0});
  return {};
}

Result<detect::Judgement> CountVectorDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                     const ProgressSink&) const {
  return judgeRows(sessions, m_vocabulary, stop, [&](std::span<const std::uint32_t> counts) {
    return m_table.nearest(vectorOf(counts), Vouching::All, m_bound).distance > m_bound;
  });
}

Status BigramOrCountDetector::train(const SessionSet& normal, const std::stop_token& stop,
                                    const ProgressSink&) {
  FAULTLINE_TRY(checkTrainable(normal, stop));
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Bounded);
  m_table = CountTable(vectorsOf(normal, m_vocabulary));
  m_pairs = detect::PairTable(m_vocabulary.size());
  std::vector<sequence::KeyClass> classes;
  for (std::size_t session = 0; session < normal.size(); ++session) {
    detect::boundedClasses(normal[session], normal.kind(session), m_vocabulary, classes);
    m_pairs.addPiece(classes);
  }
  return {};
}

bool BigramOrCountDetector::hasUnseenPair(const SessionSet& sessions, std::size_t session) const {
  std::vector<sequence::KeyClass> classes;
  detect::boundedClasses(sessions[session], sessions.kind(session), m_vocabulary, classes);
  for (std::size_t at = 1; at < classes.size(); ++at) {
    if (!m_pairs.knowsPair(classes[at - 1], classes[at], Vouching::All)) return true;
  }
  return false;
}

Result<detect::Judgement> BigramOrCountDetector::judge(const SessionSet& sessions,
                                                       const std::stop_token& stop,
                                                       const ProgressSink&) const {
  const auto isFar = [&](std::span<const std::uint32_t> counts) {
    return m_table.nearest(vectorOf(counts), Vouching::All, kFar).distance > kFar;
  };
  FAULTLINE_TRY_ASSIGN(auto judgement, judgeRows(sessions, m_vocabulary, stop, isFar));
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (judgement.flags[session] == 0 && hasUnseenPair(sessions, session)) judgement.flags[session] = 1;
  }
  return judgement;
}

}  // namespace faultline::baseline
