#include "engine/detect/window_scores.h"

#include <algorithm>
#include <cmath>

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
  if (!scores.collect(sessions, vocabulary, unknown, stop)) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(scores.predict(model, stop, progress));
  return scores;
}

bool WindowScores::collect(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                           UnknownKeys unknown, const std::stop_token& stop) {
  m_rows.reserve(sessions.entryCount() + sessions.size());
  sequence::PaddedSession padded;
  bool goOn = !stop.stop_requested();
  for (std::size_t session = 0; session < sessions.size() && goOn; ++session) {
    padSession(sessions[session], sessions.kind(session), vocabulary, m_windows.history(), padded);
    m_firstRow.push_back(m_rows.size());
    m_firstPlace.push_back(padded.first);
    forEachWindow(padded, m_windows.history(), [&](std::uint32_t, std::span<const KeyClass> row) {
      m_rows.push_back(hasRow(row, unknown) ? m_windows.add(row) : kNoRow);
      if (m_rows.size() % 65536 == 0) goOn = !stop.stop_requested();
      return goOn;
    });
  }
  m_firstRow.push_back(m_rows.size());
  return goOn;
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
  if (position < m_firstPlace[session]) return kNoRow;
  const std::uint64_t at = m_firstRow[session] + (position - m_firstPlace[session]);
  return at < m_firstRow[session + 1] ? m_rows[at] : kNoRow;
}

std::uint64_t WindowScores::windowCount(std::size_t session) const {
  std::uint64_t count = 0;
  for (std::uint64_t at = m_firstRow[session]; at < m_firstRow[session + 1]; ++at)
    count += m_rows[at] == kNoRow ? 0 : 1;
  return count;
}

double WindowScores::surprise(std::uint32_t row) const {
  constexpr double kLeast = 1e-12;  // below, a float's softmax says nothing
  return -std::log10(std::max(static_cast<double>(m_probability[row]), kLeast));
}

}  // namespace faultline::detect
