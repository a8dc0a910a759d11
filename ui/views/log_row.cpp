#include "ui/views/log_row.h"

#include <algorithm>
#include <cmath>

#include <QtCore/QCoreApplication>

#include "ui/style/style.h"

namespace faultline::ui {

namespace {

constexpr int kGutter = 40;  // the finding's sign, then the fold sign
constexpr int kGap = 2 * style::kGrid;
constexpr double kHeadShare = 0.3;
const QString kEllipsis = QStringLiteral("…");

/// For the row of a match, so that the match itself stands out in it.
QColor paler(QColor color) {
  color.setAlpha(96);
  return color;
}

}  // namespace

void LogRow::setFont(const QFont& font) {
  m_font = font;
  m_metrics = QFontMetricsF(font);
  m_lineHeight = static_cast<int>(std::ceil(m_metrics.height())) + 4;
}

void LogRow::setColumns(int width, int digits, Times times) {
  m_times = times;
  const qreal digit = m_metrics.horizontalAdvance(QLatin1Char('0'));
  m_numberX = kGutter;
  m_numberWidth = static_cast<int>(std::ceil(digit * std::max(digits, 3)));
  m_timeX = m_numberX + m_numberWidth + kGap;
  const QString longest = times == Times::Clock ? clockText(LocalTime{}) : statedText(LocalTime{});
  m_timeWidth = times == Times::None ? 0 : static_cast<int>(std::ceil(m_metrics.horizontalAdvance(longest)));
  m_textX = m_timeX + (m_timeWidth > 0 ? m_timeWidth + kGap : 0);
  m_textWidth = std::max(width - m_textX - style::kGrid, 10 * static_cast<int>(std::ceil(digit)));
}

int LogRow::gutter() const { return kGutter; }

LogRow::Folded LogRow::folded(const pipeline::LogLine& line) const {
  const auto further = static_cast<int>(std::count(line.text.begin(), line.text.end(), '\n'));
  Folded folded{plain(line.text.substr(0, line.text.find('\n'))), 0, 0, {}};
  if (line.truncated) folded.whole += kEllipsis;
  int room = m_textWidth;
  if (further > 0) {
    folded.more = QCoreApplication::translate("LogRow", "+%n line(s)", nullptr, further);
    room -= static_cast<int>(std::ceil(m_metrics.horizontalAdvance(folded.more))) + kGap;
  }
  // What can never be seen need not be measured: a line may have 64 KiB.
  const auto columns = static_cast<qsizetype>(room / m_metrics.horizontalAdvance(QLatin1Char('i'))) + 1;
  const bool fits = folded.whole.size() <= 4 * columns && m_metrics.horizontalAdvance(folded.whole) <= room;
  if (fits) return folded;
  // Lines begin alike, with time, process and level; what they tell is at the end.
  const qreal headWidth = room * kHeadShare;
  const QString head = m_metrics.elidedText(folded.whole.left(2 * columns), Qt::ElideRight, headWidth);
  const qreal tailWidth = room - m_metrics.horizontalAdvance(head) + m_metrics.horizontalAdvance(kEllipsis);
  const QString tail = m_metrics.elidedText(folded.whole.right(4 * columns), Qt::ElideLeft, tailWidth);
  folded.head = std::max<qsizetype>(head.size() - 1, 0);
  folded.tail = folded.whole.size() - std::max<qsizetype>(tail.size() - 1, 0);
  return folded;
}

QString LogRow::Folded::shown() const {
  return tail == 0 ? whole : whole.left(head) + kEllipsis + whole.mid(tail);
}

Highlighter::Range LogRow::Folded::shownRange(Highlighter::Range range) const {
  if (tail == 0) return range;
  const auto shownAt = [this](qsizetype at) {
    return at <= head ? at : at < tail ? head : at - tail + head + 1;
  };
  const qsizetype start = shownAt(range.first);
  const qsizetype last = shownAt(range.first + range.second - 1);
  return {start, last - start + 1};
}

QTextLayout::FormatRange LogRow::marked(Highlighter::Range range) {
  QTextLayout::FormatRange format;
  format.start = static_cast<int>(range.first);
  format.length = static_cast<int>(range.second);
  format.format.setBackground(style::colors().match);
  format.format.setForeground(style::colors().text);
  return format;
}

QString LogRow::unfolded(const pipeline::LogLine& line) {
  QStringList parts;
  std::size_t start = 0;
  while (start <= line.text.size()) {
    const std::size_t end = std::min(line.text.find('\n', start), line.text.size());
    parts << plain(line.text.substr(start, end - start));
    start = end + 1;
  }
  QString text = parts.join(QChar::LineSeparator);
  if (line.truncated) {
    text += QStringLiteral(" … ") +
            QCoreApplication::translate("LogRow", "(longer than can be shown; the file has all of it)");
  }
  return text;
}

bool LogRow::foldable(const pipeline::LogLine& line) const {
  if (line.truncated || line.text.find('\n') != std::string::npos) return true;
  if (static_cast<qreal>(line.text.size()) * m_metrics.averageCharWidth() < m_textWidth * 0.9) return false;
  return line.text.size() > 4096 || m_metrics.horizontalAdvance(plain(line.text)) > m_textWidth;
}

void LogRow::layOut(QTextLayout& layout) const {
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAnywhere);
  layout.setTextOption(option);
  layout.setFont(m_font);
  layout.beginLayout();
  int y = 2;
  for (QTextLine part = layout.createLine(); part.isValid(); part = layout.createLine()) {
    part.setLineWidth(m_textWidth);
    part.setPosition(QPointF(0, y));
    y += m_lineHeight;
  }
  layout.endLayout();
}

int LogRow::unfoldedLines(const pipeline::LogLine& line) const {
  QTextLayout layout(unfolded(line));
  layOut(layout);
  return std::max(layout.lineCount(), 1);
}

void LogRow::paintBackground(QPainter& painter, const QRect& rect, const Look& look) const {
  const Colors& colors = style::colors();
  if (look.mark) painter.fillRect(rect, colors.mark);
  if (look.found) painter.fillRect(rect, paler(colors.match));
  if (look.selected) painter.fillRect(rect, colors.selection);
  if (look.mark)
    painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), colors.severity(*look.mark));
  if (look.current && look.focused) {
    painter.setPen(colors.accent);
    painter.drawRect(rect.adjusted(0, 0, -1, -1));
  }
}

void LogRow::paintGutter(QPainter& painter, const QRect& rect, const pipeline::LogLine& line,
                         const Look& look) const {
  const int top = rect.top() + (m_lineHeight - 12) / 2;
  if (look.mark) style::severityIcon(*look.mark).paint(&painter, QRect(rect.left() + 8, top, 12, 12));
  const bool manyLines = line.truncated || line.text.find('\n') != std::string::npos;
  if (look.unfolded || manyLines || (look.current && foldable(line))) {
    const QString name = look.unfolded ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
    style::icon(name, style::Tint::Dim).paint(&painter, QRect(rect.left() + 24, top, 12, 12));
  }
}

void LogRow::paint(QPainter& painter, const QRect& rect, const pipeline::LogLine* line,
                   const Look& look) const {
  const Colors& colors = style::colors();
  paintBackground(painter, rect, look);
  painter.setFont(m_font);
  const auto cell = [&](int x, int width) { return QRect(rect.left() + x, rect.top(), width, m_lineHeight); };
  if (line == nullptr) {
    painter.setPen(colors.dim);
    painter.drawText(cell(m_textX, m_textWidth), Qt::AlignLeft | Qt::AlignVCenter,
                     QCoreApplication::translate("LogRow", "Reading…"));
    return;
  }
  paintGutter(painter, rect, *line, look);
  painter.setPen(look.selected ? colors.onSelection : colors.dim);
  painter.drawText(cell(m_numberX, m_numberWidth), Qt::AlignRight | Qt::AlignVCenter,
                   QString::number(line->line));
  if (m_timeWidth > 0) {
    painter.drawText(cell(m_timeX, m_timeWidth), Qt::AlignLeft | Qt::AlignVCenter,
                     m_times == Times::Clock ? m_zone.clock(line->time) : m_zone.text(line->time));
  }
  painter.setPen(look.selected ? colors.onSelection : look.dimmed && !look.found ? colors.dim : colors.text);
  paintText(painter, rect, *line, look);
}

void LogRow::paintMore(QPainter& painter, const QRect& rect, const Folded& row, const Look& look) const {
  const int x = m_textX + static_cast<int>(std::ceil(m_metrics.horizontalAdvance(row.shown()))) + kGap;
  painter.save();
  painter.setPen(look.selected ? style::colors().onSelection : style::colors().dim);
  painter.drawText(QRect(rect.left() + x, rect.top(), m_textX + m_textWidth - x, m_lineHeight),
                   Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, row.more);
  painter.restore();
}

void LogRow::paintText(QPainter& painter, const QRect& rect, const pipeline::LogLine& line,
                       const Look& look) const {
  QList<QTextLayout::FormatRange> marks;
  QString text;
  if (look.unfolded) {
    text = unfolded(line);
    for (const auto& range : m_highlighter.matches(text)) marks << marked(range);
  } else {
    const Folded row = folded(line);
    text = row.shown();
    if (!row.more.isEmpty()) paintMore(painter, rect, row, look);
    for (const auto& range : m_highlighter.matches(row.whole)) marks << marked(row.shownRange(range));
  }
  if (!look.unfolded && marks.isEmpty()) {
    painter.drawText(QRect(rect.left() + m_textX, rect.top(), m_textWidth, m_lineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    return;
  }
  QTextLayout layout(text);
  layOut(layout);
  layout.draw(&painter, QPointF(rect.left() + m_textX, rect.top()), marks);
}

}  // namespace faultline::ui
