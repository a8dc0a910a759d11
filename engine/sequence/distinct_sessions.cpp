#include "engine/sequence/distinct_sessions.h"

#include <algorithm>

#include <tsl/robin_map.h>

#include "engine/base/hash.h"

namespace faultline::sequence {

namespace {

std::uint64_t hashOf(std::span<const LogKey> keys, SessionKind kind) {
  const auto bytes = std::as_bytes(keys);
  return stableHash({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                    static_cast<std::uint64_t>(kind));
}

}  // namespace

Result<DistinctSessions> distinctSessions(const SessionSet& sessions, const std::stop_token& stop) {
  DistinctSessions distinct;
  distinct.of.reserve(sessions.size());
  tsl::robin_map<std::uint64_t, std::uint32_t> byHash;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto next = static_cast<std::uint32_t>(distinct.counts.size());
    const auto keys = sessions[session];
    const SessionKind kind = sessions.kind(session);
    const auto [entry, isNew] = byHash.try_emplace(hashOf(keys, kind), next);
    // Of two different sessions with one hash the second is never found again, which only costs time.
    const bool known = !isNew && distinct.sessions.kind(entry->second) == kind &&
                       std::ranges::equal(distinct.sessions[entry->second], keys);
    if (!known) {
      distinct.sessions.add(keys, kind);
      distinct.counts.push_back(0);
    }
    distinct.of.push_back(known ? entry->second : next);
    ++distinct.counts[distinct.of.back()];
  }
  return distinct;
}

}  // namespace faultline::sequence
