#include "engine/pipeline/findings.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/evidence.h"
#include "engine/pipeline/finding_text.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/workflow_trace.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "engine/store/verdict_repository.h"

namespace faultline::pipeline {

namespace {

/// Numbers stand for log keys, as they are called now; the first version stored texts.
std::vector<std::string> argumentsOf(const std::string& text, const KeyBook& book) {
  const auto parsed = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> arguments;
  for (const auto& argument : parsed) {
    if (argument.is_string()) arguments.push_back(argument.get<std::string>());
    if (argument.is_number_integer())
      arguments.push_back(book.tellingTextOf(KeyId{argument.get<std::int64_t>()}));
  }
  return arguments;
}

/// What the rows of findings refer to, read once.
class FindingReader {
 public:
  static Result<FindingReader> make(store::Database& database) {
    const store::SourceRepository sources(database);
    FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sourceRows, sources.all());
    FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sourceRows));
    FAULTLINE_TRY_ASSIGN(KeyBook keys, KeyBook::read(database));
    FindingReader reader(database, std::move(clocks), std::move(keys));
    for (const store::SourceRow& row : sourceRows) reader.m_sources.emplace(row.id, row);
    FAULTLINE_TRY_ASSIGN(const std::vector<store::StreamRow> streams, sources.streams());
    for (const store::StreamRow& row : streams) reader.m_streams.emplace(row.id, row);
    return reader;
  }

  Result<Finding> read(const store::FindingRow& row) {
    Finding finding;
    finding.id = row.id;
    finding.kind = row.kind;
    finding.code = row.code;
    finding.arguments = argumentsOf(row.arguments, m_keys);
    finding.severity = row.severity;
    finding.score = row.score;
    finding.p = row.p;
    finding.sessionId = row.session;
    finding.event = row.event;
    finding.title = findingTitle(row.code, finding.arguments);
    finding.status = row.status;
    finding.incident = row.incident;
    finding.leader = row.leader;
    if (row.status != FindingStatus::Open) {
      FAULTLINE_TRY_ASSIGN(const auto verdict, m_verdicts.get(row.fingerprint));
      if (verdict) finding.note = verdict->note;
    }
    FAULTLINE_TRY(addPlace(row, finding));
    return finding;
  }

  Result<std::uint64_t> lineOf(EventId event) {
    const auto [known, isNew] = m_singleLines.try_emplace(event.source, false);
    if (isNew) {
      FAULTLINE_TRY_ASSIGN(const std::uint64_t count, m_events.countOfSource(event.source));
      const EventId last{event.source, static_cast<std::uint32_t>(count == 0 ? 0 : count - 1)};
      FAULTLINE_TRY_ASSIGN(const std::uint64_t line, m_events.lineOf(last));
      known->second = line == last.ordinal + std::uint64_t{1};
    }
    if (known->second) return event.ordinal + std::uint64_t{1};
    return m_events.lineOf(event);
  }

  [[nodiscard]] std::string pathOf(SourceId source) const {
    const auto found = m_sources.find(source);
    return found == m_sources.end() ? std::string() : found->second.path;
  }

  [[nodiscard]] const KeyBook& keys() const { return m_keys; }

 private:
  FindingReader(store::Database& database, Clocks clocks, KeyBook keys)
      : m_events(database),
        m_sessions(database),
        m_verdicts(database),
        m_clocks(std::move(clocks)),
        m_keys(std::move(keys)) {}

  Status addPlace(const store::FindingRow& row, Finding& finding) {
    FAULTLINE_TRY_ASSIGN(const auto event, m_events.get(row.event));
    if (event) {
      finding.time = m_clocks.utc(row.event.source, event->time);
      FAULTLINE_TRY_ASSIGN(finding.line, lineOf(row.event));
      if (const auto stream = m_streams.find(event->stream); stream != m_streams.end()) {
        finding.host = stream->second.host;
        finding.service = stream->second.service;
      }
    }
    if (const auto source = m_sources.find(row.event.source); source != m_sources.end()) {
      finding.source = source->second.path;
      finding.host = source->second.host.value_or(finding.host);
      finding.service = source->second.service.value_or(finding.service);
    }
    if (row.session) {
      FAULTLINE_TRY_ASSIGN(const store::SessionRow session, m_sessions.get(row.session));
      if (session.rule != store::SessionRepository::kStreamRule) finding.session = session.label;
    }
    return {};
  }

  store::EventRepository m_events;
  store::SessionRepository m_sessions;
  store::VerdictRepository m_verdicts;
  Clocks m_clocks;
  KeyBook m_keys;
  std::unordered_map<SourceId, store::SourceRow> m_sources;
  std::unordered_map<StreamId, store::StreamRow> m_streams;
  std::unordered_map<SourceId, bool> m_singleLines;  ///< Whether each event of the source is one line.
};

bool passes(const Finding& finding, const FindingFilter& filter) {
  if (filter.kind && finding.kind != *filter.kind) return false;
  if (filter.status && finding.status != *filter.status) return false;
  return !filter.since || (finding.time && *finding.time >= *filter.since);
}

/// Values by how often they come, the most frequent first.
std::vector<std::string> ranked(const std::map<std::string, int>& counts) {
  std::vector<std::pair<std::string, int>> pairs(counts.begin(), counts.end());
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> values;
  for (const auto& [value, count] : pairs) {
    if (!value.empty()) values.push_back(value);
  }
  return values;
}

/// Findings come strangest first, so an incident's headline is its strangest finding's title.
std::vector<Incident> incidentsOf(const std::vector<Finding>& findings) {
  struct Counts {
    std::map<std::string, int> hosts;
    std::map<std::string, int> services;
  };
  std::vector<Incident> incidents;
  std::vector<Counts> counts;
  std::unordered_map<std::int64_t, std::size_t> places;
  for (const Finding& finding : findings) {
    if (finding.incident == 0) continue;
    const auto [place, isNew] = places.try_emplace(finding.incident, incidents.size());
    if (isNew) {
      incidents.push_back({finding.incident, finding.time, finding.time, finding.title, {}, {}, {}});
      counts.emplace_back();
    }
    Incident& incident = incidents[place->second];
    incident.findings.push_back(finding.id);
    if (finding.time) {
      incident.start = incident.start ? std::min(*incident.start, *finding.time) : *finding.time;
      incident.end = incident.end ? std::max(*incident.end, *finding.time) : *finding.time;
    }
    ++counts[place->second].hosts[finding.host];
    ++counts[place->second].services[finding.service];
  }
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    incidents[i].hosts = ranked(counts[i].hosts);
    incidents[i].services = ranked(counts[i].services);
  }
  return incidents;
}

Result<std::vector<Finding>> sessionFindings(const store::FindingRepository& findings, FindingReader& reader,
                                             const store::FindingRow& row) {
  std::vector<Finding> others;
  FAULTLINE_TRY_ASSIGN(const auto rows, findings.ofSession(row.run, row.session));
  for (const store::FindingRow& other : rows) {
    if (other.id == row.id) continue;
    FAULTLINE_TRY_ASSIGN(Finding finding, reader.read(other));
    others.push_back(std::move(finding));
  }
  return others;
}

Status addStored(const StoredEvidence& stored, FindingReader& reader, Evidence& evidence) {
  for (const StoredEvidence::Entry& entry : stored.history) {
    HistoryEntry shown{reader.keys().canonical(entry.key), "start of the session", entry.event, {}, 0};
    if (entry.key) {
      shown.text = reader.keys().textOf(entry.key);
      shown.source = reader.pathOf(entry.event.source);
      FAULTLINE_TRY_ASSIGN(shown.line, reader.lineOf(entry.event));
    }
    evidence.history.push_back(std::move(shown));
  }
  const auto textOrEnd = [&](KeyId key) {
    return key ? reader.keys().textOf(key) : std::string("end of the session");
  };
  for (const StoredEvidence::Expected& expected : stored.expected) {
    evidence.expected.push_back(
        {reader.keys().canonical(expected.key), textOrEnd(expected.key), expected.probability});
  }
  evidence.values = stored.values;
  if (stored.hasActual) {
    evidence.actual = ActualKey{reader.keys().canonical(stored.actual), textOrEnd(stored.actual),
                                stored.probability, stored.rank};
  }
  return {};
}

/// What cannot be told of the workflow is left out of the evidence.
std::optional<WorkflowEvidence> workflowOf(store::Database& database, const std::filesystem::path& project,
                                           const store::FindingRow& row) {
  auto workflow = loadWorkflow(project);
  if (!workflow || !*workflow) return std::nullopt;
  const auto tracer = SessionTracer::make(database, std::move(*workflow));
  if (!tracer) return std::nullopt;
  const auto trace = tracer->trace(row, {});
  return trace ? tracer->evidence(*trace) : std::nullopt;
}

Result<std::vector<LogLine>> contextLines(const std::filesystem::path& project, EventId event,
                                          std::uint32_t context) {
  FAULTLINE_TRY_ASSIGN(LogReader reader, LogReader::open(project, event.source));
  const std::uint32_t first = event.ordinal > context ? event.ordinal - context : 0;
  return reader.read(first, event.ordinal - first + 1 + context);
}

}  // namespace

Result<FindingList> loadFindings(const std::filesystem::path& project, const FindingFilter& filter) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<store::RunRow> run, findings.latestRun());
  FindingList list;
  if (!run) return list;
  list.run = run->id;
  FAULTLINE_TRY_ASSIGN(const std::vector<store::FindingRow> rows, findings.ofRun(run->id));
  FAULTLINE_TRY_ASSIGN(FindingReader reader, FindingReader::make(database));
  for (const store::FindingRow& row : rows) {
    if (filter.limit && list.findings.size() >= *filter.limit) break;
    FAULTLINE_TRY_ASSIGN(Finding finding, reader.read(row));
    if (passes(finding, filter)) list.findings.push_back(std::move(finding));
  }
  list.incidents = incidentsOf(list.findings);
  return list;
}

Result<std::vector<Finding>> someFindings(const std::filesystem::path& project,
                                          const std::vector<FindingId>& findings) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(FindingReader reader, FindingReader::make(database));
  std::vector<Finding> list;
  for (const FindingId id : findings) {
    FAULTLINE_TRY_ASSIGN(const std::optional<store::FindingRow> row,
                         store::FindingRepository(database).get(id));
    if (!row) continue;
    FAULTLINE_TRY_ASSIGN(Finding finding, reader.read(*row));
    list.push_back(std::move(finding));
  }
  return list;
}

Result<Evidence> loadEvidence(const std::filesystem::path& project, FindingId finding,
                              std::uint32_t context) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const store::FindingRow row, findings.named(finding));
  FAULTLINE_TRY_ASSIGN(FindingReader reader, FindingReader::make(database));
  Evidence evidence;
  FAULTLINE_TRY_ASSIGN(evidence.finding, reader.read(row));
  FAULTLINE_TRY_ASSIGN(const StoredEvidence stored, readEvidence(row.evidence));
  FAULTLINE_TRY(addStored(stored, reader, evidence));
  FAULTLINE_TRY_ASSIGN(evidence.sameSession, sessionFindings(findings, reader, row));
  evidence.sentence = evidenceSentence(evidence);
  evidence.workflow = workflowOf(database, project, row);
  auto lines = contextLines(project, evidence.finding.event, context);
  if (lines) {
    evidence.lines = std::move(*lines);
  } else {
    evidence.linesError = lines.error();
  }
  return evidence;
}

}  // namespace faultline::pipeline
