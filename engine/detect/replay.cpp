#include "engine/detect/replay.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

namespace faultline::detect {

namespace {

/// A row of a sample: which one, and what it stands for.
struct Drawn {
  std::size_t index;
  std::uint64_t weight;
};

/// The weight from which on a row is in a sample of `most` for certain: the chances min(1, w / that) add up
/// to `most`.
double certainWeight(std::span<const std::uint64_t> weights, std::size_t most) {
  std::vector<std::uint64_t> falling(weights.begin(), weights.end());
  std::ranges::sort(falling, std::greater<>());
  auto left = static_cast<double>(std::accumulate(falling.begin(), falling.end(), std::uint64_t{0}));
  for (std::size_t certain = 0; certain < most; ++certain) {
    const double each = left / static_cast<double>(most - certain);
    if (static_cast<double>(falling[certain]) < each) return each;
    left -= static_cast<double>(falling[certain]);
  }
  return static_cast<double>(falling[most - 1]);
}

/// A systematic sample with chances in proportion to the weights (Horvitz and Thompson, 1952): what is drawn
/// weighs its weight over its chance, so that heavy rows keep theirs and light ones stand for others.
std::vector<Drawn> sample(std::span<const std::uint64_t> weights, std::size_t most, std::uint64_t seed) {
  std::vector<Drawn> drawn;
  if (weights.size() <= most) {
    for (std::size_t index = 0; index < weights.size(); ++index) drawn.push_back({index, weights[index]});
    return drawn;
  }
  const double certain = certainWeight(weights, most);
  std::mt19937_64 random(seed);
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  double next = static_cast<double>(random() >> 11U) * 0x1p-53;
  double passed = 0;
  for (const std::size_t index : order) {
    const auto weight = static_cast<double>(weights[index]);
    passed += std::min(1.0, weight / certain);
    if (passed <= next) continue;
    next += 1;
    drawn.push_back({index, static_cast<std::uint64_t>(std::llround(std::max(weight, certain)))});
  }
  std::ranges::sort(drawn, {}, &Drawn::index);
  return drawn;
}

}  // namespace

Replay::Replay(const sequence::WindowSet& windows, std::uint64_t seed)
    : m_width(static_cast<std::size_t>(windows.history()) + 1) {
  std::vector<std::uint32_t> known;
  std::vector<std::uint64_t> weights;
  for (std::uint32_t row = 0; row < windows.size(); ++row) {
    if (windows.next(row) == sequence::kUnknownClass) continue;
    known.push_back(row);
    weights.push_back(windows.weight(row));
  }
  for (const Drawn& one : sample(weights, kMost, seed)) add(windows.row(known[one.index]), one.weight);
}

std::uint64_t Replay::totalWeight() const {
  return std::accumulate(m_weights.begin(), m_weights.end(), std::uint64_t{0});
}

void Replay::add(std::span<const KeyClass> row, std::uint64_t weight) {
  m_width = row.size();
  if (size() < kMost) {
    m_rows.insert(m_rows.end(), row.begin(), row.end());
    m_weights.push_back(weight);
    return;
  }
  const auto lightest = std::ranges::min_element(m_weights);
  *lightest = weight;
  std::ranges::copy(row,
                    m_rows.begin() + (lightest - m_weights.begin()) * static_cast<std::ptrdiff_t>(m_width));
}

void Replay::draw(std::size_t most, std::uint64_t seed, sequence::WindowSet& windows) const {
  for (const Drawn& one : sample(m_weights, most, seed)) windows.add(row(one.index), one.weight);
}

void Replay::save(ByteWriter& writer) const {
  writer.putAll(m_rows);
  writer.putAll(m_weights);
}

std::optional<Replay> Replay::load(ByteReader& reader, int history, std::int32_t classes) {
  if (history < 1 || history > 100) return std::nullopt;
  Replay replay;
  replay.m_width = static_cast<std::size_t>(history) + 1;
  replay.m_rows = reader.getAll<KeyClass>();
  replay.m_weights = reader.getAll<std::uint64_t>();
  const bool areKnown = std::ranges::all_of(
      replay.m_rows, [&](KeyClass key) { return key >= sequence::kUnknownClass && key < classes; });
  if (!reader.ok() || !areKnown || replay.size() > kMost ||
      replay.m_rows.size() != replay.size() * replay.m_width)
    return std::nullopt;
  return replay;
}

}  // namespace faultline::detect
