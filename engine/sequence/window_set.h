#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include <tsl/robin_set.h>

#include "engine/base/error.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::sequence {

/// Different (window, next key) pairs, each kept once with how often it came (DeepLog, section 3.1.2: a
/// window is the h keys before the one to be predicted). Logs repeat themselves: the 46,575 windows of the
/// HDFS training set are 4,092 different ones. Rows lie one after the other, h + 1 classes each.
class WindowSet {
 public:
  /// `history` is h, at least 1.
  explicit WindowSet(int history);

  /// Counts a row of h + 1 classes, the last one the next key; returns its index, the same for equal rows.
  std::uint32_t add(std::span<const KeyClass> row, std::uint64_t times = 1);

  [[nodiscard]] int history() const { return m_history; }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_weights.size()); }
  [[nodiscard]] std::span<const KeyClass> row(std::uint32_t index) const {
    return {m_table->rows.data() + index * m_table->width, m_table->width};
  }
  [[nodiscard]] std::span<const KeyClass> window(std::uint32_t index) const {
    return row(index).first(m_table->width - 1);
  }
  [[nodiscard]] KeyClass next(std::uint32_t index) const { return row(index).back(); }
  [[nodiscard]] std::uint64_t weight(std::uint32_t index) const { return m_weights[index]; }
  [[nodiscard]] std::uint64_t totalWeight() const { return m_total; }

 private:
  struct Table {
    std::size_t width = 0;
    std::vector<KeyClass> rows;
  };
  struct RowHash {
    const Table* table;
    std::size_t operator()(std::uint32_t index) const;
  };
  struct RowEqual {
    const Table* table;
    bool operator()(std::uint32_t a, std::uint32_t b) const;
  };

  int m_history;
  std::unique_ptr<Table> m_table;  // on the heap: the set's functors point to it when this is moved
  tsl::robin_set<std::uint32_t, RowHash, RowEqual> m_index;
  std::vector<std::uint64_t> m_weights;
  std::uint64_t m_total = 0;
};

/// A session's classes, ready to be cut into windows.
struct PaddedSession {
  std::vector<KeyClass> classes;
  std::uint32_t first = 0;  ///< The position that the first window predicts.
};

/// A whole session under a vocabulary with bounds gets h starts in front and an end behind, so that each of
/// its entries and its end has a window. Otherwise an entry has one when h entries stand before it (the
/// paper's plain protocol, and streams). `padded` is written over, to be used again.
void padSession(std::span<const LogKey> keys, SessionKind kind, const Vocabulary& vocabulary, int history,
                PaddedSession& padded);

/// Calls `visit(position, row)` for each window in order; a row is h + 1 classes, the last one at `position`
/// (the session's size for its end). Ends early when `visit` returns false.
template <class Visit>
void forEachWindow(const PaddedSession& padded, int history, Visit&& visit) {
  const std::span<const KeyClass> all(padded.classes);
  const auto width = static_cast<std::size_t>(history) + 1;
  for (std::size_t at = 0; at + width <= all.size(); ++at) {
    if (!visit(static_cast<std::uint32_t>(padded.first + at), all.subspan(at, width))) return;
  }
}

/// Every window of every session, counted. Error Cancelled.
Result<WindowSet> collectWindows(const SessionSet& sessions, const Vocabulary& vocabulary, int history,
                                 const std::stop_token& stop);

}  // namespace faultline::sequence
