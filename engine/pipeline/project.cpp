#include "engine/pipeline/project.h"

#include <nlohmann/json.hpp>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/file_presence.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/relearning.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/journal.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

/// Whether a source's streams agree on a value; "" when they do not.
std::string common(const std::vector<store::StreamRow>& streams, SourceId source,
                   std::string store::StreamRow::*field) {
  std::optional<std::string> value;
  for (const store::StreamRow& stream : streams) {
    if (stream.source != source) continue;
    if (value && *value != stream.*field) return {};
    value = stream.*field;
  }
  return value.value_or(std::string());
}

Result<Source> describe(const store::SourceRow& row, const std::vector<store::StreamRow>& streams,
                        const store::EventRepository& events, const Clocks& clocks) {
  Source source;
  source.id = row.id;
  source.path = row.path;
  source.name = std::filesystem::path(row.path).filename().string();
  source.state = row.complete ? SourceState::Complete : SourceState::Partial;
  source.presence = presenceOf(row);
  source.bytes = row.size;
  source.events = row.importedEvents;
  source.unfitting = row.unfitting;
  source.sessions = row.sessions;
  source.layout = row.layout;
  source.sessionRule = row.sessionRule;
  source.encoding = row.encoding;
  source.compression = row.compression;
  source.host = row.host ? *row.host : common(streams, row.id, &store::StreamRow::host);
  source.service = row.service ? *row.service : common(streams, row.id, &store::StreamRow::service);
  source.clock = row.clock;
  source.hasTimeZone = row.zoneInLog;
  FAULTLINE_TRY_ASSIGN(const auto span, events.timeSpan(row.id));
  if (span) {
    source.first = clocks.utc(row.id, span->first);
    source.last = clocks.utc(row.id, span->second);
  }
  return source;
}

Status addSources(store::Database& database, ProjectInfo& info) {
  const store::SourceRepository sources(database);
  const store::EventRepository events(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> rows, sources.all());
  FAULTLINE_TRY_ASSIGN(const std::vector<store::StreamRow> streams, sources.streams());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(rows));
  for (const store::SourceRow& row : rows) {
    FAULTLINE_TRY_ASSIGN(Source source, describe(row, streams, events, clocks));
    info.events += source.events;
    info.unfitting += source.unfitting;
    info.sources.push_back(std::move(source));
  }
  return {};
}

Status addModels(store::Database& database, ProjectInfo& info) {
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<ModelId> active, models.active());
  FAULTLINE_TRY_ASSIGN(const std::vector<store::ModelRow> rows, models.all());
  for (const store::ModelRow& row : rows) {
    info.models.push_back({row.id, active == row.id, row.created, row.settings, row.saw, row.bytes});
  }
  return {};
}

Status checkZone(const SourceChange& change) {
  if (!change.timeZone) return {};
  FAULTLINE_TRY(ClockReader::make({*change.timeZone, {}}));
  return {};
}

/// What the user says overrides what the lines say; an empty word takes it back.
std::optional<std::string> overriding(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional(word);
}

/// The settings of a source that a journalled change can touch.
json clockJson(const store::SourceRow& row) {
  return {{"source", row.id.value},
          {"zone", row.clock.zone},
          {"clock_offset", row.clock.offset.count()},
          {"host", row.host ? json(*row.host) : json()},
          {"service", row.service ? json(*row.service) : json()},
          {"path", row.path}};
}

/// Writes a changed row and its journal entry together.
Status storeChange(store::Database& database, const std::string& action, const store::SourceRow& before,
                   const store::SourceRow& after) {
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY(store::SourceRepository(database).update(after));
  FAULTLINE_TRY(store::Journal(database).record(action, clockJson(after).dump(), clockJson(before).dump()));
  return transaction.commit();
}

}  // namespace

Result<ProjectInfo> loadProject(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  ProjectInfo info;
  info.path = project;
  info.schema = store::schemaVersion();
  std::error_code error;
  info.bytes = std::filesystem::file_size(project, error);
  FAULTLINE_TRY_ASSIGN(info.sessions, store::SessionRepository(database).count());
  FAULTLINE_TRY_ASSIGN(const KeyBook keys, KeyBook::read(database));
  info.keys = keys.shownCount();
  FAULTLINE_TRY_ASSIGN(info.needsRelearning, relearningNotice(database, keys));
  FAULTLINE_TRY(addSources(database, info));
  FAULTLINE_TRY(addModels(database, info));
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<store::RunRow> run, findings.latestRun());
  if (run) {
    FAULTLINE_TRY_ASSIGN(info.findings, findings.countOfRun(run->id));
  }
  if (std::string holder = store::WriterLock::holder(project); !holder.empty())
    info.writer = std::move(holder);
  return info;
}

Status createProject(const std::filesystem::path& project) {
  FAULTLINE_TRY(store::Database::create(project));
  return {};
}

Status changeSource(const std::filesystem::path& project, SourceId source, const SourceChange& change) {
  FAULTLINE_TRY(checkZone(change));
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "change of a source"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const store::SourceRow before, store::SourceRepository(database).get(source));
  store::SourceRow after = before;
  if (change.timeZone && before.zoneInLog && *change.timeZone != before.clock.zone) {
    return failure(ErrorCode::InvalidArgument, before.path, "the times in this log carry their zone");
  }
  after.clock.zone = change.timeZone.value_or(before.clock.zone);
  after.clock.offset = change.clockOffset.value_or(before.clock.offset);
  if (change.host) after.host = overriding(*change.host);
  if (change.service) after.service = overriding(*change.service);
  return storeChange(database, "source.change", before, after);
}

Status relinkSource(const std::filesystem::path& project, SourceId source,
                    const std::filesystem::path& file) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(project, "relinking of a source"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const store::SourceRow before, store::SourceRepository(database).get(source));
  store::SourceRow after = before;
  std::error_code error;
  after.path = std::filesystem::absolute(file, error).lexically_normal().string();
  switch (presenceOf(after)) {
    case FilePresence::Missing:
      return failure(ErrorCode::FileMissing, after.path, "no such file");
    case FilePresence::Unreadable:
      return failure(ErrorCode::FileUnreadable, after.path, "permission denied");
    case FilePresence::Changed:
      return failure(ErrorCode::FileChanged, after.path, "its content is not that of " + before.path);
    case FilePresence::Unchanged:
    case FilePresence::Grown:
      break;
  }
  return storeChange(database, "source.relink", before, after);
}

Status removeSource(const std::filesystem::path& project, SourceId source) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "removal of a source"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const store::SourceRow before, store::SourceRepository(database).get(source));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY(store::SourceRepository(database).remove(source));
  // Taken back by importing the file again with the settings that stand here.
  const json forward = {{"source", source.value}};
  FAULTLINE_TRY(store::Journal(database).record("source.remove", forward.dump(), clockJson(before).dump()));
  return transaction.commit();
}

}  // namespace faultline::pipeline
