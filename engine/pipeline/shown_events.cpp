#include "engine/pipeline/shown_events.h"

#include <algorithm>

#include "engine/pipeline/key_book.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

Result<ShownEvents> ShownEvents::make(store::Database& database, SourceId source, const LogFilter& filter) {
  ShownEvents shown(database);
  if (filter.key) {
    FAULTLINE_TRY(shown.addKey(source, filter.key));
  } else {
    FAULTLINE_TRY_ASSIGN(shown.m_ordinals,
                         store::EventRepository(database).ordinalsOfSession(source, filter.session));
    shown.m_count = static_cast<std::uint32_t>(shown.m_ordinals.size());
  }
  return shown;
}

Status ShownEvents::addKey(SourceId source, KeyId key) {
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(*m_database));
  FAULTLINE_TRY_ASSIGN(const auto blocks,
                       store::KeyedEvents(*m_database).blocks(book.members(book.canonical(key))));
  for (const store::KeyBlock& block : blocks) {
    if (block.first.source != source) continue;
    if (m_groups.empty() || m_groups.back().firstOrdinal != block.first.ordinal)
      m_groups.push_back({{}, block.first.ordinal, m_count});
    m_groups.back().parts.push_back(block);
    m_count += block.count;
  }
  return {};
}

Status ShownEvents::look(std::size_t group) {
  if (m_looked == group) return {};
  m_looked = static_cast<std::size_t>(-1);
  m_ordinals.clear();
  for (const store::KeyBlock& part : m_groups[group].parts) {
    FAULTLINE_TRY_ASSIGN(const auto places, store::KeyedEvents(*m_database).places(part, part.count));
    for (const store::EventPlace& place : places) m_ordinals.push_back(place.id.ordinal);
  }
  std::ranges::sort(m_ordinals);
  m_looked = group;
  return {};
}

Result<std::vector<std::uint32_t>> ShownEvents::ordinals(std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> found;
  const std::uint32_t end = count < m_count - std::min(first, m_count) ? first + count : m_count;
  if (m_groups.empty()) {
    if (first < end) found.assign(m_ordinals.begin() + first, m_ordinals.begin() + end);
    return found;
  }
  auto group = std::ranges::upper_bound(m_groups, first, {}, &Group::firstRow) - m_groups.begin() - 1;
  for (std::uint32_t row = first; row < end; ++group) {
    FAULTLINE_TRY(look(static_cast<std::size_t>(group)));
    std::size_t within = row - m_groups[static_cast<std::size_t>(group)].firstRow;
    if (within >= m_ordinals.size()) break;  // somebody is writing
    for (; within < m_ordinals.size() && row < end; ++within, ++row) found.push_back(m_ordinals[within]);
  }
  return found;
}

Result<std::uint32_t> ShownEvents::rowAt(std::uint32_t ordinal) {
  std::uint32_t before = 0;
  if (!m_groups.empty()) {
    const auto next = std::ranges::upper_bound(m_groups, ordinal, {}, &Group::firstOrdinal);
    if (next == m_groups.begin()) return 0;
    const auto group = static_cast<std::size_t>(next - m_groups.begin()) - 1;
    FAULTLINE_TRY(look(group));
    before = m_groups[group].firstRow;
  }
  return before +
         static_cast<std::uint32_t>(std::ranges::lower_bound(m_ordinals, ordinal) - m_ordinals.begin());
}

}  // namespace faultline::pipeline
