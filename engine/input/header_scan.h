#pragma once

#include <optional>
#include <string_view>

#include "engine/input/civil_time.h"
#include "engine/input/cursor.h"
#include "engine/input/field_words.h"
#include "engine/input/layout.h"

namespace faultline::input {

/// `Name: ` without blanks in it, the colon followed by a blank or the end; takes the blanks too.
inline bool takeNameAndColon(Cursor& cursor, std::string_view& name) {
  const std::size_t start = cursor.position();
  const std::string_view word = cursor.takeWord();
  if (word.size() > 1 && word.back() == ':') {
    name = word.substr(0, word.size() - 1);
    cursor.takeBlanks();
    return true;
  }
  cursor.moveTo(start);
  return false;
}

/// A level and the blanks after it.
inline bool takeLevel(Cursor& cursor, std::string_view& level) {
  const std::size_t start = cursor.position();
  const std::string_view word = cursor.takeWord();
  if (isLevelWord(word)) {
    level = word;
    cursor.takeBlanks();
    return true;
  }
  cursor.moveTo(start);
  return false;
}

/// The text that `take` reads at the cursor, and the blanks after it (at least one, or the end).
template <class Take>
bool takeText(Cursor& cursor, std::string_view& text, Take take) {
  const std::size_t start = cursor.position();
  CivilTime civil;
  if (take(cursor, civil)) {
    text = cursor.between(start, cursor.position());
    if (cursor.takeBlanks() || cursor.atEnd()) return true;
  }
  cursor.moveTo(start);
  return false;
}

/// Puts a time into the record; false when there is no such moment.
inline bool setTime(const CivilTime& civil, const ReadContext& context, Record& record) {
  record.time = moment(civil, context.latest);
  record.zoned = civil.offsetSeconds.has_value();
  record.yearGuessed = civil.year == 0;
  return record.time.has_value();
}

}  // namespace faultline::input
