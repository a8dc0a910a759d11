#include "engine/input/year_marks.h"

#include <algorithm>
#include <array>

#include "engine/input/civil_time.h"
#include "engine/input/line_reader.h"

namespace faultline::input {

namespace {

using std::chrono::days;

constexpr int kYear = 366;      // 29 February has its place in every one of these
constexpr int kLargeStep = 60;  // days: more than what a log is silent for
constexpr int kDisorderDays = 30;
constexpr int kSmallStep = 3;  // days: no year fits in between
constexpr std::size_t kMostDays = std::size_t{1} << 20U;

/// The day of a line, in a calendar in which all years are leap years.
struct DatedLine {
  std::uint64_t offset = 0;
  int month = 0;
  int day = 0;
  int year = 0;     ///< 0: it is not said.
  int ofYear = 0;   ///< 0..365.
  int counted = 0;  ///< Days since a 1 January before the file.
};

int dayOfYear(int month, int day) {
  static constexpr std::array<int, 12> kBefore = {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335};
  return kBefore[static_cast<std::size_t>(month - 1)] + day - 1;
}

/// Days from one day of the year to another that is the next such day, or lies a little before it.
int stepBetween(int from, int to) {
  const int forward = (to - from + kYear) % kYear;
  return forward > kYear - kDisorderDays ? forward - kYear : forward;
}

std::optional<LocalTime> dayIn(int year, const DatedLine& line) {
  return moment({.year = year, .month = line.month, .day = line.day, .offsetSeconds = {}}, LocalTime{});
}

}  // namespace

class YearFinder {
 public:
  YearFinder(const Layout& layout, const ReadContext& context) : m_layout(layout), m_context(context) {}

  /// False when the file needs no marks, as far as this block tells.
  bool add(const LineBlock& block) {
    std::optional<DatedLine> before;
    std::size_t at = 0;
    for (std::size_t line = 0; line < block.lines.size(); line = next(line, block.lines.size())) {
      auto dated = read(block, line);
      if (!dated) continue;
      if (before) addBetween(block, at, *before, line, *dated);
      keep(*dated);
      before = dated;
      at = line;
    }
    return m_days.size() < kMostDays && (m_guessed || m_lines == 0);
  }

  YearMarks finish() {
    YearMarks marks;
    if (!m_guessed || m_days.size() >= kMostDays) return marks;
    const std::vector<DatedLine> days = counted();
    if (days.empty()) return marks;
    const int lastYear = yearOfLast(days);
    const int lastCount = days.back().counted / kYear;
    bool needed = false;
    for (const DatedLine& line : days) {
      const int year = lastYear - (lastCount - line.counted / kYear);
      const auto day = dayIn(year, line);
      if (!day) continue;
      const auto alone =
          moment({.month = line.month, .day = line.day, .offsetSeconds = {}}, m_context.latest);
      needed = needed || alone != day;
      marks.m_marks.push_back({line.offset, *day});
    }
    if (!needed) marks.m_marks.clear();
    return marks;
  }

 private:
  /// A sixty-fourth of the block on, and never beyond its last line.
  static std::size_t next(std::size_t line, std::size_t end) {
    const std::size_t stride = std::clamp<std::size_t>(end / 64, 1, 256);
    return line + 1 < end ? std::min(line + stride, end - 1) : end;
  }

  std::optional<DatedLine> read(const LineBlock& block, std::size_t line) {
    ++m_lines;
    if (!m_layout.read(block.line(line), m_context, m_record) || !m_record.time) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::floor<days>(*m_record.time));
    m_guessed = m_guessed || m_record.yearGuessed;
    DatedLine dated;
    dated.offset = block.lines[line].offset;
    dated.month = static_cast<int>(static_cast<unsigned>(date.month()));
    dated.day = static_cast<int>(static_cast<unsigned>(date.day()));
    dated.year = m_record.yearGuessed ? 0 : static_cast<int>(date.year());
    dated.ofYear = dayOfYear(dated.month, dated.day);
    return dated;
  }

  /// Where dates lie far apart, what is between them tells which way they go.
  void addBetween(const LineBlock& block, std::size_t first, const DatedLine& from, std::size_t last,
                  const DatedLine& to) {
    const int step = stepBetween(from.ofYear, to.ofYear);
    if (last - first < 2 || (step >= 0 && step <= kSmallStep)) return;
    std::size_t middle = first + (last - first) / 2;
    auto dated = read(block, middle);
    while (!dated && ++middle < last) dated = read(block, middle);
    if (!dated) return;
    addBetween(block, first, from, middle, *dated);
    keep(*dated);
    addBetween(block, middle, *dated, last, to);
  }

  void keep(const DatedLine& line) {
    if (m_days.size() >= kMostDays) return;
    if (m_days.empty() || m_days.back().ofYear != line.ofYear || m_days.back().year != line.year) {
      m_days.push_back(line);
    }
  }

  /// The days one after the other, counted, without those that only some lines between others state.
  [[nodiscard]] std::vector<DatedLine> counted() const {
    std::vector<DatedLine> days;
    for (std::size_t i = 0; i < m_days.size(); ++i) {
      DatedLine line = m_days[i];
      line.counted = line.ofYear + kYear;
      if (!days.empty()) {
        const int step = stepBetween(days.back().ofYear, line.ofYear);
        if (step > kLargeStep && returns(i, days.back())) continue;
        line.counted = days.back().counted + step;
      }
      days.push_back(line);
    }
    return days;
  }

  /// Whether the lines soon after are where they were before.
  [[nodiscard]] bool returns(std::size_t at, const DatedLine& before) const {
    constexpr std::size_t kShort = 3;  // days that an excursion states
    const std::size_t end = std::min(m_days.size(), at + 1 + kShort);
    for (std::size_t i = at + 1; i < end; ++i) {
      const int step = stepBetween(before.ofYear, m_days[i].ofYear);
      if (step <= kDisorderDays) return true;
    }
    return false;
  }

  [[nodiscard]] int yearOfLast(const std::vector<DatedLine>& days) const {
    constexpr int kLeapYearsApart = 8;
    const DatedLine& last = days.back();
    const int lastCount = last.counted / kYear;
    for (auto line = days.rbegin(); line != days.rend(); ++line) {
      if (line->year != 0) return line->year + lastCount - line->counted / kYear;
    }
    const auto latest = moment({.month = last.month, .day = last.day, .offsetSeconds = {}}, m_context.latest);
    const int found =
        latest ? static_cast<int>(
                     std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*latest)).year())
               : 0;
    for (int year = found; year > found - kLeapYearsApart; --year) {
      const bool possible = std::ranges::all_of(days, [&](const DatedLine& line) {
        return dayIn(year - (lastCount - line.counted / kYear), line).has_value();
      });
      if (possible) return year;
    }
    return found;
  }

  const Layout& m_layout;
  const ReadContext& m_context;
  Record m_record;
  std::vector<DatedLine> m_days;  ///< A line for each day, as long as it stays the same one.
  std::size_t m_lines = 0;        ///< Looked at.
  bool m_guessed = false;         ///< Some left out their year.
};

Result<YearMarks> YearMarks::find(const std::filesystem::path& path, const FileProbe& probe,
                                  const Layout& layout, const ReadContext& context,
                                  const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(auto stream, TextStream::open(path, probe.compression, probe.encoding));
  LineReader reader(stream);
  LineBlock block;
  YearFinder finder(layout, context);
  for (;;) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto more = reader.next(block);
    if (!more || !*more || !finder.add(block)) return finder.finish();
  }
}

ReadContext YearMarks::contextAt(std::uint64_t offset, const ReadContext& context) const {
  if (m_marks.empty()) return context;
  const auto later = std::ranges::lower_bound(m_marks, offset, {}, &Mark::offset);
  const LocalTime day = later == m_marks.end() ? m_marks.back().day : later->day;
  return {std::min(context.latest, day + days(1) + kDisorder)};
}

}  // namespace faultline::input
