#include "engine/workflow/cooccurrence_counts.h"

#include <algorithm>
#include <numeric>

namespace faultline::workflow {

namespace {

template <class Distances>
std::uint64_t within(const Distances& counts, int d) {
  return std::accumulate(counts.begin(), counts.begin() + d, std::uint64_t{0});
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Status CooccurrenceCounts::count(const sequence::SessionSet& sessions, std::span<const std::uint32_t> weights,
                                 std::span<const LogKey> without, const std::stop_token& stop) {
  // A long stream is counted in pieces that overlap by D, so that it can be cancelled.
  constexpr std::size_t kPiece = 1 << 14;
  std::vector<std::uint32_t> sequence;
  std::uint64_t sinceAsked = 0;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    sequence.clear();
    for (const LogKey key : sessions[session])
      if (!std::ranges::binary_search(without, key)) {
        sequence.push_back(number(key));
        m_keys[sequence.back()].count += weights[session];
      }
    m_entries += sequence.size() * weights[session];
    for (std::size_t begin = 0; begin < sequence.size(); begin += kPiece) {
      const std::size_t own = std::min(kPiece, sequence.size() - begin);
      sinceAsked += own;
      if (sinceAsked >= kPiece || session == 0) {
        if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
        sinceAsked = 0;
      }
      add(sequence, begin, begin + own, weights[session]);
    }
  }
  return {};
}

void CooccurrenceCounts::add(std::span<const std::uint32_t> sequence, std::size_t begin, std::size_t end,
                             std::uint32_t weight) {
  for (std::size_t at = begin; at < end; ++at) {
    const std::size_t most =
        std::min<std::size_t>(static_cast<std::size_t>(m_distance), sequence.size() - 1 - at);
    for (std::size_t d = 1; d <= most; ++d) {
      const std::uint32_t from = sequence[at];
      const std::uint32_t to = sequence[at + d];
      const auto between = sequence.subspan(at + 1, d - 1);
      Pair& pair = pairOf(from, to);
      pair.all[d - 1] += weight;
      if (std::ranges::find(between, to) == between.end()) pair.nearest[d - 1] += weight;
      if (std::ranges::find(between, from) == between.end()) pair.previous[d - 1] += weight;
    }
  }
}

std::uint32_t CooccurrenceCounts::number(LogKey key) {
  const auto [entry, isNew] = m_numbers.try_emplace(key, static_cast<std::uint32_t>(m_keys.size()));
  if (isNew) m_keys.push_back({key, 0});
  return entry->second;
}

CooccurrenceCounts::Pair& CooccurrenceCounts::pairOf(std::uint32_t i, std::uint32_t j) {
  const std::uint64_t key = pairKey(i, j);
  if (const auto place = m_places.find(key); place != m_places.end()) return m_pairs[place->second];
  if (m_pairs.size() >= kMostPairs) forgetRarePairs();
  m_places.emplace(key, static_cast<std::uint32_t>(m_pairs.size()));
  m_pairs.push_back({});
  m_pairs.back().keys = key;
  return m_pairs.back();
}

void CooccurrenceCounts::forgetRarePairs() {
  std::vector<std::pair<double, std::uint32_t>> matters;
  for (std::uint32_t i = 0; i < m_pairs.size(); ++i) {
    const std::uint64_t keys = m_pairs[i].keys;
    const std::uint64_t rarer = std::min(m_keys[keys >> 32].count, m_keys[keys & 0xffffffff].count);
    matters.emplace_back(-share(within(m_pairs[i].all, m_distance), rarer), i);
  }
  const auto half = matters.begin() + static_cast<std::ptrdiff_t>(matters.size() / 2);
  std::ranges::nth_element(matters, half);
  std::vector<Pair> kept;
  kept.reserve(kMostPairs);
  for (auto pair = matters.begin(); pair != half; ++pair) kept.push_back(m_pairs[pair->second]);
  m_pairs = std::move(kept);
  m_places.clear();
  for (std::uint32_t i = 0; i < m_pairs.size(); ++i) m_places.emplace(m_pairs[i].keys, i);
}

const CooccurrenceCounts::Pair* CooccurrenceCounts::find(LogKey i, LogKey j) const {
  const auto from = m_numbers.find(i);
  const auto to = m_numbers.find(j);
  if (from == m_numbers.end() || to == m_numbers.end()) return nullptr;
  const auto place = m_places.find(pairKey(from->second, to->second));
  return place == m_places.end() ? nullptr : &m_pairs[place->second];
}

std::vector<LogKey> CooccurrenceCounts::keys() const {
  std::vector<LogKey> keys;
  for (const Key& key : m_keys) keys.push_back(key.key);
  std::ranges::sort(keys);
  return keys;
}

std::vector<std::pair<LogKey, LogKey>> CooccurrenceCounts::seen() const {
  std::vector<std::pair<LogKey, LogKey>> seen;
  for (const Pair& pair : m_pairs)
    seen.emplace_back(m_keys[pair.keys >> 32].key, m_keys[pair.keys & 0xffffffff].key);
  std::ranges::sort(seen);
  return seen;
}

std::uint64_t CooccurrenceCounts::frequency(LogKey key) const {
  const auto number = m_numbers.find(key);
  return number == m_numbers.end() ? 0 : m_keys[number->second].count;
}

std::uint64_t CooccurrenceCounts::pairs(LogKey i, LogKey j, int d) const {
  const Pair* pair = find(i, j);
  return pair ? within(pair->all, d) : 0;
}

double CooccurrenceCounts::importance(LogKey i, LogKey j, int d) const {
  return share(pairs(i, j, d), static_cast<std::uint64_t>(d) * frequency(i));
}

double CooccurrenceCounts::followed(LogKey i, LogKey j, int d) const {
  const Pair* pair = find(i, j);
  return pair ? share(within(pair->nearest, d), frequency(i)) : 0;
}

double CooccurrenceCounts::preceded(LogKey j, LogKey i, int d) const {
  const Pair* pair = find(i, j);
  return pair ? share(within(pair->previous, d), frequency(j)) : 0;
}

}  // namespace faultline::workflow
