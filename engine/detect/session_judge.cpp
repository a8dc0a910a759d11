#include "engine/detect/session_judge.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "engine/detect/material.h"

namespace faultline::detect {

namespace {

using sequence::LogKey;
using sequence::SessionKind;

/// Nothing else scores as high, so that new keys lead.
constexpr double kNewKeyScore = 10;
constexpr double kMostScore = 9;

/// The same oddity over and over in one session is told once.
void dropRepeats(std::span<const KeyClass> classes, std::vector<Anomaly>& anomalies) {
  std::vector<std::tuple<Reason, KeyClass, LogKey>> seen;
  std::erase_if(anomalies, [&](const Anomaly& anomaly) {
    // A new key is the same whatever comes before it.
    const KeyClass before = anomaly.reason == Reason::NewKey ? 0 : classes[anomaly.position];
    const auto mark = std::make_tuple(anomaly.reason, before, anomaly.actual);
    if (std::ranges::find(seen, mark) != seen.end()) return true;
    seen.push_back(mark);
    return false;
  });
}

/// In an open stream, anomalies no more than a window apart are one burst: the first stands for all, with the
/// strangest's score.
void collapseBursts(int history, std::vector<Anomaly>& anomalies) {
  std::vector<Anomaly> firsts;
  std::uint32_t last = 0;
  for (Anomaly& anomaly : anomalies) {
    const bool sameBurst = !firsts.empty() && anomaly.position - last <= static_cast<std::uint32_t>(history);
    last = anomaly.position;
    if (sameBurst) {
      firsts.back().score = std::max(firsts.back().score, anomaly.score);
      firsts.back().p = std::min(firsts.back().p, anomaly.p);
    } else {
      firsts.push_back(std::move(anomaly));
    }
  }
  anomalies = std::move(firsts);
}

/// Where to look for unusual counts: the last entry whose key there are most too many of, else the end.
std::uint32_t surplusPosition(std::span<const LogKey> keys, const CountVector& own,
                              std::span<const KeyCount> nearest, const sequence::Vocabulary& vocabulary) {
  KeyClass most = sequence::kUnknownClass;
  std::int64_t surplus = 0;
  for (const KeyCount& entry : own) {
    const auto same = std::ranges::find(nearest, entry.key, &KeyCount::key);
    const std::int64_t usual = same == nearest.end() ? 0 : same->count;
    if (entry.count - usual > surplus) {
      surplus = entry.count - usual;
      most = entry.key;
    }
  }
  for (std::size_t at = keys.size(); surplus > 0 && at-- > 0;) {
    if (vocabulary.classOf(keys[at]) == most) return static_cast<std::uint32_t>(at);
  }
  return static_cast<std::uint32_t>(keys.size());
}

}  // namespace

std::vector<Anomaly> SessionJudge::judge(std::size_t session) {
  const SessionKind kind = m_sessions.kind(session);
  boundedClasses(m_sessions[session], kind, m_knowledge.vocabulary, m_classes);
  std::vector<Anomaly> anomalies;
  forEachPlace(m_classes, kind, m_knowledge.order(), m_knowledge.settings.history,
               [&](const Place& place) { judgePlace(session, place, anomalies); });
  if (kind == SessionKind::Whole) {
    dropRepeats(m_classes, anomalies);
    // A place says more than a count; where there is one, the counts would only repeat it.
    if (anomalies.empty()) judgeCounts(session, anomalies);
  } else {
    collapseBursts(m_knowledge.settings.history, anomalies);
  }
  return anomalies;
}

Anomaly SessionJudge::at(std::size_t session, const Place& place, Reason reason, const Scale& scale,
                         double score) const {
  const auto keys = m_sessions[session];
  Anomaly anomaly;
  anomaly.position = place.position;
  anomaly.reason = reason;
  anomaly.actual = place.position < keys.size() ? keys[place.position] : sequence::kSessionEnd;
  anomaly.p = scale.chance(score);
  anomaly.score = reason == Reason::NewKey ? kNewKeyScore : std::min(scale.rank(score), kMostScore);
  if (const std::uint32_t row = m_windows.row(session, place.position); row != WindowScores::kNoRow) {
    anomaly.probability = m_windows.probability(row);
    anomaly.rank = m_windows.rank(row);
  }
  return anomaly;
}

double SessionJudge::surprise(std::size_t session, const Place& place) const {
  const std::uint32_t row = m_windows.row(session, place.position);
  return row == WindowScores::kNoRow ? 0 : m_windows.surprise(row);
}

/// One key out of place makes the next ones unexpected too.
bool SessionJudge::isAftershock(const Place& place, const std::vector<Anomaly>& anomalies) const {
  return !anomalies.empty() && place.position - anomalies.back().position <=
                                   static_cast<std::uint32_t>(m_knowledge.settings.history);
}

void SessionJudge::judgePlace(std::size_t session, const Place& place, std::vector<Anomaly>& anomalies) {
  const SignalScales& scales = m_knowledge.scalesOf(m_sessions.kind(session));
  const bool isWhole = m_sessions.kind(session) == SessionKind::Whole;
  const bool isEnd = place.position == m_sessions[session].size();
  const double score = place.oddness + surprise(session, place);
  const auto add = [&](Reason reason, const Scale& scale, double strangeness) {
    anomalies.push_back(at(session, place, reason, scale, strangeness));
  };
  switch (place.signal) {
    case Signal::Key:
      // Without labels also a key that few have seen, or this very piece alone.
      if (place.key == sequence::kUnknownClass || scales.key.exceeds(place.oddness))
        add(Reason::NewKey, scales.key, place.oddness);
      return;
    case Signal::Order:
      if (isAftershock(place, anomalies) || !scales.order.exceeds(score)) return;
      add(Reason::OutOfOrder, scales.order, score);
      anomalies.back().earlier = m_knowledge.vocabulary.keyOf(place.earlier);
      return;
    case Signal::Pair:
      if (!scales.pair.exceeds(score)) return;
      add(isEnd                            ? Reason::UnexpectedEnd
          : isWhole && place.position == 0 ? Reason::UnexpectedStart
                                           : Reason::UnseenPair,
          scales.pair, score);
      return;
    case Signal::Neighbours:
      if (scales.neighbours.exceeds(score)) add(Reason::UnseenPair, scales.neighbours, score);
      return;
    case Signal::Model:
      if (isAftershock(place, anomalies) || !scales.model.exceeds(score)) return;
      add(isEnd ? Reason::UnexpectedEnd : Reason::UnexpectedKey, scales.model, score);
      return;
    case Signal::None:
      return;
  }
}

void SessionJudge::judgeCounts(std::size_t session, std::vector<Anomaly>& anomalies) {
  const Scale& scale = m_knowledge.scalesOf(SessionKind::Whole).counts;
  if (scale.bound() >= 1) return;
  const auto keys = m_sessions[session];
  const CountVector own = countVectorOf(keys, m_knowledge.vocabulary);
  const CountTable::Nearest nearest = m_knowledge.counts.nearest(own, m_knowledge.vouching(), scale.bound());
  if (!scale.exceeds(nearest.distance)) return;
  const auto like =
      m_knowledge.counts.size() == 0 ? std::span<const KeyCount>() : m_knowledge.counts[nearest.index];
  Place place;
  place.position = surplusPosition(keys, own, like, m_knowledge.vocabulary);
  anomalies.push_back(at(session, place, Reason::UnusualCounts, scale, nearest.distance));
}

}  // namespace faultline::detect
