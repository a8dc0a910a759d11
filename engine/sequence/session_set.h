#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/sequence/log_key.h"

namespace faultline::sequence {

/// Whole: one execution, from its start to its end; both are judged, and so is the session as a whole.
/// Stream: what a service logs, cut nowhere; only its entries are judged, each by those before it.
enum class SessionKind : std::uint8_t { Whole, Stream };

/// Many sequences of log keys, one after the other in one piece of memory (4 bytes an entry, 9 a session).
/// Any number of threads may read it while none adds.
class SessionSet {
 public:
  void add(std::span<const LogKey> keys, SessionKind kind = SessionKind::Whole);
  void reserve(std::size_t sessions, std::size_t entries);

  [[nodiscard]] std::size_t size() const { return m_kinds.size(); }
  [[nodiscard]] bool empty() const { return m_kinds.empty(); }
  [[nodiscard]] std::uint64_t entryCount() const { return m_keys.size(); }

  [[nodiscard]] std::span<const LogKey> operator[](std::size_t session) const {
    return {m_keys.data() + m_ends[session], m_ends[session + 1] - m_ends[session]};
  }
  [[nodiscard]] SessionKind kind(std::size_t session) const { return m_kinds[session]; }

 private:
  std::vector<LogKey> m_keys;
  std::vector<std::size_t> m_ends{0};
  std::vector<SessionKind> m_kinds;
};

}  // namespace faultline::sequence
