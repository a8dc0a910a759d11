#include "engine/workflow/replay_story.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

/// A step that came so many entries off its place still is the one that is missing there.
constexpr std::uint32_t kFarthestMove = 16;
/// With fewer runs than this, twice the rounds of a loop are let pass.
constexpr std::uint64_t kManyRuns = 50;

constexpr double kNanosecondsPerMs = 1e6;

double elapsedMs(std::int64_t from, std::int64_t to) {
  if (from == kNoTime || to == kNoTime || to < from) return -1;
  // Between times at both ends of what there is lies more than a signed number holds.
  return static_cast<double>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)) /
         kNanosecondsPerMs;
}

}  // namespace

ReplayStory::ReplayStory(const ReplayRules& rules, std::span<const Entry> entries)
    : m_rules(rules), m_gaps(rules), m_entries(entries) {
  m_trace.steps.resize(entries.size());
}

Deviation& ReplayStory::deviate(DeviationKind kind, std::uint32_t at) {
  m_contexts.push_back({m_run, at, false, false});
  Deviation& deviation = m_trace.deviations.emplace_back();
  deviation.kind = kind;
  deviation.at = at;
  deviation.task = m_position.task;
  deviation.after = m_position.last();
  deviation.expected = m_rules.expected(m_position);
  for (const Expected& expected : deviation.expected) {
    if (expected.task != m_position.task || expected.node == kNone) continue;
    // A new run of the same task is no step of this one.
    if (m_position.task != kNone && m_rules.next(m_position, expected.node) <= 0) continue;
    deviation.before = expected.node;
    break;
  }
  return deviation;
}

void ReplayStory::strange(std::uint32_t at) {
  m_trace.steps[at] = {m_position.task, kNone, m_run, kNone, elapsedMs(m_lastTime, m_entries[at].time)};
  deviate(DeviationKind::Unexpected, at);
  for (const Place place : m_rules.places(m_entries[at].key)) {
    if (place.task == m_position.task && m_rules.hasCome(m_position, place.node))
      m_contexts.back().hasComeBefore = true;
  }
}

/// What may come instead of another run: a run, or the end.
void ReplayStory::keepRuns(Deviation& deviation) const {
  std::erase_if(deviation.expected, [&](const Expected& expected) {
    return expected.node != kNone && expected.task == m_position.task &&
           m_rules.next(m_position, expected.node) > 0;
  });
}

void ReplayStory::leave(std::uint32_t at) {
  if (m_position.task == kNone || m_rules.end(m_position) > 0) return;
  std::vector<NodeIndex> missing;
  m_gaps.toEnd(m_position, missing);
  Deviation& deviation = deviate(DeviationKind::Missing, at);
  deviation.before = kNone;
  deviation.missing = std::move(missing);
}

void ReplayStory::begin(std::uint32_t at, Place place) {
  leave(at);
  if (m_rules.succession(m_position.task, place.task) <= 0) {
    Deviation& deviation = deviate(DeviationKind::OutOfOrder, at);
    keepRuns(deviation);
    deviation.task = place.task;
    deviation.after = kNone;
    deviation.before = place.node;
  }
  ++m_run;
  m_lastTime = kNoTime;
  m_position = m_rules.begun(place.task);
  m_rounds.assign(m_rules.workflow().tasks[place.task].loops.size(), 1);
  std::vector<NodeIndex> missing;
  if (m_rules.start(place) <= 0) {
    m_gaps.toStart(place, missing);
    for (const NodeIndex node : missing) m_rules.advance(m_position, node);
    Deviation& deviation = deviate(DeviationKind::Missing, at);
    deviation.after = kNone;
    deviation.before = place.node;
    deviation.expected.clear();
    for (const Terminal& start : m_rules.workflow().tasks[place.task].starts)
      deviation.expected.push_back({place.task, start.node, m_rules.start({place.task, start.node})});
    deviation.missing = std::move(missing);
  }
  arrive(at, place, false);
}

void ReplayStory::goOn(std::uint32_t at, NodeIndex node) {
  const bool isNext = m_rules.next(m_position, node) > 0;
  if (!isNext) {
    std::vector<NodeIndex> missing;
    m_gaps.between(m_position, node, missing);
    Deviation& deviation = deviate(DeviationKind::Missing, at);
    deviation.before = node;
    deviation.missing = missing;
    for (const NodeIndex passed : missing) m_rules.advance(m_position, passed);
  } else {
    countRound(at, node);
  }
  arrive(at, {m_position.task, node}, isNext);
}

void ReplayStory::countRound(std::uint32_t at, NodeIndex node) {
  if (!m_rules.hasCome(m_position, node)) return;
  const std::size_t loop = m_rules.loopClosed(m_position.task, m_rules.loopEnd(m_position, node), node);
  if (loop == kNone) return;
  const Task& task = m_rules.workflow().tasks[m_position.task];
  const std::uint32_t most = task.loops[loop].mostRounds;
  if (most < 2) return;
  const std::uint32_t bound = task.runs < kManyRuns ? 2 * most : most;
  if (++m_rounds[loop] == bound + 1) deviate(DeviationKind::Repeated, at);
}

void ReplayStory::arrive(std::uint32_t at, Place place, bool isNext) {
  const Edge* edge = isNext ? m_rules.edge(place.task, m_position.last(), place.node) : nullptr;
  const double elapsed = elapsedMs(m_lastTime, m_entries[at].time);
  if (edge != nullptr && elapsed > edge->elapsed.slowMs) {
    Deviation& deviation = deviate(DeviationKind::Slow, at);
    deviation.before = place.node;
    deviation.elapsedMs = elapsed;
    deviation.usual = edge->elapsed;
  }
  m_rules.advance(m_position, place.node);
  m_trace.steps[at] = {place.task, place.node, m_run, kNone, elapsed};
  m_lastTime = m_entries[at].time;
  ++m_trace.explained;
}

void ReplayStory::finish(Ending ending) {
  if (ending == Ending::Open || m_position.task == kNone) return;
  const auto at = static_cast<std::uint32_t>(m_entries.size() - 1);
  if (m_rules.end(m_position) <= 0) {
    std::vector<NodeIndex> missing;
    m_gaps.toEnd(m_position, missing);
    Deviation& deviation = deviate(DeviationKind::EndedEarly, at);
    deviation.missing = std::move(missing);
  } else if (m_rules.succession(m_position.task, kNone) <= 0) {
    Deviation& deviation = deviate(DeviationKind::EndedEarly, at);
    keepRuns(deviation);
    deviation.before = kNone;
  }
}

/// A step that is missing in one place and unexpected in another close by has moved: one deviation.
bool ReplayStory::foldMove(std::size_t unexpected) {
  auto& deviations = m_trace.deviations;
  Deviation& strange = deviations[unexpected];
  const LogKey key = m_entries[strange.at].key;
  const std::uint32_t at = m_contexts[unexpected].at;
  const auto first =
      std::ranges::lower_bound(m_contexts, at < kFarthestMove ? 0 : at - kFarthestMove, {}, &Context::at);
  for (auto other = static_cast<std::size_t>(first - m_contexts.begin());
       other < deviations.size() && m_contexts[other].at <= at + kFarthestMove; ++other) {
    Deviation& gap = deviations[other];
    const bool hasMissing = gap.kind == DeviationKind::Missing || gap.kind == DeviationKind::EndedEarly;
    if (!hasMissing || m_contexts[other].isGone || m_contexts[other].run != m_contexts[unexpected].run)
      continue;
    const auto moved = std::ranges::find_if(gap.missing, [&](NodeIndex node) {
      return m_rules.keyOf({gap.task, node}) == key;
    });
    if (moved == gap.missing.end()) continue;
    m_trace.steps[strange.at].node = *moved;
    m_trace.steps[strange.at].task = gap.task;
    strange.kind = DeviationKind::OutOfOrder;
    if (gap.at < strange.at) {
      // What came in its stead came too early.
      strange.at = gap.at;
      strange.after = gap.after;
      strange.before = *moved;
      strange.expected = gap.expected;
    }
    gap.missing.erase(moved);
    m_contexts[other].isGone = gap.missing.empty();
    return true;
  }
  return false;
}

void ReplayStory::foldMoves(const std::stop_token& stop) {
  auto& deviations = m_trace.deviations;
  for (std::size_t i = 0; i < deviations.size() && !stop.stop_requested(); ++i) {
    if (deviations[i].kind != DeviationKind::Unexpected || foldMove(i)) continue;
    if (m_contexts[i].hasComeBefore) deviations[i].kind = DeviationKind::Repeated;
  }
  std::vector<Deviation> kept;
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    if (!m_contexts[i].isGone) kept.push_back(std::move(deviations[i]));
  }
  std::ranges::stable_sort(kept, {}, &Deviation::at);
  deviations = std::move(kept);
}

void ReplayStory::refer() {
  for (std::size_t i = m_trace.deviations.size(); i-- > 0;)
    m_trace.steps[m_trace.deviations[i].at].deviation = static_cast<std::uint32_t>(i);
}

void ReplayStory::step(std::uint32_t at, const Explained& explained, bool goesOn) {
  const LogKey key = m_entries[at].key;
  if (m_rules.isBackground(key)) return;
  ++m_trace.entries;
  if (m_rules.places(key).empty()) {
    const bool isInside = m_position.task != kNone && (goesOn || m_rules.end(m_position) <= 0);
    if (isInside) strange(at);
  } else if (explained.place.node == kNone) {
    strange(at);
  } else if (explained.begins) {
    begin(at, explained.place);
  } else {
    goOn(at, explained.place.node);
  }
}

Trace ReplayStory::tell(std::span<const Explained> explained, Ending ending, const std::stop_token& stop) {
  // Whether the run at hand goes on behind an entry.
  std::vector<bool> goesOn(explained.size() + 1, false);
  for (std::size_t i = explained.size(); i-- > 0;) {
    const bool isPlaced = explained[i].place.node != kNone;
    goesOn[i] = isPlaced ? !explained[i].begins : goesOn[i + 1];
  }
  std::size_t next = 0;
  for (std::uint32_t at = 0; at < m_entries.size() && !stop.stop_requested(); ++at) {
    const bool isKnown =
        !m_rules.places(m_entries[at].key).empty() && !m_rules.isBackground(m_entries[at].key);
    step(at, isKnown ? explained[next] : Explained{}, goesOn[next]);
    if (isKnown) ++next;
  }
  finish(ending);
  foldMoves(stop);
  refer();
  return std::move(m_trace);
}

}  // namespace faultline::workflow
