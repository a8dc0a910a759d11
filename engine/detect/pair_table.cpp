#include "engine/detect/pair_table.h"

#include <algorithm>
#include <cmath>

namespace faultline::detect {

namespace {

struct StoredPair {
  std::uint64_t code;
  std::uint32_t pieces;
  std::uint32_t padding;
};

constexpr std::uint32_t kOwn = 1;  // the piece that may be the one judged

}  // namespace

void PairTable::addPiece(std::span<const KeyClass> classes) {
  ++m_pieces;
  m_lastPieceOfKey.resize(m_keys.size());
  for (std::size_t at = 1; at < classes.size(); ++at) {
    const KeyClass before = classes[at - 1];
    const KeyClass key = classes[at];
    if (key == sequence::kUnknownClass) continue;
    const auto index = static_cast<std::size_t>(key);
    if (m_lastPieceOfKey[index] != m_pieces) ++m_keys[index].pieces;
    m_lastPieceOfKey[index] = m_pieces;
    if (before == sequence::kUnknownClass) continue;
    Key& from = m_keys[static_cast<std::size_t>(before)];
    Pair& pair = m_pairs[code(before, key)];
    if (pair.pieces == 0) ++from.different;
    if (pair.lastPiece != m_pieces) ++pair.pieces;
    pair.lastPiece = m_pieces;
    ++from.followers;
  }
}

void PairTable::accept(KeyClass before, KeyClass key) {
  if (key == sequence::kUnknownClass) return;
  std::uint32_t& pieces = m_keys[static_cast<std::size_t>(key)].pieces;
  pieces = std::max(pieces, m_rareKey + 1);
  if (before == sequence::kUnknownClass) return;
  Pair& pair = m_pairs[code(before, key)];
  pair.pieces = std::max(pair.pieces + 1, kOwn + 1);
}

void PairTable::setRareKeys(double share) {
  m_rareKey = std::max(kOwn, static_cast<std::uint32_t>(share * m_pieces));
}

bool PairTable::knowsKey(KeyClass key, Vouching vouching) const {
  if (key == sequence::kUnknownClass) return false;
  return m_keys[static_cast<std::size_t>(key)].pieces > (vouching == Vouching::All ? 0 : m_rareKey);
}

bool PairTable::knowsPair(KeyClass before, KeyClass key, Vouching vouching) const {
  const auto found = m_pairs.find(code(before, key));
  return found != m_pairs.end() && found->second.pieces > (vouching == Vouching::All ? 0 : kOwn);
}

double PairTable::rarity(KeyClass key) const {
  const std::uint32_t pieces =
      key == sequence::kUnknownClass ? 0 : m_keys[static_cast<std::size_t>(key)].pieces;
  const double seen = pieces == 0 ? m_pieces + 1.0 : static_cast<double>(m_pieces) / pieces;
  return std::log10(std::max(seen, 1.0));
}

double PairTable::novelty(KeyClass before, KeyClass key, Vouching vouching) const {
  if (before == sequence::kUnknownClass) return 0;
  const Key& from = m_keys[static_cast<std::size_t>(before)];
  const double own = vouching == Vouching::Others && m_pairs.contains(code(before, key)) ? 1 : 0;
  const double followers = static_cast<double>(from.followers) - own;
  const double different = from.different - own;
  if (followers <= 0 || different <= 0) return 0;
  return -std::log10(different / (followers + different));
}

void PairTable::save(ByteWriter& writer) const {
  writer.put(m_pieces);
  writer.put(m_rareKey);
  writer.putAll(m_keys);
  std::vector<StoredPair> pairs;
  for (const auto& [pairCode, pair] : m_pairs) pairs.push_back({pairCode, pair.pieces, 0});
  std::ranges::sort(pairs, {}, &StoredPair::code);
  writer.putAll(pairs);
}

std::optional<PairTable> PairTable::load(ByteReader& reader, std::int32_t classes) {
  PairTable table(classes);
  table.m_pieces = reader.get<std::uint32_t>();
  table.m_rareKey = reader.get<std::uint32_t>();
  table.m_keys = reader.getAll<Key>();
  const auto pairs = reader.getAll<StoredPair>();
  if (!reader.ok() || table.m_keys.size() != static_cast<std::size_t>(classes)) return std::nullopt;
  for (const StoredPair& pair : pairs) table.m_pairs[pair.code] = {pair.pieces, 0};
  return table;
}

}  // namespace faultline::detect
