#include "engine/detect/window_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::detect {

namespace {

using sequence::KeyClass;

constexpr std::size_t kChunk = 16384;  // distinct windows asked about at once; bounds the memory for answers

bool hasRow(std::span<const KeyClass> row, WindowScores::UnknownKeys unknown) {
  if (unknown == WindowScores::UnknownKeys::Ask) return row.back() != sequence::kUnknownClass;
  return std::ranges::find(row, sequence::kUnknownClass) == row.end();
}

}  // namespace

Result<WindowScores> WindowScores::of(const sequence::SessionSet& sessions,
                                      const sequence::Vocabulary& vocabulary,
                                      const model::KeyPredictor& model, const std::stop_token& stop,
                                      const ProgressSink& progress, UnknownKeys unknown) {
  WindowScores scores(model.settings().history);
  FAULTLINE_TRY(
      scores.collect(sessions, vocabulary, unknown, {}, std::numeric_limits<std::uint32_t>::max(), stop));
  FAULTLINE_TRY(scores.predict(model, stop, progress));
  return scores;
}

Status WindowScores::collect(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                             UnknownKeys unknown, At first, std::uint32_t most, const std::stop_token& stop) {
  m_first = first;
  m_end = {sessions.size(), 0};
  m_rows.reserve(sessions.entryCount() + sessions.size());
  sequence::PaddedSession padded;
  bool cancelled = stop.stop_requested();
  bool full = false;
  for (std::size_t session = first.session; session < sessions.size() && !full && !cancelled; ++session) {
    padSession(sessions[session], sessions.kind(session), vocabulary, m_windows.history(), padded);
    const std::uint32_t from =
        session == first.session ? std::max(first.position, padded.first) : padded.first;
    m_firstRow.push_back(m_rows.size());
    m_firstPlace.push_back(from);
    forEachWindow(padded, m_windows.history(), [&](std::uint32_t position, std::span<const KeyClass> row) {
      if (position < from) return true;
      const bool wanted = hasRow(row, unknown);
      full = wanted && m_windows.size() >= most;
      if (full) {
        m_end = {session, position};
        return false;
      }
      m_rows.push_back(wanted ? m_windows.add(row) : kNoRow);
      cancelled = m_rows.size() % 65536 == 0 && stop.stop_requested();
      return !cancelled;
    });
  }
  m_firstRow.push_back(m_rows.size());
  if (cancelled) return failure(ErrorCode::Cancelled);
  return {};
}

Status WindowScores::predict(const model::KeyPredictor& model, const std::stop_token& stop,
                             const ProgressSink& progress) {
  const auto classes = static_cast<std::size_t>(model.settings().classes);
  ProgressReporter reporter(progress);
  std::vector<KeyClass> windows;
  std::vector<float> answers;
  for (std::uint32_t first = 0; first < m_windows.size(); first += kChunk) {
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(first + kChunk, m_windows.size()));
    windows.clear();
    for (std::uint32_t row = first; row < end; ++row) {
      const auto window = m_windows.window(row);
      windows.insert(windows.end(), window.begin(), window.end());
    }
    answers.resize((end - first) * classes);
    FAULTLINE_TRY(model.predict(windows, answers, stop));
    for (std::uint32_t row = first; row < end; ++row) {
      const std::span<const float> answer(answers.data() + (row - first) * classes, classes);
      const float given = answer[static_cast<std::size_t>(m_windows.next(row))];
      m_probability.push_back(given);
      m_rank.push_back(
          1 + static_cast<std::uint32_t>(std::ranges::count_if(answer, [&](float p) { return p > given; })));
    }
    reporter.report({Stage::Judging, end, m_windows.size(), {}});
  }
  return {};
}

std::uint32_t WindowScores::row(std::size_t session, std::uint32_t position) const {
  const std::size_t own = session - m_first.session;
  if (position < m_firstPlace[own]) return kNoRow;
  const std::uint64_t at = m_firstRow[own] + (position - m_firstPlace[own]);
  return at < m_firstRow[own + 1] ? m_rows[at] : kNoRow;
}

std::uint64_t WindowScores::windowCount(std::size_t session) const {
  const std::size_t own = session - m_first.session;
  std::uint64_t count = 0;
  for (std::uint64_t at = m_firstRow[own]; at < m_firstRow[own + 1]; ++at)
    count += m_rows[at] == kNoRow ? 0 : 1;
  return count;
}

double WindowScores::surprise(std::uint32_t row) const {
  constexpr double kLeast = 1e-12;  // below, a float's softmax says nothing
  return -std::log10(std::max(static_cast<double>(m_probability[row]), kLeast));
}

}  // namespace faultline::detect
