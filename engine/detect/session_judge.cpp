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
  forEachPlace(m_classes, m_knowledge.pairs, m_knowledge.vouching(), m_knowledge.settings.history,
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

void SessionJudge::judgePlace(std::size_t session, const Place& place, std::vector<Anomaly>& anomalies) {
  const SignalScales& scales = m_knowledge.scalesOf(m_sessions.kind(session));
  const bool isEnd = place.position == m_sessions[session].size();
  if (place.signal == Signal::Key) {
    // Without labels also a key that few have seen, or this very piece alone.
    const bool isNew = place.key == sequence::kUnknownClass || scales.key.exceeds(place.oddness);
    if (isNew) anomalies.push_back(at(session, place, Reason::NewKey, scales.key, place.oddness));
  } else if (place.signal == Signal::Pair) {
    const std::uint32_t row = m_windows.row(session, place.position);
    const double score = place.oddness + (row == WindowScores::kNoRow ? 0 : m_windows.surprise(row));
    if (!scales.pair.exceeds(score)) return;
    const bool isStart = m_sessions.kind(session) == SessionKind::Whole && place.position == 0;
    const Reason reason = isEnd     ? Reason::UnexpectedEnd
                          : isStart ? Reason::UnexpectedStart
                                    : Reason::UnseenPair;
    anomalies.push_back(at(session, place, reason, scales.pair, score));
  } else if (place.signal == Signal::Model) {
    const std::uint32_t row = m_windows.row(session, place.position);
    if (row == WindowScores::kNoRow || !scales.model.exceeds(m_windows.surprise(row))) return;
    // A window that holds a key the model did not expect makes the next ones unexpected too.
    const bool aftershock =
        !anomalies.empty() && place.position - anomalies.back().position <=
                                  static_cast<std::uint32_t>(m_knowledge.settings.history);
    if (aftershock) return;
    anomalies.push_back(at(session, place, isEnd ? Reason::UnexpectedEnd : Reason::UnexpectedKey,
                           scales.model, m_windows.surprise(row)));
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
