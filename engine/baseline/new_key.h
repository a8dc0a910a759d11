#pragma once

#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// The simplest rival: a session is abnormal when it holds a key that no training session held.
class NewKeyDetector final : public detect::SessionDetector {
 public:
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

 private:
  sequence::Vocabulary m_vocabulary;
};

}  // namespace faultline::baseline
