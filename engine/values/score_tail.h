#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"

namespace faultline::values {

/// How high a score has to be to be odd, from the scores of normal vectors (see `tailChance`).
class ScoreTail {
 public:
  ScoreTail() = default;
  /// `share`: the chance that a normal vector may be called odd with. No score below `least` is.
  ScoreTail(std::vector<double> scores, double share, double least);

  /// Scores above are odd; infinite when too little is known for any to be.
  [[nodiscard]] double threshold() const { return m_threshold; }
  /// Where one normal vector in a thousand is above.
  [[nodiscard]] double usual() const { return m_usual; }
  /// Chance of a normal vector to score as much.
  [[nodiscard]] double chance(double score) const;
  /// A score that is normal after all, and so no odd one any more.
  void accept(double score);

  void save(ByteWriter& writer) const;
  /// None for anything that `save` did not write.
  static std::optional<ScoreTail> load(ByteReader& reader);

 private:
  [[nodiscard]] double scoreAt(double share) const;

  std::vector<double> m_top;  ///< The highest ones, descending.
  std::uint64_t m_units = 0;
  double m_share = 0;
  double m_threshold = 0;
  double m_usual = 0;
};

}  // namespace faultline::values
