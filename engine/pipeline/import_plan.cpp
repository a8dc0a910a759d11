#include "engine/pipeline/import_plan.h"

#include <algorithm>

#include "engine/input/detection.h"
#include "engine/input/line_reader.h"
#include "engine/pipeline/service_name.h"
#include "engine/pipeline/user_layouts.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kSampleFromBeginning = 2000;
constexpr std::size_t kSampleFromMiddle = 500;
constexpr std::uint64_t kLargeFile = 4 * 1024 * 1024;

Status sampleFrom(const std::filesystem::path& path, const input::FileProbe& probe, std::uint64_t offset,
                  std::size_t most, std::vector<std::string>& lines) {
  FAULTLINE_TRY_ASSIGN(auto stream, input::TextStream::open(path, probe.compression, probe.encoding, offset));
  input::LineReader reader(stream);
  input::LineBlock block;
  const auto more = reader.next(block);
  if (!more && more.error().code != ErrorCode::ArchiveDamaged) return tl::unexpected<Error>(more.error());
  // In the middle of a file, the first line is the end of one.
  const std::size_t first = offset == 0 ? 0 : 1;
  const std::size_t end = more && *more ? std::min(block.lines.size(), first + most) : 0;
  for (std::size_t i = first; i < end; ++i) lines.emplace_back(block.line(i));
  return {};
}

input::ReadContext contextOf(const input::FileProbe& probe) {
  return {LocalTime(probe.modified.time_since_epoch() + std::chrono::hours(24))};
}

/// What the sample's lines say, counted.
struct SampleFacts {
  std::size_t lines = 0;
  std::size_t timed = 0;
  std::size_t zoned = 0;
  std::size_t withService = 0;
};

SampleFacts factsOf(const std::vector<std::string_view>& lines, const input::Layout& layout,
                    const input::ReadContext& context) {
  SampleFacts facts;
  input::Record record;
  for (const std::string_view line : lines) {
    if (!layout.read(line, context, record)) continue;
    ++facts.lines;
    facts.timed += record.time ? 1 : 0;
    facts.zoned += record.time && record.zoned ? 1 : 0;
    facts.withService += record.service.empty() ? 0 : 1;
  }
  return facts;
}

Status chooseLayout(const ImportOptions& options, const std::optional<std::filesystem::path>& project,
                    const std::vector<std::string_view>& lines, ImportPlan& plan) {
  if (options.layout == "auto") {
    plan.layout = input::detectLayout(lines, plan.context).layout;
    return {};
  }
  FAULTLINE_TRY_ASSIGN(const std::string layout, resolveLayout(options.layout, project));
  FAULTLINE_TRY_ASSIGN(plan.layout, input::makeLayout(layout));
  return {};
}

Status chooseRule(const ImportOptions& options, const std::vector<std::string_view>& lines,
                  ImportPlan& plan) {
  const std::string name = options.sessionId == "auto"
                               ? input::detectSessionRule(lines, *plan.layout, plan.context)
                               : options.sessionId;
  FAULTLINE_TRY_ASSIGN(plan.rule, input::SessionRule::make(name));
  return {};
}

/// A session that is a process says it all; a stream for each would say it again.
bool processInStream(const input::SessionRule& rule) { return rule.name() != "process"; }

}  // namespace

Result<FileSample> sampleFile(const std::filesystem::path& path, const input::FileProbe& probe) {
  FileSample sample;
  FAULTLINE_TRY(sampleFrom(path, probe, 0, kSampleFromBeginning, sample.lines));
  sample.fromBeginning = sample.lines.size();
  if (input::isDirect(probe.compression, probe.encoding) && probe.size > kLargeFile) {
    FAULTLINE_TRY(sampleFrom(path, probe, probe.size / 2, kSampleFromMiddle, sample.lines));
  }
  return sample;
}

Result<ImportPlan> planImport(const std::filesystem::path& path, const ImportOptions& options,
                              const input::FileProbe& probe, const FileSample& sample,
                              const std::optional<std::filesystem::path>& project) {
  ImportPlan plan;
  plan.path = path;
  plan.probe = probe;
  plan.context = contextOf(probe);
  const std::vector<std::string_view> lines(sample.lines.begin(), sample.lines.end());
  FAULTLINE_TRY(chooseLayout(options, project, lines, plan));
  FAULTLINE_TRY(chooseRule(options, lines, plan));
  const SampleFacts facts = factsOf(lines, *plan.layout, plan.context);
  plan.hasTime = facts.timed > 0;
  plan.zoneInLog = facts.zoned * 2 > facts.timed;
  plan.processInStream = processInStream(plan.rule);
  plan.host = options.host.value_or("");
  plan.service = options.service.value_or("");
  plan.linesTellService = facts.withService > 0;
  plan.fallbackHost = hostOfFile(path);
  plan.fallbackService = serviceOfFile(path);
  if (const auto corrected = correctedService(plan.fallbackService, {})) plan.fallbackService = *corrected;
  if (options.timeZone && !plan.zoneInLog) plan.clock.zone = *options.timeZone;
  plan.clock.offset = options.clockOffset.value_or(std::chrono::nanoseconds(0));
  // A zone that is no zone is told even where the log carries its own.
  FAULTLINE_TRY(ClockReader::make({options.timeZone.value_or("UTC"), plan.clock.offset}));
  return plan;
}

Result<ImportPlan> planOf(const store::SourceRow& source, const std::filesystem::path& path,
                          const input::FileProbe& probe) {
  ImportPlan plan;
  plan.path = path;
  plan.probe = probe;
  plan.context = contextOf(probe);
  plan.probe.encoding = input::encodingFromName(source.encoding).value_or(probe.encoding);
  FAULTLINE_TRY_ASSIGN(plan.layout, input::makeLayout(source.layout));
  FAULTLINE_TRY_ASSIGN(plan.rule, input::SessionRule::make(source.sessionRule));
  plan.clock = source.clock;
  plan.zoneInLog = source.zoneInLog;
  plan.fallbackHost = hostOfFile(source.path);
  plan.fallbackService = serviceOfFile(source.path);
  if (const auto corrected = correctedService(plan.fallbackService, {})) plan.fallbackService = *corrected;
  plan.processInStream = processInStream(plan.rule);
  return plan;
}

}  // namespace faultline::pipeline
