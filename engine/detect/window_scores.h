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

/// What the key model gives to each entry of many sessions, or of a part of them. Equal windows are asked
/// about once. Some 80 bytes a different window of ten keys, and 4 an entry.
class WindowScores {
 public:
  /// What to do about windows that hold a key the model never saw.
  enum class UnknownKeys {
    Skip,  ///< They have no row.
    Ask,   ///< They have one, unless it is the next key that is unknown.
  };

  /// Of a place that has no window, or one with an unknown key.
  static constexpr std::uint32_t kNoRow = 0xffffffffU;

  /// A place in many sessions, as `forEachWindow` has it. After the last one: the number of sessions, 0.
  struct At {
    std::size_t session = 0;
    std::uint32_t position = 0;
    friend bool operator==(const At&, const At&) = default;
  };

  explicit WindowScores(int history) : m_windows(history) {}

  /// Takes the windows from a place on, until one more would make more than `most` different ones (at least
  /// 1). Once, on a new object. Error Cancelled.
  Status collect(const sequence::SessionSet& sessions, const sequence::Vocabulary& vocabulary,
                 UnknownKeys unknown, At first, std::uint32_t most, const std::stop_token& stop);
  /// The place where the windows taken end.
  [[nodiscard]] At end() const { return m_end; }
  /// Asks the model about them. Errors: ModelFailed, Cancelled.
  Status predict(const model::KeyPredictor& model, const std::stop_token& stop, const ProgressSink& progress);

  /// Of all windows. Errors: ModelFailed, Cancelled.
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
  /// Of what is here of one session.
  [[nodiscard]] std::uint64_t windowCount(std::size_t session) const;

 private:
  sequence::WindowSet m_windows;
  At m_first;
  At m_end;
  std::vector<std::uint32_t> m_rows;        // of each window of each session, in order
  std::vector<std::uint64_t> m_firstRow;    // of each session from the first one on, in m_rows; one more
  std::vector<std::uint32_t> m_firstPlace;  // the position of each session's first window here
  std::vector<float> m_probability;
  std::vector<std::uint32_t> m_rank;
};

}  // namespace faultline::detect
