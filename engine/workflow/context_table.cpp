#include "engine/workflow/context_table.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

// One session in so many is held out of training, to see when it has learnt enough.
constexpr std::size_t kHeldOutEvery = 5;

std::uint64_t stepKey(Context context, LogKey key) {
  return (static_cast<std::uint64_t>(context) << 32U) | static_cast<std::uint32_t>(key);
}

}  // namespace

std::size_t ContextTable::Hash::operator()(std::uint64_t key) const {
  // Fibonacci hashing: neighbouring contexts and keys spread over the table.
  key ^= key >> 32U;
  return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15U);
}

Result<ContextTable> ContextTable::of(const sequence::SessionSet& sessions,
                                      std::span<const LogKey> background, int history,
                                      const std::stop_token& stop) {
  ContextTable table(history);
  table.m_before.reserve(sessions.entryCount());
  const auto width = static_cast<std::size_t>(history);
  std::vector<LogKey> keys;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    keys.assign(width, sequence::kSessionStart);
    Context context = table.m_rows.add(keys);
    const bool heldOut = session % kHeldOutEvery == kHeldOutEvery - 1;
    for (const LogKey key : sessions[session]) {
      if (table.m_before.size() % 4096 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
      const bool isBackground = std::ranges::binary_search(background, key);
      table.m_before.push_back(isBackground ? kNoContext : context);
      if (isBackground) continue;
      keys.push_back(key);
      const Context next = table.m_rows.add(std::span(keys).last(width));
      table.take(context, key, next, heldOut);
      context = next;
    }
    if (sessions.kind(session) == sequence::SessionKind::Whole) {
      table.take(context, sequence::kSessionEnd, kNoContext, heldOut);
    }
  }
  return table;
}

void ContextTable::take(Context from, LogKey key, Context to, bool heldOut) {
  const auto [found, isNew] =
      m_stepOf.try_emplace(stepKey(from, key), static_cast<std::uint32_t>(m_steps.size()));
  if (isNew) m_steps.push_back({from, key, to, 0, 0});
  Step& step = m_steps[found->second];
  ++step.count;
  if (heldOut) ++step.heldOut;
}

Context ContextTable::after(Context context, LogKey key) const {
  const auto found = m_stepOf.find(stepKey(context, key));
  return found == m_stepOf.end() ? kNoContext : m_steps[found->second].to;
}

}  // namespace faultline::workflow
