#include "engine/pipeline/feedback_change.h"

#include <nlohmann/json.hpp>

#include "engine/store/model_repository.h"

namespace faultline::pipeline {

using nlohmann::json;
using store::FindingRepository;
using store::VerdictRepository;
using store::VerdictRow;

namespace {

VerdictRow verdictOf(const json& text) {
  VerdictRow row;
  row.fingerprint = text.at("fingerprint").get<std::uint64_t>();
  row.status = statusFromName(text.at("status").get<std::string>()).value_or(FindingStatus::Open);
  row.note = text.at("note").get<std::string>();
  row.who = text.at("who").get<std::string>();
  row.at = UtcTime(std::chrono::nanoseconds(text.at("at").get<std::int64_t>()));
  row.taught = ModelId{text.at("taught").get<std::int64_t>()};
  return row;
}

Status putAll(store::Database& database, const json& verdicts) {
  VerdictRepository repository(database);
  for (const json& text : verdicts) {
    const VerdictRow row = verdictOf(text);
    if (row.status == FindingStatus::Open) {
      FAULTLINE_TRY(repository.remove(row.fingerprint));
    } else {
      FAULTLINE_TRY(repository.put(row));
    }
  }
  return {};
}

TaughtChange taughtOf(const json& text) {
  TaughtChange change;
  change.modelBefore = ModelId{text.at("model_before").get<std::int64_t>()};
  change.modelAfter = ModelId{text.at("model_after").get<std::int64_t>()};
  change.runBefore = RunId{text.at("run_before").get<std::int64_t>()};
  change.runAfter = RunId{text.at("run_after").get<std::int64_t>()};
  change.last = {text.at("last_finding").get<std::int64_t>(), text.at("last_incident").get<std::int64_t>()};
  for (const json& id : text.at("cleared")) change.cleared.push_back(FindingId{id.get<std::int64_t>()});
  for (const json& leader : text.at("leaders")) {
    change.leaders.push_back({FindingId{leader.at(0).get<std::int64_t>()},
                              FindingId{leader.at(1).get<std::int64_t>()},
                              FindingId{leader.at(2).get<std::int64_t>()}});
  }
  change.fingerprints = text.at("fingerprints").get<std::vector<std::uint64_t>>();
  return change;
}

/// Whether `run` is shown and both runs are there.
Result<bool> canMove(store::Database& database, const TaughtChange& change, RunId run) {
  const FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const auto shown, findings.latestRun());
  if (!change.runAfter || !shown || shown->id != run) return false;
  FAULTLINE_TRY_ASSIGN(const bool hasBefore, findings.hasRun(change.runBefore));
  FAULTLINE_TRY_ASSIGN(const bool hasAfter, findings.hasRun(change.runAfter));
  return hasBefore && hasAfter;
}

Status moveModel(store::Database& database, ModelId from, ModelId to) {
  store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const auto active, models.active());
  return active == from ? models.activate(to) : Status();
}

Status undoTaught(store::Database& database, const TaughtChange& change) {
  FAULTLINE_TRY(VerdictRepository(database).forgetTaught(change.modelAfter));
  FAULTLINE_TRY(moveModel(database, change.modelAfter, change.modelBefore));
  FAULTLINE_TRY_ASSIGN(const bool moves, canMove(database, change, change.runAfter));
  if (!moves) return {};
  FindingRepository findings(database);
  FAULTLINE_TRY(findings.move(change.runAfter, change.runBefore, change.last));
  for (const auto& leader : change.leaders) FAULTLINE_TRY(findings.setLeader(leader.finding, leader.before));
  return findings.activateRun(change.runBefore);
}

Status redoTaught(store::Database& database, const TaughtChange& change) {
  FAULTLINE_TRY_ASSIGN(const auto active, store::ModelRepository(database).active());
  if (active != change.modelBefore) return {};  // the verdicts are to be taught again
  FAULTLINE_TRY(moveModel(database, change.modelBefore, change.modelAfter));
  VerdictRepository verdicts(database);
  for (const std::uint64_t one : change.fingerprints)
    FAULTLINE_TRY(verdicts.setTaught(one, change.modelAfter));
  FAULTLINE_TRY_ASSIGN(const bool moves, canMove(database, change, change.runBefore));
  return moves ? moveFindings(database, change) : Status();
}

template <class Work>
Status guardedJson(const store::Database& database, Work&& work) {
  try {
    return work();
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, database.file().string(), exception.what());
  }
}

}  // namespace

json toJson(const VerdictRow& row) {
  return {{"fingerprint", row.fingerprint},
          {"status", std::string(statusName(row.status))},
          {"note", row.note},
          {"who", row.who},
          {"at", static_cast<std::int64_t>(row.at.time_since_epoch().count())},
          {"taught", row.taught.value}};
}

json toJson(const TaughtChange& change) {
  json cleared = json::array();
  for (const FindingId id : change.cleared) cleared.push_back(id.value);
  json leaders = json::array();
  for (const auto& leader : change.leaders)
    leaders.push_back({leader.finding.value, leader.before.value, leader.after.value});
  return {{"model_before", change.modelBefore.value},
          {"model_after", change.modelAfter.value},
          {"run_before", change.runBefore.value},
          {"run_after", change.runAfter.value},
          {"last_finding", change.last.finding},
          {"last_incident", change.last.incident},
          {"cleared", cleared},
          {"leaders", leaders},
          {"fingerprints", change.fingerprints}};
}

Status moveFindings(store::Database& database, const TaughtChange& change) {
  FindingRepository findings(database);
  FAULTLINE_TRY(findings.move(change.runBefore, change.runAfter, change.last));
  for (const FindingId id : change.cleared) FAULTLINE_TRY(findings.setRun(id, change.runBefore));
  for (const auto& leader : change.leaders) FAULTLINE_TRY(findings.setLeader(leader.finding, leader.after));
  return findings.activateRun(change.runAfter);
}

Status undoFeedback(store::Database& database, const store::JournalRow& row) {
  return guardedJson(database, [&]() -> Status {
    const json forward = json::parse(row.forward);
    if (forward.contains("taught")) FAULTLINE_TRY(undoTaught(database, taughtOf(forward.at("taught"))));
    return putAll(database, json::parse(row.inverse).at("verdicts"));
  });
}

Status redoFeedback(store::Database& database, const store::JournalRow& row) {
  return guardedJson(database, [&]() -> Status {
    const json forward = json::parse(row.forward);
    FAULTLINE_TRY(putAll(database, forward.at("verdicts")));
    return forward.contains("taught") ? redoTaught(database, taughtOf(forward.at("taught"))) : Status();
  });
}

}  // namespace faultline::pipeline
