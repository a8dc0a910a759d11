#include "engine/detect/accepted_keys.h"

#include <algorithm>
#include <span>
#include <utility>

namespace faultline::detect {

namespace {

constexpr double kNearCopy = 0.05;  // of the entries, more or fewer

}  // namespace

void AcceptedKeys::accept(KeyClass key) {
  if (key != sequence::kUnknownClass && !isBound(key))
    m_keys.insert(std::ranges::upper_bound(m_keys, key), key);
}

void AcceptedKeys::add(const CountVector& session) {
  const auto isOurs = [&](const KeyCount& one) { return isBound(one.key); };
  if (std::ranges::any_of(session, isOurs)) m_sessions.add(session, 1);
}

bool AcceptedKeys::isBound(KeyClass key) const { return std::ranges::binary_search(m_keys, key); }

std::optional<KeyClass> AcceptedKeys::strangeIn(const CountVector& session) const {
  std::vector<KeyClass> bound;
  for (const KeyCount& one : session) {
    if (isBound(one.key)) bound.push_back(one.key);
  }
  if (bound.empty()) return std::nullopt;
  for (std::size_t index = 0; index < m_sessions.size(); ++index) {
    const std::span<const KeyCount> accepted = m_sessions[index];
    const auto has = [&](KeyClass key) {
      return std::ranges::find(accepted, key, &KeyCount::key) != accepted.end();
    };
    if (std::ranges::all_of(bound, has) && countDistance(session, accepted) <= kNearCopy) return std::nullopt;
  }
  return bound.front();
}

void AcceptedKeys::save(ByteWriter& writer) const {
  writer.putAll(m_keys);
  m_sessions.save(writer);
}

std::optional<AcceptedKeys> AcceptedKeys::load(ByteReader& reader, std::int32_t classes) {
  AcceptedKeys keys;
  keys.m_keys = reader.getAll<KeyClass>();
  auto sessions = CountTable::load(reader);
  const bool areKnown =
      std::ranges::all_of(keys.m_keys, [&](KeyClass key) { return key >= 0 && key < classes; });
  if (!reader.ok() || !sessions || !areKnown || !std::ranges::is_sorted(keys.m_keys)) return std::nullopt;
  keys.m_sessions = std::move(*sessions);
  return keys;
}

}  // namespace faultline::detect
