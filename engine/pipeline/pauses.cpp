#include "engine/pipeline/pauses.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/bytes.h"

namespace faultline::pipeline {

namespace {

constexpr double kBinsAnOctave = 4;
constexpr std::uint64_t kLeftOut = 1000;  // one in so many
constexpr double kSlack = 2;
constexpr double kMost = 9e18;  // fits into 63 bits

int binOf(double value) {
  return value < 1 ? -1 : static_cast<int>(std::ceil(std::log2(value) * kBinsAnOctave));
}

/// Twice the upper end of the bin of the longest pause but for one in a thousand.
double longestOf(const std::map<int, std::uint64_t>& counts) {
  std::uint64_t total = 0;
  for (const auto& [bin, count] : counts) total += count;
  std::uint64_t left = total / kLeftOut;
  for (auto bin = counts.rbegin(); bin != counts.rend(); ++bin) {
    if (bin->second <= left) {
      left -= bin->second;
      continue;
    }
    const double end = bin->first < 0 ? 0 : std::ceil(std::exp2(bin->first / kBinsAnOctave));
    return std::min(kSlack * end, kMost);
  }
  return 0;
}

struct StoredPause {
  sequence::LogKey key;
  std::uint32_t reserved;
  std::int64_t time;
  std::uint64_t events;
};

}  // namespace

void Pauses::add(sequence::LogKey key, const Pause& pause) {
  Seen& seen = m_seen[key];
  ++seen.time[binOf(static_cast<double>(pause.time.count()))];
  ++seen.events[binOf(static_cast<double>(pause.events))];
}

void Pauses::settle() {
  Seen all;
  const auto pauseOf = [](const Seen& seen) {
    return Pause{std::chrono::nanoseconds(static_cast<std::int64_t>(longestOf(seen.time))),
                 static_cast<std::uint64_t>(longestOf(seen.events))};
  };
  for (const auto& [key, seen] : m_seen) {
    m_longest[key] = pauseOf(seen);
    for (const auto& [bin, count] : seen.time) all.time[bin] += count;
    for (const auto& [bin, count] : seen.events) all.events[bin] += count;
  }
  m_ofAll = pauseOf(all);
  m_seen.clear();
}

Pause Pauses::after(sequence::LogKey key) const {
  const auto known = m_longest.find(key);
  return known == m_longest.end() ? m_ofAll : known->second;
}

std::string Pauses::save() const {
  std::vector<StoredPause> rows;
  for (const auto& [key, pause] : m_longest) rows.push_back({key, 0, pause.time.count(), pause.events});
  std::ranges::sort(rows, {}, &StoredPause::key);
  ByteWriter writer;
  writer.put(StoredPause{0, 0, m_ofAll.time.count(), m_ofAll.events});
  writer.putAll(rows);
  return writer.take();
}

Result<Pauses> Pauses::load(const std::string& bytes) {
  ByteReader reader(bytes);
  const auto all = reader.get<StoredPause>();
  const auto rows = reader.getAll<StoredPause>();
  if (!reader.atEnd()) return failure(ErrorCode::ModelInvalid, {}, "its pauses are damaged");
  Pauses pauses;
  const auto pauseOf = [](const StoredPause& row) {
    return Pause{std::chrono::nanoseconds(std::max<std::int64_t>(row.time, 0)), row.events};
  };
  pauses.m_ofAll = pauseOf(all);
  for (const StoredPause& row : rows) pauses.m_longest[row.key] = pauseOf(row);
  return pauses;
}

}  // namespace faultline::pipeline
