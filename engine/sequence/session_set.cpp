#include "engine/sequence/session_set.h"

namespace faultline::sequence {

void SessionSet::add(std::span<const LogKey> keys, SessionKind kind) {
  m_keys.insert(m_keys.end(), keys.begin(), keys.end());
  m_ends.push_back(m_keys.size());
  m_kinds.push_back(kind);
}

void SessionSet::reserve(std::size_t sessions, std::size_t entries) {
  m_keys.reserve(entries);
  m_ends.reserve(sessions + 1);
  m_kinds.reserve(sessions);
}

}  // namespace faultline::sequence
