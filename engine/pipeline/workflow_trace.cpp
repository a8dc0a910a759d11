#include "engine/pipeline/workflow_trace.h"

#include <algorithm>
#include <unordered_map>

#include "engine/pipeline/workflow_record.h"
#include "engine/store/event_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "engine/store/workflow_repository.h"
#include "engine/workflow/replay_until.h"

namespace faultline::pipeline {

using workflow::Deviation;
using workflow::kNone;
using workflow::NodeIndex;

namespace {

/// Of a stream, the events of its file that are looked through for it before and after the one asked for.
constexpr std::uint32_t kBefore = 12'000;
constexpr std::uint32_t kAfter = 4'000;
/// Where a stream is cut, nothing is said of so many entries: what they follow is not known.
constexpr std::uint32_t kWarmUp = 40;

/// Entries of a session that are replayed at once: well within a second.
constexpr std::size_t kMostReplayed = 50'000;

std::int64_t timeOf(const SessionEntries::Entry& entry) {
  return entry.time ? entry.time->time_since_epoch().count() : workflow::kNoTime;
}

/// As entries are mined: in the order of the file; by true time where there are several.
void sortEntries(std::vector<SessionEntries::Entry>& entries) {
  std::ranges::sort(entries, {}, &SessionEntries::Entry::event);
  const auto isElsewhere = [&](const SessionEntries::Entry& entry) {
    return entry.event.source != entries.front().event.source;
  };
  if (std::ranges::any_of(entries, isElsewhere)) std::ranges::stable_sort(entries, {}, timeOf);
}

/// Of a session that is too long the part around the event.
void keepPart(SessionEntries& entries, EventId around) {
  auto& all = entries.entries;
  if (all.size() <= kMostReplayed) return;
  const auto found = std::ranges::find(all, around, &SessionEntries::Entry::event);
  const auto middle = found == all.end() ? std::size_t{0} : static_cast<std::size_t>(found - all.begin());
  const std::size_t first =
      std::min(middle - std::min(middle, kMostReplayed / 2), all.size() - kMostReplayed);
  entries.before = first;
  entries.after = all.size() - first - kMostReplayed;
  entries.isCut = first > 0;
  all.resize(first + kMostReplayed);
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first));
}

/// At most kMostTraceSteps, those around `at`.
void cutAround(SessionTrace& trace) {
  const std::size_t count = trace.steps.size();
  if (count <= kMostTraceSteps) return;
  const std::size_t middle = trace.at.value_or(0);
  const std::size_t first =
      std::min(middle > kMostTraceSteps / 2 ? middle - kMostTraceSteps / 2 : 0, count - kMostTraceSteps);
  trace.before += first;
  trace.after += count - first - kMostTraceSteps;
  trace.steps.erase(trace.steps.begin() + static_cast<std::ptrdiff_t>(first + kMostTraceSteps),
                    trace.steps.end());
  trace.steps.erase(trace.steps.begin(), trace.steps.begin() + static_cast<std::ptrdiff_t>(first));
  if (trace.at) *trace.at -= first;
  std::vector<std::uint32_t> places(trace.deviations.size(), kNone);
  std::vector<TraceDeviation> kept;
  for (std::size_t i = 0; i < trace.deviations.size(); ++i) {
    TraceDeviation& deviation = trace.deviations[i];
    if (deviation.deviation.at < first || deviation.deviation.at >= first + kMostTraceSteps) continue;
    deviation.deviation.at -= static_cast<std::uint32_t>(first);
    places[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(deviation));
  }
  trace.deviations = std::move(kept);
  for (TraceStep& step : trace.steps) {
    if (step.place.deviation != kNone) step.place.deviation = places[step.place.deviation];
  }
}

template <class Predicate>
void dropDeviations(workflow::Trace& trace, const Predicate& isDropped) {
  std::vector<Deviation> kept;
  for (Deviation& deviation : trace.deviations) {
    if (!isDropped(deviation)) kept.push_back(std::move(deviation));
  }
  trace.deviations = std::move(kept);
  for (workflow::Step& step : trace.steps) step.deviation = kNone;
  for (std::size_t i = trace.deviations.size(); i-- > 0;)
    trace.steps[trace.deviations[i].at].deviation = static_cast<std::uint32_t>(i);
}

/// The step of the same run next to this one that stands on a node.
NodeIndex neighbour(const SessionTrace& trace, std::size_t at, int direction) {
  const workflow::Step& here = trace.steps[at].place;
  for (auto i = static_cast<std::ptrdiff_t>(at) + direction;
       i >= 0 && i < static_cast<std::ptrdiff_t>(trace.steps.size()); i += direction) {
    const workflow::Step& step = trace.steps[static_cast<std::size_t>(i)].place;
    if (step.run != here.run && step.run != kNone) return kNone;
    if (step.node != kNone) return step.node;
  }
  return kNone;
}

}  // namespace

SessionTracer::SessionTracer(store::Database& database, std::shared_ptr<const ProjectWorkflow> workflow,
                             Clocks clocks, KeyBook book)
    : m_database(&database),
      m_workflow(std::move(workflow)),
      m_clocks(std::move(clocks)),
      m_book(std::make_shared<const KeyBook>(std::move(book))) {
  m_label = [known = m_workflow, keys = m_book](workflow::LogKey key) {
    const WorkflowKey* own = known->key(key);
    return own != nullptr ? own->label : keyTexts(*keys)(key).label;
  };
}

Result<SessionTracer> SessionTracer::make(store::Database& database,
                                          std::shared_ptr<const ProjectWorkflow> workflow) {
  if (!workflow) return failure(ErrorCode::NoWorkflow, database.file().string(), "none was mined yet");
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sources));
  FAULTLINE_TRY_ASSIGN(KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const auto stored, store::WorkflowRepository(database).active());
  SessionTracer tracer(database, std::move(workflow), std::move(clocks), std::move(book));
  if (stored) tracer.m_linked = sourceOf(stored->saw).linked;
  return tracer;
}

Status SessionTracer::addWhole(SessionEntries& entries) const {
  FAULTLINE_TRY_ASSIGN(const auto own, store::EventRepository(*m_database).ofSession(entries.session));
  FAULTLINE_TRY_ASSIGN(const auto linked, store::WorkflowRepository(*m_database).linkedTo(entries.session));
  const auto add = [&](const store::EventRef& event, bool isLinked) {
    if (!event.key) return;
    entries.entries.push_back(
        {event.id, m_book->canonical(event.key), m_clocks.utc(event.id.source, event.time), isLinked});
  };
  for (const store::EventRef& event : own) add(event, false);
  for (const store::EventRef& event : linked) add(event, true);
  sortEntries(entries.entries);
  return {};
}

/// Where a stream is looked for whose place is not known: its first event near the beginning of a file.
Result<EventId> SessionTracer::beginningOf(SessionId stream) const {
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(*m_database).all());
  for (const store::SourceRow& source : sources) {
    FAULTLINE_TRY_ASSIGN(const auto rows, store::EventRepository(*m_database).range(source.id, 0, kBefore));
    const auto found = std::ranges::find(rows, stream, &store::EventRow::session);
    if (found != rows.end()) return found->id;
  }
  return EventId{};
}

Status SessionTracer::addPart(SessionEntries& entries, EventId around, const std::stop_token& stop) const {
  const store::WorkflowRepository links(*m_database);
  const std::uint32_t first = around.ordinal > kBefore ? around.ordinal - kBefore : 0;
  FAULTLINE_TRY_ASSIGN(
      const auto rows,
      store::EventRepository(*m_database).range(around.source, first, around.ordinal - first + kAfter));
  for (const store::EventRow& row : rows) {
    if (row.session != entries.session || !row.key) continue;
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY_ASSIGN(const auto elsewhere, links.sessionOf(row.id));
    if (elsewhere) continue;
    entries.entries.push_back(
        {row.id, m_book->canonical(row.key), m_clocks.utc(row.id.source, row.time), false});
  }
  entries.isCut = first > 0;
  return {};
}

Result<SessionEntries> SessionTracer::entriesOf(SessionId session, EventId around,
                                                const std::stop_token& stop) const {
  FAULTLINE_TRY_ASSIGN(const store::SessionRow row, store::SessionRepository(*m_database).get(session));
  SessionEntries entries;
  entries.session = session;
  entries.isStream = row.rule == store::SessionRepository::kStreamRule;
  if (!entries.isStream) entries.label = row.label;
  if (entries.isStream && !around) {
    FAULTLINE_TRY_ASSIGN(around, beginningOf(session));
  }
  if (entries.isStream) {
    if (around) FAULTLINE_TRY(addPart(entries, around, stop));
  } else {
    FAULTLINE_TRY(addWhole(entries));
  }
  keepPart(entries, around);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  return entries;
}

/// Whether entries that name no session are all that speaks for it: they may have been given to another one.
/// A run out of order is more than the entry that it begins with.
bool SessionTracer::isOfLinksAlone(const Deviation& deviation, const SessionEntries& from) const {
  using workflow::DeviationKind;
  if (!from.entries[deviation.at].linked) return false;
  switch (deviation.kind) {
    case DeviationKind::Unexpected:
    case DeviationKind::Repeated:
      return true;
    case DeviationKind::Missing: {
      const auto isLinked = [&](NodeIndex node) {
        return m_linked.contains(m_workflow->automaton.tasks[deviation.task].nodes[node].key);
      };
      return !deviation.missing.empty() && std::ranges::all_of(deviation.missing, isLinked);
    }
    case DeviationKind::OutOfOrder:
      return deviation.after != kNone;
    case DeviationKind::EndedEarly:
    case DeviationKind::Slow:
      return false;
  }
  return false;
}

Result<SessionTrace> SessionTracer::replayed(const SessionEntries& from, EventId at,
                                             const std::stop_token& stop) const {
  std::vector<workflow::Entry> entries;
  entries.reserve(from.entries.size());
  for (const auto& entry : from.entries)
    entries.push_back({static_cast<workflow::LogKey>(entry.key.value), timeOf(entry)});
  const bool goesOn = from.isStream || from.after > 0;
  const workflow::Ending ending = goesOn ? workflow::Ending::Open : workflow::Ending::Closed;
  FAULTLINE_TRY_ASSIGN(workflow::Trace told,
                       workflow::replayUntil(stop, m_workflow->automaton, entries, ending));
  dropDeviations(told, [&](const Deviation& deviation) {
    // What is said of the first entries of a part follows from the cut.
    return (from.isCut && deviation.at < kWarmUp) || isOfLinksAlone(deviation, from);
  });
  SessionTrace trace;
  trace.session = from.session;
  trace.label = from.label;
  trace.before = from.before;
  trace.after = from.after;
  std::unordered_map<std::int64_t, std::string> labels;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = from.entries[i];
    const auto [known, isNew] = labels.try_emplace(entry.key.value);
    if (isNew) known->second = m_label(entries[i].key);
    trace.steps.push_back({entry.event, entry.key, known->second, entry.time, told.steps[i], entry.linked});
    if (at && entry.event == at) trace.at = i;
  }
  for (const Deviation& deviation : told.deviations) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    trace.deviations.push_back(
        {deviation, deviationSentence(*m_workflow, told, deviation, m_label, entries[deviation.at].key)});
  }
  cutAround(trace);
  return trace;
}

Result<SessionTrace> SessionTracer::trace(SessionId session, EventId around,
                                          const std::stop_token& stop) const {
  FAULTLINE_TRY_ASSIGN(const SessionEntries entries, entriesOf(session, around, stop));
  return replayed(entries, around, stop);
}

Result<SessionTrace> SessionTracer::trace(const store::FindingRow& finding,
                                          const std::stop_token& stop) const {
  SessionId session = finding.session;
  if (finding.event) {
    FAULTLINE_TRY_ASSIGN(const auto linked, store::WorkflowRepository(*m_database).sessionOf(finding.event));
    if (linked) session = *linked;
  }
  if (!session || !finding.event) return SessionTrace{};
  return trace(session, finding.event, stop);
}

std::optional<WorkflowEvidence> SessionTracer::evidence(const SessionTrace& trace) const {
  if (!trace.at || trace.steps[*trace.at].place.task == kNone) return std::nullopt;
  const workflow::Step& step = trace.steps[*trace.at].place;
  WorkflowEvidence evidence;
  workflow::TaskIndex task = step.task;
  NodeIndex after = kNone;
  NodeIndex before = kNone;
  if (step.deviation != kNone) {
    const TraceDeviation& found = trace.deviations[step.deviation];
    task = found.deviation.task;
    after = found.deviation.after;
    before = found.deviation.before;
    evidence.deviation = workflow::deviationName(found.deviation.kind);
    evidence.sentence = found.sentence;
  } else {
    after = neighbour(trace, *trace.at, -1);
    before = neighbour(trace, *trace.at, 1);
    evidence.sentence = placeSentence(*m_workflow, task, step.node, after, before, m_label);
  }
  evidence.task = taskLabel(*m_workflow, task);
  evidence.after = nodeLabel(*m_workflow, task, after, m_label);
  evidence.before = nodeLabel(*m_workflow, task, before, m_label);
  return evidence;
}

Result<SessionTrace> traceSession(const std::filesystem::path& project, SessionId session,
                                  std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(auto workflow, loadWorkflow(project));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const SessionTracer tracer, SessionTracer::make(database, std::move(workflow)));
  return tracer.trace(session, EventId{}, stop);
}

Result<SessionTrace> traceFinding(const std::filesystem::path& project, FindingId finding,
                                  std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(auto workflow, loadWorkflow(project));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const auto row, store::FindingRepository(database).named(finding));
  FAULTLINE_TRY_ASSIGN(const SessionTracer tracer, SessionTracer::make(database, std::move(workflow)));
  return tracer.trace(row, stop);
}

}  // namespace faultline::pipeline
