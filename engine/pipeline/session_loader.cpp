#include "engine/pipeline/session_loader.h"

#include <algorithm>

#include "engine/store/key_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using sequence::LogKey;
using sequence::SessionKind;

/// What one pass over the events leaves: a row an event, and what is known of each session.
struct SessionLoader::Scanned {
  static constexpr std::uint8_t kCut = 1;  // an event that does not count: a whole session is left out
  static constexpr std::uint8_t kShared =
      2;  // events in several sources, or events that it shares with others

  std::vector<std::int32_t> session;
  std::vector<LogKey> key;
  std::vector<std::uint32_t> counts;      // by session id
  std::vector<std::uint8_t> flags;        // by session id
  std::vector<std::int32_t> firstSource;  // by session id

  void grow(std::size_t sessionId) {
    if (sessionId < counts.size()) return;
    counts.resize(sessionId + 1);
    flags.resize(sessionId + 1);
    firstSource.resize(sessionId + 1);
  }
};

Result<SessionLoader> SessionLoader::make(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sources));
  SessionLoader loader(database, std::move(clocks));
  FAULTLINE_TRY_ASSIGN(loader.m_aliases, store::KeyRepository(database).aliases());
  FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    if (row.rule == store::SessionRepository::kStreamRule) loader.m_streams.insert(row.id);
  }));
  return loader;
}

bool SessionLoader::admits(const EventFilter& filter, const store::EventRef& event) const {
  if (!filter.sources.empty() && !filter.sources.contains(event.id.source)) return false;
  if (!filter.range) return true;
  const auto moment = m_clocks.utc(event.id.source, event.time);
  return moment && *moment >= filter.range->from && *moment < filter.range->to;
}

LogKey SessionLoader::canonical(KeyId key) const {
  const auto alias = m_aliases.find(key.value);
  return static_cast<LogKey>(alias == m_aliases.end() ? key.value : alias->second);
}

Result<SessionLoader::Scanned> SessionLoader::scan(const EventFilter& filter, const std::stop_token& stop,
                                                   const ProgressSink& progress) const {
  constexpr std::uint64_t kStride = 65'536;
  const store::EventRepository events(*m_database);
  FAULTLINE_TRY_ASSIGN(const std::uint64_t total, events.count());
  ProgressReporter reporter(progress);
  Scanned scanned;
  std::uint64_t done = 0;
  FAULTLINE_TRY(events.scan([&](const store::EventRef& event) {
    if (++done % kStride == 0) {
      if (stop.stop_requested()) return false;
      reporter.report({Stage::Reading, done, total, {}});
    }
    const auto session = static_cast<std::size_t>(event.session.value);
    scanned.grow(session);
    if (!admits(filter, event)) {
      scanned.flags[session] |= Scanned::kCut;
      return true;
    }
    const auto source = static_cast<std::int32_t>(event.id.source.value);
    if (scanned.counts[session]++ == 0) scanned.firstSource[session] = source;
    if (scanned.firstSource[session] != source) scanned.flags[session] |= Scanned::kShared;
    scanned.session.push_back(static_cast<std::int32_t>(event.session.value));
    scanned.key.push_back(canonical(event.key));
    return true;
  }));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(events.scanFurtherSessions([&](SessionId session, EventId) {
    scanned.grow(static_cast<std::size_t>(session.value));
    scanned.flags[static_cast<std::size_t>(session.value)] |= Scanned::kShared;
    return !stop.stop_requested();
  }));
  return scanned;
}

Result<LoadedSessions> SessionLoader::load(const EventFilter& filter, const std::stop_token& stop,
                                           const ProgressSink& progress) const {
  FAULTLINE_TRY_ASSIGN(const Scanned scanned, scan(filter, stop, progress));
  // A counting sort by session keeps the events of each in their order.
  std::vector<std::size_t> places(scanned.counts.size() + 1);
  for (std::size_t i = 0; i < scanned.counts.size(); ++i) places[i + 1] = places[i] + scanned.counts[i];
  std::vector<LogKey> keys(scanned.key.size());
  std::vector<std::size_t> next(places.begin(), places.end() - 1);
  for (std::size_t i = 0; i < scanned.key.size(); ++i) {
    keys[next[static_cast<std::size_t>(scanned.session[i])]++] = scanned.key[i];
  }
  LoadedSessions loaded;
  for (std::size_t i = 0; i < scanned.counts.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const SessionId id{static_cast<std::int64_t>(i)};
    const SessionKind kind = m_streams.contains(id) ? SessionKind::Stream : SessionKind::Whole;
    if (kind == SessionKind::Whole && (scanned.flags[i] & Scanned::kCut) != 0) continue;
    if ((scanned.flags[i] & Scanned::kShared) != 0) {
      FAULTLINE_TRY(addMerged(id, filter, loaded));
    } else if (scanned.counts[i] != 0) {
      loaded.set.add(std::span(keys).subspan(places[i], scanned.counts[i]), kind);
      loaded.ids.push_back(id);
    }
  }
  return loaded;
}

Status SessionLoader::addMerged(SessionId session, const EventFilter& filter, LoadedSessions& loaded) const {
  FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> refs, events(session, filter));
  if (refs.empty()) return {};
  std::vector<LogKey> keys;
  keys.reserve(refs.size());
  for (const store::EventRef& ref : refs) keys.push_back(static_cast<LogKey>(ref.key.value));
  loaded.set.add(keys, m_streams.contains(session) ? SessionKind::Stream : SessionKind::Whole);
  loaded.ids.push_back(session);
  return {};
}

Result<std::vector<store::EventRef>> SessionLoader::events(SessionId session,
                                                           const EventFilter& filter) const {
  FAULTLINE_TRY_ASSIGN(std::vector<store::EventRef> refs,
                       store::EventRepository(*m_database).ofSession(session));
  std::erase_if(refs, [&](const store::EventRef& ref) { return !admits(filter, ref); });
  for (store::EventRef& ref : refs) ref.key = KeyId{canonical(ref.key)};
  const bool several = std::any_of(refs.begin(), refs.end(), [&](const store::EventRef& ref) {
    return ref.id.source != refs.front().id.source;
  });
  if (several) {
    std::stable_sort(refs.begin(), refs.end(), [&](const store::EventRef& a, const store::EventRef& b) {
      return m_clocks.utc(a.id.source, a.time) < m_clocks.utc(b.id.source, b.time);
    });
  }
  return refs;
}

}  // namespace faultline::pipeline
