#include "engine/input/entry_joiner.h"

#include "engine/input/layout.h"

namespace faultline::input {

using Form = LineShape::Form;

EntryJoiner::EntryJoiner(const Layout& layout)
    : m_everyLineFits(layout.specificity() == 0 || layout.wraps()) {}

bool EntryJoiner::continues(const LineShape& shape, bool fits, std::uint64_t bytes) {
  const bool follows = shape.origin == m_origin && m_lines > 0;
  const bool goesOn = m_unfinished && fits;
  const bool joins =
      follows && (goesOn || (m_everyLineFits ? fits && joinsPlain(shape) : !fits && joinsHeadered(shape)));
  const bool room = m_lines < kMostLines && m_bytes + bytes <= kMostBytes;
  if (!joins) begin(shape, fits);
  // What is too long begins anew in the middle: the lines to come go on with that.
  if (!joins || !room) {
    m_lines = 0;
    m_bytes = 0;
  }
  ++m_lines;
  m_bytes += bytes;
  m_origin = shape.origin;
  m_unfinished = shape.unfinished;
  follow(shape);
  return joins && room;
}

bool EntryJoiner::joinsHeadered(const LineShape& shape) const {
  if (m_inside == Inside::Nothing) return false;
  if (m_inside == Inside::Banner) return true;
  switch (shape.form) {
    case Form::Other:
      return m_inside == Inside::Traceback;
    case Form::Call:
      return m_inside == Inside::Traceback || m_inside == Inside::Goroutines;
    case Form::Closing:
      return m_open || m_indented;
    default:
      return true;
  }
}

/// Without headers an entry may begin at any line, so less is taken for a continuation: what begins a trace
/// begins an entry.
bool EntryJoiner::joinsPlain(const LineShape& shape) const {
  switch (shape.form) {
    case Form::Indented:
    case Form::Frame:
    case Form::Chained:
      return m_inside != Inside::Nothing;
    case Form::Blank:
      return m_inside != Inside::Nothing && m_inside != Inside::Entry;
    case Form::Closing:
      return m_open || m_indented;
    case Form::Traceback:
      return m_inside == Inside::Chained;
    case Form::Goroutine:
      return m_inside == Inside::Goroutines;
    case Form::Call:
      return m_inside == Inside::Goroutines || m_inside == Inside::Traceback;
    case Form::Other:
    case Form::Exception:
      return m_inside == Inside::Traceback;
    default:
      return false;
  }
}

void EntryJoiner::begin(const LineShape& shape, bool fits) {
  m_open = false;
  m_indented = false;
  // Where every line is indented, that says nothing.
  const bool first = shape.form != Form::Indented && shape.form != Form::Blank;
  m_inside = fits && (first || !m_everyLineFits) ? Inside::Entry : Inside::Nothing;
}

void EntryJoiner::follow(const LineShape& shape) {
  m_open = m_open || shape.opens;
  m_indented = shape.form == Form::Indented && m_inside != Inside::Nothing;
  if (m_inside == Inside::Banner) {
    if (shape.endsBanner) m_inside = Inside::Entry;
    return;
  }
  const bool last = m_inside == Inside::Traceback;  // of a traceback, when it is not indented
  switch (shape.form) {
    case Form::Traceback:
      m_inside = Inside::Traceback;
      break;
    case Form::Chained:
      m_inside = Inside::Chained;
      break;
    case Form::Panic:
    case Form::Goroutine:
      m_inside = Inside::Goroutines;
      break;
    case Form::Frame:
      if (!last) m_inside = Inside::Trace;
      break;
    case Form::Exception:
      m_inside = Inside::Trace;
      break;
    case Form::Banner:
      if (!m_everyLineFits && !shape.endsBanner && m_inside != Inside::Nothing) m_inside = Inside::Banner;
      break;
    case Form::Indented:
      break;
    default:
      if (last) m_inside = Inside::Trace;
  }
}

}  // namespace faultline::input
