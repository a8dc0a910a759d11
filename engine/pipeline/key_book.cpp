#include "engine/pipeline/key_book.h"

#include <algorithm>

#include "engine/base/text.h"

namespace faultline::pipeline {

Result<KeyBook> KeyBook::read(store::Database& database) {
  KeyBook book;
  const store::KeyRepository keys(database);
  const store::KeyRuleRepository rules(database);
  FAULTLINE_TRY_ASSIGN(book.m_rows, keys.all());
  FAULTLINE_TRY_ASSIGN(book.m_aliases, keys.aliases());
  FAULTLINE_TRY_ASSIGN(book.m_splits, rules.splits());
  FAULTLINE_TRY_ASSIGN(book.m_masks, rules.masks());
  for (std::size_t i = 0; i < book.m_rows.size(); ++i) book.m_places.emplace(book.m_rows[i].id.value, i);
  for (std::size_t i = 0; i < book.m_splits.size(); ++i)
    book.m_splitPlaces.emplace(book.m_splits[i].key.value, i);
  return book;
}

KeyId KeyBook::canonical(KeyId key) const {
  const auto alias = m_aliases.find(key.value);
  return alias == m_aliases.end() ? key : KeyId{alias->second};
}

bool KeyBook::isShown(KeyId key) const { return find(key) != nullptr && !m_aliases.contains(key.value); }

std::uint64_t KeyBook::shownCount() const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(m_rows, [&](const store::KeyRow& row) { return isShown(row.id); }));
}

std::vector<KeyId> KeyBook::members(KeyId canonical) const {
  std::vector<KeyId> keys{canonical};
  for (const auto& [key, into] : m_aliases) {
    if (into == canonical.value && !wasTakenBack(KeyId{key})) keys.push_back(KeyId{key});
  }
  std::ranges::sort(keys.begin() + 1, keys.end());
  return keys;
}

const store::KeyRow* KeyBook::find(KeyId key) const {
  const auto place = m_places.find(key.value);
  return place == m_places.end() ? nullptr : &m_rows[place->second];
}

const store::SplitRow* KeyBook::splitOf(KeyId key) const {
  const auto place = m_splitPlaces.find(key.value);
  if (place == m_splitPlaces.end() || !m_splits[place->second].active) return nullptr;
  return &m_splits[place->second];
}

bool KeyBook::wasTakenBack(KeyId key) const {
  const auto place = m_splitPlaces.find(key.value);
  return place != m_splitPlaces.end() && !m_splits[place->second].active;
}

std::string KeyBook::textOf(KeyId key) const {
  const store::KeyRow* row = find(canonical(key));
  if (row == nullptr) return {};
  return row->name.empty() ? row->text : row->name;
}

std::string KeyBook::tellingTextOf(KeyId key) const {
  const store::KeyRow* row = find(canonical(key));
  if (row == nullptr) return {};
  return row->name.empty() ? tellingPart(row->text) : row->name;
}

}  // namespace faultline::pipeline
