#include "engine/pipeline/session_ends.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "engine/pipeline/model_parts.h"
#include "engine/store/key_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

/// Where a session was last seen.
struct LastSeen {
  EventId event;
  std::optional<LocalTime> time;
  sequence::LogKey key = 0;
};

Pause between(const LastSeen& before, const store::EventRef& event) {
  Pause pause;
  pause.events = event.id.ordinal - before.event.ordinal;
  if (before.time && event.time)
    pause.time = std::max(*event.time - *before.time, std::chrono::nanoseconds(0));
  return pause;
}

class PauseLearner {
 public:
  PauseLearner(const EventFilter& filter, Clocks clocks,
               std::unordered_map<std::int64_t, std::int64_t> aliases)
      : m_filter(filter), m_clocks(std::move(clocks)), m_aliases(std::move(aliases)) {}

  void leaveOut(SessionId stream) { m_streams.insert(stream); }

  void add(const store::EventRef& event) {
    if (!admits(event) || m_streams.contains(event.session)) return;
    const auto alias = m_aliases.find(event.key.value);
    const auto key =
        static_cast<sequence::LogKey>(alias == m_aliases.end() ? event.key.value : alias->second);
    const auto session = static_cast<std::size_t>(event.session.value);
    if (session >= m_last.size()) m_last.resize(session + 1);
    LastSeen& last = m_last[session];
    if (last.event && last.event.source == event.id.source) m_pauses.add(last.key, between(last, event));
    m_pauses.note(key);
    last = {event.id, event.time, key};
  }

  Pauses settle() {
    m_pauses.settle();
    return std::move(m_pauses);
  }

 private:
  [[nodiscard]] bool admits(const store::EventRef& event) const {
    if (!m_filter.sources.empty() && !m_filter.sources.contains(event.id.source)) return false;
    if (!m_filter.range) return true;
    const auto moment = m_clocks.utc(event.id.source, event.time);
    return moment && *moment >= m_filter.range->from && *moment < m_filter.range->to;
  }

  const EventFilter& m_filter;
  Clocks m_clocks;
  std::unordered_map<std::int64_t, std::int64_t> m_aliases;
  std::unordered_set<SessionId> m_streams;
  std::vector<LastSeen> m_last;  // by session
  Pauses m_pauses;
};

}  // namespace

Status learnPauses(store::Database& database, const EventFilter& filter, const std::stop_token& stop,
                   NamedParts& model) {
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sources));
  FAULTLINE_TRY_ASSIGN(auto aliases, store::KeyRepository(database).aliases());
  PauseLearner learner(filter, std::move(clocks), std::move(aliases));
  FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    if (row.rule == store::SessionRepository::kStreamRule) learner.leaveOut(row.id);
  }));
  std::uint64_t done = 0;
  FAULTLINE_TRY(store::EventRepository(database).scan([&](const store::EventRef& event) {
    learner.add(event);
    return ++done % 65'536 != 0 || !stop.stop_requested();
  }));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  model.set(kPausePart, learner.settle().save());
  return {};
}

Result<Pauses> pausesOf(const NamedParts& model) {
  const std::string* const part = model.find(kPausePart);
  return part == nullptr ? Result<Pauses>(Pauses()) : Pauses::load(*part);
}

Result<SessionEnds> SessionEnds::make(store::Database& database, const NamedParts& model) {
  FAULTLINE_TRY_ASSIGN(Pauses pauses, pausesOf(model));
  return SessionEnds(database, std::move(pauses));
}

Result<bool> SessionEnds::hasEnded(const store::EventRef& last) {
  if (m_pauses.empty()) return true;
  const auto [known, isNew] = m_last.try_emplace(last.id.source);
  if (isNew) {
    const store::EventRepository events(*m_database);
    FAULTLINE_TRY_ASSIGN(known->second.events, events.countOfSource(last.id.source));
    FAULTLINE_TRY_ASSIGN(const auto span, events.timeSpan(last.id.source));
    if (span) known->second.time = span->second;
  }
  const Pause pause = m_pauses.after(static_cast<sequence::LogKey>(last.key.value));
  if (last.time && known->second.time) return *known->second.time - *last.time > pause.time;
  return known->second.events - 1 - last.id.ordinal > pause.events;
}

}  // namespace faultline::pipeline
