#include "engine/pipeline/parse_file.h"

#include <chrono>
#include <functional>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/input/detection.h"
#include "engine/input/file_probe.h"
#include "engine/input/line_reader.h"
#include "engine/parse/log_key_parser.h"
#include "engine/pipeline/csv_file.h"
#include "engine/pipeline/user_layouts.h"

namespace faultline::pipeline {

namespace {

using parse::KeyIndex;
using parse::LogKeyParser;

constexpr KeyIndex kNoKey = 0xffffffffU;
constexpr std::size_t kSampleLines = 1000;

std::string eventName(KeyIndex key) { return "E" + std::to_string(key + 1); }

/// Message without the blanks around it.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

class FileParser {
 public:
  FileParser(const std::filesystem::path& file, const input::FileProbe& probe, LogKeyParser parser,
             std::stop_token stop, const ProgressSink& progress)
      : m_file(file),
        m_probe(probe),
        m_parser(std::move(parser)),
        m_stop(std::move(stop)),
        m_progress(progress) {}

  Status chooseLayout(const std::string& nameOrPattern);
  Status findKeys();
  Status writeStructured(CsvFile& csv);
  Status writeTemplates(CsvFile& csv) const;
  [[nodiscard]] ParseReport report() const;

 private:
  /// What is to be done with a line; false ends the reading.
  using LineSink = std::function<Result<bool>(std::string_view)>;
  Status readLines(std::uint64_t pass, const LineSink& sink);
  Status writeRow(CsvFile& csv, std::uint64_t line, std::string_view text, const input::FieldValues& values);

  const std::filesystem::path& m_file;
  const input::FileProbe& m_probe;
  LogKeyParser m_parser;
  std::stop_token m_stop;
  ProgressReporter m_progress;
  input::LayoutPtr m_layout;
  std::vector<KeyIndex> m_keys;                     ///< By line.
  std::unordered_map<KeyIndex, KeyIndex> m_sameAs;  ///< Keys that turned out to be the same as others.
};

Status FileParser::readLines(std::uint64_t pass, const LineSink& sink) {
  FAULTLINE_TRY_ASSIGN(auto stream, input::TextStream::open(m_file, m_probe.compression, m_probe.encoding));
  input::LineReader reader(stream);
  input::LineBlock block;
  while (true) {
    FAULTLINE_TRY_ASSIGN(const bool more, reader.next(block));
    if (!more) return {};
    if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
    m_progress.report({Stage::Reading, pass * m_probe.size + block.rawPosition, 2 * m_probe.size,
                       m_file.filename().string()});
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
      FAULTLINE_TRY_ASSIGN(const bool goOn, sink(block.line(i)));
      if (!goOn) return {};
    }
  }
}

Status FileParser::chooseLayout(const std::string& nameOrPattern) {
  if (nameOrPattern != "auto") {
    FAULTLINE_TRY_ASSIGN(const std::string layout, resolveLayout(nameOrPattern, {}));
    FAULTLINE_TRY_ASSIGN(m_layout, input::makeLayout(layout));
    return {};
  }
  std::vector<std::string> lines;
  FAULTLINE_TRY(readLines(0, [&](std::string_view line) -> Result<bool> {
    lines.emplace_back(line);
    return lines.size() < kSampleLines;
  }));
  const std::vector<std::string_view> sample(lines.begin(), lines.end());
  const input::ReadContext context{LocalTime(m_probe.modified.time_since_epoch() + std::chrono::hours(24))};
  m_layout = input::detectLayout(sample, context).layout;
  return {};
}

Status FileParser::findKeys() {
  input::FieldValues values;
  parse::PreparedMessage prepared;
  FAULTLINE_TRY(readLines(0, [&](std::string_view line) -> Result<bool> {
    if (m_layout->match(line, values)) {
      m_parser.prepare(trimmed(values.value[m_layout->contentField()]), prepared);
      const parse::KeyMatch match = m_parser.match(prepared);
      m_keys.push_back(match.index);
      for (const KeyIndex key : match.absorbed) m_sameAs[key] = match.index;
    } else {
      m_keys.push_back(kNoKey);
    }
    return true;
  }));
  for (KeyIndex& key : m_keys) {
    for (auto same = m_sameAs.find(key); same != m_sameAs.end(); same = m_sameAs.find(key))
      key = same->second;
  }
  return {};
}

Status FileParser::writeRow(CsvFile& csv, std::uint64_t line, std::string_view text,
                            const input::FieldValues& values) {
  const KeyIndex key = m_keys[line];
  const std::size_t content = m_layout->contentField();
  csv.add(std::to_string(line + 1));
  for (std::size_t field = 0; field < m_layout->fieldNames().size(); ++field) {
    if (key != kNoKey) {
      csv.add(field == content ? trimmed(values.value[field]) : values.value[field]);
    } else {
      csv.add(field == content ? text : std::string_view{});
    }
  }
  if (key == kNoKey) {
    for (int empty = 0; empty < 3; ++empty) csv.add({});
  } else {
    const auto parameters = m_parser.parameters(key, trimmed(values.value[content]));
    csv.add(eventName(key));
    csv.add(m_parser.templateText(key));
    csv.add(nlohmann::json(parameters).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return csv.endRow();
}

Status FileParser::writeStructured(CsvFile& csv) {
  csv.add("LineId");
  for (const std::string& name : m_layout->fieldNames()) csv.add(name);
  for (const char* name : {"EventId", "EventTemplate", "ParameterList"}) csv.add(name);
  FAULTLINE_TRY(csv.endRow());
  input::FieldValues values;
  std::uint64_t line = 0;
  return readLines(1, [&](std::string_view text) -> Result<bool> {
    if (line == m_keys.size()) return false;  // the file has grown meanwhile
    if (m_keys[line] != kNoKey && !m_layout->match(text, values)) {
      return failure(ErrorCode::FileChanged, m_file.string(), "it changed while it was read");
    }
    FAULTLINE_TRY(writeRow(csv, line, text, values));
    ++line;
    return true;
  });
}

Status FileParser::writeTemplates(CsvFile& csv) const {
  std::vector<std::uint64_t> occurrences(m_parser.size());
  for (const KeyIndex key : m_keys) {
    if (key != kNoKey) ++occurrences[key];
  }
  for (const char* name : {"EventId", "EventTemplate", "Occurrences"}) csv.add(name);
  FAULTLINE_TRY(csv.endRow());
  for (KeyIndex key = 0; key < occurrences.size(); ++key) {
    if (m_sameAs.contains(key)) continue;
    csv.add(eventName(key));
    csv.add(m_parser.templateText(key));
    csv.add(std::to_string(occurrences[key]));
    FAULTLINE_TRY(csv.endRow());
  }
  return {};
}

ParseReport FileParser::report() const {
  ParseReport report;
  report.layout = m_layout->name();
  report.lines = m_keys.size();
  report.unfitting = static_cast<std::uint64_t>(std::count(m_keys.begin(), m_keys.end(), kNoKey));
  report.keys = m_parser.size() - m_sameAs.size();
  return report;
}

Result<parse::ParserSettings> settingsOf(const ParseOptions& options) {
  parse::ParserSettings settings;
  settings.tau = options.tau;
  settings.masks = options.masks;
  if (options.parser == "spell") {
    settings.kind = parse::ParserKind::Spell;
  } else if (options.parser != "auto") {
    return failure(ErrorCode::InvalidArgument, options.parser, "there are the parsers auto and spell");
  }
  return settings;
}

}  // namespace

Result<ParseReport> parseFile(const std::filesystem::path& file, const ParseOptions& options,
                              const ParseOutput& output, std::stop_token stop, const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, settingsOf(options));
  FAULTLINE_TRY_ASSIGN(LogKeyParser parser, LogKeyParser::make(settings));
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(file));
  FileParser run(file, probe, std::move(parser), std::move(stop), progress);
  FAULTLINE_TRY(run.chooseLayout(options.layout));
  FAULTLINE_TRY(run.findKeys());
  FAULTLINE_TRY_ASSIGN(CsvFile structured, CsvFile::create(output.structured));
  FAULTLINE_TRY(run.writeStructured(structured));
  if (output.templates) {
    FAULTLINE_TRY_ASSIGN(CsvFile templates, CsvFile::create(*output.templates));
    FAULTLINE_TRY(run.writeTemplates(templates));
    FAULTLINE_TRY(templates.finish());
  }
  FAULTLINE_TRY(structured.finish());
  ParseReport report = run.report();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace faultline::pipeline
