#include "engine/detect/scale.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "engine/base/tail.h"

namespace faultline::detect {

double boundFor(std::vector<double> scores, const Budget& budget) {
  const auto units = static_cast<std::uint64_t>(scores.size());
  if (units < budget.fewest) return std::numeric_limits<double>::infinity();
  std::sort(scores.begin(), scores.end(), std::greater<>());
  // The chance of a false alarm is estimated as (r + 1) / (n + 1).
  const double fitting = std::floor(budget.share * static_cast<double>(units + 1)) - 1;
  const auto may = std::max(budget.least, static_cast<std::uint64_t>(std::max(fitting, 0.0)));
  return std::max(budget.floor, may < units ? scores[may] : 0.0);
}

Scale::Scale(std::vector<double> scores, double bound)
    : m_top(std::move(scores)), m_units(m_top.size()), m_bound(bound) {
  std::sort(m_top.begin(), m_top.end(), std::greater<>());
  if (m_top.size() > kMostKept) m_top.resize(kMostKept);
}

double Scale::chance(double score) const { return tailChance(m_top, m_units, rounded(score)); }

double Scale::rank(double score) const {
  const double seen = m_top.empty() ? 0 : m_top.front();
  const double least = 1.0 / (static_cast<double>(m_units) + 1);
  return -std::log10(std::max(chance(score), least)) + std::max(0.0, score - seen);
}

void Scale::accept(double score) {
  ++m_units;
  m_top.insert(std::ranges::upper_bound(m_top, rounded(score), std::greater<>()), rounded(score));
  if (m_top.size() > kMostKept) m_top.pop_back();
}

void Scale::save(ByteWriter& writer) const {
  writer.putAll(m_top);
  writer.put(m_units);
  writer.put(m_bound);
}

std::optional<Scale> Scale::load(ByteReader& reader) {
  Scale scale;
  scale.m_top = reader.getAll<double>();
  scale.m_units = reader.get<std::uint64_t>();
  scale.m_bound = reader.get<double>();
  const bool fits = reader.ok() && scale.m_top.size() <= scale.m_units && !std::isnan(scale.m_bound) &&
                    std::ranges::is_sorted(scale.m_top, std::greater<>());
  if (!fits) return std::nullopt;
  return scale;
}

}  // namespace faultline::detect
