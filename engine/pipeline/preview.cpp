#include <algorithm>

#include "engine/base/text.h"
#include "engine/input/entry_joiner.h"
#include "engine/pipeline/import_plan.h"
#include "engine/pipeline/service_name.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostRaw = 4096;  // bytes of a line, for show

std::string shown(std::string_view text) { return toUtf8(text.substr(0, kMostRaw)); }

/// What is worked with while lines are read.
struct LineWork {
  input::Record record;
  input::SessionIds ids;
};

PreviewLine previewLine(std::string_view line, const ImportPlan& plan, LineWork& work) {
  PreviewLine preview;
  preview.raw = shown(line);
  preview.fits = plan.layout->read(line, plan.context, work.record);
  if (!preview.fits) return preview;
  plan.rule.find(line, work.record, work.ids);
  const input::Record& record = work.record;
  preview.time = record.time;
  preview.level = shown(record.level);
  preview.host = record.host.empty() ? plan.fallbackHost : shown(record.host);
  if (!plan.host.empty()) preview.host = plan.host;
  preview.service = record.service.empty() ? plan.fallbackService : shown(record.service);
  if (!plan.service.empty()) preview.service = plan.service;
  preview.process = shown(record.process);
  preview.session = shown(work.ids.main);
  preview.message = shown(record.message);
  return preview;
}

/// A pattern of a user's is shown field by field: that is how one sees what it takes from where.
bool fieldByField(const input::Layout& layout) {
  const auto& builtins = input::builtinLayouts();
  return std::ranges::none_of(builtins, [&](const auto& each) { return each.get() == &layout; });
}

void takeFields(const ImportPlan& plan, const LineWork& work, PreviewLine& preview) {
  const auto& values = work.record.fields.value;
  for (std::size_t i = 0; preview.fits && i < values.size(); ++i) {
    if (i != plan.layout->contentField()) preview.fields.push_back(shown(values[i]));
  }
}

void measure(const FileSample& sample, const ImportPlan& plan, FilePreview& preview) {
  LineWork work;
  std::size_t counted = 0;
  std::size_t fitting = 0;
  std::size_t withSession = 0;
  input::EntryJoiner joiner(*plan.layout);
  for (const std::string& line : sample.lines) {
    const bool fits = plan.layout->read(line, plan.context, work.record);
    if (joiner.continues(input::lineShape(line), fits, line.size())) continue;
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    ++counted;
    if (!fits) continue;
    ++fitting;
    plan.rule.find(line, work.record, work.ids);
    withSession += work.ids.main.empty() ? 0 : 1;
  }
  if (counted == 0) return;
  preview.fittingShare = static_cast<double>(fitting) / static_cast<double>(counted);
  preview.sessionShare = static_cast<double>(withSession) / static_cast<double>(counted);
}

/// Everything that was left open, as it was decided.
ImportOptions decidedOptions(const ImportOptions& options, const ImportPlan& plan) {
  ImportOptions decided;
  // A user's layout goes by the name that was asked for.
  decided.layout = options.layout == "auto" ? plan.layout->name() : options.layout;
  decided.sessionId = plan.rule.name();
  decided.host = plan.host;
  decided.service = options.service.value_or(plan.linesTellService ? std::string() : plan.fallbackService);
  decided.timeZone = plan.clock.zone;
  decided.clockOffset = plan.clock.offset;
  return decided;
}

Status fill(FilePreview& preview, const ImportOptions& options,
            const std::optional<std::filesystem::path>& project) {
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(preview.path));
  FAULTLINE_TRY_ASSIGN(const FileSample sample, sampleFile(preview.path, probe));
  FAULTLINE_TRY_ASSIGN(const ImportPlan plan, planImport(preview.path, options, probe, sample, project));
  const std::string named = serviceOfFile(preview.path);
  if (!options.service && !plan.linesTellService && named != plan.fallbackService) {
    preview.notices.push_back({ErrorCode::ServiceNameCorrected, preview.path.string(),
                               "its name says " + named + ", taken for " + plan.fallbackService});
  }
  preview.bytes = probe.size;
  preview.compression = input::compressionName(probe.compression);
  preview.encoding = input::encodingName(probe.encoding);
  preview.options = decidedOptions(options, plan);
  preview.layoutPattern = plan.layout->pattern();
  preview.hasTime = plan.hasTime;
  preview.hasTimeZone = plan.zoneInLog;
  measure(sample, plan, preview);
  LineWork work;
  const std::size_t count = std::min(kMostLines, sample.fromBeginning);
  const bool fields = fieldByField(*plan.layout);
  input::EntryJoiner joiner(*plan.layout);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& line = sample.lines[i];
    preview.lines.push_back(previewLine(line, plan, work));
    PreviewLine& entry = preview.lines.back();
    if (fields) takeFields(plan, work, entry);
    if (!joiner.continues(input::lineShape(line), entry.fits, line.size())) continue;
    entry = PreviewLine{};
    entry.raw = shown(line);
    entry.continues = true;
  }
  if (!fields) return {};
  preview.fields = plan.layout->fieldNames();
  preview.fields.erase(preview.fields.begin() + static_cast<std::ptrdiff_t>(plan.layout->contentField()));
  return {};
}

}  // namespace

FilePreview previewFile(const std::filesystem::path& path, const ImportOptions& options,
                        const std::optional<std::filesystem::path>& project) {
  FilePreview preview;
  preview.path = path;
  preview.options = options;
  if (auto status = fill(preview, options, project); !status) preview.error = status.error();
  return preview;
}

}  // namespace faultline::pipeline
