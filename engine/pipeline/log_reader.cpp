#include "engine/pipeline/log_reader.h"

#include <algorithm>
#include <iterator>

#include "engine/base/text.h"
#include "engine/pipeline/log_search.h"
#include "engine/pipeline/shown_events.h"
#include "engine/pipeline/source_text.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"

namespace faultline::pipeline {

namespace {

/// Lines near each other are read in pieces of this size.
constexpr std::size_t kWindowBytes = 1024 * 1024;

/// A piece of the text, moved along as lines are asked for.
class TextWindow {
 public:
  explicit TextWindow(input::RawText text) : m_text(std::move(text)) {}

  input::RawText& text() { return m_text; }

  /// `length` is at most the window's size. Shorter at the end of the text.
  Result<std::string_view> get(std::uint64_t offset, std::size_t length) {
    if (offset < m_offset || offset + length > m_offset + m_bytes.size()) {
      m_bytes.resize(kWindowBytes);
      m_offset = offset;
      const auto count = m_text.readAt(offset, m_bytes);
      m_bytes.resize(count ? *count : 0);
      if (!count) return tl::unexpected<Error>(count.error());
    }
    const std::size_t inside = static_cast<std::size_t>(offset - m_offset);
    return std::string_view(m_bytes.data(), m_bytes.size()).substr(inside, length);
  }

 private:
  input::RawText m_text;
  std::vector<char> m_bytes;
  std::uint64_t m_offset = 0;
};

/// `text` without the beginning of a character that its end cuts.
std::string_view withoutCutCharacter(std::string_view text) {
  constexpr std::size_t kLongestCharacter = 4;
  for (std::size_t back = 1; back <= std::min(kLongestCharacter, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xc0U) == 0x80U) continue;
    return byte >= 0xc0 ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

/// The lines of an entry end as the file's lines do; the text's end in a line feed.
void dropReturnsBeforeLineEnds(std::string& text) {
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) {
    text.erase(at, 1);
    if (at > 0) --at;  // as LineReader, which takes off all of several
  }
}

/// At most `kMostText` bytes of UTF-8.
std::string shownText(std::string_view raw, bool cut) {
  std::string text = toUtf8(cut ? withoutCutCharacter(raw) : raw);
  if (text.size() > LogReader::kMostText) {
    text.resize(withoutCutCharacter(std::string_view(text).substr(0, LogReader::kMostText)).size());
  }
  return text;
}

}  // namespace

struct LogReader::Impl {
  Impl(store::Database opened, store::SourceRow row, ClockReader reader, input::RawText text)
      : database(std::move(opened)), source(std::move(row)), clock(reader), window(std::move(text)) {}

  Result<LogLine> readLine(const store::EventRow& event, std::uint64_t line);
  Result<std::vector<LogLine>> readRun(std::uint32_t first, std::uint32_t count);
  Result<std::vector<LogLine>> readShown(std::uint32_t first, std::uint32_t count);
  Result<std::optional<std::uint32_t>> find(const LogSearch& search, std::uint32_t from, Direction direction,
                                            const std::stop_token& stop, const ProgressSink& progress);
  Result<std::optional<std::uint32_t>> findShown(const LogSearch& search, std::uint32_t from,
                                                 Direction direction, const std::stop_token& stop,
                                                 const ProgressSink& progress);
  [[nodiscard]] KeyId canonical(KeyId key) const {
    const auto alias = aliases.find(key.value);
    return alias == aliases.end() ? key : KeyId{alias->second};
  }

  store::Database database;
  std::unordered_map<std::int64_t, std::int64_t> aliases;  ///< Keys that are read as another one.
  store::SourceRow source;
  ClockReader clock;
  TextWindow window;
  std::optional<ShownEvents> filtered;  ///< None: all of them.
};

LogReader::LogReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

Result<LogReader> LogReader::open(const std::filesystem::path& project, SourceId source,
                                  const LogFilter& filter) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(store::SourceRow row, store::SourceRepository(database).get(source));
  // Times that carried their zone are stored as UTC.
  const Clock clock{row.zoneInLog ? "UTC" : row.clock.zone, row.clock.offset};
  FAULTLINE_TRY_ASSIGN(const ClockReader reader, ClockReader::make(clock));
  FAULTLINE_TRY_ASSIGN(input::RawText text, openSourceText(project, row));
  FAULTLINE_TRY_ASSIGN(auto aliases, store::KeyRepository(database).aliases());
  auto impl = std::make_unique<Impl>(std::move(database), std::move(row), reader, std::move(text));
  impl->aliases = std::move(aliases);
  if (!filter.isAll()) {
    FAULTLINE_TRY_ASSIGN(impl->filtered, ShownEvents::make(impl->database, source, filter));
  }
  return LogReader(std::move(impl));
}

std::uint32_t LogReader::eventCount() const {
  return m_impl->filtered ? m_impl->filtered->count() : m_impl->source.importedEvents;
}

Result<std::uint32_t> LogReader::rowAt(std::uint32_t ordinal) {
  if (m_impl->filtered) return m_impl->filtered->rowAt(ordinal);
  return std::min(ordinal, eventCount());
}

Result<LogLine> LogReader::Impl::readLine(const store::EventRow& event, std::uint64_t line) {
  LogLine shown;
  shown.event = event.id;
  shown.line = line;
  shown.lineCount = event.extraLines + 1;
  if (event.time) shown.time = clock.toUtc(*event.time);
  shown.key = canonical(event.key);
  shown.session = event.session;
  const std::size_t length = std::min<std::size_t>(event.length, kMostText);
  shown.truncated = event.length > kMostText;
  FAULTLINE_TRY_ASSIGN(const std::string_view raw, window.get(event.offset, length));
  if (raw.size() < length) {
    return failure(ErrorCode::FileChanged, source.path, "it is shorter than when it was imported");
  }
  shown.text = shownText(raw, shown.truncated);
  if (event.extraLines > 0) dropReturnsBeforeLineEnds(shown.text);
  return shown;
}

Result<std::vector<LogLine>> LogReader::Impl::readRun(std::uint32_t first, std::uint32_t count) {
  FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRow> events,
                       store::EventRepository(database).range(source.id, first, count));
  std::vector<LogLine> lines;
  if (events.empty()) return lines;
  FAULTLINE_TRY_ASSIGN(std::uint64_t line, store::EventRepository(database).lineOf(events.front().id));
  lines.reserve(events.size());
  for (const store::EventRow& event : events) {
    FAULTLINE_TRY_ASSIGN(LogLine shownLine, readLine(event, line));
    line += shownLine.lineCount;
    lines.push_back(std::move(shownLine));
  }
  return lines;
}

/// Neighbours are read together.
Result<std::vector<LogLine>> LogReader::Impl::readShown(std::uint32_t first, std::uint32_t count) {
  FAULTLINE_TRY_ASSIGN(const std::vector<std::uint32_t> ordinals, filtered->ordinals(first, count));
  std::vector<LogLine> lines;
  for (std::size_t at = 0; at < ordinals.size();) {
    std::size_t end = at + 1;
    while (end < ordinals.size() && ordinals[end] == ordinals[end - 1] + 1) ++end;
    FAULTLINE_TRY_ASSIGN(std::vector<LogLine> run,
                         readRun(ordinals[at], static_cast<std::uint32_t>(end - at)));
    std::ranges::move(run, std::back_inserter(lines));
    at = end;
  }
  return lines;
}

Result<std::vector<LogLine>> LogReader::read(std::uint32_t first, std::uint32_t count) {
  return m_impl->filtered ? m_impl->readShown(first, count) : m_impl->readRun(first, count);
}

Result<std::optional<std::uint32_t>> LogReader::Impl::find(const LogSearch& search, std::uint32_t from,
                                                           Direction direction, const std::stop_token& stop,
                                                           const ProgressSink& progress) {
  const store::EventRepository events(database);
  const bool forward = direction == Direction::Forward;
  const std::uint32_t edge = forward && from < source.importedEvents ? from + 1 : from;
  std::uint64_t offset = source.importedBytes;
  if (edge < source.importedEvents) {
    FAULTLINE_TRY_ASSIGN(const std::optional<store::EventRow> event, events.get({source.id, edge}));
    if (event) offset = event->offset;
  }
  FAULTLINE_TRY_ASSIGN(const std::optional<std::uint64_t> found,
                       forward ? search.forward(window.text(), offset, source.importedBytes, stop, progress)
                               : search.backward(window.text(), 0, offset, stop, progress));
  if (!found) return std::nullopt;
  return events.ordinalAt(source.id, *found);
}

/// The next match of all, until one is shown.
Result<std::optional<std::uint32_t>> LogReader::Impl::findShown(const LogSearch& search, std::uint32_t from,
                                                                Direction direction,
                                                                const std::stop_token& stop,
                                                                const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const std::vector<std::uint32_t> start, filtered->ordinals(from, 1));
  std::uint32_t at = start.empty() ? source.importedEvents : start.front();
  while (true) {
    FAULTLINE_TRY_ASSIGN(const std::optional<std::uint32_t> found,
                         find(search, at, direction, stop, progress));
    if (!found) return std::nullopt;
    FAULTLINE_TRY_ASSIGN(const std::uint32_t row, filtered->rowAt(*found));
    FAULTLINE_TRY_ASSIGN(const std::vector<std::uint32_t> ordinal, filtered->ordinals(row, 1));
    if (!ordinal.empty() && ordinal.front() == *found) return row;
    at = *found;
  }
}

Result<std::optional<std::uint32_t>> LogReader::find(const std::string& regex, std::uint32_t from,
                                                     Direction direction, std::stop_token stop,
                                                     const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const LogSearch search, LogSearch::make(regex));
  return m_impl->filtered ? m_impl->findShown(search, from, direction, stop, progress)
                          : m_impl->find(search, from, direction, stop, progress);
}

}  // namespace faultline::pipeline
