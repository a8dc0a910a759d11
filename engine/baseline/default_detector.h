#pragma once

#include <optional>

#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"

namespace faultline::baseline {

/// The product's own detector among its rivals: a session with an anomaly is abnormal.
class DefaultDetector final : public detect::SessionDetector {
 public:
  explicit DefaultDetector(const detect::Settings& settings) : m_settings(settings) {}

  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

 private:
  detect::Settings m_settings;
  std::optional<detect::Detector> m_detector;
};

}  // namespace faultline::baseline
