#include "engine/base/progress.h"

namespace faultline {

namespace {
constexpr auto kReportInterval = std::chrono::milliseconds(50);
constexpr auto kEtaWarmUp = std::chrono::milliseconds(500);
}  // namespace

const char* stageText(Stage stage) {
  switch (stage) {
    case Stage::Reading:
      return "Reading";
    case Stage::Indexing:
      return "Indexing";
    case Stage::Learning:
      return "Learning what is normal";
    case Stage::Judging:
      return "Looking for anomalies";
    case Stage::Searching:
      return "Searching";
    case Stage::Saving:
      return "Saving";
  }
  return "Working";
}

void ProgressReporter::report(const Progress& progress) {
  if (!m_sink) return;
  const auto now = std::chrono::steady_clock::now();
  const bool last = progress.total != 0 && progress.done >= progress.total;
  if (!last && m_stage == progress.stage && now - m_last < kReportInterval) return;
  m_stage = progress.stage;
  m_last = now;
  m_sink(progress);
}

std::optional<std::chrono::seconds> EtaEstimator::update(const Progress& progress,
                                                         std::chrono::steady_clock::time_point now) {
  if (m_stage != progress.stage || progress.done < m_firstDone) {
    m_stage = progress.stage;
    m_firstDone = progress.done;
    m_start = now;
  }
  const auto elapsed = now - m_start;
  const std::uint64_t advanced = progress.done - m_firstDone;
  if (progress.total <= progress.done || advanced == 0 || elapsed < kEtaWarmUp) return std::nullopt;
  const double ratio = static_cast<double>(progress.total - progress.done) / static_cast<double>(advanced);
  const std::chrono::duration<double> left = std::chrono::duration<double>(elapsed) * ratio;
  return std::chrono::ceil<std::chrono::seconds>(left);
}

}  // namespace faultline
