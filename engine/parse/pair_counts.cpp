#include "engine/parse/pair_counts.h"

namespace faultline::parse {

bool mayOpen(const TokenSequence& sequence, std::size_t place) {
  return sequence.forms[place] != TokenForm::Masked && sequence.forms[place] != TokenForm::Numbered;
}

void PairCounts::change(const TokenSequence& sequence, std::int32_t by) {
  forHashes(sequence, [&](Pair, std::uint64_t hash) {
    const auto it = m_counts.try_emplace(hash, 0).first;
    it.value() += by;
    if (it->second == 0) m_counts.erase(it);
  });
}

}  // namespace faultline::parse
