#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/count_table.h"
#include "engine/detect/order_table.h"
#include "engine/detect/pair_table.h"
#include "engine/detect/piece.h"
#include "engine/sequence/session_set.h"
#include "engine/sequence/vocabulary.h"
#include "engine/sequence/window_set.h"

namespace faultline::detect {

/// Numbers what is judged and left out one by one, the units: a whole session is one, of a stream each entry.
class Units {
 public:
  explicit Units(const sequence::SessionSet& sessions);

  [[nodiscard]] std::size_t size() const { return m_kinds.size(); }
  [[nodiscard]] std::size_t of(std::size_t session, std::uint32_t position) const {
    return m_first[session] + (m_isWhole[session] != 0 ? 0 : position);
  }
  [[nodiscard]] sequence::SessionKind kind(std::size_t unit) const { return m_kinds[unit]; }
  [[nodiscard]] std::size_t sessionOf(std::size_t unit) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(m_first, unit) - m_first.begin()) - 1;
  }

 private:
  std::vector<std::size_t> m_first;
  std::vector<std::uint8_t> m_isWhole;
  std::vector<sequence::SessionKind> m_kinds;
};

/// Sessions to learn from, what they are made of, and which units are left out.
class Material {
 public:
  explicit Material(const sequence::SessionSet& given);

  [[nodiscard]] const sequence::SessionSet& sessions() const { return m_sessions; }
  [[nodiscard]] const Units& units() const { return m_units; }
  [[nodiscard]] const std::vector<Piece>& pieces() const { return m_pieces; }
  [[nodiscard]] std::size_t pieceOf(std::size_t session, std::uint32_t position) const;

  void leaveOut(std::size_t unit) { m_leftOut[unit] = 1; }
  [[nodiscard]] bool isLeftOut(std::size_t unit) const { return m_leftOut[unit] != 0; }

  /// A session's bounded classes (see `boundedClasses`), those of units left out as unknown ones.
  void classesOf(std::size_t session, const sequence::Vocabulary& vocabulary,
                 std::vector<KeyClass>& classes) const;

 private:
  const sequence::SessionSet& m_sessions;
  Units m_units;
  std::vector<Piece> m_pieces;
  std::vector<std::size_t> m_firstPiece;  // of each session
  std::vector<std::uint8_t> m_leftOut;    // by unit
};

/// Which pieces count.
using PieceFilter = std::function<bool(std::size_t piece)>;

/// Every key of what is not left out, numbered.
[[nodiscard]] sequence::Vocabulary vocabularyOf(const Material& material);

/// Keys, their order, pairs and windows of some pieces. Other keys than theirs are unknown to the vocabulary.
struct Lesson {
  sequence::Vocabulary vocabulary;
  PairTable pairs;
  OrderTable orders;  ///< Of whole sessions.
  sequence::WindowSet windows;
};

/// `numbering`: of every key. Error Cancelled.
Result<Lesson> makeLesson(const Material& material, const PieceFilter& counts,
                          const sequence::Vocabulary& numbering, int history, const std::stop_token& stop);

/// The windows of the pieces that count, by a given vocabulary; those with an unknown next key are left out.
Result<sequence::WindowSet> windowsOf(const Material& material, const PieceFilter& counts,
                                      const sequence::Vocabulary& vocabulary, int history,
                                      const std::stop_token& stop);

/// The count vectors of the whole sessions that are not left out.
[[nodiscard]] CountTable countsOf(const Material& material, const sequence::Vocabulary& vocabulary);

/// The count vector of a session's entries, without start and end.
[[nodiscard]] CountVector countVectorOf(std::span<const sequence::LogKey> keys,
                                        const sequence::Vocabulary& vocabulary);

}  // namespace faultline::detect
