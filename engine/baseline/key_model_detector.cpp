#include "engine/baseline/key_model_detector.h"

#include <algorithm>

#include "engine/detect/window_scores.h"
#include "engine/model/rate_schedule.h"

namespace faultline::baseline {

using detect::WindowScores;
using sequence::LogKey;
using sequence::SessionSet;

namespace {

constexpr std::size_t kHoldOutEvery = 10;

}  // namespace

Status KeyModelDetector::train(const SessionSet& normal, const std::stop_token& stop,
                               const ProgressSink& progress) {
  if (normal.entryCount() == 0)
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  SessionSet watched;
  SessionSet learnt;
  for (std::size_t session = 0; session < normal.size(); ++session) {
    SessionSet& into = session % kHoldOutEvery == kHoldOutEvery - 1 && !m_settings.epochs ? watched : learnt;
    into.add(normal[session], normal.kind(session));
  }
  FAULTLINE_TRY_ASSIGN(const auto windows,
                       sequence::collectWindows(learnt, m_vocabulary, m_settings.history, stop));
  FAULTLINE_TRY_ASSIGN(const auto heldOut,
                       sequence::collectWindows(watched, m_vocabulary, m_settings.history, stop));
  if (windows.size() == 0) return {};
  FAULTLINE_TRY_ASSIGN(m_keyModel,
                       model::makeKeyModel({m_settings.history, m_settings.layers, m_settings.units,
                                            m_vocabulary.size(), m_settings.seed},
                                           m_settings.threads));
  model::TrainingPlan plan;
  if (m_settings.epochs) plan.rates = model::ratesFor(*m_settings.epochs);
  FAULTLINE_TRY(m_keyModel->train(windows, heldOut.size() == 0 ? nullptr : &heldOut, plan, stop, progress));
  return {};
}

Result<detect::Judgement> KeyModelDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                  const ProgressSink& progress) const {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  detect::Judgement judgement;
  std::vector<std::uint8_t>& flags = judgement.flags;
  flags.resize(sessions.size());
  const auto history = static_cast<std::uint32_t>(m_settings.history);
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (sessions[session].size() <= history) flags[session] = m_shortSessions == ShortSessions::Flag ? 1 : 0;
  }
  if (m_keyModel == nullptr) return judgement;
  FAULTLINE_TRY_ASSIGN(const WindowScores scores, WindowScores::of(sessions, m_vocabulary, *m_keyModel, stop,
                                                                   progress, WindowScores::UnknownKeys::Ask));
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    const auto length = static_cast<std::uint32_t>(sessions[session].size());
    for (std::uint32_t position = history; position < length && flags[session] == 0; ++position) {
      const std::uint32_t row = scores.row(session, position);
      const bool expected = row != WindowScores::kNoRow && scores.rank(row) <= m_settings.candidates;
      flags[session] = expected ? 0 : 1;
    }
  }
  judgement.windows = scores.windowCount();
  judgement.distinctWindows = scores.windows().size();
  return judgement;
}

Result<std::vector<std::uint64_t>> KeyModelDetector::rankCounts(const SessionSet& sessions,
                                                                const std::stop_token& stop,
                                                                const ProgressSink& progress) const {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(m_vocabulary.size()) + 1);
  if (m_keyModel == nullptr) return counts;
  FAULTLINE_TRY_ASSIGN(const WindowScores scores, WindowScores::of(sessions, m_vocabulary, *m_keyModel, stop,
                                                                   progress, WindowScores::UnknownKeys::Ask));
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    const auto length = static_cast<std::uint32_t>(sessions[session].size());
    for (auto position = static_cast<std::uint32_t>(m_settings.history); position < length; ++position) {
      const std::uint32_t row = scores.row(session, position);
      ++counts[row == WindowScores::kNoRow ? 0 : static_cast<std::size_t>(scores.rank(row))];
    }
  }
  return counts;
}

}  // namespace faultline::baseline
