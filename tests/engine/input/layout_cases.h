#pragma once

#include <span>

#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "engine/input/detection.h"
#include "engine/input/layout.h"

namespace faultline::input {

inline LocalTime local(const char* iso) { return LocalTime(parseMoment(iso, UtcTime{})->time_since_epoch()); }

inline QString text(std::string_view view) {
  return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

/// What a line is expected to say; times as ISO 8601, empty for none.
struct Expected {
  const char* time = "";
  bool zoned = false;
  const char* level = "";
  const char* host = "";
  const char* service = "";
  const char* process = "";
  const char* message = "";
};

struct LayoutCase {
  const char* name;
  const char* layout;
  const char* line;
  Expected expected;
};

/// Missing years are those of a file that was changed on 1 June 2026.
inline ReadContext caseContext() { return {local("2026-06-01T00:00:00Z")}; }

/// Reads the case's line by its layout and compares.
inline void checkReading(const LayoutCase& c) {
  const auto layout = makeLayout(c.layout);
  QVERIFY(layout);
  Record record;
  QVERIFY((*layout)->read(c.line, caseContext(), record));
  const QString time =
      record.time ? QString::fromStdString(isoUtc(UtcTime(record.time->time_since_epoch()))) : QString();
  QCOMPARE(time, QString(c.expected.time));
  QCOMPARE(record.zoned, c.expected.zoned);
  QCOMPARE(text(record.level), QString(c.expected.level));
  QCOMPARE(text(record.host), QString(c.expected.host));
  QCOMPARE(text(record.service), QString(c.expected.service));
  QCOMPARE(text(record.process), QString(c.expected.process));
  QCOMPARE(text(record.message), QString(c.expected.message));
}

/// A row a case, by its number.
inline void addRows(std::span<const LayoutCase> cases) {
  QTest::addColumn<int>("index");
  int index = 0;
  for (const LayoutCase& c : cases) QTest::newRow(c.name) << index++;
}

/// The layout does not read the line, and leaves nothing in the record.
inline void checkRefused(const QString& layout, const QString& line) {
  const std::string raw = line.toStdString();
  Record record;
  QVERIFY(!(*makeLayout(layout.toStdString()))->read(raw, caseContext(), record));
  QVERIFY(record.message.empty() && !record.time);
}

/// The layout that a file of such lines is found to have.
inline QString detectedLayout(const LayoutCase& c) {
  const std::vector<std::string_view> lines(20, c.line);
  return QString::fromStdString(detectLayout(lines, caseContext()).layout->name());
}

}  // namespace faultline::input
