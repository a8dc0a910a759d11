#pragma once

#include <memory>

#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"
#include "engine/model/key_model.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// What becomes of sessions of h events or fewer, which have no window.
enum class ShortSessions {
  Pass,  ///< They cannot be judged and count as normal: the paper's protocol.
  Flag,  ///< They are padded with a key that is never predicted, and so flagged: what public re-runs do.
};

/// DeepLog as published (sections 3.1.2 and 5.1): windows of h keys, a session is abnormal when one of its
/// keys is not among the g likeliest. The paper does not say for how long it trains; here the loss on a tenth
/// of the sessions, held out, decides.
class KeyModelDetector final : public detect::SessionDetector {
 public:
  KeyModelDetector(const detect::Settings& settings, ShortSessions shortSessions)
      : m_settings(settings), m_shortSessions(shortSessions) {}

  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  bool setCandidates(int candidates) override {
    m_settings.candidates = candidates;
    return true;
  }
  Result<std::vector<std::uint64_t>> rankCounts(const sequence::SessionSet& sessions,
                                                const std::stop_token& stop,
                                                const ProgressSink& progress) const override;

 private:
  detect::Settings m_settings;
  ShortSessions m_shortSessions;
  sequence::Vocabulary m_vocabulary;
  std::unique_ptr<model::KeyModel> m_keyModel;  // none when no training session had a window
};

}  // namespace faultline::baseline
