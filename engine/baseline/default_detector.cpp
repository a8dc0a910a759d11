#include "engine/baseline/default_detector.h"

namespace faultline::baseline {

Status DefaultDetector::train(const sequence::SessionSet& normal, const std::stop_token& stop,
                              const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(m_detector, detect::Detector::train(normal, m_settings, stop, progress));
  return {};
}

Result<detect::Judgement> DefaultDetector::judge(const sequence::SessionSet& sessions,
                                                 const std::stop_token& stop,
                                                 const ProgressSink& progress) const {
  detect::JudgeReport report;
  FAULTLINE_TRY_ASSIGN(const auto anomalies, m_detector->judge(sessions, stop, progress, &report));
  detect::Judgement judgement{{}, report.windows, report.distinctWindows};
  judgement.flags.reserve(anomalies.size());
  for (const auto& list : anomalies) judgement.flags.push_back(list.empty() ? 0 : 1);
  return judgement;
}

}  // namespace faultline::baseline
