#include "engine/sequence/window_set.h"

#include <algorithm>
#include <string_view>

#include "engine/base/hash.h"

namespace faultline::sequence {

namespace {

std::span<const KeyClass> rowOf(const std::vector<KeyClass>& rows, std::size_t width, std::uint32_t index) {
  return {rows.data() + index * width, width};
}

}  // namespace

std::size_t WindowSet::RowHash::operator()(std::uint32_t index) const {
  const auto bytes = std::as_bytes(rowOf(table->rows, table->width, index));
  return stableHash({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool WindowSet::RowEqual::operator()(std::uint32_t a, std::uint32_t b) const {
  return std::ranges::equal(rowOf(table->rows, table->width, a), rowOf(table->rows, table->width, b));
}

WindowSet::WindowSet(int history)
    : m_history(history),
      m_table(std::make_unique<Table>(Table{static_cast<std::size_t>(history) + 1, {}})),
      m_index(0, RowHash{m_table.get()}, RowEqual{m_table.get()}) {}

std::uint32_t WindowSet::add(std::span<const KeyClass> row, std::uint64_t times) {
  // The row is stored first, so that the set can compare it by its index, and taken back when it is known.
  const std::uint32_t candidate = size();
  m_table->rows.insert(m_table->rows.end(), row.begin(), row.end());
  const auto [found, isNew] = m_index.insert(candidate);
  if (isNew) {
    m_weights.push_back(0);
  } else {
    m_table->rows.resize(candidate * m_table->width);
  }
  m_weights[*found] += times;
  m_total += times;
  return *found;
}

void padSession(std::span<const LogKey> keys, SessionKind kind, const Vocabulary& vocabulary, int history,
                PaddedSession& padded) {
  padded.classes.clear();
  const KeyClass start = vocabulary.classOf(kSessionStart);
  const bool bounded = kind == SessionKind::Whole && start != kUnknownClass;
  padded.first = bounded ? 0U : static_cast<std::uint32_t>(history);
  if (bounded) padded.classes.assign(static_cast<std::size_t>(history), start);
  vocabulary.append(keys, padded.classes);
  if (bounded) padded.classes.push_back(vocabulary.classOf(kSessionEnd));
}

Result<WindowSet> collectWindows(const SessionSet& sessions, const Vocabulary& vocabulary, int history,
                                 const std::stop_token& stop) {
  WindowSet windows(history);
  PaddedSession padded;
  bool cancelled = stop.stop_requested();
  for (std::size_t session = 0; session < sessions.size() && !cancelled; ++session) {
    padSession(sessions[session], sessions.kind(session), vocabulary, history, padded);
    forEachWindow(padded, history, [&](std::uint32_t, std::span<const KeyClass> row) {
      windows.add(row);
      cancelled = windows.totalWeight() % 4096 == 0 && stop.stop_requested();
      return !cancelled;
    });
  }
  if (cancelled) return failure(ErrorCode::Cancelled);
  return windows;
}

}  // namespace faultline::sequence
