#include "tests/ui/fake_engine.h"

#include <QtCore/QRegularExpression>

namespace faultline::ui {

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

const UtcTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

Finding makeFinding(int number, std::uint32_t row, Severity severity, const std::string& code,
                    std::vector<std::string> arguments) {
  Finding finding;
  finding.id = FindingId{number};
  finding.kind = "key";
  finding.code = code;
  finding.arguments = std::move(arguments);
  finding.severity = severity;
  finding.score = 31.5 - number;
  finding.time = FakeLog::timeOf(row);
  finding.host = "host-a";
  finding.service = number % 2 == 0 ? "nova-compute" : "nova-api";
  finding.session = "req-" + std::to_string(FakeLog::sessionOf(row).value);
  finding.sessionId = FakeLog::sessionOf(row);
  finding.source = "/logs/nova-compute.log";
  finding.event = EventId{SourceId{1}, row};
  finding.line = row + 1;
  finding.incident = finding.sessionId.value;
  return finding;
}

Source makeSource(int id, const std::string& name, std::uint64_t events) {
  Source source;
  source.id = SourceId{id};
  source.name = name;
  source.path = "/logs/" + name;
  source.events = events;
  source.sessions = 3;
  source.bytes = events * 120;
  source.layout = "nova";
  source.sessionRule = "request";
  source.encoding = "UTF-8";
  source.first = FakeLog::timeOf(0);
  source.last = FakeLog::timeOf(static_cast<std::uint32_t>(events));
  return source;
}

std::string defaultText(std::uint32_t row) {
  static const char* const kTexts[] = {"Creating image", "VM Started (Lifecycle Event)",
                                       "Terminating instance", "Took 20.58 seconds to build instance."};
  return "nova-compute.log 2931 INFO nova.compute.manager [req-" +
         std::to_string(FakeLog::sessionOf(row).value) +
         "] [instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] " + kTexts[row % 4] + " #" + std::to_string(row);
}

}  // namespace

FakeLog::FakeLog(std::uint32_t count, std::function<std::string(std::uint32_t)> text, const LogFilter& filter)
    : m_count(count), m_text(std::move(text)) {
  if (!filter.session) return;
  m_stride = kSessions;
  m_offset = static_cast<std::uint32_t>(filter.session.value - 1);
  m_count = (count - m_offset + m_stride - 1) / m_stride;
}

Result<std::uint32_t> FakeLog::rowAt(std::uint32_t ordinal) {
  return ordinal <= m_offset ? 0 : (ordinal - m_offset + m_stride - 1) / m_stride;
}

UtcTime FakeLog::timeOf(std::uint32_t row) { return kStart + row * 100ms; }

Result<std::vector<LogLine>> FakeLog::read(std::uint32_t first, std::uint32_t count) {
  std::vector<LogLine> lines;
  for (std::uint32_t row = first; row < m_count && row - first < count; ++row) {
    const std::uint32_t ordinal = ordinalOf(row);
    LogLine line;
    line.event = EventId{SourceId{1}, ordinal};
    line.line = static_cast<std::uint64_t>(ordinal) + 1;
    line.time = timeOf(ordinal);
    line.key = KeyId{1};
    line.session = sessionOf(ordinal);
    line.text = m_text(ordinal);
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<std::optional<std::uint32_t>> FakeLog::find(const std::string& regex, std::uint32_t from,
                                                   LogReader::Direction direction, std::stop_token stop,
                                                   const ProgressSink&) {
  const QRegularExpression wanted(QString::fromStdString(regex));
  const std::int64_t step = direction == LogReader::Direction::Forward ? 1 : -1;
  for (std::int64_t row = from + step; row >= 0 && row < m_count; row += step) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (wanted.match(QString::fromStdString(m_text(ordinalOf(static_cast<std::uint32_t>(row))))).hasMatch()) {
      return std::optional(static_cast<std::uint32_t>(row));
    }
  }
  return std::optional<std::uint32_t>();
}

FakeEngine::FakeEngine() : lineText(defaultText) {
  project.events = 12'345'678;
  project.findings = 5;
  project.sources = {makeSource(1, "nova-compute.log", kLines), makeSource(2, "nova-api.log", 4711),
                     makeSource(3, "sshd.log.gz", 120)};
  project.sources[1].presence = FilePresence::Grown;
  project.sources[2].presence = FilePresence::Missing;
  project.models.push_back(Model{ModelId{1}, true, kStart, "{}", "{}", 1000});
  findings.run = RunId{1};
  findings.findings = {
      makeFinding(1, 5000, Severity::Critical, "unexpected", {"Timeout waiting for <*>", "VM Started"}),
      makeFinding(2, 7000, Severity::Major, "unexpected", {"Instance destroyed", "Creating image"}),
      makeFinding(3, 8000, Severity::Minor, "new", {"<b>bold</b> & %1 unknown"}),
      makeFinding(4, 20, Severity::Warning, "cut", {}),
      makeFinding(5, 9999, Severity::Info, "unexpected", {"Took <*> seconds", "VM Paused"})};
  findings.findings[3].time.reset();
  findings.findings[3].service.clear();
  for (const Finding& finding : findings.findings) {
    Incident incident;
    incident.id = finding.incident;
    incident.findings = {finding.id};
    findings.incidents.push_back(incident);
  }
}

Result<ProjectInfo> FakeEngine::loadProject(const Path& path) {
  if (projectError) return tl::unexpected<Error>(*projectError);
  ProjectInfo info = project;
  info.path = path;
  return info;
}

Status FakeEngine::changeSource(const Path&, SourceId source, const SourceChange& change) {
  if (changeError) return tl::unexpected<Error>(*changeError);
  const std::lock_guard lock(mutex);
  changes.push_back(change);
  for (Source& each : project.sources) {
    if (each.id != source) continue;
    each.clock.zone = change.timeZone.value_or(each.clock.zone);
    each.clock.offset = change.clockOffset.value_or(each.clock.offset);
    each.host = change.host.value_or(each.host);
    each.service = change.service.value_or(each.service);
    for (Finding& finding : findings.findings) {
      if (finding.event.source == source && finding.time && change.clockOffset)
        *finding.time += *change.clockOffset;
    }
  }
  return {};
}

Status FakeEngine::relinkSource(const Path&, SourceId, const Path&) {
  ++relinked;
  return {};
}

FilePreview FakeEngine::previewFile(const Path& path, const ImportOptions& options) {
  {
    const std::lock_guard lock(mutex);
    previewed.push_back(options);
  }
  const auto known = previews.find(path.filename().string());
  if (known != previews.end()) return known->second;
  FilePreview preview;
  preview.path = path;
  preview.bytes = 1'234'567;
  preview.encoding = "UTF-8";
  preview.options = options;
  if (options.layout == "auto") preview.options.layout = "nova";
  if (options.layout.starts_with("<") && options.layout.find("<Content>") == std::string::npos) {
    preview.error = Error{ErrorCode::LayoutInvalid, {}, "there is no <Content>"};
    return preview;
  }
  if (options.sessionId == "auto") preview.options.sessionId = "instance";
  preview.options.host = options.host.value_or("host-a");
  preview.options.service = options.service.value_or("nova");
  preview.options.timeZone = options.timeZone.value_or("UTC");
  preview.options.clockOffset = 0ns;
  preview.layoutPattern = "<Date> <Time> <Pid> <Level> <Component> <Content>";
  if (options.layout.starts_with("<")) {
    const QString pattern = QString::fromStdString(options.layout);
    auto names = QRegularExpression(QStringLiteral("<(\\w+)>")).globalMatch(pattern);
    while (names.hasNext()) {
      const std::string name = names.next().captured(1).toStdString();
      if (name != "Content") preview.fields.push_back(name);
    }
    preview.layoutPattern = options.layout;
  }
  preview.hasTime = true;
  preview.fittingShare = 0.985;
  preview.sessionShare = 0.75;
  for (std::uint32_t row = 0; row < 40; ++row) {
    PreviewLine line;
    line.raw = defaultText(row);
    line.fits = row % 13 != 5;
    line.time = LocalTime(FakeLog::timeOf(row).time_since_epoch());
    line.level = "INFO";
    line.service = *preview.options.service;
    line.session = "req-" + std::to_string(row % 3);
    line.message = line.raw;
    for (const std::string& name : preview.fields) line.fields.push_back(line.fits ? "a " + name : "");
    preview.lines.push_back(line);
  }
  return preview;
}

std::vector<Choice> FakeEngine::layoutChoices() {
  return {{"nova", "OpenStack nova"}, {"syslog", "Syslog (RFC 3164)"}, {"hdfs", "Hadoop HDFS (log4j)"}};
}

std::vector<Choice> FakeEngine::sessionChoices() {
  return {{"instance", "Instance (instance: uuid)"}, {"request", "Request (req-uuid)"}};
}

Result<AnalyzeReport> FakeEngine::analyze(const Path&, const std::vector<ImportFile>& files,
                                          std::stop_token stop, const ProgressSink& progress) {
  {
    const std::lock_guard lock(mutex);
    analyzed = files;
  }
  progress({Stage::Learning, 42, 100, {}});
  if (!job.wait(stop)) return failure(ErrorCode::Cancelled);
  AnalyzeReport report;
  report.detect = DetectReport{};
  report.detect->findings = findings.findings.size();
  return report;
}

Result<std::vector<FindingChart>> FakeEngine::loadFindingCharts(const Path&, FindingId finding) {
  drawing.wait({});
  if (chartError) return tl::unexpected<Error>(*chartError);
  for (const Finding& each : feedback.list().findings) {
    if (each.id == finding && each.kind != "key") return charts;
  }
  return std::vector<FindingChart>();
}

Result<TeachReport> FakeEngine::teach(const Path&, std::stop_token stop, const ProgressSink& progress) {
  progress({Stage::Learning, 30, 100, {}});
  if (!lesson.wait(stop)) return failure(ErrorCode::Cancelled);
  return feedback.teach();
}

Result<std::vector<Change>> FakeEngine::loadChanges(const Path&) {
  std::vector<Change> all = feedback.changes();
  for (Change& change : workflow.changes()) all.push_back(std::move(change));
  for (Change& change : keys.changes()) all.push_back(std::move(change));
  return all;
}

Result<Change> FakeEngine::undoChange(const Path&, std::stop_token, const ProgressSink&) {
  if (auto change = feedback.undo()) return *change;
  if (auto change = workflow.undo()) return *change;
  return keys.undo();
}

Result<Change> FakeEngine::redoChange(const Path&, std::stop_token, const ProgressSink&) {
  if (auto change = feedback.redo()) return *change;
  return keys.redo();
}

Result<Evidence> FakeEngine::loadEvidence(const Path&, FindingId id) {
  Evidence evidence;
  const FindingList list = feedback.list();
  for (const Finding& finding : list.findings) {
    if (finding.id == id) {
      evidence.finding = finding;
    } else if (evidence.sameSession.size() < 2) {
      evidence.sameSession.push_back(finding);
    }
  }
  if (!evidence.finding.id) return failure(ErrorCode::FindingUnknown);
  evidence.values = values[evidence.finding.kind];
  evidence.workflow = workflow.placeOf(evidence.finding);
  const EventId at = evidence.finding.event;
  evidence.sentence =
      "After “Creating image” and “VM Started (Lifecycle Event)”, the model expected “VM Started” (97 %), "
      "but "
      "“Timeout waiting for <*>” came.";
  for (std::uint32_t back = std::min(at.ordinal, 6U); back > 0; --back) {
    const std::uint32_t row = at.ordinal - back;
    evidence.history.push_back({KeyId{row % 4 + 1},
                                "[instance: <*>] Creating image step " + std::to_string(back),
                                EventId{at.source, row}, "/logs/nova-compute.log", row + 1ULL});
  }
  evidence.expected = {
      {KeyId{2}, "[instance: <*>] VM Started (Lifecycle Event)", 0.97},
      {KeyId{3}, "[instance: <*>] VM Paused (Lifecycle Event)", 0.02},
      {KeyId{4}, "[instance: <*>] Took <*> seconds to spawn the instance on the hypervisor.", 0.004}};
  evidence.actual = ActualKey{KeyId{9}, "[instance: <*>] Timeout waiting for <*>", 0.0000012, 28};
  return evidence;
}

Result<std::unique_ptr<LogSource>> FakeEngine::openLog(const Path&, SourceId, const LogFilter& filter) {
  if (logError) return tl::unexpected<Error>(*logError);
  return std::unique_ptr<LogSource>(std::make_unique<FakeLog>(lineCount, lineText, filter));
}

Result<KeyEditPreview> FakeEngine::previewKeyEdit(const Path&, const KeyEdit& edit, std::stop_token stop) {
  if (!keyJob.wait(stop)) return failure(ErrorCode::Cancelled);
  return keys.preview(edit);
}

Result<KeyEditReport> FakeEngine::editKeys(const Path&, const KeyEdit& edit, std::stop_token stop,
                                           const ProgressSink&) {
  if (!keyJob.wait(stop)) return failure(ErrorCode::Cancelled);
  return keys.edit(edit);
}

std::string FakeEngine::changePattern(const std::string& action) {
  if (action == "finding.verdict") return "“%1” is %2";
  if (action == "workflow.rename") return "Task “%1” named “%2”";
  if (action.starts_with("workflow.")) return "Task “%1” changed";
  if (action == "keys.merge") return "Log keys merged into “%1”";
  if (action == "keys.split") return "Log key “%1” split on “%2”";
  if (action == "keys.rename") return "Log key “%1” named “%2”";
  return "Mask added: %2";
}

Result<std::vector<UserLayout>> FakeEngine::loadUserLayouts(const Path& file) {
  const std::lock_guard lock(mutex);
  return layouts[file];
}

Status FakeEngine::saveUserLayouts(const Path& file, const std::vector<UserLayout>& saved) {
  const std::lock_guard lock(mutex);
  layouts[file] = saved;
  return {};
}

Status FakeEngine::saveProjectLayout(const Path& file, const UserLayout& layout) {
  FAULTLINE_TRY(removeProjectLayout(file, layout.name));
  const std::lock_guard lock(mutex);
  layouts[file].push_back(layout);
  return {};
}

Status FakeEngine::removeProjectLayout(const Path& file, const std::string& name) {
  const std::lock_guard lock(mutex);
  std::erase_if(layouts[file], [&](const UserLayout& each) { return each.name == name; });
  return {};
}

std::string FakeEngine::findingPattern(const std::string& code) {
  if (code == "unexpected") return "Unexpected: “%1” instead of “%2”";
  if (code == "new") return "Never seen before: “%1”";
  return "The session ended early";
}

}  // namespace faultline::ui
