#include "engine/sequence/vocabulary.h"

#include <algorithm>
#include <utility>

namespace faultline::sequence {

Vocabulary::Vocabulary(std::vector<LogKey> keys) : m_keys(std::move(keys)) {
  std::sort(m_keys.begin(), m_keys.end());
  m_keys.erase(std::unique(m_keys.begin(), m_keys.end()), m_keys.end());
  for (KeyClass keyClass = 0; keyClass < size(); ++keyClass) m_classes.emplace(keyOf(keyClass), keyClass);
}

Vocabulary Vocabulary::of(const SessionSet& sessions, Bounds bounds) {
  tsl::robin_set<LogKey> seen;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    seen.insert(sessions[session].begin(), sessions[session].end());
  }
  if (bounds == Bounds::Bounded) {
    seen.insert(kSessionStart);
    seen.insert(kSessionEnd);
  }
  return Vocabulary({seen.begin(), seen.end()});
}

Vocabulary Vocabulary::inOrder(const std::vector<LogKey>& keys) { return Vocabulary().extendedBy(keys); }

Vocabulary Vocabulary::extendedBy(std::span<const LogKey> keys) const {
  Vocabulary more(*this);
  for (const LogKey key : keys) {
    if (more.m_classes.try_emplace(key, more.size()).second) more.m_keys.push_back(key);
  }
  return more;
}

Vocabulary Vocabulary::restrictedTo(const tsl::robin_set<LogKey>& keys) const {
  Vocabulary fewer(*this);
  for (const LogKey key : m_keys) {
    if (!keys.contains(key)) fewer.m_classes.erase(key);
  }
  return fewer;
}

KeyClass Vocabulary::classOf(LogKey key) const {
  const auto found = m_classes.find(key);
  return found == m_classes.end() ? kUnknownClass : found->second;
}

void Vocabulary::append(std::span<const LogKey> keys, std::vector<KeyClass>& classes) const {
  for (const LogKey key : keys) classes.push_back(classOf(key));
}

}  // namespace faultline::sequence
