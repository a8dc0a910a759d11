#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// Runs with the same set of keys.
struct RunKind {
  std::vector<LogKey> keys;  ///< Ascending.
  double count = 0;          ///< Runs of it.
};

/// A run of one kind comes right before one of another; the number of kinds stands for a session's bounds.
struct KindSuccession {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  double count = 0;
};

/// The keys of a group of kinds, each with the share of the group's runs that have it; ascending.
using KeyProfile = std::vector<std::pair<LogKey, double>>;

/// Of kinds, as if they were one group.
[[nodiscard]] KeyProfile profileOf(const RunKind& kind);
/// What two groups have in common of all they have (Jaccard, weighted by the shares), 0 to 1.
[[nodiscard]] double similarity(const KeyProfile& a, const KeyProfile& b);

/// Groups kinds of runs into tasks: a group a kind, numbered from 0; kNone for those of the rarest kinds
/// that were not compared. Most similar first. Two groups become one when they share kSameKeys of their
/// keys, or kSharedKeys of them and stand in the same places. Error Cancelled.
Result<std::vector<std::uint32_t>> groupKinds(const std::vector<RunKind>& kinds,
                                              const std::vector<KindSuccession>& successions,
                                              const std::stop_token& stop);

}  // namespace faultline::workflow
