#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/workflow/replay_gaps.h"
#include "engine/workflow/replay_rules.h"

namespace faultline::workflow {

/// What is made of an entry: where it stands.
struct Explained {
  Place place;          ///< Node kNone: nowhere.
  bool begins = false;  ///< A run.
};

/// Which place each key has, so that as little as possible is missing or too much: the cheapest alignment of
/// the keys with the workflow, found by a beam (the exact one is exponential in what runs at once). Keys that
/// no task has are not to be among them.
class ReplaySearch {
 public:
  ReplaySearch(const ReplayRules& rules, Ending ending) : m_rules(rules), m_gaps(rules), m_ending(ending) {}

  /// Stopped, it has nothing for the keys that are left.
  [[nodiscard]] std::vector<Explained> explain(std::span<const LogKey> keys, const std::stop_token& stop);

 private:
  struct Record {
    std::uint32_t before = kNone;
    Explained explained;
  };
  struct State {
    Position position;
    double cost = 0;
    std::uint32_t record = kNone;
  };
  struct Step {
    std::uint32_t state = 0;
    Explained explained;
    double cost = 0;
    bool isPaid = false;
  };

  void addAllowed(std::uint32_t state, LogKey key);
  void addDeviating(std::uint32_t state, LogKey key);
  void addBeginning(std::uint32_t state, Place place, double leaving);
  void take(std::size_t width);
  [[nodiscard]] State after(const Step& step);
  [[nodiscard]] double leavingCost(const Position& position);
  [[nodiscard]] std::uint32_t cheapestAtEnd();

  const ReplayRules& m_rules;
  ReplayGaps m_gaps;
  Ending m_ending;
  std::vector<Record> m_records;
  std::vector<State> m_beam;
  std::vector<State> m_next;
  std::vector<Step> m_steps;
  std::vector<NodeIndex> m_missing;  // written over again and again
};

}  // namespace faultline::workflow
