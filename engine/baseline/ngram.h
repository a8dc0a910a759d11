#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"
#include "engine/sequence/window_set.h"

namespace faultline::baseline {

/// DeepLog's own baseline (section 3.1.1): the chance of a key after the last N keys is its relative
/// frequency there; a session is abnormal when one of its keys is not among the g likeliest, or was never
/// seen there. The windows are the paper's: the first N keys of a session are not judged.
class NgramDetector final : public detect::SessionDetector {
 public:
  /// `flaggedUpTo`: sessions of so many entries or fewer are flagged unjudged, see `ShortSessions::Flag`.
  NgramDetector(int history, int candidates, std::size_t flaggedUpTo = 0)
      : m_history(history), m_candidates(candidates), m_flaggedUpTo(flaggedUpTo) {}

  bool setCandidates(int candidates) override {
    m_candidates = candidates;
    return true;
  }
  Result<std::vector<std::uint64_t>> rankCounts(const sequence::SessionSet& sessions,
                                                const std::stop_token& stop,
                                                const ProgressSink& progress) const override;

  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  /// Pr(key | the last N keys); 0 when these never came, or never with this key.
  [[nodiscard]] double probability(std::span<const sequence::LogKey> before, sequence::LogKey key) const;

 private:
  struct Follower {
    sequence::KeyClass key = 0;
    std::uint64_t count = 0;
  };
  /// What came after some keys, the most frequent first.
  struct Context {
    std::vector<Follower> followers;
    std::uint64_t count = 0;
  };

  [[nodiscard]] const Context* find(std::span<const sequence::KeyClass> before) const;
  /// From 1; 0 for what was never seen there.
  [[nodiscard]] std::size_t rank(std::span<const sequence::KeyClass> row) const;
  [[nodiscard]] bool isExpected(std::span<const sequence::KeyClass> row) const;

  int m_history;
  int m_candidates;
  std::size_t m_flaggedUpTo;
  sequence::Vocabulary m_vocabulary;
  tsl::robin_map<std::string, Context> m_contexts;  // by the window's bytes
};

}  // namespace faultline::baseline
