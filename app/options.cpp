#include "app/options.h"

#include <algorithm>
#include <cmath>

namespace faultline::app {

namespace {

constexpr double kMostOffsetSeconds = 1e9;

}  // namespace

std::string clockOffsetProblem(const std::string& text) {
  double seconds = 0;
  if (CLI::detail::lexical_cast(text, seconds) && std::abs(seconds) <= kMostOffsetSeconds) return {};
  return "“" + text + "” is no number of seconds within 30 years";
}

void addImportOptions(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("--layout", arguments.options.layout,
                  "how lines are laid out: auto, a name (see: faultline layouts), or a pattern like '<Date> "
                  "<Time> <Level>: <Content>'")
      ->type_name("auto|NAME|PATTERN");
  std::string rules =
      "what names a session: auto, a regular expression (its first group, else all of it), or";
  for (const pipeline::Choice& choice : pipeline::sessionChoices()) {
    if (choice.name != "auto") rules += "\n" + choice.name + ": " + choice.description;
  }
  command.add_option("--session-id", arguments.options.sessionId, rules)->type_name("auto|NAME|REGEX");
  command.add_option("--host", arguments.host, "the host whose logs these are")->type_name("H");
  command.add_option("--service", arguments.service, "the service whose logs these are")->type_name("S");
  command
      .add_option("--timezone", arguments.timeZone,
                  "the zone of times that carry none, like UTC or Europe/Berlin; can be changed later")
      ->type_name("TZ");
  command
      .add_option("--clock-offset", arguments.clockOffsetSeconds,
                  "seconds to add to the times to get true ones; can be changed later")
      ->type_name("SECONDS")
      ->check(clockOffsetProblem);
  command.add_flag("--frozen", arguments.options.frozenKeys,
                   "keep the log keys as they are: what matches none of them gets one key of its own");
}

void addLearnOptions(CLI::App& command, LearnArguments& arguments, const char* sourcesOption) {
  command.add_option("--normal", arguments.normal, "T..T: learn from the events in this range alone");
  command.add_option(sourcesOption, arguments.sources, "learn from these sources alone")->delimiter(',');
  addModelOptions(command, arguments.settings, arguments.epochs);
}

Result<std::vector<pipeline::ImportFile>> importFilesOf(const ImportArguments& arguments,
                                                        const std::filesystem::path& project) {
  pipeline::ImportOptions options = arguments.options;
  if (!arguments.host.empty()) options.host = arguments.host;
  if (!arguments.service.empty()) options.service = arguments.service;
  if (!arguments.timeZone.empty()) options.timeZone = arguments.timeZone;
  if (arguments.clockOffsetSeconds) {
    options.clockOffset = std::chrono::nanoseconds(std::llround(*arguments.clockOffsetSeconds * 1e9));
  }
  FAULTLINE_TRY(pipeline::checkImportOptions(options, project));
  std::vector<std::filesystem::path> paths(arguments.paths.begin(), arguments.paths.end());
  FAULTLINE_TRY_ASSIGN(const std::vector<std::filesystem::path> files, pipeline::listFiles(paths));
  std::vector<pipeline::ImportFile> result;
  result.reserve(files.size());
  for (const std::filesystem::path& file : files) {
    const bool named = std::ranges::find(paths, file) != paths.end();
    result.push_back({file, options, !named});
  }
  return result;
}

Result<pipeline::LearnSettings> learnSettingsOf(const LearnArguments& arguments,
                                                const CommandContext& context) {
  pipeline::LearnSettings settings = arguments.settings;
  settings.epochs = arguments.epochs;
  settings.seed = context.seed;
  settings.threads = context.threads;
  for (const std::int64_t id : arguments.sources) settings.sources.push_back(SourceId{id});
  FAULTLINE_TRY_ASSIGN(settings.normal, normalPeriodOf(arguments.normal));
  return settings;
}

Result<std::optional<pipeline::TimeRange>> normalPeriodOf(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto dots = text.find("..");
  if (dots == std::string::npos)
    return failure(ErrorCode::TimeInvalid, "--normal " + text, "a range is written T..T");
  const UtcTime present = now();
  FAULTLINE_TRY_ASSIGN(const UtcTime from, parseMoment(text.substr(0, dots), present));
  FAULTLINE_TRY_ASSIGN(const UtcTime to, parseMoment(text.substr(dots + 2), present));
  if (from >= to)
    return failure(ErrorCode::TimeInvalid, "--normal " + text, "the range ends before it begins");
  return pipeline::TimeRange{from, to};
}

}  // namespace faultline::app
