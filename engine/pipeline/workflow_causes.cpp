#include "engine/pipeline/workflow_causes.h"

#include <algorithm>
#include <unordered_set>

#include "engine/base/hash.h"
#include "engine/pipeline/clocks.h"
#include "engine/pipeline/findings.h"
#include "engine/store/event_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostCauses = 10;
/// Findings that are looked through for such that come together; the most severe ones.
constexpr std::size_t kMostFindings = 20'000;
constexpr double kLeastScore = 0.2;
/// An earlier finding of the same session that is no deviation of its workflow.
constexpr double kSameSession = 0.5;

double secondsOf(UtcTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

/// Findings of one kind are about the same log key.
std::uint64_t kindOf(const store::FindingRow& row) {
  return stableHash(row.code + row.arguments.substr(0, row.arguments.find(',')));
}

bool stands(const store::FindingRow& row) {
  return row.status == FindingStatus::Open || row.status == FindingStatus::Confirmed;
}

class CauseFinder {
 public:
  CauseFinder(store::Database& database, const std::filesystem::path& project, const Clocks& clocks,
              const std::stop_token& stop)
      : m_events(database), m_findings(database), m_project(project), m_clocks(clocks), m_stop(stop) {}

  Result<std::optional<UtcTime>> timeOf(const store::FindingRow& row) const {
    FAULTLINE_TRY_ASSIGN(const auto event, m_events.get(row.event));
    return event ? m_clocks.utc(row.event.source, event->time) : std::nullopt;
  }

  /// Earlier findings of the session but for those that are told already.
  Status addSameSession(const store::FindingRow& finding, UtcTime moment, std::vector<Cause>& causes) const {
    if (!finding.session) return {};
    FAULTLINE_TRY_ASSIGN(const auto rows, m_findings.ofSession(finding.run, finding.session));
    std::vector<FindingId> earlier;
    for (const store::FindingRow& row : rows) {
      if (row.id == finding.id || !stands(row)) continue;
      FAULTLINE_TRY_ASSIGN(const auto time, timeOf(row));
      const bool isTold = std::ranges::find(causes, row.event, &Cause::event) != causes.end();
      if (time && *time <= moment && row.event < finding.event && !isTold) earlier.push_back(row.id);
    }
    if (earlier.size() > kMostCauses) earlier.erase(earlier.begin(), earlier.end() - kMostCauses);
    FAULTLINE_TRY_ASSIGN(const auto shown, someFindings(m_project, earlier));
    for (const Finding& one : shown) addFinding(one, "cause-before", moment, {}, kSameSession, causes);
    return {};
  }

  Status addElsewhere(const store::FindingRow& finding, UtcTime moment, double seconds,
                      std::vector<Cause>& causes) const {
    FAULTLINE_TRY_ASSIGN(const auto rows, m_findings.ofRun(finding.run));
    std::vector<FindingMark> marks;
    for (const store::FindingRow& row : rows) {
      if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
      if (marks.size() >= kMostFindings) break;
      // What follows from another finding says no more than that one.
      if (row.id != finding.id && (row.leader || !stands(row))) continue;
      FAULTLINE_TRY_ASSIGN(const auto time, timeOf(row));
      if (time) marks.push_back({row.id, secondsOf(*time), row.session.value, kindOf(row)});
    }
    const FindingMark asked{finding.id, secondsOf(moment), finding.session.value, kindOf(finding)};
    std::vector<Companion> companions = companionsOf(asked, std::move(marks), seconds);
    if (companions.size() > kMostCauses) companions.resize(kMostCauses);
    for (const Companion& one : companions) {
      FAULTLINE_TRY_ASSIGN(const auto shown, someFindings(m_project, {one.finding}));
      if (shown.empty()) continue;
      const std::vector<std::string> often{std::to_string(one.together), std::to_string(one.of)};
      addFinding(shown.front(), one.together > 1 ? "cause-often" : "cause-near", moment, often, one.score,
                 causes);
    }
    return {};
  }

 private:
  static void addFinding(const Finding& finding, const char* code, UtcTime moment,
                         const std::vector<std::string>& often, double score, std::vector<Cause>& causes) {
    const auto before = std::chrono::duration<double, std::milli>(moment - finding.time.value_or(moment));
    std::vector<std::string> arguments{finding.title, durationLabel(before.count()), finding.service};
    if (finding.service.empty()) arguments.back() = finding.source;
    arguments.insert(arguments.end(), often.begin(), often.end());
    Cause cause;
    cause.kind = "finding";
    cause.sentence = sentenceOf(code, std::move(arguments));
    cause.score = score;
    cause.time = finding.time;
    cause.event = finding.event;
    cause.finding = finding.id;
    cause.service = finding.service;
    causes.push_back(std::move(cause));
  }

  store::EventRepository m_events;
  store::FindingRepository m_findings;
  const std::filesystem::path& m_project;
  const Clocks& m_clocks;
  const std::stop_token& m_stop;
};

/// From the first to the last event with a time.
Result<double> secondsOfLog(store::Database& database, const std::vector<store::SourceRow>& sources,
                            const Clocks& clocks) {
  double first = 0;
  double last = 0;
  for (const store::SourceRow& source : sources) {
    FAULTLINE_TRY_ASSIGN(const auto span, store::EventRepository(database).timeSpan(source.id));
    if (!span) continue;
    const auto from = clocks.utc(source.id, span->first);
    const auto to = clocks.utc(source.id, span->second);
    if (!from || !to) continue;
    first = first == 0 ? secondsOf(*from) : std::min(first, secondsOf(*from));
    last = std::max(last, secondsOf(*to));
  }
  return last - first;
}

}  // namespace

Result<std::vector<Cause>> loadCauses(const std::filesystem::path& project, FindingId finding,
                                      std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(auto workflow, loadWorkflow(project));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const auto row, store::FindingRepository(database).named(finding));
  FAULTLINE_TRY_ASSIGN(const SessionTracer tracer, SessionTracer::make(database, std::move(workflow)));
  FAULTLINE_TRY_ASSIGN(const SessionTrace trace, tracer.trace(row, stop));
  std::vector<Cause> causes = causesInSession(tracer, trace);
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  const CauseFinder finder(database, project, clocks, stop);
  FAULTLINE_TRY_ASSIGN(const auto moment, finder.timeOf(row));
  if (moment) {
    FAULTLINE_TRY(finder.addSameSession(row, *moment, causes));
    FAULTLINE_TRY_ASSIGN(const double seconds, secondsOfLog(database, sources, clocks));
    FAULTLINE_TRY(finder.addElsewhere(row, *moment, seconds, causes));
  }
  std::erase_if(causes, [](const Cause& cause) { return cause.score < kLeastScore; });
  std::ranges::stable_sort(causes, std::greater<>(), &Cause::score);
  if (causes.size() > kMostCauses) causes.resize(kMostCauses);
  return causes;
}

}  // namespace faultline::pipeline
