#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/baseline/count_rows.h"
#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// A sum of key counts, each times a small whole number, that is zero.
struct Invariant {
  static constexpr std::size_t kMostTerms = 3;

  struct Term {
    std::uint32_t column = 0;
    std::int32_t factor = 0;
    friend bool operator==(const Term&, const Term&) = default;
  };
  std::vector<Term> terms;  ///< Ascending by column.
  friend bool operator==(const Invariant&, const Invariant&) = default;
};

/// Invariant mining (Lou et al., USENIX ATC 2010), as the DeepLog paper compares with it (section 5.1.1):
/// linear relations between key counts, such as "as many opened as closed", that all but a few of the
/// training sessions keep; a session is abnormal when it breaks one.
///
/// Relations of one key with a constant, of two keys, and of three (one is the sum of the others), with
/// factors up to 3; one of more keys is not looked for where a relation among some of them holds. Sessions
/// that have none of the relation's keys do not count as keeping it, a deviation, else every rare key would
/// be "never". As published it is mined from all sessions, unlabelled (FittedTo::Judged); then a key that
/// hardly any has is an invariant by itself.
class InvariantsDetector final : public detect::SessionDetector {
 public:
  explicit InvariantsDetector(FittedTo fittedTo = FittedTo::Training) : m_fittedTo(fittedTo) {}

  [[nodiscard]] detect::Needs needs() const override { return needsOf(m_fittedTo); }
  Status trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                   const ProgressSink& progress) override;
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  /// Columns are the keys in ascending order, then one for all unknown keys, then the constant 1.
  [[nodiscard]] const std::vector<Invariant>& invariants() const { return m_invariants; }

 private:
  Status fit(const sequence::SessionSet& sessions, std::span<const double> weights,
             const std::stop_token& stop);

  FittedTo m_fittedTo;
  sequence::Vocabulary m_vocabulary;
  std::vector<Invariant> m_invariants;
};

}  // namespace faultline::baseline
