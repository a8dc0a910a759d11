#include "engine/pipeline/import.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/text.h"
#include "engine/parse/mask_advice.h"
#include "engine/pipeline/import_run.h"
#include "engine/pipeline/import_sources.h"
#include "engine/pipeline/project_parser.h"
#include "engine/pipeline/service_name.h"
#include "engine/pipeline/source_text.h"

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;

Result<ImportKeys> loadKeys(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(ProjectParser known, restoreParser(database, book));
  return ImportKeys{std::move(known.parser), std::move(known.ids)};
}

/// The project, made when it is not there.
Result<store::Database> openProject(const fs::path& project) {
  std::error_code error;
  if (fs::exists(project, error)) return store::Database::open(project, store::Access::Write);
  return store::Database::create(project);
}

std::uint64_t sizeOf(const fs::path& path) {
  std::error_code error;
  const std::uint64_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

/// A project that this import made and into which nothing came is taken away again.
void removeIfEmpty(const fs::path& project, store::Database database) {
  const auto sources = store::SourceRepository(database).all();
  if (!sources || !sources->empty()) return;
  const fs::path file = database.file();
  { const store::Database closed = std::move(database); }
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file.string() + suffix, ignored);
  fs::remove_all(project.string() + "-cache", ignored);
}

/// Files that say too little: found in a folder, of fewer than ten lines, beside others that have more.
std::set<fs::path> smallFiles(const std::vector<ImportFile>& files) {
  constexpr std::uint64_t kNeverSmall = 64 * 1024;
  constexpr std::size_t kLeastLines = 10;
  std::set<fs::path> small;
  for (const ImportFile& file : files) {
    if (!file.fromFolder || sizeOf(file.path) >= kNeverSmall) continue;
    const auto probe = input::probeFile(file.path);
    if (!probe) continue;
    const auto sample = sampleFile(file.path, *probe);
    if (sample && sample->lines.size() < kLeastLines) small.insert(file.path);
  }
  if (small.size() == files.size()) small.clear();
  return small;
}

/// Errors that are about one file; the import goes on with the next. All others are the project's.
bool isAboutFile(ErrorCode code) {
  switch (code) {
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
    case ErrorCode::FileIsBinary:
    case ErrorCode::FileEmpty:
    case ErrorCode::FileChanged:
    case ErrorCode::ArchiveDamaged:
    case ErrorCode::ArchiveTooLarge:
    case ErrorCode::LayoutInvalid:
    case ErrorCode::RegexInvalid:
    case ErrorCode::TimeZoneUnknown:
      return true;
    default:
      return false;
  }
}

/// What a time as stated is shown as: without a zone, which it does not have.
std::string stated(LocalTime time) {
  std::string text = isoUtc(UtcTime(time.time_since_epoch()));
  if (text.ends_with('Z')) text.pop_back();
  return text;
}

std::optional<Notice> noticeOf(store::Database& database, const fs::path& path, const ClockJumps& jumps) {
  if (jumps.count == 0) return std::nullopt;
  const auto line = store::EventRepository(database).lineOf(jumps.first);
  const std::string where = path.string() + (line ? ":" + std::to_string(*line) : std::string());
  const std::string more =
      jumps.count > 1 ? ", the first of " + std::to_string(jumps.count) + " such places" : std::string();
  return Notice{ErrorCode::ClockJumpsBack, where,
                "after " + stated(jumps.before) + " comes " + stated(jumps.after) + more};
}

/// Imports one file after the other.
class Importer {
 public:
  Importer(store::Database& database, ImportKeys keys, std::stop_token stop, const ProgressSink& progress,
           std::uint64_t totalBytes)
      : m_database(database),
        m_keys(std::move(keys)),
        m_stop(std::move(stop)),
        m_reporter(progress),
        m_totalBytes(totalBytes) {}

  Status importAll(const std::vector<ImportFile>& files);
  [[nodiscard]] ImportReport& report() { return m_report; }
  /// TooManyKeys, when this import added many to many; with what to mask.
  [[nodiscard]] std::optional<Notice> tooManyKeys() const;

 private:
  Status importOne(const ImportFile& file, ImportedFile& imported);
  void correctService(ImportPlan& plan, ImportedFile& imported) const;
  Status importNew(const ImportFile& file, const fs::path& path, ImportedFile& imported);
  Status importKnown(KnownSource known, const fs::path& path, ImportedFile& imported);
  Status relink(KnownSource& known, const fs::path& path);
  Status goOn(const ImportPlan& plan, store::SourceRow source, ImportedFile& imported);
  void tell(const ImportPlan& plan, const ImportRunResult& result, const ImportWriter& writer,
            ImportedFile& imported) const;
  Status stepBackToLastEntry(store::SourceRow& source);

  store::Database& m_database;
  ImportKeys m_keys;
  bool m_keysAhead = false;  ///< They may hold what was rolled back.
  std::stop_token m_stop;
  ProgressReporter m_reporter;
  std::uint64_t m_totalBytes;
  std::uint64_t m_doneBytes = 0;        ///< Of the files before.
  std::vector<std::string> m_services;  ///< That several of the files are of.
  ImportReport m_report;
};

/// Services that several files are of: a name that comes once may be one of them with a slip.
std::vector<std::string> commonServices(const std::vector<ImportFile>& files) {
  std::map<std::string, int> counts;
  for (const ImportFile& file : files) ++counts[serviceOfFile(file.path)];
  std::vector<std::string> services;
  for (const auto& [service, count] : counts) {
    if (count > 1) services.push_back(service);
  }
  return services;
}

Status Importer::importAll(const std::vector<ImportFile>& files) {
  m_services = commonServices(files);
  const std::set<fs::path> small = smallFiles(files);
  for (const ImportFile& file : files) {
    if (m_stop.stop_requested()) break;
    const std::uint64_t size = sizeOf(file.path);
    m_reporter.report({Stage::Reading, m_doneBytes, m_totalBytes, file.path.filename().string()});
    ImportedFile imported;
    imported.path = file.path;
    if (small.contains(file.path)) {
      imported.outcome = ImportOutcome::Refused;
      imported.error = Error{ErrorCode::SmallFileSetAside, file.path.string(), "it has fewer than ten lines"};
      m_report.files.push_back(std::move(imported));
      m_doneBytes += size;
      continue;
    }
    if (auto status = importOne(file, imported); !status) {
      if (!isAboutFile(status.error().code)) return status;
      if (m_keysAhead) {
        FAULTLINE_TRY_ASSIGN(m_keys, loadKeys(m_database));
      }
      m_keysAhead = false;
      imported.error = status.error();
      imported.outcome = ImportOutcome::Refused;
    }
    m_doneBytes += size;
    m_report.events += imported.events;
    m_report.files.push_back(std::move(imported));
  }
  m_report.cancelled =
      m_stop.stop_requested() && (m_report.files.size() < files.size() || m_report.cancelled);
  if (!m_report.cancelled) m_reporter.report({Stage::Reading, m_totalBytes, m_totalBytes, {}});
  return {};
}

Status Importer::importOne(const ImportFile& file, ImportedFile& imported) {
  std::error_code error;
  const fs::path path = fs::absolute(file.path, error).lexically_normal();
  m_keys.parser.setMode(file.options.frozenKeys ? parse::ParserMode::Frozen : parse::ParserMode::Learning);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources,
                       store::SourceRepository(m_database).all());
  FAULTLINE_TRY_ASSIGN(std::optional<KnownSource> known, findKnownSource(sources, path));
  if (known) return importKnown(std::move(*known), path, imported);
  return importNew(file, path, imported);
}

/// Only where the lines tell none. What is known from the files at hand is kept with the source, as if the
/// user had said it, since it is not known later.
void Importer::correctService(ImportPlan& plan, ImportedFile& imported) const {
  if (plan.linesTellService || !plan.service.empty()) return;
  const std::string named = serviceOfFile(plan.path);
  std::string service = plan.fallbackService;
  if (const auto corrected = correctedService(service, m_services)) plan.service = service = *corrected;
  if (service == named) return;
  imported.notices.push_back({ErrorCode::ServiceNameCorrected, plan.path.string(),
                              "its name says " + named + ", taken for " + service});
}

Status Importer::importNew(const ImportFile& file, const fs::path& path, ImportedFile& imported) {
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(path));
  FAULTLINE_TRY_ASSIGN(const FileSample sample, sampleFile(path, probe));
  FAULTLINE_TRY_ASSIGN(ImportPlan plan, planImport(path, file.options, probe, sample, m_database.file()));
  correctService(plan, imported);
  store::SourceRow source;
  source.path = path.string();
  source.compression = input::compressionName(probe.compression);
  source.encoding = input::encodingName(probe.encoding);
  source.modified = probe.modified.time_since_epoch().count();
  source.layout = plan.layout->name();
  source.layoutPattern = plan.layout->pattern();
  source.sessionRule = plan.rule.name();
  source.clock = plan.clock;
  source.zoneInLog = plan.zoneInLog;
  if (!plan.host.empty()) source.host = plan.host;
  if (!plan.service.empty()) source.service = plan.service;
  FAULTLINE_TRY_ASSIGN(const input::FileHandle handle, input::FileHandle::open(path));
  FAULTLINE_TRY_ASSIGN(const input::ContentIdentity identity, input::identify(handle, probe.size));
  setIdentity(identity, source);
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(m_database));
  FAULTLINE_TRY_ASSIGN(source.id, store::SourceRepository(m_database).insert(source));
  FAULTLINE_TRY(transaction.commit());
  imported.outcome = ImportOutcome::Added;
  return goOn(plan, std::move(source), imported);
}

Status Importer::relink(KnownSource& known, const fs::path& path) {
  known.row.path = path.string();
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(m_database));
  FAULTLINE_TRY(store::SourceRepository(m_database).update(known.row));
  return transaction.commit();
}

Status Importer::importKnown(KnownSource known, const fs::path& path, ImportedFile& imported) {
  const std::string before = known.row.path;
  if (known.moved) FAULTLINE_TRY(relink(known, path));
  imported.source = known.row.id;
  imported.layout = known.row.layout;
  imported.sessionRule = known.row.sessionRule;
  if (known.match == input::ContentMatch::Same && known.row.complete) {
    imported.outcome = ImportOutcome::AlreadyThere;
    imported.error = Error{ErrorCode::SourceAlreadyThere, path.string(),
                           known.moved ? "it was imported as " + before + ", which now points here"
                                       : "all of it was imported before as " + before};
    return {};
  }
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(known.row.path));
  FAULTLINE_TRY_ASSIGN(const ImportPlan plan, planOf(known.row, known.row.path, probe));
  imported.outcome = ImportOutcome::Appended;
  return goOn(plan, std::move(known.row), imported);
}

/// Whether the lines of an entry went on in the next event, because it had become too long.
bool isFull(const store::EventRow& event) {
  return event.extraLines + 1 >= input::EntryJoiner::kMostLines ||
         event.length >= input::EntryJoiner::kMostBytes / 2;
}

/// The last entry may have grown, by the rest of its line or by further lines: it is read and stored again,
/// from where it surely begins.
Status Importer::stepBackToLastEntry(store::SourceRow& source) {
  constexpr std::uint32_t kMostSteps = 64;
  const std::uint32_t from = source.importedEvents - std::min(source.importedEvents, kMostSteps);
  FAULTLINE_TRY_ASSIGN(
      const std::vector<store::EventRow> events,
      store::EventRepository(m_database).range(source.id, from, source.importedEvents - from));
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    source.importedEvents = event->id.ordinal;
    source.importedBytes = event->offset;
    source.lastLineOpen = false;
    source.unfitting -= event->key ? 0 : 1;
    const auto before = event + 1;
    if (event->key && (before == events.rend() || !isFull(*before))) break;
  }
  return {};
}

Status Importer::goOn(const ImportPlan& plan, store::SourceRow source, ImportedFile& imported) {
  imported.source = source.id;
  imported.layout = source.layout;
  imported.sessionRule = source.sessionRule;
  const store::SourceRow before = source;
  FAULTLINE_TRY(stepBackToLastEntry(source));
  const std::uint64_t offset = source.importedBytes;
  FAULTLINE_TRY_ASSIGN(ImportWriter writer,
                       ImportWriter::open(m_database, std::move(source), plan, m_keys.ids));
  const ImportRunSettings settings{blockCacheOf(m_database.file(), imported.source), 0};
  const RawProgress progress = [&](std::uint64_t raw) {
    m_reporter.report({Stage::Reading, m_doneBytes + raw, m_totalBytes, plan.path.filename().string()});
  };
  m_keysAhead = true;
  FAULTLINE_TRY_ASSIGN(const ImportRunResult result,
                       runImport(plan, offset, m_keys, writer, settings, m_stop, progress));
  m_keysAhead = false;
  const store::SourceRow& stored = writer.source();
  imported.events = stored.importedEvents - std::min(stored.importedEvents, before.importedEvents);
  imported.unfitting = stored.unfitting - std::min(stored.unfitting, before.unfitting);
  imported.sessions = stored.sessions - before.sessions;
  m_report.newKeys += writer.newKeys();
  m_report.bytes += stored.importedBytes - std::min(stored.importedBytes, before.importedBytes);
  m_report.cancelled = m_report.cancelled || result.cancelled;
  if (!stored.complete) imported.outcome = ImportOutcome::Partial;
  tell(plan, result, writer, imported);
  return {};
}

void Importer::tell(const ImportPlan& plan, const ImportRunResult& result, const ImportWriter& writer,
                    ImportedFile& imported) const {
  if (result.damage) {
    imported.error = result.damage;
  } else if (result.cutLines > 0) {
    imported.error = Error{ErrorCode::LineTooLong, plan.path.string(),
                           std::to_string(result.cutLines) + " longer than 64 KiB"};
  }
  const EncodingCounts& encodings = result.encodings;
  if (encodings.utf8Lines > 0 && encodings.otherLines > 0) {
    imported.notices.push_back({ErrorCode::MixedEncodings, plan.path.string(),
                                std::to_string(encodings.utf8Lines) + " lines are UTF-8, " +
                                    std::to_string(encodings.otherLines) + " are not"});
  }
  if (const auto jump = noticeOf(m_database, plan.path, writer.clockJumps()))
    imported.notices.push_back(*jump);
}

std::optional<Notice> Importer::tooManyKeys() const {
  constexpr std::size_t kMany = 5'000;
  constexpr std::uint64_t kManyNew = 1'000;
  const parse::LogKeyParser& parser = m_keys.parser;
  if (parser.size() < kMany || m_report.newKeys < kManyNew) return std::nullopt;
  std::vector<std::string> templates;
  for (parse::KeyIndex i = 0; i < parser.size(); ++i) templates.push_back(parser.templateText(i));
  std::string detail = std::to_string(parser.size()) + " log keys";
  if (const auto advice = parse::maskAdvice(templates)) {
    detail += "; " + std::to_string(advice->templates) + " of them are one but for what stands at <?> in \"" +
              elided(toUtf8(advice->around), 120) + "\" (such as " + elided(toUtf8(advice->example), 40) +
              "), which the mask " + advice->expression + " is about";
  }
  return Notice{ErrorCode::TooManyKeys, m_database.file().string(), detail};
}

}  // namespace

Result<ImportReport> importFiles(const fs::path& project, const std::vector<ImportFile>& files,
                                 std::stop_token stop, const ProgressSink& progress) {
  const auto begun = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "import"));
  std::error_code error;
  const bool isNew = !fs::exists(project, error);
  FAULTLINE_TRY_ASSIGN(store::Database database, openProject(project));
  FAULTLINE_TRY_ASSIGN(const std::optional<Notice> olderKeys, continueParser(database));
  FAULTLINE_TRY_ASSIGN(ImportKeys keys, loadKeys(database));
  std::uint64_t totalBytes = 0;
  for (const ImportFile& file : files) totalBytes += sizeOf(file.path);
  Importer importer(database, std::move(keys), std::move(stop), progress, totalBytes);
  const Status status = importer.importAll(files);
  if (status) FAULTLINE_TRY(database.checkpoint());
  ImportReport report = std::move(importer.report());
  if (const auto notice = importer.tooManyKeys()) report.notices.push_back(*notice);
  if (olderKeys) report.notices.push_back(*olderKeys);
  if (isNew) removeIfEmpty(project, std::move(database));
  FAULTLINE_TRY(status);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return report;
}

}  // namespace faultline::pipeline
