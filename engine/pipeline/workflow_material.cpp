#include "engine/pipeline/workflow_material.h"

#include <algorithm>
#include <numeric>

#include "engine/store/workflow_repository.h"

namespace faultline::pipeline {

using sequence::LogKey;
using sequence::SessionKind;
using store::EventRef;

namespace {

/// Of a source of which so much names a session, what names none is the background.
constexpr double kLeastIdentified = 0.01;

}  // namespace

/// What one pass over the events leaves: a row an event, and what is known of each session and source.
struct MaterialLoader::Scanned {
  struct Row {
    std::int64_t time;
    std::int32_t session;
    LogKey key;
  };
  struct Session {
    std::size_t rows = 0;
    std::int64_t source = 0;  ///< Of the first row.
    bool isStream = false;
    bool known = false;
    bool isCut = false;       ///< Has an event that does not count: a whole session is left out.
    bool hasSeveral = false;  ///< Sources.
    bool isShared = false;    ///< Has events that belong to other sessions too.
  };
  struct Source {
    std::uint64_t events = 0;
    std::uint64_t identified = 0;
  };

  std::vector<Row> rows;
  std::vector<Session> sessions;  ///< By id.
  std::unordered_map<std::int64_t, Source> sources;
  std::uint64_t linked = 0;
  bool hasTimes = false;

  Session& session(SessionId id, const SessionLoader& loader) {
    const auto place = static_cast<std::size_t>(id.value);
    if (place >= sessions.size()) sessions.resize(place + 1);
    Session& one = sessions[place];
    if (!one.known) {
      one.known = true;
      one.isStream = loader.kindOf(id) == SessionKind::Stream;
    }
    return one;
  }

  /// Whether it is executions, and not what is left over beside them.
  [[nodiscard]] bool counts(const Session& session) const {
    if (!session.known || (session.rows == 0 && !session.isShared)) return false;
    if (!session.isStream) return !session.isCut;
    const auto source = sources.find(session.source);
    return source == sources.end() || static_cast<double>(source->second.identified) <
                                          kLeastIdentified * static_cast<double>(source->second.events);
  }
};

Result<MaterialLoader> MaterialLoader::make(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(SessionLoader sessions, SessionLoader::make(database));
  return MaterialLoader(database, std::move(sessions));
}

std::int64_t MaterialLoader::timeOf(const EventRef& event) const {
  const auto time = m_sessions.clocks().utc(event.id.source, event.time);
  return time ? time->time_since_epoch().count() : workflow::kNoTime;
}

Result<MaterialLoader::Scanned> MaterialLoader::scan(const EventFilter& filter, const std::stop_token& stop,
                                                     const ProgressSink& progress) const {
  constexpr std::uint64_t kStride = 65'536;
  const store::EventRepository events(*m_database);
  FAULTLINE_TRY_ASSIGN(const std::uint64_t total, events.count());
  FAULTLINE_TRY_ASSIGN(const std::vector<EventRef> links,
                       store::WorkflowRepository(*m_database).linkedEvents());
  ProgressReporter reporter(progress);
  Scanned scanned;
  scanned.rows.reserve(static_cast<std::size_t>(total));
  const auto add = [&](const EventRef& event, bool isLinked) {
    Scanned::Session& session = scanned.session(event.session, m_sessions);
    Scanned::Source& source = scanned.sources[event.id.source.value];
    ++source.events;
    if (!session.isStream) ++source.identified;
    if (!m_sessions.admits(filter, event)) {
      session.isCut = true;
      return;
    }
    if (session.rows++ == 0) session.source = event.id.source.value;
    if (session.source != event.id.source.value) session.hasSeveral = true;
    if (isLinked) ++scanned.linked;
    const std::int64_t time = timeOf(event);
    if (time != workflow::kNoTime) scanned.hasTimes = true;
    scanned.rows.push_back(
        {time, static_cast<std::int32_t>(event.session.value), m_sessions.canonical(event.key)});
  };
  std::size_t next = 0;
  std::uint64_t done = 0;
  FAULTLINE_TRY(events.scan([&](const EventRef& event) {
    if (++done % kStride == 0) {
      if (stop.stop_requested()) return false;
      reporter.report({Stage::Reading, done, total, {}});
    }
    while (next < links.size() && links[next].id < event.id) add(links[next++], true);
    const bool isLinked = next < links.size() && links[next].id == event.id;
    add(isLinked ? links[next++] : event, isLinked);
    return true;
  }));
  for (; next < links.size(); ++next) add(links[next], true);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(events.scanFurtherSessions([&](SessionId session, EventId) {
    scanned.session(session, m_sessions).isShared = true;
    return !stop.stop_requested();
  }));
  return scanned;
}

struct MaterialLoader::Entries {
  std::vector<LogKey> keys;
  std::vector<std::int64_t> times;

  void add(LogKey key, std::int64_t time) {
    keys.push_back(key);
    times.push_back(time);
  }
  void sortByTime() {
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return times[i]; });
    Entries sorted;
    for (const std::size_t i : order) sorted.add(keys[i], times[i]);
    *this = std::move(sorted);
  }
};

struct MaterialLoader::Grouped {
  Scanned scanned;
  std::vector<std::size_t> places;  ///< Where the rows of each session begin in `rows`; one more at the end.
  std::vector<std::uint32_t> rows;

  /// A counting sort by session keeps the events of each in their order.
  explicit Grouped(Scanned from) : scanned(std::move(from)) {
    places.resize(scanned.sessions.size() + 1);
    for (std::size_t i = 0; i < scanned.sessions.size(); ++i)
      places[i + 1] = places[i] + scanned.sessions[i].rows;
    rows.resize(scanned.rows.size());
    std::vector<std::size_t> next(places.begin(), places.end() - 1);
    for (std::size_t i = 0; i < scanned.rows.size(); ++i)
      rows[next[static_cast<std::size_t>(scanned.rows[i].session)]++] = static_cast<std::uint32_t>(i);
  }
};

Result<MaterialLoader::Entries> MaterialLoader::entriesOf(const Grouped& grouped, std::size_t session,
                                                          const EventFilter& filter) const {
  Entries entries;
  if (grouped.scanned.sessions[session].isShared) {
    FAULTLINE_TRY_ASSIGN(const std::vector<SessionEvent> own,
                         events(SessionId{static_cast<std::int64_t>(session)}));
    for (const SessionEvent& one : own) {
      if (m_sessions.admits(filter, one.event))
        entries.add(static_cast<LogKey>(one.event.key.value), one.time);
    }
    return entries;
  }
  for (std::size_t at = grouped.places[session]; at < grouped.places[session + 1]; ++at) {
    const Scanned::Row& row = grouped.scanned.rows[grouped.rows[at]];
    entries.add(row.key, row.time);
  }
  if (grouped.scanned.sessions[session].hasSeveral) entries.sortByTime();
  return entries;
}

Result<WorkflowMaterial> MaterialLoader::load(const EventFilter& filter,
                                              const std::unordered_set<SessionId>& leftOut,
                                              const std::stop_token& stop,
                                              const ProgressSink& progress) const {
  FAULTLINE_TRY_ASSIGN(Scanned scanned, scan(filter, stop, progress));
  const Grouped grouped(std::move(scanned));
  WorkflowMaterial material;
  material.linked = grouped.scanned.linked;
  for (std::size_t i = 0; i < grouped.scanned.sessions.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const Scanned::Session& session = grouped.scanned.sessions[i];
    const SessionId id{static_cast<std::int64_t>(i)};
    if (!grouped.scanned.counts(session)) continue;
    if (!session.isStream && leftOut.contains(id)) {
      ++material.leftOut;
      continue;
    }
    FAULTLINE_TRY_ASSIGN(const Entries entries, entriesOf(grouped, i, filter));
    if (entries.keys.empty()) continue;
    material.sessions.add(entries.keys, session.isStream ? SessionKind::Stream : SessionKind::Whole);
    material.times.insert(material.times.end(), entries.times.begin(), entries.times.end());
    material.ids.push_back(id);
  }
  if (!grouped.scanned.hasTimes) material.times.clear();
  return material;
}

Result<std::vector<SessionEvent>> MaterialLoader::events(SessionId session) const {
  FAULTLINE_TRY_ASSIGN(const std::vector<EventRef> own,
                       store::EventRepository(*m_database).ofSession(session));
  const store::WorkflowRepository links(*m_database);
  FAULTLINE_TRY_ASSIGN(const std::vector<EventRef> linked, links.linkedTo(session));
  std::unordered_set<std::int64_t> elsewhere;
  if (m_sessions.kindOf(session) == SessionKind::Stream) {
    FAULTLINE_TRY_ASSIGN(const std::vector<EventRef> all, links.linkedEvents());
    for (const EventRef& one : all) elsewhere.insert(one.id.packed());
  }
  std::vector<SessionEvent> events;
  const auto add = [&](const EventRef& event, bool isLinked) {
    if (elsewhere.contains(event.id.packed())) return;
    events.push_back({event, timeOf(event), isLinked});
    events.back().event.key = KeyId{m_sessions.canonical(event.key)};
  };
  for (const EventRef& event : own) add(event, false);
  for (const EventRef& event : linked) add(event, true);
  std::ranges::sort(events, {}, [](const SessionEvent& one) { return one.event.id; });
  const auto other = [&](const SessionEvent& one) {
    return one.event.id.source != events.front().event.id.source;
  };
  if (std::ranges::any_of(events, other)) std::ranges::stable_sort(events, {}, &SessionEvent::time);
  return events;
}

}  // namespace faultline::pipeline
