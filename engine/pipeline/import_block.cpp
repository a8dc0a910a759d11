#include "engine/pipeline/import_block.h"

#include <algorithm>
#include <functional>

#include "engine/base/text.h"
#include "engine/input/field_words.h"
#include "engine/pipeline/label_words.h"

namespace faultline::pipeline {

namespace {

/// Stream names are cut there: a broken line must not make a long one.
constexpr std::size_t kMostName = 128;

class BlockParser {
 public:
  BlockParser(const ImportPlan& plan, const parse::LogKeyParser& parser, ParsedBlock& block)
      : m_plan(plan), m_parser(parser), m_block(block) {}

  void run() {
    if (!isAscii({m_block.block.text.data(), m_block.block.text.size()})) countEncodings();
    m_block.lines.resize(m_block.block.lines.size());
    for (std::size_t i = 0; i < m_block.lines.size(); ++i) {
      const input::LineSpan& span = m_block.block.lines[i];
      if (span.length > span.kept) ++m_block.cutLines;
      const std::string_view line = m_block.block.line(i);
      readLine(line, m_plan.years.contextAt(span.offset, m_plan.context), m_block.lines[i]);
      m_block.lines[i].shape = m_plan.layout->shapeOf(line, m_record);
    }
  }

 private:
  static bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  }

  void countEncodings() {
    for (std::size_t i = 0; i < m_block.block.lines.size(); ++i) {
      const input::LineSpan& span = m_block.block.lines[i];
      const std::string_view line = m_block.block.line(i);
      if (span.length > span.kept || isAscii(line)) continue;  // what is cut may end in half a character
      ++(isUtf8(line) ? m_block.encodings.utf8Lines : m_block.encodings.otherLines);
    }
  }

  void readLine(std::string_view line, const input::ReadContext& context, ParsedLine& parsed) {
    if (!m_plan.layout->read(line, context, m_record)) return;
    parsed.time = m_record.time;
    parsed.stream = streamOf();
    parsed.message = messageOf(input::trimmed(m_record.message), parsed);
    m_plan.rule.find(line, m_record, m_ids);
    parsed.session = kept(m_ids.main);
    parsed.furtherBegin = static_cast<std::uint32_t>(m_block.further.size());
    parsed.furtherCount = static_cast<std::uint32_t>(m_ids.further.size());
    m_block.further.insert(m_block.further.end(), m_ids.further.begin(), m_ids.further.end());
    if (!m_record.label.empty()) noteLabel(parsed);
  }

  void noteLabel(ParsedLine& parsed) {
    m_block.labelled = true;
    if (!isAlert(m_record.label)) return;
    parsed.alert = static_cast<std::uint32_t>(m_block.alerts.size());
    m_block.alerts.push_back(toUtf8(m_record.label.substr(0, kMostName)));
  }

  /// Identifiers that the rule made up live in its work space, which the next line takes.
  std::string_view kept(std::string_view id) {
    if (id.data() != m_ids.composed.data() || id.empty()) return id;
    return m_block.composed.emplace_back(id);
  }

  std::uint32_t streamOf() {
    const std::string_view host =
        (m_record.host.empty() ? std::string_view(m_plan.fallbackHost) : m_record.host).substr(0, kMostName);
    const std::string_view service = m_record.service.empty() ? std::string_view(m_plan.fallbackService)
                                                              : m_record.service.substr(0, kMostName);
    const std::string_view process =
        m_plan.processInStream ? m_record.process.substr(0, kMostName) : std::string_view();
    m_name.clear();
    for (const std::string_view part : {host, service, process}) m_name.append(part).push_back('\n');
    const auto [entry, isNew] =
        m_streams.try_emplace(m_name, static_cast<std::uint32_t>(m_block.streams.size()));
    if (isNew) m_block.streams.push_back({toUtf8(host), toUtf8(service), toUtf8(process)});
    return entry->second;
  }

  /// A layout may have made the message up in its work space, which the next line takes.
  std::string_view keptText(std::string_view text) {
    const std::vector<char>& block = m_block.block.text;
    const std::less_equal<> before;  // of pointers into anything
    if (before(block.data(), text.data()) && before(text.data(), block.data() + block.size())) return text;
    return m_block.composed.emplace_back(text);
  }

  std::uint32_t messageOf(std::string_view message, ParsedLine& parsed) {
    m_parser.prepare(message, m_prepared);
    parsed.text = keptText(message);
    parsed.recoded = m_prepared.recoded;
    parsed.maskedBegin = static_cast<std::uint32_t>(m_block.masked.size());
    parsed.maskedCount = static_cast<std::uint32_t>(m_prepared.masked.size());
    m_block.masked.insert(m_block.masked.end(), m_prepared.masked.begin(), m_prepared.masked.end());
    const auto next = static_cast<std::uint32_t>(m_block.messages.size());
    const auto [entry, isNew] = m_messages.try_emplace(m_prepared.hash, next);
    if (!isNew && isSame(m_block.messages[entry->second])) return entry->second;
    m_block.messages.push_back(m_prepared);
    return next;
  }

  /// Of those whose hashes are equal.
  [[nodiscard]] bool isSame(const parse::PreparedMessage& other) const {
    return other.text == m_prepared.text && other.words == m_prepared.words;
  }

  const ImportPlan& m_plan;
  const parse::LogKeyParser& m_parser;
  ParsedBlock& m_block;
  input::Record m_record;
  input::SessionIds m_ids;
  parse::PreparedMessage m_prepared;
  std::string m_name;
  tsl::robin_map<std::string, std::uint32_t> m_streams;
  tsl::robin_map<std::uint64_t, std::uint32_t> m_messages;
};

}  // namespace

void ParsedBlock::clear() {
  block.lines.clear();
  lines.clear();
  streams.clear();
  messages.clear();
  masked.clear();
  templates.clear();
  values.clear();
  further.clear();
  composed.clear();
  changes.clear();
  alerts.clear();
  labelled = false;
  encodings = {};
  cutLines = 0;
  givenUp = false;
}

void parseBlock(const ImportPlan& plan, const parse::LogKeyParser& parser, ParsedBlock& block) {
  BlockParser(plan, parser, block).run();
}

void joinEntries(input::EntryJoiner& joiner, ParsedBlock& block) {
  for (std::size_t i = 0; i < block.lines.size(); ++i) {
    ParsedLine& line = block.lines[i];
    const bool fits = line.message != ParsedLine::kNone;
    line.continues = joiner.continues(line.shape, fits, block.block.lines[i].length);
  }
}

void matchKeys(parse::LogKeyParser& parser, ParsedBlock& block) {
  for (ParsedLine& line : block.lines) {
    if (!line.hasKey()) continue;
    const parse::KeyMatch match = parser.match(block.messages[line.message]);
    line.key = match.index;
    if (match.isNew || match.templateChanged) {
      block.changes.push_back({match.index, match.isNew, parser.templateText(match.index), {}});
    }
    for (const parse::KeyIndex key : match.absorbed) {
      block.changes.push_back({key, false, parser.templateText(key), match.index});
    }
  }
}

}  // namespace faultline::pipeline
