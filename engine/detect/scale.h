#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"

namespace faultline::detect {

/// What a signal may cost in false alarms, and how strange something must be at least.
struct Budget {
  double share = 0;          ///< Of normal units (sessions, or entries of streams) that may exceed the bound.
  std::uint64_t least = 1;   ///< So many may in any case: the strangest may be faults nobody noticed.
  double floor = 0;          ///< The bound is never below this.
  std::uint64_t fewest = 0;  ///< With fewer units than this the signal stays silent.
};

/// The bound for a signal, from the scores it gave to every unit that was held out, zeros included: as many
/// units exceed it as keep the chance of a false alarm within the budget. Infinite when there are too few.
[[nodiscard]] double boundFor(std::vector<double> scores, const Budget& budget);

/// The scores that one signal gave to units held out in training, and the bound above which it speaks.
class Scale {
 public:
  Scale() = default;
  Scale(std::vector<double> scores, double bound);

  [[nodiscard]] bool exceeds(double score) const { return rounded(score) > rounded(m_bound); }
  [[nodiscard]] double bound() const { return m_bound; }
  [[nodiscard]] std::uint64_t units() const { return m_units; }

  /// See `tailChance`.
  [[nodiscard]] double chance(double score) const;

  /// -log10 of the chance among the units held out alone, and by how much the score exceeds all of them.
  [[nodiscard]] double rank(double score) const;

  /// Counts one more normal unit. The bound stays: false alarms are not drawn like other normal units, and a
  /// bound that follows the oddest of them soon lets everything pass.
  void accept(double score);

  void save(ByteWriter& writer) const;
  static std::optional<Scale> load(ByteReader& reader);

 private:
  /// Scores are kept as floats while training: ties must not come apart by a last digit.
  [[nodiscard]] static double rounded(double score) { return static_cast<float>(score); }

  /// Scores kept: enough for chances from a hundredth down, of any number of units.
  static constexpr std::size_t kMostKept = 4096;

  std::vector<double> m_top;  // descending
  std::uint64_t m_units = 0;
  double m_bound = 0;
};

}  // namespace faultline::detect
