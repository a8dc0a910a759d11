#include "engine/detect/place_judge.h"

#include <algorithm>

namespace faultline::detect {

namespace {

using sequence::SessionKind;

/// Nothing else scores as high, so that new keys lead.
constexpr double kNewKeyScore = 10;
constexpr double kMostScore = 9;

/// A reason with the scale and the score that speak for it.
struct Verdict {
  Reason reason{};
  const Scale* scale = nullptr;
  double score = 0;
};

Reason pairReason(bool isWhole, const Place& place, bool isEnd) {
  if (isEnd) return Reason::UnexpectedEnd;
  return isWhole && place.position == 0 ? Reason::UnexpectedStart : Reason::UnseenPair;
}

/// One key out of place makes the next ones unexpected too.
bool isAftershock(const Place& place, std::optional<std::uint32_t> last, int history) {
  return last && place.position - *last <= static_cast<std::uint32_t>(history);
}

std::optional<Verdict> verdictOf(const Knowledge& knowledge, SessionKind kind, const Place& place, bool isEnd,
                                 double score, std::optional<std::uint32_t> last) {
  const SignalScales& scales = knowledge.scalesOf(kind);
  const bool isWhole = kind == SessionKind::Whole;
  const bool aftershock = isAftershock(place, last, knowledge.settings.history);
  switch (place.signal) {
    case Signal::Key:
      // Without labels also a key that few have seen, or this very piece alone.
      if (place.key != sequence::kUnknownClass && !scales.key.exceeds(place.oddness)) return std::nullopt;
      return Verdict{Reason::NewKey, &scales.key, place.oddness};
    case Signal::Order:
      if (aftershock || !scales.order.exceeds(score)) return std::nullopt;
      return Verdict{Reason::OutOfOrder, &scales.order, score};
    case Signal::Pair:
      if (!scales.pair.exceeds(score)) return std::nullopt;
      return Verdict{pairReason(isWhole, place, isEnd), &scales.pair, score};
    case Signal::Neighbours:
      if (!scales.neighbours.exceeds(score)) return std::nullopt;
      return Verdict{Reason::UnseenPair, &scales.neighbours, score};
    case Signal::Model:
      if (aftershock || !scales.model.exceeds(score)) return std::nullopt;
      return Verdict{isEnd ? Reason::UnexpectedEnd : Reason::UnexpectedKey, &scales.model, score};
    case Signal::None:
      break;
  }
  return std::nullopt;
}

Anomaly anomalyOf(const Verdict& verdict, std::uint32_t position, LogKey key, const Opinion& opinion) {
  Anomaly anomaly;
  anomaly.position = position;
  anomaly.reason = verdict.reason;
  anomaly.actual = key;
  anomaly.p = verdict.scale->chance(verdict.score);
  anomaly.score = verdict.reason == Reason::NewKey ? kNewKeyScore
                                                   : std::min(verdict.scale->rank(verdict.score), kMostScore);
  anomaly.probability = opinion.probability;
  anomaly.rank = opinion.rank;
  return anomaly;
}

/// The key there are most too many of; unknown when there are too few alone.
std::optional<KeyClass> surplusKey(const CountVector& own, std::span<const KeyCount> nearest) {
  std::optional<KeyClass> most;
  std::int64_t surplus = 0;
  for (const KeyCount& entry : own) {
    const auto same = std::ranges::find(nearest, entry.key, &KeyCount::key);
    const std::int64_t usual = same == nearest.end() ? 0 : same->count;
    if (entry.count - usual <= surplus) continue;
    surplus = entry.count - usual;
    most = entry.key;
  }
  return most;
}

}  // namespace

std::optional<Anomaly> judgePlace(const Knowledge& knowledge, SessionKind kind, const Place& place,
                                  LogKey key, const Opinion& opinion, std::optional<std::uint32_t> last) {
  const double score = place.oddness + opinion.surprise;
  const auto verdict = verdictOf(knowledge, kind, place, key == sequence::kSessionEnd, score, last);
  if (!verdict) return std::nullopt;
  Anomaly anomaly = anomalyOf(*verdict, place.position, key, opinion);
  if (verdict->reason == Reason::OutOfOrder) anomaly.earlier = knowledge.vocabulary.keyOf(place.earlier);
  return anomaly;
}

bool Repeats::isRepeat(const Anomaly& anomaly, KeyClass before) {
  // A new key is the same whatever comes before it.
  const auto mark =
      std::make_tuple(anomaly.reason, anomaly.reason == Reason::NewKey ? 0 : before, anomaly.actual);
  if (std::ranges::find(m_seen, mark) != m_seen.end()) return true;
  if (m_seen.size() == kMost) m_seen.erase(m_seen.begin());
  m_seen.push_back(mark);
  return false;
}

void KeyTally::add(LogKey key) {
  const KeyClass keyClass = m_vocabulary->classOf(key);
  auto entry = std::ranges::lower_bound(m_entries, keyClass, {}, &Entry::key);
  if (entry == m_entries.end() || entry->key != keyClass)
    entry = m_entries.insert(entry, {keyClass, 0, 0, 0});
  ++entry->count;
  entry->last = m_size++;
  entry->lastKey = key;
}

CountVector KeyTally::counts() const {
  CountVector vector;
  for (const Entry& entry : m_entries) vector.push_back({entry.key, entry.count});
  return vector;
}

std::optional<std::uint32_t> KeyTally::lastOf(KeyClass key) const {
  const auto entry = std::ranges::find(m_entries, key, &Entry::key);
  return entry == m_entries.end() ? std::nullopt : std::optional(entry->last);
}

LogKey KeyTally::lastKeyOf(KeyClass key) const {
  const auto entry = std::ranges::find(m_entries, key, &Entry::key);
  return entry == m_entries.end() ? sequence::kSessionEnd : entry->lastKey;
}

std::optional<Anomaly> judgeCounts(const Knowledge& knowledge, const KeyTally& tally) {
  const Scale& scale = knowledge.scalesOf(SessionKind::Whole).counts;
  const CountVector own = tally.counts();
  if (const auto strange = knowledge.accepted.strangeIn(own)) {
    const double distance = knowledge.counts.nearest(own, knowledge.vouching()).distance;
    return anomalyOf({Reason::UnusualCounts, &scale, distance}, *tally.lastOf(*strange),
                     tally.lastKeyOf(*strange), {});
  }
  if (scale.bound() >= 1) return std::nullopt;
  const CountTable::Nearest nearest = knowledge.counts.nearest(own, knowledge.vouching(), scale.bound());
  if (!scale.exceeds(nearest.distance)) return std::nullopt;
  const auto like =
      knowledge.counts.size() == 0 ? std::span<const KeyCount>() : knowledge.counts[nearest.index];
  // Where to look: at the last entry whose key there are most too many of, else at the end.
  const std::optional<KeyClass> most = surplusKey(own, like);
  const std::uint32_t position = most ? tally.lastOf(*most).value_or(tally.size()) : tally.size();
  const LogKey key = most ? tally.lastKeyOf(*most) : sequence::kSessionEnd;
  return anomalyOf({Reason::UnusualCounts, &scale, nearest.distance}, position, key, {});
}

}  // namespace faultline::detect
