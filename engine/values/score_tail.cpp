#include "engine/values/score_tail.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/base/tail.h"

namespace faultline::values {

namespace {

constexpr std::size_t kKept = 100;
constexpr double kUsualShare = 1e-3;
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kAcceptedMargin = 1.05;

}  // namespace

ScoreTail::ScoreTail(std::vector<double> scores, double share, double least) : m_share(share) {
  m_units = scores.size();
  const std::size_t kept = std::min(kKept, scores.size());
  std::ranges::partial_sort(scores, scores.begin() + static_cast<std::ptrdiff_t>(kept), std::greater<>());
  m_top.assign(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(kept));
  m_threshold = std::max(least, scoreAt(share));
  m_usual = std::min(m_threshold, scoreAt(kUsualShare));
}

/// The lowest score whose chance is `share` or less.
double ScoreTail::scoreAt(double share) const {
  if (m_top.empty()) return kInfinite;
  double low = m_top.back();
  double step = std::max(1.0, std::abs(m_top.front()));
  double high = m_top.front() + step;
  while (tailChance(m_top, m_units, high) > share) {
    step *= 2;
    high += step;
    if (step > 1e12) return kInfinite;
  }
  for (int i = 0; i < 60; ++i) {
    const double middle = low + (high - low) / 2;
    (tailChance(m_top, m_units, middle) > share ? low : high) = middle;
  }
  return high;
}

double ScoreTail::chance(double score) const {
  const double chance = tailChance(m_top, m_units, score);
  return score > m_threshold ? std::min(chance, m_share) : std::max(chance, m_share);
}

void ScoreTail::accept(double score) {
  if (!(score > m_threshold)) return;
  m_top.insert(std::ranges::upper_bound(m_top, score, std::greater<>()), score);
  if (m_top.size() > kKept) m_top.pop_back();
  ++m_units;
  m_threshold = score * kAcceptedMargin;
}

void ScoreTail::save(ByteWriter& writer) const {
  writer.putAll(m_top);
  writer.put(m_units);
  writer.put(m_share);
  writer.put(m_threshold);
  writer.put(m_usual);
}

std::optional<ScoreTail> ScoreTail::load(ByteReader& reader) {
  ScoreTail tail;
  tail.m_top = reader.getAll<double>();
  tail.m_units = reader.get<std::uint64_t>();
  tail.m_share = reader.get<double>();
  tail.m_threshold = reader.get<double>();
  tail.m_usual = reader.get<double>();
  const bool sorted = std::ranges::is_sorted(tail.m_top, std::greater<>());
  const bool finite = std::ranges::all_of(tail.m_top, [](double score) { return std::isfinite(score); });
  if (!reader.ok() || !sorted || !finite || tail.m_top.size() > tail.m_units) return std::nullopt;
  if (!(tail.m_share > 0) || std::isnan(tail.m_threshold) || std::isnan(tail.m_usual)) return std::nullopt;
  return tail;
}

}  // namespace faultline::values
