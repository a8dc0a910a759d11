#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/error.h"
#include "engine/sequence/window_set.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// Of a distinct history in a ContextTable.
using Context = std::uint32_t;
inline constexpr Context kNoContext = kNone;

/// What the last keys before each entry of some sessions were, each distinct history (a context) kept once.
/// Takes 4 bytes an entry and some tens a context.
class ContextTable {
 public:
  /// `history`: how many keys tell contexts apart, at least 2. Entries of `background` (ascending) are looked
  /// through. Error Cancelled.
  static Result<ContextTable> of(const sequence::SessionSet& sessions, std::span<const LogKey> background,
                                 int history, const std::stop_token& stop);

  [[nodiscard]] int history() const { return m_rows.history() + 1; }
  [[nodiscard]] Context size() const { return m_rows.size(); }
  /// The last `history()` keys, the oldest first; kSessionStart before the session's first.
  [[nodiscard]] std::span<const LogKey> keys(Context context) const { return m_rows.row(context); }
  [[nodiscard]] std::uint64_t count(Context context) const { return m_rows.weight(context); }
  /// Where a key leads to; kNoContext: it never came there.
  [[nodiscard]] Context after(Context context, LogKey key) const;

  /// The context before each entry, one session after the other; kNoContext for background.
  [[nodiscard]] const std::vector<Context>& beforeEntries() const { return m_before; }

  /// What came next, and how often.
  struct Step {
    Context from = kNoContext;
    LogKey key = 0;  ///< kSessionEnd at the end of a whole session.
    Context to = kNoContext;
    std::uint64_t count = 0;
    std::uint64_t heldOut = 0;  ///< Of `count`, in sessions that training only watches.
  };
  [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }

 private:
  explicit ContextTable(int history) : m_rows(history - 1) {}
  void take(Context from, LogKey key, Context to, bool heldOut);

  struct Hash {
    std::size_t operator()(std::uint64_t key) const;
  };

  sequence::WindowSet m_rows;  // of history() keys each
  std::vector<Context> m_before;
  std::vector<Step> m_steps;
  tsl::robin_map<std::uint64_t, std::uint32_t, Hash> m_stepOf;
};

}  // namespace faultline::workflow
