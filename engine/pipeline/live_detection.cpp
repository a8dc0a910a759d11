#include "engine/pipeline/live_detection.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace faultline::pipeline {

using sequence::SessionKind;

namespace {

std::int64_t sum(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  return a > kMost - b ? kMost : a + b;
}

}  // namespace

Result<LiveDetection> LiveDetection::make(const detect::Detector& detector, Pauses pauses,
                                          const detect::LiveLimits& limits) {
  FAULTLINE_TRY_ASSIGN(detect::LiveJudge judge, detector.live(limits));
  return LiveDetection(std::move(judge), std::move(pauses));
}

Result<std::vector<LiveFinding>> LiveDetection::add(std::span<const LiveEvent> events,
                                                    const std::stop_token& stop) {
  m_entries.clear();
  m_about.clear();
  m_gone.clear();
  for (std::size_t i = 0; i < events.size(); ++i) {
    note(events[i]);
    m_entries.push_back({events[i].session, events[i].kind, events[i].key});
    m_about.push_back({events[i], i, {}});
  }
  return judge(stop);
}

Result<std::vector<LiveFinding>> LiveDetection::advance(SourceId source, LocalTime moment,
                                                        const std::stop_token& stop) {
  m_entries.clear();
  m_about.clear();
  m_gone.clear();
  const auto clock = m_clocks.find(source);
  if (clock == m_clocks.end() || !clock->second.hasTimes) return std::vector<LiveFinding>();
  clock->second.now = std::max(clock->second.now, moment.time_since_epoch().count());
  endSilent(source, clock->second);
  return judge(stop);
}

void LiveDetection::note(const LiveEvent& event) {
  SourceClock& clock = m_clocks[event.id.source];
  if (event.time && !clock.hasTimes) {
    // What came before the first time has none to go by.
    clock = {};
    clock.hasTimes = true;
    clock.now = event.time->time_since_epoch().count();
  }
  if (!clock.hasTimes) clock.now = event.id.ordinal;
  if (event.time) clock.now = std::max(clock.now, event.time->time_since_epoch().count());
  endSilent(event.id.source, clock);
  if (event.kind == SessionKind::Stream) {
    ++m_units[static_cast<std::size_t>(SessionKind::Stream)];
    return;
  }
  const auto [place, isNew] = m_open.try_emplace(event.session);
  OpenSession& open = place.value();
  if (isNew) {
    ++m_units[static_cast<std::size_t>(SessionKind::Whole)];
    open.name.label = event.label;
  }
  open.last = event;
  open.last.label = {};
  const Pause pause = m_pauses.after(event.key);
  const Tick since = clock.hasTimes && event.time ? event.time->time_since_epoch().count() : clock.now;
  open.deadline =
      sum(since, clock.hasTimes ? pause.time.count()
                                : static_cast<Tick>(std::min<std::uint64_t>(pause.events, 1ULL << 62U)));
  // Without pauses nothing tells when one has ended.
  if (isNew && !m_pauses.empty()) clock.waiting.push({open.deadline, event.session});
}

void LiveDetection::leave(std::uint64_t session) {
  const auto place = m_open.find(session);
  if (place == m_open.end()) return;
  m_gone[session] = std::move(place.value().name);
  m_open.erase(place);
}

SessionName* LiveDetection::nameOf(std::uint64_t session) {
  if (const auto place = m_open.find(session); place != m_open.end()) return &place.value().name;
  const auto gone = m_gone.find(session);
  return gone == m_gone.end() ? nullptr : &gone->second;
}

/// A session waits at one source; it is looked at when its deadline was, and waits again when it has gone on
/// meanwhile.
void LiveDetection::endSilent(SourceId source, SourceClock& clock) {
  while (!clock.waiting.empty() && clock.waiting.top().at < clock.now) {
    const std::uint64_t session = clock.waiting.top().session;
    clock.waiting.pop();
    const auto place = m_open.find(session);
    if (place == m_open.end()) continue;
    const OpenSession& open = place->second;
    if (open.last.id.source != source) {
      m_clocks[open.last.id.source].waiting.push({open.deadline, session});
    } else if (open.deadline >= clock.now) {
      clock.waiting.push({open.deadline, session});
    } else {
      m_entries.push_back({session, SessionKind::Whole, sequence::kSessionEnd});
      m_about.push_back({open.last, std::nullopt, {}});
      leave(session);
    }
  }
}

Result<std::vector<LiveFinding>> LiveDetection::judge(const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(auto anomalies, m_judge.add(m_entries, stop));
  std::vector<LiveFinding> findings;
  for (detect::LiveAnomaly& one : anomalies) {
    findings.push_back(m_about[one.entry]);
    findings.back().anomaly = std::move(one.anomaly);
  }
  for (const std::uint64_t session : m_judge.takeForgotten()) leave(session);
  return findings;
}

}  // namespace faultline::pipeline
