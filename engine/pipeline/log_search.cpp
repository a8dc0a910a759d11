#include "engine/pipeline/log_search.h"

#include <algorithm>
#include <cstring>

#include <re2/re2.h>

#include "engine/base/text.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint64_t kChunkBytes = 1024 * 1024;
constexpr std::size_t kMostLine = 64 * 1024;
constexpr std::uint64_t kReportBytes = 64 * kChunkBytes;

/// A piece of the text, and the way it is walked.
struct Chunk {
  std::vector<char> bytes;
  std::uint64_t offset = 0;

  [[nodiscard]] std::string_view text() const { return {bytes.data(), bytes.size()}; }

  Status read(input::RawText& from, std::uint64_t begin, std::uint64_t end) {
    offset = begin;
    bytes.resize(static_cast<std::size_t>(end - begin));
    FAULTLINE_TRY_ASSIGN(const std::size_t count, from.readAt(begin, bytes));
    bytes.resize(count);
    return {};
  }
};

std::string_view withoutReturn(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The place after the last line end before `end`, or `begin`.
Result<std::uint64_t> lineBegin(input::RawText& text, std::uint64_t begin, std::uint64_t end) {
  Chunk chunk;
  while (end > begin) {
    const std::uint64_t from = end - std::min<std::uint64_t>(end - begin, kChunkBytes);
    FAULTLINE_TRY(chunk.read(text, from, end));
    const std::size_t found = chunk.text().rfind('\n');
    if (found != std::string_view::npos) return from + found + 1;
    end = from;
  }
  return begin;
}

/// The place after the first line end from `at` - 1 on, or `end`.
Result<std::uint64_t> lineEndAfter(input::RawText& text, std::uint64_t at, std::uint64_t end) {
  Chunk chunk;
  for (std::uint64_t from = at - std::min<std::uint64_t>(at, 1); from < end;) {
    FAULTLINE_TRY(chunk.read(text, from, std::min(end, from + kMostLine)));
    if (chunk.bytes.empty()) break;
    const std::size_t found = chunk.text().find('\n');
    if (found != std::string_view::npos) return from + found + 1;
    from += chunk.bytes.size();
  }
  return end;
}

/// Eight bytes at a time: this is a tenth of a search.
bool isAscii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  std::uint64_t all = 0;
  for (; text.size() >= sizeof all; text.remove_prefix(sizeof all)) {
    std::uint64_t piece = 0;
    std::memcpy(&piece, text.data(), sizeof piece);
    all |= piece;
  }
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return (all & kHighBits) == 0;
}

/// Whether lines can be looked for all at once: as they are, they are what is matched.
bool isPlain(std::string_view text) {
  if (text.empty() || std::memchr(text.data(), '\r', text.size()) != nullptr) return false;
  return isAscii(text) || isUtf8(text);
}

/// Calls `visit(offset, line)` for each line in [begin, end) until it says true. Of a line that is longer
/// than a chunk it sees what the first chunk holds. `next(lines, at)` gives the beginning of the first line
/// from `at` on that is worth a visit, or the end; `lines` are plain and whole.
template <class Next, class Visit>
Status forEachLine(input::RawText& text, std::uint64_t begin, std::uint64_t end, const std::stop_token& stop,
                   const Next& next, const Visit& visit) {
  Chunk chunk;
  bool seen = false;  // the chunk begins in the middle of a line that has been visited
  for (std::uint64_t at = begin; at < end;) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY(chunk.read(text, at, std::min(end, at + kChunkBytes)));
    std::string_view rest = chunk.text();
    if (rest.empty()) return {};
    const bool last = at + rest.size() >= end;
    const std::uint64_t chunkAt = at;
    const std::string_view lines = rest.substr(0, rest.rfind('\n') + 1);  // empty when there is none
    const bool plain = !seen && isPlain(lines);
    while (!rest.empty()) {
      const auto done = static_cast<std::size_t>(at - chunkAt);
      if (plain && done < lines.size()) {
        const std::size_t skipped = next(lines, done) - done;
        at += skipped;
        rest.remove_prefix(skipped);
        if (rest.empty()) break;
      }
      const std::size_t lineEnd = rest.find('\n');
      const bool whole = lineEnd != std::string_view::npos;
      // The rest of a line comes again with the next chunk, unless it is all there is in this one.
      if (!whole && !last && at != chunkAt) break;
      if (!seen && visit(at, rest.substr(0, lineEnd))) return {};
      seen = !whole;
      const std::size_t step = whole ? lineEnd + 1 : rest.size();
      at += step;
      rest.remove_prefix(step);
    }
  }
  return {};
}

}  // namespace

LogSearch::LogSearch(std::unique_ptr<re2::RE2> expression, std::unique_ptr<re2::RE2> anyLine)
    : m_expression(std::move(expression)), m_anyLine(std::move(anyLine)) {}
LogSearch::LogSearch(LogSearch&&) noexcept = default;
LogSearch::~LogSearch() = default;

Result<LogSearch> LogSearch::make(const std::string& regex) {
  auto expression = std::make_unique<re2::RE2>(regex, re2::RE2::Quiet);
  if (!expression->ok()) return failure(ErrorCode::RegexInvalid, regex, expression->error());
  // What looks at the ends of the text, or changes how lines are seen, is a matter of each line.
  const bool needsLines = regex.find("\\A") != std::string::npos || regex.find("\\z") != std::string::npos ||
                          regex.find("\\C") != std::string::npos || regex.find("(?") != std::string::npos;
  if (needsLines) return LogSearch(std::move(expression), nullptr);
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_never_nl(true);
  auto anyLine = std::make_unique<re2::RE2>("(?m:" + regex + ")", options);
  if (!anyLine->ok()) anyLine.reset();
  return LogSearch(std::move(expression), std::move(anyLine));
}

std::size_t LogSearch::nextLine(std::string_view lines, std::size_t from) const {
  if (!m_anyLine) return from;
  re2::StringPiece found;
  if (!m_anyLine->Match({lines.data(), lines.size()}, from, lines.size(), re2::RE2::UNANCHORED, &found, 1)) {
    return lines.size();
  }
  const auto at = static_cast<std::size_t>(found.data() - lines.data());
  const std::size_t lineEnd = at == 0 ? std::string_view::npos : lines.rfind('\n', at - 1);
  return lineEnd == std::string_view::npos ? 0 : lineEnd + 1;
}

bool LogSearch::matches(std::string_view line) const {
  line = withoutReturn(line.substr(0, kMostLine));
  if (isAscii(line)) return re2::RE2::PartialMatch({line.data(), line.size()}, *m_expression);
  return re2::RE2::PartialMatch(toUtf8(line), *m_expression);
}

Result<std::optional<std::uint64_t>> LogSearch::forward(input::RawText& text, std::uint64_t begin,
                                                        std::uint64_t end, const std::stop_token& stop,
                                                        const ProgressSink& progress) const {
  ProgressReporter reporter(progress);
  std::optional<std::uint64_t> first;
  const auto next = [&](std::string_view lines, std::size_t from) { return nextLine(lines, from); };
  for (std::uint64_t at = begin; at < end && !first;) {
    reporter.report({Stage::Searching, at - begin, end - begin, {}});
    const std::uint64_t wanted = std::min(end, at + kReportBytes);
    FAULTLINE_TRY_ASSIGN(const std::uint64_t until, lineEndAfter(text, wanted, end));
    FAULTLINE_TRY(forEachLine(text, at, until, stop, next, [&](std::uint64_t offset, std::string_view line) {
      if (matches(line)) first = offset;
      return first.has_value();
    }));
    at = until;
  }
  return first;
}

Result<std::optional<std::uint64_t>> LogSearch::backward(input::RawText& text, std::uint64_t begin,
                                                         std::uint64_t end, const std::stop_token& stop,
                                                         const ProgressSink& progress) const {
  ProgressReporter reporter(progress);
  std::optional<std::uint64_t> last;
  const auto next = [&](std::string_view lines, std::size_t from) { return nextLine(lines, from); };
  for (std::uint64_t until = end; until > begin && !last;) {
    reporter.report({Stage::Searching, end - until, end - begin, {}});
    const std::uint64_t wanted = until - std::min(until - begin, kChunkBytes);
    // `until - 1` is the line end of the last line in question, which has to be seen from its beginning.
    FAULTLINE_TRY_ASSIGN(const std::uint64_t from, lineBegin(text, begin, std::min(wanted, until - 1)));
    FAULTLINE_TRY(
        forEachLine(text, from, until, stop, next, [&](std::uint64_t offset, std::string_view line) {
          if (matches(line)) last = offset;
          return false;
        }));
    until = from;
  }
  return last;
}

}  // namespace faultline::pipeline
