#include "engine/detect/piece.h"

#include <algorithm>
#include <random>

namespace faultline::detect {

std::vector<Piece> cutPieces(const sequence::SessionSet& sessions) {
  std::vector<Piece> pieces;
  for (std::uint32_t session = 0; session < sessions.size(); ++session) {
    const auto entries = static_cast<std::uint32_t>(sessions[session].size());
    if (sessions.kind(session) == sequence::SessionKind::Whole) {
      pieces.push_back({session, 0, entries + 1, sequence::SessionKind::Whole});
      continue;
    }
    for (std::uint32_t first = 0; first < entries; first += kStreamPiece) {
      pieces.push_back(
          {session, first, std::min(first + kStreamPiece, entries), sequence::SessionKind::Stream});
    }
  }
  return pieces;
}

std::vector<std::uint8_t> drawFolds(std::size_t pieces, int folds, std::uint64_t seed) {
  std::vector<std::uint8_t> drawn(pieces);
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    drawn[piece] = static_cast<std::uint8_t>(piece % static_cast<std::size_t>(folds));
  }
  std::mt19937_64 random(seed);
  std::shuffle(drawn.begin(), drawn.end(), random);
  return drawn;
}

}  // namespace faultline::detect
