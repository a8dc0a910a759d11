#include "engine/detect/count_table.h"

#include <algorithm>

namespace faultline::detect {

namespace {

std::uint64_t totalOf(std::span<const KeyCount> vector) {
  std::uint64_t total = 0;
  for (const KeyCount& entry : vector) total += entry.count;
  return total;
}

/// The least distance that two vectors of these totals can have.
double leastDistance(std::uint64_t a, std::uint64_t b) {
  const auto [low, high] = std::minmax(a, b);
  return high == 0 ? 0 : static_cast<double>(high - low) / static_cast<double>(high);
}

bool lessByKeys(const CountVector& a, const CountVector& b) {
  return std::ranges::lexicographical_compare(a, b, [](const KeyCount& x, const KeyCount& y) {
    return x.key != y.key ? x.key < y.key : x.count < y.count;
  });
}

}  // namespace

CountVector countKeys(std::vector<KeyClass>& classes) {
  std::sort(classes.begin(), classes.end());
  CountVector counts;
  for (const KeyClass key : classes) {
    if (counts.empty() || counts.back().key != key) counts.push_back({key, 0});
    ++counts.back().count;
  }
  return counts;
}

double countDistance(std::span<const KeyCount> a, std::span<const KeyCount> b) {
  std::uint64_t difference = 0;
  std::uint64_t most = 0;
  const auto add = [&](std::uint64_t x, std::uint64_t y) {
    difference += x > y ? x - y : y - x;
    most += std::max(x, y);
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i].key == b[j].key) {
      add(a[i++].count, b[j++].count);
    } else if (a[i].key < b[j].key) {
      add(a[i++].count, 0);
    } else {
      add(0, b[j++].count);
    }
  }
  while (i < a.size()) add(a[i++].count, 0);
  while (j < b.size()) add(0, b[j++].count);
  return most == 0 ? 0 : static_cast<double>(difference) / static_cast<double>(most);
}

CountTable::CountTable(std::vector<CountVector> vectors) {
  std::sort(vectors.begin(), vectors.end(), lessByKeys);
  struct Group {
    const CountVector* vector;
    std::uint32_t sessions;
    std::uint64_t total;
  };
  std::vector<Group> groups;
  for (const CountVector& vector : vectors) {
    if (groups.empty() || *groups.back().vector != vector) groups.push_back({&vector, 0, totalOf(vector)});
    ++groups.back().sessions;
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.sessions > b.sessions; });
  if (groups.size() > kMost) groups.resize(kMost);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.total < b.total; });
  for (const Group& group : groups) {
    m_counts.insert(m_counts.end(), group.vector->begin(), group.vector->end());
    m_ends.push_back(m_counts.size());
    m_totals.push_back(group.total);
    m_sessions.push_back(group.sessions);
  }
}

void CountTable::add(const CountVector& vector, std::uint32_t sessions) {
  const std::uint64_t total = totalOf(vector);
  const auto [first, last] = std::ranges::equal_range(m_totals, total);
  auto index = static_cast<std::size_t>(first - m_totals.begin());
  for (const auto end = static_cast<std::size_t>(last - m_totals.begin()); index < end; ++index) {
    if (!std::ranges::equal((*this)[index], vector)) continue;
    m_sessions[index] += sessions;
    return;
  }
  insert(index, vector, sessions);
  if (size() <= kMost) return;
  std::size_t rarest = index == 0 ? 1 : 0;
  for (std::size_t other = 0; other < size(); ++other) {
    if (other != index && m_sessions[other] < m_sessions[rarest]) rarest = other;
  }
  remove(rarest);
}

void CountTable::insert(std::size_t index, const CountVector& vector, std::uint32_t sessions) {
  const auto at = static_cast<std::ptrdiff_t>(index);
  const std::uint64_t begin = m_ends[index];
  m_counts.insert(m_counts.begin() + static_cast<std::ptrdiff_t>(begin), vector.begin(), vector.end());
  m_ends.insert(m_ends.begin() + at, begin);
  for (std::size_t end = index + 1; end < m_ends.size(); ++end) m_ends[end] += vector.size();
  m_totals.insert(m_totals.begin() + at, totalOf(vector));
  m_sessions.insert(m_sessions.begin() + at, sessions);
}

void CountTable::remove(std::size_t index) {
  const auto at = static_cast<std::ptrdiff_t>(index);
  const std::uint64_t begin = m_ends[index];
  const std::uint64_t length = m_ends[index + 1] - begin;
  const auto from = m_counts.begin() + static_cast<std::ptrdiff_t>(begin);
  m_counts.erase(from, from + static_cast<std::ptrdiff_t>(length));
  m_ends.erase(m_ends.begin() + at);
  for (std::size_t end = index; end < m_ends.size(); ++end) m_ends[end] -= length;
  m_totals.erase(m_totals.begin() + at);
  m_sessions.erase(m_sessions.begin() + at);
}

void CountTable::offer(std::span<const KeyCount> vector, std::size_t index, Vouching vouching,
                       Nearest& best) const {
  const double distance = countDistance(vector, (*this)[index]);
  if (distance == 0 && vouching == Vouching::Others && m_sessions[index] == 1) return;
  if (distance < best.distance) best = {distance, static_cast<std::uint32_t>(index)};
}

CountTable::Nearest CountTable::nearest(std::span<const KeyCount> vector, Vouching vouching,
                                        double enough) const {
  const std::uint64_t total = totalOf(vector);
  std::size_t above = static_cast<std::size_t>(std::ranges::lower_bound(m_totals, total) - m_totals.begin());
  std::size_t below = above;
  Nearest best;
  // Outwards from its own total, until no vector farther out can be nearer.
  while (best.distance > enough) {
    const double up = above < size() ? leastDistance(total, m_totals[above]) : 2;
    const double down = below > 0 ? leastDistance(total, m_totals[below - 1]) : 2;
    if (std::min(up, down) >= best.distance) break;
    offer(vector, up <= down ? above++ : --below, vouching, best);
  }
  return best;
}

void CountTable::save(ByteWriter& writer) const {
  writer.putAll(m_counts);
  writer.putAll(m_ends);
  writer.putAll(m_totals);
  writer.putAll(m_sessions);
}

std::optional<CountTable> CountTable::load(ByteReader& reader) {
  CountTable table;
  table.m_counts = reader.getAll<KeyCount>();
  table.m_ends = reader.getAll<std::uint64_t>();
  table.m_totals = reader.getAll<std::uint64_t>();
  table.m_sessions = reader.getAll<std::uint32_t>();
  const bool fits = table.m_ends.size() == table.m_totals.size() + 1 && table.m_ends.front() == 0 &&
                    table.m_ends.back() == table.m_counts.size() && std::ranges::is_sorted(table.m_ends) &&
                    table.m_sessions.size() == table.m_totals.size();
  if (!fits) return std::nullopt;
  return table;
}

}  // namespace faultline::detect
