#pragma once

#include <optional>

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QTextLayout>

#include "engine/base/severity.h"
#include "engine/pipeline/log_reader.h"
#include "ui/text/format.h"
#include "ui/text/highlighter.h"

namespace faultline::ui {

/// Measures and paints one row of the log view: number, time, text, all of it plain.
class LogRow {
 public:
  /// How a row is to look.
  struct Look {
    bool current = false;
    bool selected = false;
    bool focused = false;  ///< The view has the keyboard.
    bool found = false;    ///< The find bar's last hit.
    bool dimmed = false;   ///< Of another session than the one looked at.
    bool unfolded = false;
    std::optional<Severity> mark;  ///< The finding's line.
  };

  void setFont(const QFont& font);
  void setZone(const DisplayZone& zone) { m_zone = zone; }
  /// Marks what the pattern matches in the text; nothing when it is empty, wrong or too slow.
  void setHighlight(const QString& pattern) { m_highlighter.setPattern(pattern); }
  enum class Times { None, Clock, DayAndClock };
  void setColumns(int width, int digits, Times times);

  [[nodiscard]] int lineHeight() const { return m_lineHeight; }
  /// How many lines high the row is when unfolded.
  [[nodiscard]] int unfoldedLines(const pipeline::LogLine& line) const;
  /// The text does not fit one line, so that there is something to unfold.
  [[nodiscard]] bool foldable(const pipeline::LogLine& line) const;
  /// Left of this is the row's mark and its fold sign.
  [[nodiscard]] int gutter() const;

  /// `line` is null while it is being read.
  void paint(QPainter& painter, const QRect& rect, const pipeline::LogLine* line, const Look& look) const;

 private:
  void paintBackground(QPainter& painter, const QRect& rect, const Look& look) const;
  void paintGutter(QPainter& painter, const QRect& rect, const pipeline::LogLine& line,
                   const Look& look) const;
  void paintText(QPainter& painter, const QRect& rect, const pipeline::LogLine& line, const Look& look) const;
  void layOut(QTextLayout& layout) const;
  [[nodiscard]] static QTextLayout::FormatRange marked(Highlighter::Range range);
  /// A line's text on one row: what is left of it at both ends. All of it when `tail` is 0.
  struct Folded {
    QString whole;
    qsizetype head = 0;
    qsizetype tail = 0;  ///< Where the rest goes on in `whole`.
    QString more;        ///< How many lines of the entry are folded away.
    [[nodiscard]] QString shown() const;
    /// Where a range of `whole` is in `shown`; what is left out is the ellipsis.
    [[nodiscard]] Highlighter::Range shownRange(Highlighter::Range range) const;
  };
  [[nodiscard]] Folded folded(const pipeline::LogLine& line) const;
  void paintMore(QPainter& painter, const QRect& rect, const Folded& row, const Look& look) const;
  [[nodiscard]] static QString unfolded(const pipeline::LogLine& line);

  QFont m_font;
  QFontMetricsF m_metrics{QFont()};
  DisplayZone m_zone;
  Highlighter m_highlighter;
  Times m_times = Times::DayAndClock;
  int m_lineHeight = 20;
  int m_numberX = 0;
  int m_numberWidth = 0;
  int m_timeX = 0;
  int m_timeWidth = 0;
  int m_textX = 0;
  int m_textWidth = 100;
};

}  // namespace faultline::ui
