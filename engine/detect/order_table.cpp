#include "engine/detect/order_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace faultline::detect {

namespace {

constexpr std::uint64_t bitOf(KeyClass key) { return std::uint64_t{1} << (static_cast<unsigned>(key) % 64U); }
constexpr std::size_t wordOf(KeyClass key) { return static_cast<std::size_t>(key) / 64; }

}  // namespace

OrderTable::OrderTable(std::int32_t classes) {
  if (classes > kMostClasses) return;
  const auto count = static_cast<std::size_t>(classes);
  m_words = (count + kWordBits - 1) / kWordBits;
  m_once.resize(count * m_words);
  m_twice.resize(count * m_words);
  m_sessions.resize(count);
  m_different.resize(count);
}

void OrderTable::addSession(std::span<const KeyClass> classes) {
  if (m_words == 0) return;
  std::vector<Word> seen(m_words);
  // The keys before the last time that a key comes are all the keys that ever come before it.
  std::vector<KeyClass> done;
  std::vector<std::vector<Word>> beforeLast;
  for (const KeyClass key : classes) {
    if (key == sequence::kUnknownClass) continue;
    const auto known = std::ranges::find(done, key);
    if (known == done.end()) {
      done.push_back(key);
      beforeLast.push_back(seen);
    } else {
      beforeLast[static_cast<std::size_t>(known - done.begin())] = seen;
    }
    seen[wordOf(key)] |= bitOf(key);
  }
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto row = static_cast<std::size_t>(done[i]) * m_words;
    ++m_sessions[static_cast<std::size_t>(done[i])];
    for (std::size_t word = 0; word < m_words; ++word) {
      const Word fresh = beforeLast[i][word] & ~m_once[row + word];
      m_twice[row + word] |= beforeLast[i][word] & m_once[row + word];
      m_once[row + word] |= fresh;
      for (Word left = fresh; left != 0; left &= left - 1)
        ++m_different[word * kWordBits + static_cast<std::size_t>(std::countr_zero(left))];
    }
  }
}

void OrderTable::grow(std::int32_t classes) {
  if (m_words == 0) return;
  OrderTable larger(classes);
  if (larger.m_words == 0) {
    *this = larger;
    return;
  }
  for (std::size_t key = 0; key < m_sessions.size(); ++key) {
    for (std::size_t word = 0; word < m_words; ++word) {
      larger.m_once[key * larger.m_words + word] = m_once[key * m_words + word];
      larger.m_twice[key * larger.m_words + word] = m_twice[key * m_words + word];
    }
  }
  std::ranges::copy(m_sessions, larger.m_sessions.begin());
  std::ranges::copy(m_different, larger.m_different.begin());
  *this = std::move(larger);
}

void OrderTable::accept(KeyClass before, KeyClass key) {
  if (m_words == 0 || before == sequence::kUnknownClass || key == sequence::kUnknownClass) return;
  const std::size_t at = static_cast<std::size_t>(key) * m_words + wordOf(before);
  m_once[at] |= bitOf(before);
  m_twice[at] |= bitOf(before);
}

bool OrderTable::knows(KeyClass earlier, KeyClass key, Vouching vouching) const {
  if (m_words == 0) return true;
  if (earlier == sequence::kUnknownClass || key == sequence::kUnknownClass) return false;
  return (before(key, vouching)[wordOf(earlier)] & bitOf(earlier)) != 0;
}

double OrderTable::novelty(KeyClass earlier, KeyClass key, Vouching vouching) const {
  const double own = vouching == Vouching::Others && knows(earlier, key, Vouching::All) ? 1 : 0;
  const double sessions = m_sessions[static_cast<std::size_t>(earlier)] - own;
  const double different = m_different[static_cast<std::size_t>(earlier)] - own;
  if (sessions <= 0 || different <= 0) return 0;
  return -std::log10(different / (sessions + different));
}

void OrderTable::save(ByteWriter& writer) const {
  writer.putAll(m_once);
  writer.putAll(m_twice);
  writer.putAll(m_sessions);
  writer.putAll(m_different);
}

std::optional<OrderTable> OrderTable::load(ByteReader& reader, std::int32_t classes) {
  OrderTable table(classes);
  const OrderTable empty = table;
  table.m_once = reader.getAll<Word>();
  table.m_twice = reader.getAll<Word>();
  table.m_sessions = reader.getAll<std::uint32_t>();
  table.m_different = reader.getAll<std::uint32_t>();
  const bool fits = reader.ok() && table.m_once.size() == empty.m_once.size() &&
                    table.m_twice.size() == empty.m_twice.size() &&
                    table.m_sessions.size() == empty.m_sessions.size() &&
                    table.m_different.size() == empty.m_different.size();
  if (!fits) return std::nullopt;
  return table;
}

std::optional<OrderWalk::Disorder> OrderWalk::next(KeyClass key) {
  if (key == sequence::kUnknownClass || m_seen.empty()) return std::nullopt;
  const auto known = m_table->before(key, m_vouching);
  std::optional<Disorder> strangest;
  for (std::size_t word = 0; word < m_seen.size(); ++word) {
    for (OrderTable::Word left = m_seen[word] & ~known[word]; left != 0; left &= left - 1) {
      const auto earlier = static_cast<KeyClass>(word * OrderTable::kWordBits +
                                                 static_cast<std::size_t>(std::countr_zero(left)));
      const double novelty = m_table->novelty(earlier, key, m_vouching);
      if (!strangest || novelty > strangest->novelty) strangest = Disorder{earlier, novelty};
    }
  }
  m_seen[wordOf(key)] |= bitOf(key);
  return strangest;
}

}  // namespace faultline::detect
