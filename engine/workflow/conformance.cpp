#include "engine/workflow/conformance.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/sequence/distinct_sessions.h"
#include "engine/workflow/replay.h"
#include "engine/workflow/replay_rules.h"

namespace faultline::workflow {

namespace {

/// A key that can come next; kSessionEnd: nothing more.
using Keys = std::set<LogKey>;

/// What executions do where the automaton stands in one and the same way.
struct State {
  std::uint64_t visits = 0;
  Keys taken;
};

/// Compares what the automaton allows with what is done (see README.md).
class EscapingEdges {
 public:
  explicit EscapingEdges(const ReplayRules& rules) : m_rules(rules) {}

  void add(std::span<const LogKey> keys, const Trace& trace, std::uint64_t weight) {
    Position position;
    std::uint32_t run = kNone;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Step& step = trace.steps[i];
      if (m_rules.isBackground(keys[i])) continue;
      visit(position, keys[i], weight);
      if (step.node == kNone) continue;
      if (step.run != run) position = m_rules.begun(step.task);
      run = step.run;
      m_rules.advance(position, step.node);
    }
    visit(position, sequence::kSessionEnd, weight);
  }

  [[nodiscard]] double precision() const {
    double allowed = 0;
    double taken = 0;
    for (const auto& [key, state] : m_states) {
      const auto visits = static_cast<double>(state.visits);
      allowed += visits * static_cast<double>(key.second.size());
      std::size_t both = 0;
      for (const LogKey one : key.second) both += state.taken.contains(one) ? 1 : 0;
      taken += visits * static_cast<double>(both);
    }
    return allowed == 0 ? 1 : taken / allowed;
  }

 private:
  void visit(const Position& position, LogKey next, std::uint64_t weight) {
    Keys allowed;
    for (const Expected& one : m_rules.expected(position)) {
      allowed.insert(one.node == kNone ? sequence::kSessionEnd : m_rules.keyOf({one.task, one.node}));
    }
    State& state = m_states[{{position.task, position.visited}, std::move(allowed)}];
    state.visits += weight;
    state.taken.insert(next);
  }

  const ReplayRules& m_rules;
  /// By task, what of it has come, and what is allowed.
  std::map<std::pair<std::pair<TaskIndex, std::uint64_t>, Keys>, State> m_states;
};

std::uint64_t missingMoves(const Trace& trace) {
  std::uint64_t missing = 0;
  for (const Deviation& deviation : trace.deviations) missing += deviation.missing.size();
  return missing;
}

}  // namespace

Result<Conformance> conformance(const Workflow& workflow, const Material& heldOut,
                                const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const auto distinct, sequence::distinctSessions(heldOut.sessions, stop));
  const Replayer replayer(workflow);
  EscapingEdges edges(replayer.rules());
  Conformance found;
  std::uint64_t explained = 0;
  std::uint64_t moves = 0;
  for (std::size_t i = 0; i < distinct.sessions.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto keys = distinct.sessions[i];
    const std::uint64_t weight = distinct.counts[i];
    const bool isWhole = distinct.sessions.kind(i) == sequence::SessionKind::Whole;
    // Without times: a slow step is in its place all the same.
    std::vector<Entry> entries;
    for (const LogKey key : keys) entries.push_back({key, kNoTime});
    const Trace trace = replayer.replay(entries, isWhole ? Ending::Closed : Ending::Open);
    edges.add(keys, trace, weight);
    explained += weight * trace.explained;
    moves += weight * (trace.entries + missingMoves(trace));
    found.entries += weight * trace.entries;
    found.sessions += weight;
    found.perfect += trace.deviations.empty() ? weight : 0;
  }
  found.fitness = moves == 0 ? 1 : static_cast<double>(explained) / static_cast<double>(moves);
  found.precision = edges.precision();
  return found;
}

}  // namespace faultline::workflow
