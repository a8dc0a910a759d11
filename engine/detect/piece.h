#pragma once

#include <cstdint>
#include <vector>

#include "engine/sequence/session_set.h"

namespace faultline::detect {

/// What is held out, left out and counted as one piece of evidence: a whole session, or so many entries in a
/// row of a stream. What happens only within one piece does not vouch for that piece.
struct Piece {
  std::uint32_t session = 0;
  std::uint32_t first = 0;  ///< Positions [first, end); a whole session's end is a position of its own.
  std::uint32_t end = 0;
  sequence::SessionKind kind{};
};

/// Entries of a stream in one piece: longer than a usual burst, short enough for many pieces.
inline constexpr std::uint32_t kStreamPiece = 100;

[[nodiscard]] std::vector<Piece> cutPieces(const sequence::SessionSet& sessions);

/// Which of `folds` parts each piece is in: equal parts, drawn with `seed`.
[[nodiscard]] std::vector<std::uint8_t> drawFolds(std::size_t pieces, int folds, std::uint64_t seed);

}  // namespace faultline::detect
