#include "engine/pipeline/log_search.h"

#include <algorithm>

#include <re2/re2.h>

#include "engine/base/text.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint64_t kChunkBytes = 1024 * 1024;
constexpr std::size_t kMostLine = 64 * 1024;

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

/// Calls `visit(offset, line)` for each line in [begin, end) until it says true. Of a line that is longer
/// than a chunk it sees what the first chunk holds.
template <class Visit>
Status forEachLine(input::RawText& text, std::uint64_t begin, std::uint64_t end, const std::stop_token& stop,
                   const Visit& visit) {
  Chunk chunk;
  bool seen = false;  // the chunk begins in the middle of a line that has been visited
  for (std::uint64_t at = begin; at < end;) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY(chunk.read(text, at, std::min(end, at + kChunkBytes)));
    std::string_view rest = chunk.text();
    if (rest.empty()) return {};
    const bool last = at + rest.size() >= end;
    const std::uint64_t chunkAt = at;
    while (!rest.empty()) {
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

LogSearch::LogSearch(std::unique_ptr<re2::RE2> expression) : m_expression(std::move(expression)) {}
LogSearch::LogSearch(LogSearch&&) noexcept = default;
LogSearch::~LogSearch() = default;

Result<LogSearch> LogSearch::make(const std::string& regex) {
  auto expression = std::make_unique<re2::RE2>(regex, re2::RE2::Quiet);
  if (!expression->ok()) return failure(ErrorCode::RegexInvalid, regex, expression->error());
  return LogSearch(std::move(expression));
}

bool LogSearch::matches(std::string_view line) const {
  line = withoutReturn(line.substr(0, kMostLine));
  const bool ascii = std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return re2::RE2::PartialMatch({line.data(), line.size()}, *m_expression);
  return re2::RE2::PartialMatch(toUtf8(line), *m_expression);
}

Result<std::optional<std::uint64_t>> LogSearch::forward(input::RawText& text, std::uint64_t begin,
                                                        std::uint64_t end, const std::stop_token& stop,
                                                        const ProgressSink& progress) const {
  ProgressReporter reporter(progress);
  std::optional<std::uint64_t> first;
  FAULTLINE_TRY(forEachLine(text, begin, end, stop, [&](std::uint64_t offset, std::string_view line) {
    reporter.report({Stage::Searching, offset - begin, end - begin, {}});
    if (matches(line)) first = offset;
    return first.has_value();
  }));
  return first;
}

Result<std::optional<std::uint64_t>> LogSearch::backward(input::RawText& text, std::uint64_t begin,
                                                         std::uint64_t end, const std::stop_token& stop,
                                                         const ProgressSink& progress) const {
  ProgressReporter reporter(progress);
  std::optional<std::uint64_t> last;
  for (std::uint64_t until = end; until > begin && !last;) {
    reporter.report({Stage::Searching, end - until, end - begin, {}});
    const std::uint64_t wanted = until - std::min(until - begin, kChunkBytes);
    // `until - 1` is the line end of the last line in question, which has to be seen from its beginning.
    FAULTLINE_TRY_ASSIGN(const std::uint64_t from, lineBegin(text, begin, std::min(wanted, until - 1)));
    FAULTLINE_TRY(forEachLine(text, from, until, stop, [&](std::uint64_t offset, std::string_view line) {
      if (matches(line)) last = offset;
      return false;
    }));
    until = from;
  }
  return last;
}

}  // namespace faultline::pipeline
