#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/model/key_model.h"
#include "engine/sequence/session_set.h"
#include "engine/sequence/vocabulary.h"
#include "engine/sequence/window_set.h"

namespace faultline::detect {

/// What the key model gives to each entry of many sessions. Equal windows are asked about once.
class WindowScores {
 public:
  /// What to do about windows that hold a key the model never saw.
  enum class UnknownKeys {
    Skip,  ///< They have no row.
    Ask,   ///< They have one, unless it is the next key that is unknown.
  };

  /// Of a place that has no window, or one with an unknown key.
  static constexpr std::uint32_t kNoRow = 0xffffffffU;

  /// Errors: ModelFailed, Cancelled.
  static Result<WindowScores> of(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                                 const model::KeyPredictor& model, const std::stop_token& stop,
                                 const ProgressSink& progress, UnknownKeys unknown = UnknownKeys::Skip);

  /// The (window, key) pair at a position; positions as in `forEachWindow`.
  [[nodiscard]] std::uint32_t row(std::size_t session, std::uint32_t position) const;

  [[nodiscard]] double probability(std::uint32_t row) const { return m_probability[row]; }
  /// -log10 of the probability.
  [[nodiscard]] double surprise(std::uint32_t row) const;
  /// From 1: one more than the keys that are likelier.
  [[nodiscard]] int rank(std::uint32_t row) const { return static_cast<int>(m_rank[row]); }
  [[nodiscard]] const sequence::WindowSet& windows() const { return m_windows; }
  [[nodiscard]] std::uint64_t windowCount() const { return m_windows.totalWeight(); }
  /// Of one session.
  [[nodiscard]] std::uint64_t windowCount(std::size_t session) const;

 private:
  explicit WindowScores(int history) : m_windows(history) {}

  bool collect(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
               UnknownKeys unknown, const std::stop_token& stop);
  Status predict(const model::KeyPredictor& model, const std::stop_token& stop, const ProgressSink& progress);

  sequence::WindowSet m_windows;
  std::vector<std::uint32_t> m_rows;        // of each window of each session, in order
  std::vector<std::uint64_t> m_firstRow;    // of each session, in m_rows; one more at the end
  std::vector<std::uint32_t> m_firstPlace;  // the position of each session's first window
  std::vector<float> m_probability;
  std::vector<std::uint32_t> m_rank;
};

}  // namespace faultline::detect
