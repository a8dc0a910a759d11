#include "engine/pipeline/tables.h"

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/key_book.h"
#include "engine/store/event_repository.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

json timeOf(const std::optional<UtcTime>& time) { return time ? json(isoUtc(*time)) : json(); }

Result<Table> findingsTable(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(const FindingList list, loadFindings(project));
  Table table{"findings",
              {"id", "kind", "code", "severity", "score", "p", "time", "end", "host", "service", "session",
               "source", "line", "title", "status", "incident"},
              {}};
  for (const Finding& one : list.findings) {
    table.rows.push_back({one.id.value, one.kind, one.code, severityName(one.severity), one.score, one.p,
                          timeOf(one.time), timeOf(one.end ? one.end : one.time), one.host, one.service,
                          one.session, one.source, one.line, one.title, statusName(one.status),
                          one.incident});
  }
  return table;
}

Result<Table> sessionsTable(store::Database& database) {
  struct Seen {
    std::uint64_t events = 0;
    EventId first;
    EventId last;
  };
  std::unordered_map<SessionId, Seen> seen;
  FAULTLINE_TRY(store::EventRepository(database).scan([&](const store::EventRef& event) {
    Seen& session = seen[event.session];
    if (session.events++ == 0) session.first = event.id;
    session.last = event.id;
    return true;
  }));
  Table table{"sessions", {"id", "rule", "session", "events", "source", "first_event", "last_event"}, {}};
  FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    if (row.rule == store::SessionRepository::kStreamRule) return;
    const Seen& session = seen[row.id];
    table.rows.push_back({row.id.value, row.rule, row.label, session.events, session.first.source.value,
                          session.first.ordinal, session.last.ordinal});
  }));
  return table;
}

Result<Table> templatesTable(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const auto counts, store::EventRepository(database).keyCounts());
  std::unordered_map<KeyId, std::uint64_t> occurrences;
  for (const auto& [key, count] : counts) occurrences[book.canonical(key)] += count;
  Table table{"templates", {"id", "template", "name", "occurrences"}, {}};
  for (const store::KeyRow& row : book.rows()) {
    if (book.isShown(row.id)) table.rows.push_back({row.id.value, row.text, row.name, occurrences[row.id]});
  }
  return table;
}

std::string csvOf(const json& value) {
  if (value.is_null()) return {};
  if (!value.is_string()) return value.dump();
  return csvText(toUtf8(value.get_ref<const std::string&>()));
}

}  // namespace

std::string csvText(const std::string& text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return csvField(formula ? "'" + text : text);
}

Result<Table> loadTable(const std::filesystem::path& project, const std::string& name) {
  if (name == "findings") return findingsTable(project);
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  if (name == "sessions") return sessionsTable(database);
  if (name == "templates") return templatesTable(database);
  return failure(ErrorCode::InvalidArgument, name, "there are the tables findings, sessions and templates");
}

std::string tableCsv(const Table& table) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i == 0 ? "" : ",") + table.columns[i];
  text += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csvOf(row[i]);
    text += '\n';
  }
  return text;
}

std::string tableJson(const Table& table) {
  json rows = json::array();
  for (const auto& row : table.rows) {
    json object = json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i]] = row[i];
    rows.push_back(std::move(object));
  }
  return json{{"schema", 1}, {table.name, rows}}.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::pipeline
