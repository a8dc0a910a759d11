#include "engine/baseline/invariants.h"

#include <algorithm>
#include <numeric>

#include "engine/baseline/count_rows.h"

namespace faultline::baseline {

namespace {

constexpr double kSupport = 0.98;  // Lou et al.
constexpr std::int32_t kMostFactor = 3;
/// With more keys, relations of three are not looked for: their number grows with the cube.
constexpr std::size_t kMostColumnsForThree = 100;

using Term = Invariant::Term;

/// The constant column is behind the counts.
std::int64_t valueAt(std::span<const std::uint32_t> counts, std::uint32_t column) {
  return column < counts.size() ? counts[column] : 1;
}

bool isKept(std::span<const Term> terms, std::span<const std::uint32_t> counts) {
  std::int64_t sum = 0;
  for (const Term& term : terms) sum += term.factor * valueAt(counts, term.column);
  return sum == 0;
}

bool concerns(std::span<const Term> terms, std::span<const std::uint32_t> counts) {
  return std::ranges::any_of(
      terms, [&](const Term& term) { return term.column < counts.size() && counts[term.column] > 0; });
}

class Miner {
 public:
  Miner(const CountRows& rows, FittedTo fittedTo) : m_rows(rows), m_isIdle(rows.columns) {
    if (fittedTo == FittedTo::Judged) findIdle();
  }

  Result<std::vector<Invariant>> mine(const std::stop_token& stop) {
    const auto constant = static_cast<std::uint32_t>(m_rows.columns);
    const auto unknown = constant - 1;
    m_found.push_back({{{unknown, 1}}});  // nobody has a key that training does not know
    for (std::uint32_t a = 0; a < unknown; ++a) {
      tryTwo(a, constant);
      for (std::uint32_t b = a + 1; b < unknown; ++b) {
        if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
        tryTwo(a, b);
      }
    }
    if (m_rows.columns > kMostColumnsForThree) return std::move(m_found);
    for (std::uint32_t a = 0; a < unknown; ++a) {
      for (std::uint32_t b = a + 1; b < unknown; ++b) {
        for (std::uint32_t c = b + 1; c < unknown; ++c) {
          if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
          tryThree(a, b, c);
        }
      }
    }
    return std::move(m_found);
  }

 private:
  /// Keys that hardly any session has: an invariant of one term each.
  void findIdle() {
    std::vector<double> having(m_rows.columns);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
      for (std::size_t column = 0; column < m_rows.columns; ++column)
        having[column] += m_rows[row][column] > 0 ? m_rows.sessions[row] : 0;
    }
    for (std::uint32_t column = 0; column + 1 < m_rows.columns; ++column) {
      if (having[column] > (1 - kSupport) * m_rows.total) continue;
      m_isIdle[column] = true;
      m_found.push_back({{{column, 1}}});
    }
  }

  void tryTwo(std::uint32_t a, std::uint32_t b) {
    if (m_isIdle[a] || (b < m_rows.columns && m_isIdle[b])) return;
    for (std::int32_t x = 1; x <= kMostFactor; ++x) {
      for (std::int32_t y = 1; y <= kMostFactor; ++y) {
        if (std::gcd(x, y) == 1 && add({{a, x}, {b, -y}})) return;
      }
    }
  }

  void tryThree(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    if (m_isIdle[a] || m_isIdle[b] || m_isIdle[c]) return;
    if (isRelated(a, b) || isRelated(a, c) || isRelated(b, c)) return;
    for (std::int32_t x = 1; x <= kMostFactor; ++x) {
      for (std::int32_t y = 1; y <= kMostFactor; ++y) {
        for (std::int32_t z = 1; z <= kMostFactor; ++z) {
          if (std::gcd(std::gcd(x, y), z) != 1) continue;
          // One of the three is the sum of the other two.
          if (add({{a, x}, {b, y}, {c, -z}}) || add({{a, x}, {b, -y}, {c, z}}) ||
              add({{a, x}, {b, -y}, {c, -z}}))
            return;
        }
      }
    }
  }

  /// A relation of two, or of one with the constant, says all there is.
  [[nodiscard]] bool isRelated(std::uint32_t a, std::uint32_t b) const {
    return std::ranges::any_of(m_found, [&](const Invariant& known) {
      if (known.terms.size() != 2) return false;
      const auto first = known.terms[0].column;
      const auto second = known.terms[1].column;
      return (first == a && second == b) || (second == m_rows.columns && (first == a || first == b));
    });
  }

  bool add(std::vector<Term> terms) {
    double having = 0;
    double breaking = 0;
    const double most = (1 - kSupport) * m_rows.total;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
      if (!concerns(terms, m_rows[row])) continue;
      having += m_rows.sessions[row];
      if (!isKept(terms, m_rows[row])) breaking += m_rows.sessions[row];
      if (breaking > most) return false;
    }
    if (having == 0 || breaking > (1 - kSupport) * having) return false;
    m_found.push_back({std::move(terms)});
    return true;
  }

  const CountRows& m_rows;
  std::vector<bool> m_isIdle;  // by column
  std::vector<Invariant> m_found;
};

}  // namespace

Status InvariantsDetector::train(const sequence::SessionSet& normal, const std::stop_token& stop,
                                 const ProgressSink&) {
  return fit(normal, {}, stop);
}

Status InvariantsDetector::trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                                     const ProgressSink&) {
  if (m_fittedTo == FittedTo::Training || input.judged == nullptr) return fit(input.normal, {}, stop);
  return fit(*input.judged, input.weights, stop);
}

Status InvariantsDetector::fit(const sequence::SessionSet& fitted, std::span<const double> weights,
                               const std::stop_token& stop) {
  FAULTLINE_TRY(checkTrainable(fitted, stop));
  m_vocabulary = sequence::Vocabulary::of(fitted, sequence::Bounds::Plain);
  FAULTLINE_TRY(checkColumns(static_cast<std::size_t>(m_vocabulary.size())));
  FAULTLINE_TRY_ASSIGN(const CountRows rows, countRows(fitted, m_vocabulary, stop, weights));
  FAULTLINE_TRY_ASSIGN(m_invariants, Miner(rows, m_fittedTo).mine(stop));
  return {};
}

Result<detect::Judgement> InvariantsDetector::judge(const sequence::SessionSet& sessions,
                                                    const std::stop_token& stop, const ProgressSink&) const {
  return judgeRows(sessions, m_vocabulary, stop, [&](std::span<const std::uint32_t> counts) {
    return std::ranges::any_of(m_invariants, [&](const Invariant& invariant) {
      return concerns(invariant.terms, counts) && !isKept(invariant.terms, counts);
    });
  });
}

}  // namespace faultline::baseline
