#include "engine/detect/live_session.h"

#include <algorithm>

namespace faultline::detect {

using sequence::SessionKind;

namespace {

KeyClass firstClass(const Knowledge& knowledge, SessionKind kind, Beginning beginning) {
  const bool isStart = kind == SessionKind::Whole && beginning == Beginning::Seen;
  return isStart ? knowledge.vocabulary.classOf(sequence::kSessionStart) : sequence::kUnknownClass;
}

}  // namespace

LiveSession::LiveSession(const Knowledge& knowledge, SessionKind kind, Beginning beginning)
    : m_kind(kind),
      m_beginning(beginning),
      m_walk(knowledge.order(), kind, knowledge.settings.history, firstClass(knowledge, kind, beginning)),
      m_tally(knowledge.vocabulary) {}

void LiveSession::next(const Knowledge& knowledge, LogKey key, LivePlace& place) {
  const auto history = static_cast<std::size_t>(knowledge.settings.history);
  const KeyClass keyClass = knowledge.vocabulary.classOf(key);
  const bool isEnd = key == sequence::kSessionEnd;
  place.place = m_walk.next(keyClass, m_entries == 0 || isEnd);
  place.key = key;
  fillWindow(knowledge, keyClass, place);
  place.history.clear();
  if (place.place.signal != Signal::None) {
    const bool reachesStart =
        m_kind == SessionKind::Whole && m_beginning == Beginning::Seen && m_entries < history;
    if (reachesStart) place.history.push_back(sequence::kSessionStart);
    place.history.insert(place.history.end(), m_last.begin(), m_last.end());
  }
  if (!isEnd) remember(key, history);
}

void LiveSession::remember(LogKey key, std::size_t history) {
  ++m_entries;
  if (m_last.size() == history) m_last.erase(m_last.begin());
  m_last.push_back(key);
  if (m_kind == SessionKind::Whole) m_tally.add(key);
}

/// As `sequence::padSession` cuts windows.
void LiveSession::fillWindow(const Knowledge& knowledge, KeyClass next, LivePlace& place) const {
  const auto history = static_cast<std::size_t>(knowledge.settings.history);
  const KeyClass start = knowledge.vocabulary.classOf(sequence::kSessionStart);
  const bool bounded =
      m_kind == SessionKind::Whole && m_beginning == Beginning::Seen && start != sequence::kUnknownClass;
  place.hasWindow = bounded || m_last.size() == history;
  place.window.clear();
  if (!place.hasWindow) {
    place.hasOpinion = false;
    return;
  }
  place.window.assign(history - m_last.size(), start);
  knowledge.vocabulary.append(m_last, place.window);
  place.hasOpinion = next != sequence::kUnknownClass && place.place.signal != Signal::None &&
                     std::ranges::find(place.window, sequence::kUnknownClass) == place.window.end();
}

std::optional<Anomaly> LiveSession::judge(const Knowledge& knowledge, const LivePlace& place,
                                          const Opinion& opinion) {
  auto anomaly = judgePlace(knowledge, m_kind, place.place, place.key, opinion, m_lastAnomaly);
  if (!anomaly) return std::nullopt;
  const std::uint32_t position = place.place.position;
  const auto reach = static_cast<std::uint32_t>(knowledge.settings.history);
  const bool sameBurst = m_lastAnomaly && position - *m_lastAnomaly <= reach;
  m_lastAnomaly = position;
  m_told = true;
  if (m_kind == SessionKind::Stream ? sameBurst : m_repeats.isRepeat(*anomaly, place.place.before))
    return std::nullopt;
  anomaly->history = place.history;
  return anomaly;
}

std::optional<Anomaly> LiveSession::judgeCounts(const Knowledge& knowledge) const {
  if (m_kind != SessionKind::Whole || m_beginning != Beginning::Seen || m_told) return std::nullopt;
  return detect::judgeCounts(knowledge, m_tally);
}

}  // namespace faultline::detect
