#include "engine/pipeline/label_file.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/base/text.h"
#include "engine/input/file_probe.h"
#include "engine/input/line_reader.h"
#include "engine/pipeline/label_words.h"

namespace faultline::pipeline {

namespace {

using Fields = std::vector<std::string>;

constexpr auto kLabelNames =
    std::to_array<std::string_view>({"label", "labels", "anomaly", "isanomaly", "abnormal", "anomalous",
                                     "class", "truth", "groundtruth", "target", "outcome", "status"});
constexpr auto kSessionNames =
    std::to_array<std::string_view>({"blockid", "block", "session", "sessionid", "instance", "instanceid",
                                     "request", "requestid", "trace", "traceid", "id", "uuid"});

/// `Block_ID` is blockid.
std::string plainName(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') plain.push_back(static_cast<char>(c - 'A' + 'a'));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain.push_back(c);
  }
  return plain;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// The quoted field that begins at `at`, which is moved behind it. False: its quote is not closed.
bool takeQuoted(std::string_view line, std::size_t& at, std::string& field) {
  for (++at; at < line.size(); ++at) {
    if (line[at] != '"') {
      field.push_back(line[at]);
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      field.push_back(line[at++]);
    } else {
      ++at;
      return true;
    }
  }
  return false;
}

/// Splits a row as RFC 4180 says, blanks around fields left out. False: a quote is not closed.
bool splitRow(std::string_view line, char separator, Fields& fields) {
  fields.clear();
  for (std::size_t at = 0; at <= line.size(); ++at) {
    std::string& field = fields.emplace_back();
    while (at < line.size() && line[at] == ' ') ++at;
    if (at < line.size() && line[at] == '"' && !takeQuoted(line, at, field)) return false;
    const std::size_t end = std::min(line.find(separator, at), line.size());
    field.append(line.substr(at, end - at));
    field = trimmed(field);
    at = end;
  }
  return true;
}

char separatorOf(std::string_view line) {
  for (const char separator : {',', ';', '\t'}) {
    if (line.find(separator) != std::string_view::npos) return separator;
  }
  return ',';
}

struct Columns {
  std::size_t session = 0;
  std::size_t label = 0;
  bool header = false;
};

template <std::size_t N>
std::vector<std::size_t> placesOf(const Fields& fields, const std::array<std::string_view, N>& names) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (std::ranges::find(names, plainName(fields[i])) != names.end()) places.push_back(i);
  }
  return places;
}

/// Columns, or what is wrong.
using Found = tl::expected<Columns, std::string>;

Found wrong(std::string why) { return tl::unexpected(std::move(why)); }

/// The column of labels, and whether the first row is a header.
Found labelColumn(const Fields& first, const std::optional<std::string>& column) {
  if (column) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (first[i] == *column || plainName(first[i]) == plainName(*column)) places.push_back(i);
    }
    if (places.size() == 1) return Columns{0, places.front(), true};
    return wrong((places.empty() ? "no column is called “" : "several columns are called “") +
                 printable(*column) + "”");
  }
  const std::vector<std::size_t> named = placesOf(first, kLabelNames);
  const auto word =
      std::ranges::find_if(first, [](const std::string& field) { return saysAbnormal(field).has_value(); });
  if (word != first.end() && named.empty())
    return Columns{0, static_cast<std::size_t>(word - first.begin()), false};
  if (named.size() > 1) return wrong("several columns may be the label: name one with --label-column");
  if (named.empty()) return wrong("no column of labels is to be seen: name it with --label-column");
  return Columns{0, named.front(), true};
}

Found columnsOf(const Fields& first, const std::optional<std::string>& column) {
  if (first.size() < 2) return wrong("a row needs a session and a label");
  auto columns = labelColumn(first, column);
  if (!columns) return columns;
  columns->session = columns->label == 0 ? 1 : 0;
  if (!columns->header) return columns;
  for (const std::size_t place : placesOf(first, kSessionNames)) {
    if (place == columns->label) continue;
    columns->session = place;
    break;
  }
  return columns;
}

class LabelReader {
 public:
  LabelReader(const std::filesystem::path& csv, const std::optional<std::string>& column,
              const std::function<Status(const LabelRow&)>& visit)
      : m_csv(csv), m_column(column), m_visit(visit) {}

  Status read(std::string_view line, bool cut) {
    ++m_line;
    if (trimmed(line).empty()) return {};
    if (cut) return invalid("the row is too long");
    if (!m_columns) return begin(line);
    if (!splitRow(line, m_separator, m_fields)) return invalid("a quote is not closed");
    if (m_columns->header && m_fields == m_header) return {};
    return row();
  }

  /// Once all lines have been read.
  Status finish() {
    if (!m_columns) return invalid("there is no row");
    return {};
  }

 private:
  tl::unexpected<Error> invalid(const std::string& why) const {
    return failure(ErrorCode::LabelsInvalid, m_csv.string() + ":" + std::to_string(m_line), why);
  }

  Status begin(std::string_view line) {
    m_separator = separatorOf(line);
    if (!splitRow(line, m_separator, m_header)) return invalid("a quote is not closed");
    auto columns = columnsOf(m_header, m_column);
    if (!columns) return invalid(columns.error());
    m_columns = *columns;
    if (m_columns->header) return {};
    m_fields = m_header;
    return row();
  }

  Status row() {
    if (m_fields.size() <= std::max(m_columns->session, m_columns->label)) {
      return invalid("it has " + std::to_string(m_fields.size()) + " columns, the first row has " +
                     std::to_string(m_header.size()));
    }
    const std::string& session = m_fields[m_columns->session];
    const std::string& label = m_fields[m_columns->label];
    if (session.empty()) return invalid("it names no session");
    const std::optional<bool> abnormal = saysAbnormal(label);
    if (!abnormal) return invalid("“" + elided(printable(label), 40) + "” says neither normal nor abnormal");
    return m_visit({m_line, session, label, *abnormal});
  }

  const std::filesystem::path& m_csv;
  const std::optional<std::string>& m_column;
  const std::function<Status(const LabelRow&)>& m_visit;
  std::uint64_t m_line = 0;
  char m_separator = ',';
  std::optional<Columns> m_columns;
  Fields m_header;
  Fields m_fields;
};

}  // namespace

Status readLabelFile(const std::filesystem::path& csv, const std::optional<std::string>& column,
                     const std::function<Status(const LabelRow&)>& visit, const std::stop_token& stop,
                     const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(csv));
  FAULTLINE_TRY_ASSIGN(auto stream, input::TextStream::open(csv, probe.compression, probe.encoding));
  input::LineReader reader(stream);
  input::LineBlock block;
  ProgressReporter reporter(progress);
  LabelReader labels(csv, column, visit);
  while (true) {
    FAULTLINE_TRY_ASSIGN(const bool more, reader.next(block));
    if (!more) return labels.finish();
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    reporter.report({Stage::Reading, block.rawPosition, probe.size, csv.filename().string()});
    for (std::size_t i = 0; i < block.lines.size(); ++i)
      FAULTLINE_TRY(labels.read(block.line(i), block.lines[i].length > block.lines[i].kept));
  }
}

}  // namespace faultline::pipeline
