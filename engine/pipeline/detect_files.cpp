#include "engine/pipeline/detect_files.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <unordered_map>
#include <utility>

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/input/detection.h"
#include "engine/pipeline/finding_text.h"
#include "engine/pipeline/import_block.h"
#include "engine/pipeline/live_detection.h"
#include "engine/pipeline/model_file.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/severity_rule.h"

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;
namespace tbb = oneapi::tbb;
using sequence::SessionKind;

constexpr std::size_t kBlocksAThread = 2;
constexpr std::size_t kMostBlocks = 16;
constexpr double kLeastFitting = 0.5;
/// From so many streams on processes, then all else, are no longer told apart. What makes more is no name.
constexpr std::size_t kMostStreams = 4'000;

/// A file to be read, and how.
struct PlannedFile {
  SourceId source;  ///< Its place in the list, from 1.
  ImportPlan plan;
  std::optional<ClockReader> clock;
};

/// Turns what is found into findings with words.
class Narrator {
 public:
  Narrator(const ModelFile& model, detect::TrainMode mode) : m_model(model), m_mode(mode) {}

  /// `text`: the line's own message, where it is at hand.
  FileFinding tell(const LiveFinding& found, const LiveDetection& detection, std::string_view text) {
    const detect::Anomaly& anomaly = found.anomaly;
    FileFinding told;
    Finding& finding = told.finding;
    finding.id = FindingId{++m_count};
    finding.kind = "key";
    finding.code = findingCode(anomaly, m_mode);
    finding.score = anomaly.score;
    store::FindingRow chance;
    setChance(chance, anomaly.p, detection.units(found.event.kind));
    finding.p = chance.p;
    finding.severity = severityOf(chance.expected);
    finding.event = found.event.id;
    finding.arguments = {textOf(found.event.key, text), earlierText(anomaly)};
    finding.title = findingTitle(finding.code, finding.arguments);
    for (const detect::ExpectedKey& key : anomaly.expected) {
      if (key.key == sequence::kSessionStart) continue;
      const bool isEnd = key.key == sequence::kSessionEnd;
      told.expected.push_back({isEnd ? KeyId{} : KeyId{key.key},
                               isEnd ? "end of the session" : m_model.textOf(KeyId{key.key}),
                               key.probability});
    }
    return told;
  }

 private:
  [[nodiscard]] std::string textOf(sequence::LogKey key, std::string_view text) const {
    std::string known = m_model.textOf(KeyId{key});
    const bool isKind = !known.empty() && known != parse::kUnknownKind;
    return isKind || text.empty() ? known : elided(toUtf8(text), 200);
  }

  [[nodiscard]] std::string earlierText(const detect::Anomaly& anomaly) const {
    const sequence::LogKey before = anomaly.earlier != 0      ? anomaly.earlier
                                    : anomaly.history.empty() ? 0
                                                              : anomaly.history.back();
    return before != 0 && sequence::isEntryKey(before) ? m_model.textOf(KeyId{before}) : std::string();
  }

  const ModelFile& m_model;
  detect::TrainMode m_mode;
  std::int64_t m_count = 0;
};

/// Reads files one after the other and judges their lines.
class FileDetection {
 public:
  FileDetection(const ModelFile& model, ProjectParser& parser, LiveDetection& detection,
                detect::TrainMode mode, const std::stop_token& stop, const ProgressSink& progress,
                const FindingSink& sink)
      : m_model(model),
        m_parser(parser),
        m_detection(detection),
        m_narrator(model, mode),
        m_stop(stop),
        m_reporter(progress),
        m_sink(sink) {
    for (const KeyId id : parser.ids) m_keys.push_back(model.canonicalOf(id));
  }

  Status readAll(const std::vector<fs::path>& files, int threads);
  [[nodiscard]] FilesReport& report() { return m_report; }

 private:
  Status readFile(const fs::path& path, int threads);
  Result<PlannedFile> plan(const fs::path& path, FilesReport::File& told) const;
  Status run(PlannedFile& file, int threads);
  void match(const PlannedFile& file, ParsedBlock& block);
  Status judge(const PlannedFile& file, ParsedBlock& block);
  void addEvents(const PlannedFile& file, const ParsedBlock& block, std::size_t index);
  std::uint32_t streamOf(const StreamName& name);
  Status tell(const LiveFinding& found, const ParsedBlock& block);
  void place(const LiveFinding& found, Finding& finding) const;
  sequence::LogKey keyOf(parse::KeyIndex index);

  const ModelFile& m_model;
  ProjectParser& m_parser;
  LiveDetection& m_detection;
  Narrator m_narrator;
  const std::stop_token& m_stop;
  ProgressReporter m_reporter;
  const FindingSink& m_sink;
  std::vector<sequence::LogKey> m_keys;  // by the parser's index
  FilesReport m_report;
  std::uint64_t m_doneBytes = 0;
  std::uint64_t m_totalBytes = 0;
  std::uint64_t m_line = 0;  // lines of the file before the block
  std::vector<StreamName> m_streams;
  std::unordered_map<std::string, std::uint32_t> m_streamNumbers;
  std::vector<LiveEvent> m_events;
  std::vector<std::uint32_t> m_lines;                // of each event: its line in the block
  std::vector<std::optional<ClockReader>> m_clocks;  // by file
};

/// Whatever the model has no key for is one key of its own, which no model knows.
sequence::LogKey FileDetection::keyOf(parse::KeyIndex index) {
  constexpr sequence::LogKey kUnknown = std::numeric_limits<sequence::LogKey>::max();
  return index < m_keys.size() ? m_keys[index] : kUnknown;
}

Result<PlannedFile> FileDetection::plan(const fs::path& path, FilesReport::File& told) const {
  PlannedFile file;
  file.source = SourceId{static_cast<std::int64_t>(m_report.files.size()) + 1};
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(path));
  FAULTLINE_TRY_ASSIGN(const FileSample sample, sampleFile(path, probe));
  const std::vector<std::string_view> lines(sample.lines.begin(), sample.lines.end());
  const input::ReadContext context{LocalTime(probe.modified.time_since_epoch() + std::chrono::hours(24))};
  ImportOptions options;
  double best = kLeastFitting;
  told.isKnownLayout = false;
  for (const KnownLayout& known : m_model.layouts) {
    const auto layout = input::makeLayout(known.layout);
    const double share = layout ? input::fittingShare(lines, **layout, context) : 0;
    if (share <= best) continue;
    best = share;
    options.layout = known.layout;
    options.sessionId = known.sessionRule;
    told.isKnownLayout = true;
  }
  FAULTLINE_TRY_ASSIGN(file.plan, planImport(path, options, probe, sample));
  FAULTLINE_TRY_ASSIGN(file.clock, ClockReader::make(file.plan.clock));
  told.layout = file.plan.layout->name();
  told.sessionRule = file.plan.rule.name();
  return file;
}

Status FileDetection::readAll(const std::vector<fs::path>& files, int threads) {
  std::error_code error;
  for (const fs::path& path : files) {
    const std::uint64_t size = fs::file_size(path, error);
    m_totalBytes += error ? 0 : size;
  }
  for (const fs::path& path : files) {
    if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY(readFile(path, threads));
  }
  m_report.sessions = m_detection.sessions();
  m_report.open = m_detection.open();
  m_reporter.report({Stage::Judging, m_totalBytes, m_totalBytes, {}});
  return {};
}

Status FileDetection::readFile(const fs::path& path, int threads) {
  FilesReport::File told;
  told.path = path;
  auto file = plan(path, told);
  if (!file) told.error = file.error();
  m_clocks.push_back(file ? file->clock : std::nullopt);
  m_report.files.push_back(std::move(told));
  if (!file) return {};
  m_line = 0;
  // What cannot be read is met again below, and told there.
  if (auto years =
          input::YearMarks::find(path, file->plan.probe, *file->plan.layout, file->plan.context, m_stop))
    file->plan.years = std::move(*years);
  FAULTLINE_TRY(run(*file, threads));
  m_doneBytes += file->plan.probe.size;
  m_report.bytes += file->plan.probe.size;
  return {};
}

Status FileDetection::run(PlannedFile& file, int threads) {
  auto opened =
      input::TextStream::open(file.plan.path, file.plan.probe.compression, file.plan.probe.encoding);
  if (!opened) {
    m_report.files.back().error = opened.error();
    return {};
  }
  input::LineReader reader(*opened);
  input::EntryJoiner joiner(*file.plan.layout);
  Status status;
  std::atomic<bool> over = false;
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  const auto tokens =
      std::min(static_cast<std::size_t>(std::max(1, arena.max_concurrency())) * kBlocksAThread, kMostBlocks);
  std::vector<ParsedBlock> ring(tokens);
  std::size_t next = 0;
  const auto read = tbb::make_filter<void, ParsedBlock*>(tbb::filter_mode::serial_in_order,
                                                         [&](tbb::flow_control& control) -> ParsedBlock* {
                                                           ParsedBlock& block = ring[next++ % ring.size()];
                                                           const Baton::Turn turn(block.baton);
                                                           block.clear();
                                                           if (!over && !m_stop.stop_requested()) {
                                                             const auto more = reader.next(block.block);
                                                             if (more && *more) return &block;
                                                             if (!more)
                                                               m_report.files.back().error = more.error();
                                                           }
                                                           control.stop();
                                                           return nullptr;
                                                         });
  const auto parse =
      tbb::make_filter<ParsedBlock*, ParsedBlock*>(tbb::filter_mode::parallel, [&](ParsedBlock* block) {
        const Baton::Turn turn(block->baton);
        if (!over && !m_stop.stop_requested()) parseBlock(file.plan, m_parser.parser, *block);
        return block;
      });
  const auto judge =
      tbb::make_filter<ParsedBlock*, void>(tbb::filter_mode::serial_in_order, [&](ParsedBlock* block) {
        const Baton::Turn turn(block->baton);
        if (over) return;
        if (m_stop.stop_requested()) {
          status = failure(ErrorCode::Cancelled);
        } else {
          joinEntries(joiner, *block);
          matchKeys(m_parser.parser, *block);
          status = this->judge(file, *block);
        }
        if (!status) over = true;
      });
  arena.execute([&] { tbb::parallel_pipeline(tokens, read & parse & judge); });
  FAULTLINE_TRY(status);
  if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
  return {};
}

std::uint32_t FileDetection::streamOf(const StreamName& name) {
  if (m_streams.size() >= kMostStreams && !name.process.empty())
    return streamOf({name.host, name.service, {}});
  if (m_streams.size() >= 2 * kMostStreams && !(name == StreamName{})) return streamOf({});
  const std::string label = name.host + '\n' + name.service + '\n' + name.process;
  const auto [entry, isNew] =
      m_streamNumbers.try_emplace(label, static_cast<std::uint32_t>(m_streams.size()));
  if (isNew) m_streams.push_back(name);
  return entry->second;
}

void FileDetection::addEvents(const PlannedFile& file, const ParsedBlock& block, std::size_t index) {
  const ParsedLine& line = block.lines[index];
  LiveEvent event;
  event.key = keyOf(line.key);
  event.id = {file.source, static_cast<std::uint32_t>(m_line + index)};
  event.time = line.time;
  event.stream = streamOf(block.streams[line.stream]);
  const bool isStream = file.plan.rule.isNone() || line.session.empty();
  const std::string& rule = file.plan.rule.name();
  const auto add = [&](std::uint64_t session, SessionKind kind, std::string_view label) {
    event.session = session;
    event.kind = kind;
    event.label = label;
    m_events.push_back(event);
    m_lines.push_back(static_cast<std::uint32_t>(index));
  };
  if (isStream) {
    const std::string label = std::to_string(file.source.value) + '\n' + std::to_string(event.stream);
    add(stableHash(label, 1), SessionKind::Stream, {});
    return;
  }
  const std::uint64_t seed = stableHash(rule, 2);
  add(stableHash(line.session, seed), SessionKind::Whole, line.session);
  for (std::uint32_t i = 0; i < line.furtherCount; ++i) {
    const std::string_view further = block.further[line.furtherBegin + i];
    add(stableHash(further, seed), SessionKind::Whole, further);
  }
}

Status FileDetection::judge(const PlannedFile& file, ParsedBlock& block) {
  FilesReport::File& told = m_report.files.back();
  m_events.clear();
  m_lines.clear();
  for (std::size_t i = 0; i < block.lines.size(); ++i) {
    const ParsedLine& line = block.lines[i];
    if (line.continues) continue;
    ++told.events;
    ++m_report.events;
    told.unfitting += line.hasKey() ? 0 : 1;
    if (!line.hasKey()) continue;
    m_report.unknown += line.key >= m_keys.size() ? 1 : 0;
    addEvents(file, block, i);
  }
  FAULTLINE_TRY_ASSIGN(const std::vector<LiveFinding> findings, m_detection.add(m_events, m_stop));
  for (const LiveFinding& found : findings) FAULTLINE_TRY(tell(found, block));
  m_line += block.lines.size();
  m_reporter.report({Stage::Judging, m_doneBytes + block.block.rawPosition, m_totalBytes,
                     file.plan.path.filename().string()});
  return {};
}

Status FileDetection::tell(const LiveFinding& found, const ParsedBlock& block) {
  const std::string_view text = found.given ? block.lines[m_lines[*found.given]].text : std::string_view();
  FileFinding told = m_narrator.tell(found, m_detection, text);
  Finding& finding = told.finding;
  place(found, finding);
  if (found.event.kind == SessionKind::Whole) {
    SessionName* const name = m_detection.nameOf(found.event.session);
    if (name == nullptr) return failure(ErrorCode::ModelFailed, {}, "a session without a name");
    if (name->incident == 0) name->incident = finding.id.value;
    finding.session = toUtf8(name->label);
    finding.incident = name->incident;
  } else {
    finding.incident = finding.id.value;
  }
  if (finding.id.value != finding.incident) finding.leader = FindingId{finding.incident};
  ++m_report.findings;
  return m_sink(told);
}

void FileDetection::place(const LiveFinding& found, Finding& finding) const {
  const auto index = static_cast<std::size_t>(found.event.id.source.value - 1);
  finding.source = m_report.files[index].path.string();
  finding.line = found.event.id.ordinal + std::uint64_t{1};
  const StreamName& stream = m_streams[found.event.stream];
  finding.host = stream.host;
  finding.service = stream.service;
  if (found.event.time && m_clocks[index]) finding.time = m_clocks[index]->toUtc(*found.event.time);
}

}  // namespace

Result<FilesReport> detectFiles(const fs::path& model, const std::vector<fs::path>& files, int threads,
                                std::stop_token stop, const ProgressSink& progress, const FindingSink& sink) {
  const auto begun = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const ModelFile known, ModelFile::read(model));
  FAULTLINE_TRY_ASSIGN(const detect::Detector detector, known.detector());
  FAULTLINE_TRY_ASSIGN(Pauses pauses, pausesOf(known.parts));
  FAULTLINE_TRY_ASSIGN(LiveDetection detection, LiveDetection::make(detector, std::move(pauses)));
  FAULTLINE_TRY_ASSIGN(ProjectParser parser, restoreParser(known.parser));
  parser.parser.setMode(parse::ParserMode::Frozen);
  FileDetection run(known, parser, detection, detector.settings().mode, stop, progress, sink);
  FAULTLINE_TRY(run.readAll(files, threads));
  FilesReport report = std::move(run.report());
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return report;
}

}  // namespace faultline::pipeline
