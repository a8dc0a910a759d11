#include "engine/workflow/replay_search.h"

#include <algorithm>
#include <cmath>

namespace faultline::workflow {

namespace {

constexpr double kDeviation = 1;
constexpr double kFurtherMissing = 0.05;  ///< Of one gap: its length tells between two of them.
constexpr double kLongGap = 0.8;
constexpr double kNoSuccession = 0.9;  ///< A whole run out of place: rather that than a broken one.
constexpr double kUnlikely = 0.02;     ///< A nat of likelihood: tells between what deviates equally often.
constexpr double kMostUnlikely = 5;
/// What costs more than the best by this is given up.
constexpr double kSlack = 2.2;
constexpr std::size_t kWidth = 24;
constexpr std::size_t kWidthInTrouble = 12;
/// For so many entries after a deviation others are looked for that explain it better.
constexpr int kTrouble = 8;

double costOf(double likelihood) { return kUnlikely * std::min(-std::log(likelihood), kMostUnlikely); }

double gapCost(std::size_t missing) {
  if (missing == 0) return 0;
  return kDeviation + std::min(kFurtherMissing * static_cast<double>(missing - 1), kLongGap);
}

}  // namespace

double ReplaySearch::leavingCost(const Position& position) {
  if (m_rules.end(position) > 0) return costOf(m_rules.end(position));
  m_missing.clear();
  const bool leads = m_gaps.toEnd(position, m_missing);
  return leads ? gapCost(std::max<std::size_t>(m_missing.size(), 1)) : kDeviation * 2;
}

void ReplaySearch::addAllowed(std::uint32_t state, LogKey key) {
  const State& from = m_beam[state];
  const double over = m_rules.end(from.position);
  for (const Place place : m_rules.places(key)) {
    if (place.task == from.position.task) {
      const double chance = m_rules.next(from.position, place.node);
      if (chance > 0) m_steps.push_back({state, {place, false}, from.cost + costOf(chance), false});
    }
    const double first = over > 0 ? m_rules.start(place) : 0;
    if (first <= 0) continue;
    const double chance = over * first * m_rules.succession(from.position.task, place.task);
    if (chance > 0) m_steps.push_back({state, {place, true}, from.cost + costOf(chance), false});
  }
}

void ReplaySearch::addBeginning(std::uint32_t state, Place place, double leaving) {
  const State& from = m_beam[state];
  double cost = from.cost + leaving;
  const double follows = m_rules.succession(from.position.task, place.task);
  cost += follows > 0 ? costOf(follows) : kNoSuccession;
  if (m_rules.start(place) <= 0) {
    m_missing.clear();
    if (!m_gaps.toStart(place, m_missing)) return;
    cost += gapCost(std::max<std::size_t>(m_missing.size(), 1));
  }
  m_steps.push_back({state, {place, true}, cost, true});
}

void ReplaySearch::addDeviating(std::uint32_t state, LogKey key) {
  const State& from = m_beam[state];
  m_steps.push_back({state, {}, from.cost + kDeviation, true});
  const double leaving = leavingCost(from.position);
  for (const Place place : m_rules.places(key)) {
    addBeginning(state, place, leaving);
    if (place.task != from.position.task || m_rules.next(from.position, place.node) > 0) continue;
    m_missing.clear();
    if (m_gaps.between(from.position, place.node, m_missing))
      m_steps.push_back({state, {place, false}, from.cost + gapCost(m_missing.size()), true});
  }
}

ReplaySearch::State ReplaySearch::after(const Step& step) {
  const State& from = m_beam[step.state];
  State to{from.position, step.cost, kNone};
  const Place place = step.explained.place;
  if (place.node == kNone) return to;
  m_missing.clear();
  if (step.explained.begins) {
    to.position = m_rules.begun(place.task);
    if (m_rules.start(place) <= 0) m_gaps.toStart(place, m_missing);
  } else if (m_rules.next(from.position, place.node) <= 0) {
    m_gaps.between(from.position, place.node, m_missing);
  }
  for (const NodeIndex node : m_missing) m_rules.advance(to.position, node);
  m_rules.advance(to.position, place.node);
  return to;
}

void ReplaySearch::take(std::size_t width) {
  std::ranges::stable_sort(m_steps, {}, &Step::cost);
  m_next.clear();
  for (const Step& step : m_steps) {
    if (m_next.size() >= width || step.cost > m_steps.front().cost + kSlack) break;
    State state = after(step);
    const bool isKnown = std::ranges::any_of(m_next, [&](const State& other) {
      return other.position.task == state.position.task && other.position.last() == state.position.last() &&
             other.position.visited == state.position.visited;
    });
    if (isKnown) continue;
    state.record = static_cast<std::uint32_t>(m_records.size());
    m_records.push_back({m_beam[step.state].record, step.explained});
    m_next.push_back(std::move(state));
  }
  std::swap(m_beam, m_next);
}

std::uint32_t ReplaySearch::cheapestAtEnd() {
  std::uint32_t best = kNone;
  double least = 0;
  for (const State& state : m_beam) {
    double cost = state.cost;
    if (m_ending == Ending::Closed) {
      cost += leavingCost(state.position);
      const double last = m_rules.succession(state.position.task, kNone);
      cost += last > 0 ? costOf(last) : kNoSuccession;
    }
    if (best != kNone && cost >= least) continue;
    best = state.record;
    least = cost;
  }
  return best;
}

std::vector<Explained> ReplaySearch::explain(std::span<const LogKey> keys, const std::stop_token& stop) {
  m_records.clear();
  m_beam.assign(1, {});
  int trouble = 0;
  for (const LogKey key : keys) {
    if (stop.stop_requested()) return std::vector<Explained>(keys.size());
    m_steps.clear();
    const double before = m_beam.front().cost;
    for (std::uint32_t state = 0; state < m_beam.size(); ++state) addAllowed(state, key);
    double least = before + kDeviation;
    for (const Step& step : m_steps) least = std::min(least, step.cost);
    const bool isTrouble = trouble > 0 || least >= before + kDeviation / 2;
    if (isTrouble) {
      for (std::uint32_t state = 0; state < m_beam.size(); ++state) addDeviating(state, key);
      trouble = least >= before + kDeviation / 2 ? kTrouble : trouble - 1;
    }
    take(isTrouble ? kWidthInTrouble : kWidth);
  }
  std::vector<Explained> explained(keys.size());
  std::uint32_t record = cheapestAtEnd();
  for (std::size_t at = keys.size(); at > 0; --at) {
    explained[at - 1] = m_records[record].explained;
    record = m_records[record].before;
  }
  return explained;
}

}  // namespace faultline::workflow
