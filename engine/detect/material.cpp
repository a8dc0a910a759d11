#include "engine/detect/material.h"

#include <utility>

#include <tsl/robin_set.h>

#include "engine/detect/place.h"

namespace faultline::detect {

using sequence::KeyClass;
using sequence::LogKey;
using sequence::SessionKind;
using sequence::SessionSet;
using sequence::Vocabulary;
using sequence::WindowSet;

Units::Units(const SessionSet& sessions) {
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    const bool whole = sessions.kind(session) == SessionKind::Whole;
    m_first.push_back(m_kinds.size());
    m_isWhole.push_back(whole ? 1 : 0);
    m_kinds.insert(m_kinds.end(), whole ? 1 : sessions[session].size(), sessions.kind(session));
  }
}

Material::Material(const SessionSet& given)
    : m_sessions(given),
      m_units(given),
      m_pieces(cutPieces(given)),
      m_firstPiece(given.size()),
      m_leftOut(m_units.size()) {
  for (std::size_t piece = m_pieces.size(); piece-- > 0;) m_firstPiece[m_pieces[piece].session] = piece;
}

std::size_t Material::pieceOf(std::size_t session, std::uint32_t position) const {
  const bool whole = m_sessions.kind(session) == SessionKind::Whole;
  return m_firstPiece[session] + (whole ? 0 : position / kStreamPiece);
}

void Material::classesOf(std::size_t session, const Vocabulary& vocabulary,
                         std::vector<KeyClass>& classes) const {
  boundedClasses(m_sessions[session], m_sessions.kind(session), vocabulary, classes);
  for (std::size_t at = 1; at < classes.size(); ++at) {
    if (isLeftOut(m_units.of(session, static_cast<std::uint32_t>(at - 1))))
      classes[at] = sequence::kUnknownClass;
  }
}

namespace {

tsl::robin_set<LogKey> keysOf(const Material& material, const PieceFilter& counts) {
  tsl::robin_set<LogKey> seen{sequence::kSessionStart, sequence::kSessionEnd};
  for (std::size_t index = 0; index < material.pieces().size(); ++index) {
    if (!counts(index)) continue;
    const Piece& piece = material.pieces()[index];
    const auto keys = material.sessions()[piece.session];
    for (std::uint32_t at = piece.first; at < piece.end && at < keys.size(); ++at) {
      if (!material.isLeftOut(material.units().of(piece.session, at))) seen.insert(keys[at]);
    }
  }
  return seen;
}

/// The rows that end within a piece; `classes` are its session's.
void addWindows(const Piece& piece, std::span<const KeyClass> classes, KeyClass start, WindowSet& windows) {
  const auto history = static_cast<std::size_t>(windows.history());
  std::vector<KeyClass> row(history + 1);
  for (std::size_t at = piece.first + 1; at <= piece.end && at < classes.size(); ++at) {
    if (classes[at] == sequence::kUnknownClass) continue;
    // At index 0 stands a whole session's start, and before it more of them; a stream has nothing there.
    if (piece.kind == SessionKind::Stream && at <= history) continue;
    for (std::size_t i = 0; i <= history; ++i) row[i] = at + i < history ? start : classes[at + i - history];
    windows.add(row);
  }
}

}  // namespace

Vocabulary vocabularyOf(const Material& material) {
  const auto keys = keysOf(material, [](std::size_t) { return true; });
  return Vocabulary({keys.begin(), keys.end()});
}

namespace {

/// Calls `visit(piece, classes of its session)` for the pieces that count. Error Cancelled.
template <class Visit>
Status forEachPiece(const Material& material, const PieceFilter& counts, const Vocabulary& vocabulary,
                    const std::stop_token& stop, Visit&& visit) {
  std::vector<KeyClass> classes;
  std::uint32_t session = 0xffffffffU;
  for (std::size_t index = 0; index < material.pieces().size(); ++index) {
    if (!counts(index)) continue;
    if (index % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const Piece& piece = material.pieces()[index];
    if (piece.session != session) material.classesOf(piece.session, vocabulary, classes);
    session = piece.session;
    visit(piece, classes);
  }
  return {};
}

}  // namespace

Result<Lesson> makeLesson(const Material& material, const PieceFilter& counts, const Vocabulary& numbering,
                          int history, const std::stop_token& stop) {
  Vocabulary vocabulary = numbering.restrictedTo(keysOf(material, counts));
  PairTable pairs(vocabulary.size());
  OrderTable orders(vocabulary.size());
  FAULTLINE_TRY(forEachPiece(
      material, counts, vocabulary, stop, [&](const Piece& piece, const std::vector<KeyClass>& classes) {
        pairs.addPiece(std::span(classes).subspan(piece.first, piece.end - piece.first + 1));
        if (piece.kind == sequence::SessionKind::Whole) orders.addSession(classes);
      }));
  FAULTLINE_TRY_ASSIGN(WindowSet windows, windowsOf(material, counts, vocabulary, history, stop));
  return Lesson{std::move(vocabulary), std::move(pairs), std::move(orders), std::move(windows)};
}

Result<WindowSet> windowsOf(const Material& material, const PieceFilter& counts, const Vocabulary& vocabulary,
                            int history, const std::stop_token& stop) {
  WindowSet windows(history);
  const KeyClass start = vocabulary.classOf(sequence::kSessionStart);
  FAULTLINE_TRY(forEachPiece(material, counts, vocabulary, stop,
                             [&](const Piece& piece, const std::vector<KeyClass>& classes) {
                               addWindows(piece, classes, start, windows);
                             }));
  return windows;
}

CountVector countVectorOf(std::span<const LogKey> keys, const Vocabulary& vocabulary) {
  std::vector<KeyClass> classes;
  classes.reserve(keys.size());
  vocabulary.append(keys, classes);
  return countKeys(classes);
}

CountTable countsOf(const Material& material, const Vocabulary& vocabulary) {
  std::vector<CountVector> vectors;
  for (const Piece& piece : material.pieces()) {
    if (piece.kind != SessionKind::Whole || material.isLeftOut(material.units().of(piece.session, 0)))
      continue;
    vectors.push_back(countVectorOf(material.sessions()[piece.session], vocabulary));
  }
  return CountTable(std::move(vectors));
}

}  // namespace faultline::detect
