#pragma once

#include <optional>
#include <span>
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

/// `[text]`, without the brackets; takes the blanks after it.
inline bool takeBracketed(Cursor& cursor, std::string_view& text) {
  if (cursor.peek() != '[') return false;
  const std::size_t close = cursor.rest().find(']');
  if (close == std::string_view::npos) return false;
  text = cursor.rest().substr(1, close - 1);
  cursor.moveTo(cursor.position() + close + 1);
  cursor.takeBlanks();
  return true;
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

/// Syslog's severities, 0 to 7; empty for others.
[[nodiscard]] std::string_view severityName(std::size_t number);
/// The severity in a syslog priority of up to three digits: facility times eight plus severity (RFC
/// 5424, 6.2.1).
[[nodiscard]] std::string_view levelOfPriority(std::string_view digits);

/// Reads a time whose form nobody stated: an epoch, or any that is known. Always true: what a program calls a
/// time may be anything, and that does not make its line unfit.
bool readStatedTime(std::string_view text, const ReadContext& context, Record& record);

/// The usual fields of a header, found already.
struct HeaderFields {
  std::string_view date;
  std::string_view clock;  ///< A zone may follow it.
  std::string_view level;
  std::string_view service;
  std::string_view process;
  bool (*takeDate)(Cursor&, CivilTime&) = takeIsoDate;

  HeaderFields& by(std::string_view itsService, std::string_view itsProcess = {}) {
    service = itsService;
    process = itsProcess;
    return *this;
  }
  /// For dates that are not ISO's.
  HeaderFields& dated(bool (*take)(Cursor&, CivilTime&)) {
    takeDate = take;
    return *this;
  }
};

/// Those at three places of a layout's fields.
inline HeaderFields headerAt(std::span<const std::string_view> fields, std::size_t date, std::size_t clock,
                             std::size_t level) {
  HeaderFields header;
  header.date = fields[date];
  header.clock = fields[clock];
  header.level = fields[level];
  return header;
}

/// Reads them into the record; false when there is no such moment.
[[nodiscard]] bool readHeader(const HeaderFields& header, const ReadContext& context, Record& record);

}  // namespace faultline::input
