#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/workflow/replay_gaps.h"
#include "engine/workflow/replay_search.h"

namespace faultline::workflow {

/// Goes along an execution whose entries have been explained and writes down where each stands and what
/// deviates.
class ReplayStory {
 public:
  ReplayStory(const ReplayRules& rules, std::span<const Entry> entries);

  /// `explained`: one an entry whose key a task has.
  [[nodiscard]] Trace tell(std::span<const Explained> explained, Ending ending, const std::stop_token& stop);

 private:
  void step(std::uint32_t at, const Explained& explained, bool goesOn);
  void strange(std::uint32_t at);
  void begin(std::uint32_t at, Place place);
  void leave(std::uint32_t at);
  void goOn(std::uint32_t at, NodeIndex node);
  void arrive(std::uint32_t at, Place place, bool isNext);
  void countRound(std::uint32_t at, NodeIndex node);
  void finish(Ending ending);
  Deviation& deviate(DeviationKind kind, std::uint32_t at);
  void keepRuns(Deviation& deviation) const;
  void foldMoves(const std::stop_token& stop);
  bool foldMove(std::size_t unexpected);
  void refer();

  /// What a deviation needs to be seen together with others.
  struct Context {
    std::uint32_t run = kNone;
    std::uint32_t at = 0;        ///< Ascending; where it was found, whatever it is told of then.
    bool hasComeBefore = false;  ///< A node of the key.
    bool isGone = false;         ///< Told as a part of another one.
  };

  const ReplayRules& m_rules;
  ReplayGaps m_gaps;
  std::span<const Entry> m_entries;
  Trace m_trace;
  std::vector<Context> m_contexts;  ///< One a deviation.
  Position m_position;
  std::uint32_t m_run = kNone;
  std::int64_t m_lastTime = kNoTime;
  std::vector<std::uint32_t> m_rounds;  ///< Of the run, by loop.
};

}  // namespace faultline::workflow
