#include "engine/pipeline/link_lines.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/pipeline/link_words.h"
#include "engine/pipeline/source_text.h"
#include "engine/store/event_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using sequence::SessionKind;
using store::EventRow;

namespace {

constexpr std::uint32_t kBatch = 65'536;
constexpr std::size_t kReadBytes = 4 * 1024 * 1024;
/// Of a line, so much is looked at.
constexpr std::size_t kMostLine = 4096;
/// Words of sessions' own lines are no longer taken in beyond so many: those of later lines then link
/// nothing.
constexpr std::size_t kMostOwners = 16'000'000;
/// A session's name that is shorter, or has no digit, is a word like others.
constexpr std::size_t kLeastLabel = 6;

/// Which sessions there are by the hash of what they are called.
using Labels = tsl::robin_map<WordHash, std::int32_t>;

Result<Labels> labelsOf(store::Database& database) {
  Labels labels;
  FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    if (row.rule == store::SessionRepository::kStreamRule || row.label.size() < kLeastLabel) return;
    if (row.label.find_first_of("0123456789") == std::string::npos) return;
    labels.emplace(stableHash(row.label), static_cast<std::int32_t>(row.id.value));
  }));
  return labels;
}

/// Whether a word with a digit may be the name or the address of something, and not a number or a date.
bool mayName(std::string_view word) {
  constexpr std::size_t kLeast = 5;
  if (word.size() < kLeast) return false;
  const bool isNumeric = word.find_first_not_of("0123456789.-_") == std::string_view::npos;
  const bool isAddress =
      std::ranges::count(word, '.') == 3 && word.find_first_of("-_") == std::string_view::npos;
  return !isNumeric || isAddress;
}

/// Gives lines of one source one after the other.
class LineText {
 public:
  explicit LineText(input::RawText text) : m_text(std::move(text)) {}

  Result<std::string_view> at(std::uint64_t offset, std::uint32_t length) {
    const std::size_t wanted = std::min<std::size_t>(length, kMostLine);
    if (offset < m_offset || offset + wanted > m_offset + m_bytes.size()) {
      m_bytes.resize(kReadBytes);
      m_offset = offset;
      FAULTLINE_TRY_ASSIGN(const std::size_t count, m_text.readAt(offset, m_bytes));
      m_bytes.resize(count);
    }
    const auto from = static_cast<std::size_t>(offset - m_offset);
    return std::string_view(m_bytes.data(), m_bytes.size()).substr(std::min(from, m_bytes.size()), wanted);
  }

 private:
  input::RawText m_text;
  std::vector<char> m_bytes;
  std::uint64_t m_offset = 0;
};

/// What a line's words say.
class LineReading {
 public:
  LineReading(const Labels& labels, LinkLines& lines) : m_labels(labels), m_lines(lines) {}

  void readOwned(std::string_view line, std::int32_t session) {
    forEachWord(line, [&](const LinkWord& word) {
      if (word.kind != LinkWord::Kind::Identifier) return;
      const WordHash hash = stableHash(word.text);
      if (m_lines.owners.size() < kMostOwners || m_lines.owners.contains(hash))
        m_lines.owners[hash].add(session);
    });
  }

  void readOrphan(std::string_view line, LinkEvent& event) {
    const auto orphan = static_cast<std::uint32_t>(m_lines.orphans.size());
    LinkLines::Owner named;
    std::uint64_t kind = static_cast<std::uint64_t>(event.key);
    forEachWord(line, [&](const LinkWord& word) {
      if (word.kind == LinkWord::Kind::Plain) {
        kind = stableHash(word.text, kind);
        return;
      }
      const WordHash hash = stableHash(word.text);
      name(hash, word.text, named);
      if (word.kind == LinkWord::Kind::Identifier) {
        m_lines.identifiers.push_back({hash, orphan});
      } else if (mayName(word.text)) {
        m_lines.parameters.push_back({hash, orphan});
      }
    });
    event.kind = kind;
    m_lines.named.back() = std::max(named.session, 0);
  }

 private:
  void name(WordHash hash, std::string_view word, LinkLines::Owner& named) const {
    for (const WordHash one : {hash, hashOf(uuidAtEnd(word)), hashOf(uuidAtBegin(word))}) {
      if (one == 0) continue;
      if (const auto label = m_labels.find(one); label != m_labels.end()) {
        named.add(label->second);
        return;
      }
    }
  }
  static WordHash hashOf(std::string_view word) { return word.empty() ? 0 : stableHash(word); }

  const Labels& m_labels;
  LinkLines& m_lines;
};

/// Reads one source after the other.
class Pass {
 public:
  Pass(store::Database& database, const SessionLoader& loader, const Labels& labels,
       const std::stop_token& stop, const ProgressSink& progress)
      : m_database(database),
        m_loader(loader),
        m_reading(labels, m_lines),
        m_stop(stop),
        m_reporter(progress) {}

  Status read(const store::SourceRow& source, std::uint64_t total) {
    std::optional<LineText> text;
    if (auto opened = openSourceText(m_database.file(), source)) {
      text.emplace(std::move(*opened));
    } else {
      m_lines.notices.push_back(opened.error());
    }
    const store::EventRepository events(m_database);
    for (std::uint32_t first = 0; first < source.importedEvents; first += kBatch) {
      if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
      m_reporter.report({Stage::Indexing, m_done, total, source.path});
      FAULTLINE_TRY_ASSIGN(const std::vector<EventRow> rows, events.range(source.id, first, kBatch));
      for (const EventRow& row : rows) add(row, text);
      m_done += rows.size();
    }
    return {};
  }

  LinkLines take() { return std::move(m_lines); }

 private:
  bool isStream(SessionId session) {
    const auto place = static_cast<std::size_t>(session.value);
    if (place >= m_kinds.size()) m_kinds.resize(place + 1);
    if (m_kinds[place] == 0) m_kinds[place] = m_loader.kindOf(session) == SessionKind::Stream ? 1 : 2;
    return m_kinds[place] == 1;
  }

  void add(const EventRow& row, std::optional<LineText>& text) {
    if (!row.key) return;
    LinkEvent event{row.id, 0, m_loader.canonical(row.key), 0, 0};
    const auto time = m_loader.clocks().utc(row.id.source, row.time);
    if (time) {
      m_lines.hasTimes = true;
      event.time = time->time_since_epoch().count();
    }
    std::string_view line;
    if (text) {
      if (const auto found = text->at(row.offset, row.length)) {
        line = *found;
      } else {
        m_lines.notices.push_back(found.error());
        text.reset();
      }
    }
    if (row.session && !isStream(row.session)) {
      event.session = static_cast<std::int32_t>(row.session.value);
      m_reading.readOwned(line, event.session);
      m_lines.owned.push_back(event);
      return;
    }
    m_lines.named.push_back(0);
    if (!line.empty()) m_reading.readOrphan(line, event);
    m_lines.orphans.push_back(event);
  }

  store::Database& m_database;
  const SessionLoader& m_loader;
  LinkLines m_lines;
  LineReading m_reading;
  std::vector<std::uint8_t> m_kinds;  ///< By session: 0 not asked yet, 1 a stream, 2 none.
  std::stop_token m_stop;
  ProgressReporter m_reporter;
  std::uint64_t m_done = 0;
};

/// Whether some events name a session and others do not.
Result<bool> isMixed(store::Database& database, const SessionLoader& loader, const std::stop_token& stop) {
  bool anyOwned = false;
  bool anyOrphan = false;
  const store::EventRepository events(database);
  FAULTLINE_TRY(events.scan([&](const store::EventRef& event) {
    const bool isStream = loader.kindOf(event.session) == SessionKind::Stream;
    (isStream ? anyOrphan : anyOwned) = true;
    return !(anyOwned && anyOrphan) && !stop.stop_requested();
  }));
  return anyOwned && anyOrphan;
}

}  // namespace

Result<std::optional<LinkLines>> readLinkLines(store::Database& database, const SessionLoader& loader,
                                               const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const bool mixed, isMixed(database, loader, stop));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  if (!mixed) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const Labels labels, labelsOf(database));
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const std::uint64_t total, store::EventRepository(database).count());
  Pass pass(database, loader, labels, stop, progress);
  for (const store::SourceRow& source : sources) FAULTLINE_TRY(pass.read(source, total));
  return pass.take();
}

}  // namespace faultline::pipeline
