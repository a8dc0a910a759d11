#include "engine/input/session_rule.h"

#include <algorithm>

#include <re2/re2.h>

#include "engine/input/cursor.h"

namespace faultline::input {

namespace {

void add(std::string_view id, SessionIds& ids) {
  id = id.substr(0, SessionIds::kMostLength);
  if (id.empty() || id == ids.main) return;
  if (ids.main.empty()) {
    ids.main = id;
  } else if (ids.further.size() < SessionIds::kMostFurther &&
             std::ranges::find(ids.further, id) == ids.further.end()) {
    ids.further.push_back(id);
  }
}

/// HDFS: `blk_-1608999687919862906`.
void findBlocks(std::string_view line, const Record&, SessionIds& ids) {
  constexpr std::string_view kPrefix = "blk_";
  for (std::size_t at = line.find(kPrefix); at != std::string_view::npos; at = line.find(kPrefix, at)) {
    std::size_t end = at + kPrefix.size();
    if (end < line.size() && line[end] == '-') ++end;
    const std::size_t digits = end;
    while (end < line.size() && Cursor::isDigit(line[end])) ++end;
    if (end > digits) add(line.substr(at, end - at), ids);
    at = end;
  }
}

constexpr std::size_t kUuidLength = 36;

bool isHexDigit(char c) { return Cursor::isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool isUuid(std::string_view text) {
  if (text.size() < kUuidLength) return false;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !isHexDigit(c)) return false;
  }
  return true;
}

/// UUIDs that follow `marker`; the identifier keeps the last `kept` characters of it.
void findUuids(std::string_view line, std::string_view marker, std::size_t kept, SessionIds& ids) {
  for (std::size_t at = line.find(marker); at != std::string_view::npos; at = line.find(marker, at)) {
    at += marker.size();
    if (isUuid(line.substr(at))) add(line.substr(at - kept, kept + kUuidLength), ids);
  }
}

/// OpenStack: `[instance: 78dc1847-8848-49cc-933e-9239b12c9dcf]`.
void findInstances(std::string_view line, const Record&, SessionIds& ids) {
  findUuids(line, "instance: ", 0, ids);
}

/// OpenStack: `[req-38101a0b-2096-447d-96ea-a692162415ae ...]`.
void findRequests(std::string_view line, const Record&, SessionIds& ids) { findUuids(line, "req-", 4, ids); }

/// The name before a trace's identifier, from its `race` on: `TraceID`, `trace_id`, `trace.id`, `traceId`.
std::size_t traceNameLength(std::string_view text) {
  Cursor cursor(text);
  cursor.take("race");
  if (cursor.peek() == '_' || cursor.peek() == '-' || cursor.peek() == '.') cursor.take(cursor.peek());
  const bool named = cursor.take("id") || cursor.take("ID") || cursor.take("Id");
  return named ? cursor.position() : 0;
}

/// Distributed traces: `TraceID: 49a51828322183eb20bfe4ace3060000`, `trace_id=...`, `"traceId":"..."`.
void findTraces(std::string_view line, const Record&, SessionIds& ids) {
  constexpr std::size_t kShortest = 16;
  constexpr std::string_view kBetween = "\\\":= '";
  for (std::size_t at = line.find("race"); at != std::string_view::npos; at = line.find("race", at)) {
    const bool begins = at > 0 && (line[at - 1] == 't' || line[at - 1] == 'T');
    const std::size_t name = begins ? traceNameLength(line.substr(at)) : 0;
    at += std::max<std::size_t>(name, 1);
    if (name == 0) continue;
    std::size_t from = at;
    while (from < line.size() && kBetween.find(line[from]) != std::string_view::npos) ++from;
    std::size_t end = from;
    while (end < line.size() && (isHexDigit(line[end]) || line[end] == '-')) ++end;
    if (from > at && end - from >= kShortest) add(line.substr(from, end - from), ids);
    at = end;
  }
}

/// `host/service[pid]`.
void composeProcess(std::string_view, const Record& record, SessionIds& ids) {
  if (record.process.empty()) return;
  ids.composed.clear();
  if (!record.host.empty()) ids.composed.append(record.host).push_back('/');
  ids.composed.append(record.service).append("[").append(record.process).append("]");
  add(ids.composed, ids);
}

void findMatches(const re2::RE2& expression, std::string_view line, SessionIds& ids) {
  const re2::StringPiece text(line.data(), line.size());
  re2::StringPiece found[2];
  const int groups = expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
  std::size_t at = 0;
  while (at <= line.size() && ids.further.size() < SessionIds::kMostFurther &&
         expression.Match(text, at, line.size(), re2::RE2::UNANCHORED, found, groups)) {
    const re2::StringPiece& id = found[groups - 1];
    if (id.data() != nullptr) add({id.data(), id.size()}, ids);
    const auto end = static_cast<std::size_t>(found[0].data() + found[0].size() - line.data());
    at = found[0].empty() ? end + 1 : end;
  }
}

}  // namespace

Result<SessionRule> SessionRule::make(std::string_view nameOrRegex) {
  SessionRule rule;
  rule.m_name = nameOrRegex;
  if (nameOrRegex == "none") return rule;
  if (nameOrRegex == "block") {
    rule.m_find = findBlocks;
  } else if (nameOrRegex == "instance") {
    rule.m_find = findInstances;
  } else if (nameOrRegex == "request") {
    rule.m_find = findRequests;
  } else if (nameOrRegex == "trace") {
    rule.m_find = findTraces;
  } else if (nameOrRegex == "process") {
    rule.m_find = composeProcess;
  } else {
    if (nameOrRegex.empty()) return failure(ErrorCode::RegexInvalid, {}, "it is empty");
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    auto expression =
        std::make_shared<re2::RE2>(re2::StringPiece(nameOrRegex.data(), nameOrRegex.size()), options);
    if (!expression->ok()) return failure(ErrorCode::RegexInvalid, rule.m_name, expression->error());
    rule.m_expression = std::move(expression);
  }
  return rule;
}

void SessionRule::find(std::string_view line, const Record& record, SessionIds& ids) const {
  ids.main = {};
  ids.further.clear();
  if (m_find != nullptr) {
    m_find(line, record, ids);
  } else if (m_expression) {
    findMatches(*m_expression, line, ids);
  }
}

const std::vector<SessionRuleInfo>& builtinSessionRules() {
  static const std::vector<SessionRuleInfo> rules = {
      {"block", "HDFS block: blk_-1608999687919862906"},
      {"instance", "OpenStack instance: [instance: 78dc1847-...]"},
      {"request", "OpenStack request: req-38101a0b-..."},
      {"trace", "trace through services: TraceID: 49a51828..., trace_id=..."},
      {"process", "one process: host/service[pid]"},
      {"none", "no identifier: all lines of a service are one sequence"},
  };
  return rules;
}

}  // namespace faultline::input
