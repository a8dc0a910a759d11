#include "engine/baseline/count_rows.h"

#include <string>

#include <tsl/robin_map.h>

namespace faultline::baseline {

namespace {

constexpr std::size_t kMostCounts = std::size_t{1} << 28;

}  // namespace

Status checkColumns(std::size_t columns) {
  if (columns <= kMostColumns) return {};
  return failure(
      ErrorCode::TooMuchToLearn, {},
      "there are " + std::to_string(columns) + " log keys; it takes up to " + std::to_string(kMostColumns));
}

Result<CountRows> countRows(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                            const std::stop_token& stop, std::span<const double> weights) {
  CountRows rows;
  rows.columns = static_cast<std::size_t>(vocabulary.size()) + 1;
  tsl::robin_map<std::string, std::uint32_t> known;
  std::vector<std::uint32_t> counts;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    counts.assign(rows.columns, 0);
    for (const sequence::LogKey key : sessions[session]) {
      const sequence::KeyClass column = vocabulary.classOf(key);
      ++counts[column == sequence::kUnknownClass ? rows.columns - 1 : static_cast<std::size_t>(column)];
    }
    const auto bytes = std::as_bytes(std::span(counts));
    const auto [row, isNew] =
        known.try_emplace(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                          static_cast<std::uint32_t>(rows.size()));
    if (isNew) {
      if (rows.counts.size() > kMostCounts) {
        return failure(ErrorCode::TooMuchToLearn, {},
                       "the sessions have too many different key counts, of " + std::to_string(rows.columns) +
                           " log keys");
      }
      rows.counts.insert(rows.counts.end(), counts.begin(), counts.end());
      rows.sessions.push_back(0);
    }
    const double weight = weights.empty() ? 1 : weights[session];
    rows.sessions[row->second] += weight;
    rows.total += weight;
    rows.rowOf.push_back(row->second);
  }
  return rows;
}

Status checkTrainable(const sequence::SessionSet& normal, const std::stop_token& stop) {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  if (normal.entryCount() == 0)
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  return {};
}

}  // namespace faultline::baseline
