#include "app/report.h"

#include <filesystem>
#include <iostream>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/base/text.h"

namespace faultline::app {

using nlohmann::json;

namespace {

const char* outcomeName(pipeline::ImportOutcome outcome) {
  switch (outcome) {
    case pipeline::ImportOutcome::Added:
      return "added";
    case pipeline::ImportOutcome::Appended:
      return "appended";
    case pipeline::ImportOutcome::AlreadyThere:
      return "already-there";
    case pipeline::ImportOutcome::Partial:
      return "partial";
    case pipeline::ImportOutcome::Refused:
      return "refused";
  }
  return "refused";
}

json noticesJson(const std::vector<Notice>& notices) {
  json list = json::array();
  for (const Notice& notice : notices) list.push_back(errorLine(notice));
  return list;
}

json listOrEmpty(const std::vector<std::string>& values) { return json(values); }

}  // namespace

json timeJson(const std::optional<UtcTime>& time) { return time ? json(isoUtc(*time)) : json(); }

json findingJson(const pipeline::Finding& finding) {
  return {{"id", finding.id.value},
          {"kind", finding.kind},
          {"code", finding.code},
          {"severity", severityName(finding.severity)},
          {"score", finding.score},
          {"p", finding.p},
          {"time", timeJson(finding.time)},
          {"end", timeJson(finding.end ? finding.end : finding.time)},
          {"host", finding.host},
          {"service", finding.service},
          {"session", finding.session},
          {"source", finding.source},
          {"line", finding.line},
          {"title", finding.title},
          {"status", statusName(finding.status)},
          {"note", finding.note},
          {"incident", finding.incident},
          {"leader", finding.leader ? json(finding.leader.value) : json()}};
}

json findingListJson(const pipeline::FindingList& list) {
  json findings = json::array();
  for (const pipeline::Finding& finding : list.findings) findings.push_back(findingJson(finding));
  json incidents = json::array();
  for (const pipeline::Incident& incident : list.incidents) {
    json ids = json::array();
    for (const FindingId id : incident.findings) ids.push_back(id.value);
    incidents.push_back({{"id", incident.id},
                         {"start", timeJson(incident.start)},
                         {"end", timeJson(incident.end)},
                         {"headline", incident.headline},
                         {"hosts", listOrEmpty(incident.hosts)},
                         {"services", listOrEmpty(incident.services)},
                         {"metrics", json::array()},
                         {"findings", ids},
                         {"cause", incident.headline}});
  }
  return {{"schema", 1}, {"findings", findings}, {"incidents", incidents}};
}

json importJson(const pipeline::ImportReport& report) {
  json files = json::array();
  for (const pipeline::ImportedFile& file : report.files) {
    json entry = {{"path", file.path.string()},  {"outcome", outcomeName(file.outcome)},
                  {"source", file.source.value}, {"events", file.events},
                  {"unfitting", file.unfitting}, {"sessions", file.sessions},
                  {"layout", file.layout},       {"session_id", file.sessionRule}};
    if (file.error) entry["message"] = errorLine(*file.error);
    entry["notices"] = noticesJson(file.notices);
    files.push_back(std::move(entry));
  }
  return {{"schema", 1},
          {"files", files},
          {"events", report.events},
          {"bytes", report.bytes},
          {"keys", report.newKeys},
          {"seconds", report.seconds},
          {"notices", noticesJson(report.notices)}};
}

json learnJson(const pipeline::LearnReport& report) {
  return {{"schema", 1},
          {"model", report.model.value},
          {"sessions", report.sessions},
          {"events", report.events},
          {"windows", report.windows},
          {"distinct_windows", report.distinctWindows},
          {"keys", report.keys},
          {"left_out", report.leftOut},
          {"seconds", report.seconds},
          {"notices", noticesJson(report.notices)}};
}

json detectJson(const pipeline::DetectReport& report) {
  return {{"schema", 1},
          {"run", report.run.value},
          {"events", report.events},
          {"sessions", report.sessions},
          {"findings", report.findings},
          {"seconds", report.seconds},
          {"notices", noticesJson(report.notices)}};
}

namespace {

/// The findings that are printed, each with how many follow from it: the incidents' first ones, where their
/// strangest finding stands in the list; or every one.
std::vector<std::pair<const pipeline::Finding*, std::size_t>> printed(const pipeline::FindingList& list,
                                                                      Followers followers) {
  std::unordered_map<FindingId, const pipeline::Finding*> known;
  for (const pipeline::Finding& finding : list.findings) known.emplace(finding.id, &finding);
  std::unordered_map<FindingId, std::size_t> places;
  std::vector<std::pair<const pipeline::Finding*, std::size_t>> rows;
  for (const pipeline::Finding& finding : list.findings) {
    const auto leader = followers == Followers::Shown ? known.end() : known.find(finding.leader);
    const pipeline::Finding* const shown = leader == known.end() ? &finding : leader->second;
    const auto [place, isNew] = places.try_emplace(shown->id, rows.size());
    if (isNew) rows.emplace_back(shown, 0);
    if (shown != &finding) ++rows[place->second].second;
  }
  return rows;
}

}  // namespace

void printFindings(const pipeline::FindingList& list, Followers followers) {
  if (!list.run) {
    std::cout << "Nothing has been detected yet. Run: faultline detect PROJECT\n";
    return;
  }
  std::cout << fmt::format("{} findings in {} incidents\n", list.findings.size(), list.incidents.size());
  if (list.findings.empty()) return;
  std::cout << fmt::format("{:>5}  {:<8}  {:<24}  {:<16}  {:<24}  {:>5}  {}\n", "id", "severity", "time",
                           "service", "session", "score", "what");
  for (const auto& [shown, following] : printed(list, followers)) {
    const pipeline::Finding& finding = *shown;
    std::cout << fmt::format("{:>5}  {:<8}  {:<24}  {:<16}  {:<24}  {:>5.1f}  {}\n", finding.id.value,
                             severityName(finding.severity), finding.time ? isoUtc(*finding.time) : "-",
                             elided(printable(finding.service), 16), elided(printable(finding.session), 24),
                             finding.score, elided(finding.title, 100));
    const std::string more = following == 0 ? "" : fmt::format("  (+{} more in this session)", following);
    std::cout << fmt::format("{:>5}  {}:{}{}\n", "", printable(finding.source), finding.line, more);
  }
}

void printImport(const pipeline::ImportReport& report) {
  for (const pipeline::ImportedFile& file : report.files) {
    if (file.outcome == pipeline::ImportOutcome::Refused) continue;  // its error has been printed
    std::cout << fmt::format(
        "{}: {}, {} events ({} lines do not fit), {} sessions, layout {}, session id {}\n",
        printable(file.path.string()), outcomeName(file.outcome), file.events, file.unfitting, file.sessions,
        printable(file.layout), printable(file.sessionRule));
  }
  std::cout << fmt::format("{} events, {} new log keys in {:.1f} s\n", report.events, report.newKeys,
                           report.seconds);
}

void printLearn(const pipeline::LearnReport& report) {
  std::cout << fmt::format(
      "learnt from {} sequences, {} events, {} log keys, {} different windows in {:.1f} s\n", report.sessions,
      report.events, report.keys, report.distinctWindows, report.seconds);
}

void printDetect(const pipeline::DetectReport& report) {
  std::cout << fmt::format("judged {} sequences, {} events in {:.1f} s\n", report.sessions, report.events,
                           report.seconds);
}

}  // namespace faultline::app
