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

std::uint32_t wanted(Vouching vouching) { return vouching == Vouching::All ? 1 : 2; }

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

bool PairTable::knowsKey(KeyClass key, Vouching vouching) const {
  return key != sequence::kUnknownClass && m_keys[static_cast<std::size_t>(key)].pieces >= wanted(vouching);
}

bool PairTable::knowsPair(KeyClass before, KeyClass key, Vouching vouching) const {
  const auto found = m_pairs.find(code(before, key));
  return found != m_pairs.end() && found->second.pieces >= wanted(vouching);
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
  writer.putAll(m_keys);
  std::vector<StoredPair> pairs;
  for (const auto& [pairCode, pair] : m_pairs) pairs.push_back({pairCode, pair.pieces, 0});
  std::ranges::sort(pairs, {}, &StoredPair::code);
  writer.putAll(pairs);
}

std::optional<PairTable> PairTable::load(ByteReader& reader, std::int32_t classes) {
  PairTable table(classes);
  table.m_keys = reader.getAll<Key>();
  const auto pairs = reader.getAll<StoredPair>();
  if (!reader.ok() || table.m_keys.size() != static_cast<std::size_t>(classes)) return std::nullopt;
  for (const StoredPair& pair : pairs) table.m_pairs[pair.code] = {pair.pieces, 0};
  return table;
}

}  // namespace faultline::detect
