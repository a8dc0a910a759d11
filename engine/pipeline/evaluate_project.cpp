#include <unordered_set>

#include <nlohmann/json.hpp>
#include <tsl/robin_map.h>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/clocks.h"
#include "engine/pipeline/truth.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "engine/store/truth_repository.h"

namespace faultline::pipeline {

namespace {

using nlohmann::json;

/// Which events a model learnt from: what its `saw` says of the normal period.
class LearntSpan {
 public:
  static Result<LearntSpan> of(store::Database& database, const store::ModelRow& model) {
    FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
    FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sources));
    LearntSpan span(std::move(clocks));
    const json saw = json::parse(model.saw, nullptr, false);
    if (!saw.is_object()) return span;
    for (const json& source : saw.value("sources", json::array())) {
      if (source.is_number_integer()) span.m_sources.insert(SourceId{source.get<std::int64_t>()});
    }
    const json normal = saw.value("normal", json());
    if (!normal.is_object()) return span;
    FAULTLINE_TRY_ASSIGN(const UtcTime from, parseMoment(normal.value("from", ""), {}));
    FAULTLINE_TRY_ASSIGN(const UtcTime to, parseMoment(normal.value("to", ""), {}));
    span.m_range = TimeRange{from, to};
    return span;
  }

  [[nodiscard]] bool holds(const store::EventRef& event) const {
    if (!m_sources.empty() && !m_sources.contains(event.id.source)) return false;
    if (!m_range) return true;
    const auto moment = m_clocks.utc(event.id.source, event.time);
    return moment && *moment >= m_range->from && *moment < m_range->to;
  }

 private:
  explicit LearntSpan(Clocks clocks) : m_clocks(std::move(clocks)) {}

  Clocks m_clocks;
  std::optional<TimeRange> m_range;
  std::unordered_set<SourceId> m_sources;
};

/// What is known of a session or a line.
struct Facts {
  bool labelled = false;
  bool abnormal = false;
  bool flagged = false;
  bool learnt = true;
  bool present = false;  ///< The project has events of it.
  bool stream = false;
};

class Tally {
 public:
  void add(const Facts& facts) {
    if (!facts.labelled) {
      ++m_all.unlabelled;
      if (!facts.learnt) ++m_heldOut.unlabelled;
      return;
    }
    count(facts, m_all);
    if (!facts.learnt) count(facts, m_heldOut);
  }

  void addTo(std::vector<ProjectScore>& scores, ProjectScore score) const {
    const std::uint64_t counted = total(m_all);
    if (counted == 0) return;
    for (const ProjectScore* counts : {&m_all, &m_heldOut}) {
      score.truePositives = counts->truePositives;
      score.falsePositives = counts->falsePositives;
      score.falseNegatives = counts->falseNegatives;
      score.trueNegatives = counts->trueNegatives;
      score.unlabelled = counts->unlabelled;
      score.learntFrom = counts->learntFrom;
      score.heldOut = counts == &m_heldOut;
      const std::uint64_t part = total(*counts);
      if (!score.heldOut || (part > 0 && part < counted)) scores.push_back(score);
    }
  }

 private:
  static std::uint64_t total(const ProjectScore& score) {
    return score.truePositives + score.falsePositives + score.falseNegatives + score.trueNegatives;
  }

  static void count(const Facts& facts, ProjectScore& score) {
    if (facts.abnormal) {
      ++(facts.flagged ? score.truePositives : score.falseNegatives);
    } else {
      ++(facts.flagged ? score.falsePositives : score.trueNegatives);
    }
    score.learntFrom += facts.learnt ? 1 : 0;
  }

  ProjectScore m_all;
  ProjectScore m_heldOut;
};

/// Puts the truth, the findings and the events of a project together.
class ProjectEvaluation {
 public:
  explicit ProjectEvaluation(store::Database& database) : m_database(database) {}

  Status readRun();
  Status readTruth();
  Status readSessions();
  Status readFindings();
  Status countEvents(const LearntSpan& learnt);
  Result<std::vector<ProjectScore>> scores();

  [[nodiscard]] const store::ModelRow& model() const { return m_model; }

 private:
  Facts& factsOf(SessionId session) {
    const auto place = static_cast<std::size_t>(session.value);
    if (place >= m_sessions.size()) m_sessions.resize(place + 1);
    return m_sessions[place];
  }
  [[nodiscard]] bool isAbnormal(EventId event) const { return m_abnormalEvents.contains(event.packed()); }
  void countLine(const store::EventRef& event, bool learnt);
  [[nodiscard]] ProjectScore description() const;

  store::Database& m_database;
  store::RunRow m_run;
  store::ModelRow m_model;
  std::unordered_set<SourceId> m_labelledSources;
  std::unordered_set<std::int64_t> m_abnormalEvents;
  std::unordered_set<std::int64_t> m_flaggedEvents;
  tsl::robin_map<std::string, bool> m_truth;  ///< Of sessions, by label.
  std::vector<Facts> m_sessions;              ///< By id.
  Tally m_lines;
  std::uint64_t m_events = 0;
};

Status ProjectEvaluation::readRun() {
  FAULTLINE_TRY_ASSIGN(const auto run, store::FindingRepository(m_database).latestRun());
  if (!run) return failure(ErrorCode::NothingDetected, m_database.file().string(), "no session was judged");
  m_run = *run;
  FAULTLINE_TRY_ASSIGN(const auto models, store::ModelRepository(m_database).all());
  for (const store::ModelRow& model : models) {
    if (model.id == m_run.model) m_model = model;
  }
  return {};
}

Status ProjectEvaluation::readTruth() {
  const store::TruthRepository truth(m_database);
  FAULTLINE_TRY_ASSIGN(m_labelledSources, truth.labelledSources());
  FAULTLINE_TRY(truth.forEachAbnormalEvent([&](EventId id) { m_abnormalEvents.insert(id.packed()); }));
  FAULTLINE_TRY(truth.forEachSession(
      [&](std::string_view label, bool abnormal) { m_truth.try_emplace(std::string(label), abnormal); }));
  if (m_labelledSources.empty() && m_truth.empty()) {
    return failure(ErrorCode::NoLabels, m_database.file().string(),
                   "neither its lines nor a file beside them say what is abnormal");
  }
  return {};
}

Status ProjectEvaluation::readSessions() {
  return store::SessionRepository(m_database).forEach([&](const store::SessionRow& row) {
    Facts& facts = factsOf(row.id);
    facts.stream = row.rule == store::SessionRepository::kStreamRule;
    const auto truth = m_truth.find(row.label);
    if (truth == m_truth.end()) return;
    facts.labelled = true;
    facts.abnormal = truth->second;
  });
}

Status ProjectEvaluation::readFindings() {
  FAULTLINE_TRY_ASSIGN(const auto findings, store::FindingRepository(m_database).ofRun(m_run.id));
  for (const store::FindingRow& finding : findings) {
    if (finding.session) factsOf(finding.session).flagged = true;
    if (finding.event) m_flaggedEvents.insert(finding.event.packed());
  }
  return {};
}

void ProjectEvaluation::countLine(const store::EventRef& event, bool learnt) {
  Facts line;
  line.labelled = m_labelledSources.contains(event.id.source);
  line.abnormal = line.labelled && isAbnormal(event.id);
  line.flagged = m_flaggedEvents.contains(event.id.packed());
  line.learnt = learnt;
  m_lines.add(line);
}

Status ProjectEvaluation::countEvents(const LearntSpan& learnt) {
  const store::EventRepository events(m_database);
  const auto note = [&](Facts& session, EventId event) {
    session.present = true;
    if (!m_labelledSources.contains(event.source)) return;
    session.labelled = true;
    session.abnormal = session.abnormal || isAbnormal(event);
  };
  FAULTLINE_TRY(events.scan([&](const store::EventRef& event) {
    ++m_events;
    Facts& session = factsOf(event.session);
    const bool learntFrom = learnt.holds(event);
    if (session.stream) {
      countLine(event, learntFrom);
    } else {
      note(session, event.id);
      session.learnt = session.learnt && learntFrom;
    }
    return true;
  }));
  return events.scanFurtherSessions([&](SessionId session, EventId event) {
    note(factsOf(session), event);
    return true;
  });
}

ProjectScore ProjectEvaluation::description() const {
  ProjectScore score;
  score.settings = json{{"model", m_model.id.value},
                        {"settings", json::parse(m_model.settings, nullptr, false)},
                        {"saw", json::parse(m_model.saw, nullptr, false)},
                        {"run", {{"finished", isoUtc(m_run.finished)}, {"sessions", m_run.sessions}}}}
                       .dump(-1, ' ', false, json::error_handler_t::replace);
  score.entries = m_run.events;
  score.detectSeconds = std::chrono::duration<double>(m_run.finished - m_run.started).count();
  score.notJudged = m_events > m_run.events ? m_events - m_run.events : 0;
  return score;
}

Result<std::vector<ProjectScore>> ProjectEvaluation::scores() {
  Tally sessions;
  for (const Facts& session : m_sessions) {
    if (session.present && !session.stream) sessions.add(session);
  }
  std::vector<ProjectScore> scores;
  ProjectScore score = description();
  score.unit = "session";
  sessions.addTo(scores, score);
  score.unit = "line";
  m_lines.addTo(scores, score);
  if (!scores.empty()) return scores;
  return failure(ErrorCode::NoLabels, m_database.file().string(), "its labels name no session that it has");
}

}  // namespace

Result<std::vector<ProjectScore>> evaluateProject(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  ProjectEvaluation evaluation(database);
  FAULTLINE_TRY(evaluation.readTruth());
  FAULTLINE_TRY(evaluation.readRun());
  FAULTLINE_TRY_ASSIGN(const LearntSpan learnt, LearntSpan::of(database, evaluation.model()));
  FAULTLINE_TRY(evaluation.readSessions());
  FAULTLINE_TRY(evaluation.readFindings());
  FAULTLINE_TRY(evaluation.countEvents(learnt));
  return evaluation.scores();
}

}  // namespace faultline::pipeline
