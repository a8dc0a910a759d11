#include "ui/views/log_view.h"

#include <algorithm>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>

#include "ui/style/style.h"

namespace faultline::ui {

namespace {

constexpr int kMostScroll = 1 << 30;  // a scroll bar counts in int; rows may be more

}  // namespace

LogView::LogView(LogModel* model, QWidget* parent) : QAbstractScrollArea(parent), m_model(model) {
  setObjectName(QStringLiteral("log"));
  setAccessibleName(tr("Log lines"));
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  viewport()->setBackgroundRole(QPalette::Base);
  viewport()->setAutoFillBackground(true);
  viewport()->setCursor(Qt::ArrowCursor);
  m_row.setFont(style::monoFont());
  connect(m_model, &LogModel::modelReset, this, &LogView::onModelReset);
  connect(m_model, &LogModel::linesArrived, this, &LogView::onLines);
  connect(m_model, &LogModel::dataChanged, this, &LogView::updateColumns);
  connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::onScrollBar);
  updateColumns();
}

void LogView::onModelReset() {
  m_unfolded.clear();
  m_mark.reset();
  m_found.reset();
  m_top = m_current = m_anchor = 0;
  m_topLine = 0;
  updateColumns();
}

void LogView::onLines(std::uint32_t first, std::uint32_t count) {
  for (auto& [row, lines] : m_unfolded) {
    const pipeline::LogLine* line = row >= first && row - first < count ? m_model->line(row) : nullptr;
    if (line != nullptr) lines = m_row.unfoldedLines(*line);
  }
  if (m_current >= first && m_current - first < count) announce();
  viewport()->update();
}

void LogView::setTimes(LogRow::Times times) {
  m_times = times;
  updateColumns();
}

void LogView::setMark(std::optional<std::uint32_t> row, Severity severity, SessionId session) {
  m_mark = row;
  m_markSeverity = severity;
  m_session = session;
  viewport()->update();
}

void LogView::setFound(std::optional<std::uint32_t> row) {
  m_found = row;
  viewport()->update();
}

void LogView::setHighlight(const QString& pattern) {
  m_row.setHighlight(pattern);
  viewport()->update();
}

void LogView::setCurrent(std::uint32_t row) {
  if (m_model->lineCount() == 0) return;
  m_current = m_anchor = std::min(row, m_model->lineCount() - 1);
  ensureVisible(m_current);
  announce();
  viewport()->update();
}

void LogView::centreOn(std::uint32_t row) {
  if (m_model->lineCount() == 0) return;
  m_current = m_anchor = std::min(row, m_model->lineCount() - 1);
  const std::uint32_t half = visibleRows() / 2;
  setTop(m_current > half ? m_current - half : 0);
  announce();
}

std::uint32_t LogView::visibleRows() const {
  return static_cast<std::uint32_t>(std::max(viewport()->height() / m_row.lineHeight(), 1));
}

std::pair<std::uint32_t, std::uint32_t> LogView::selectedRows() const {
  return std::minmax(m_current, m_anchor);
}

void LogView::setUnfolded(std::uint32_t row, bool wanted) {
  const pipeline::LogLine* line = m_model->line(row);
  if (wanted && line != nullptr && m_row.foldable(*line)) {
    m_unfolded[row] = m_row.unfoldedLines(*line);
  } else if (!wanted) {
    m_unfolded.erase(row);
  }
  setTop(m_top, m_topLine);
}

int LogView::linesOf(std::uint32_t row) const {
  const auto found = m_unfolded.find(row);
  return found == m_unfolded.end() ? 1 : found->second;
}

std::optional<std::uint32_t> LogView::rowAt(int y) const {
  int bottom = -m_topLine * m_row.lineHeight();
  for (std::uint32_t row = m_top; row < m_model->lineCount(); ++row) {
    bottom += linesOf(row) * m_row.lineHeight();
    if (y < bottom) return row;
    if (bottom > viewport()->height()) break;
  }
  return std::nullopt;
}

std::uint32_t LogView::maxTop() const {
  const std::uint32_t rows = m_model->lineCount();
  if (rows == 0) return 0;
  if (!m_unfolded.empty()) return rows - 1;
  return rows > visibleRows() ? rows - visibleRows() : 0;
}

void LogView::setTop(std::uint32_t top, int line) {
  m_top = std::min(top, maxTop());
  m_topLine = m_top == top ? std::clamp(line, 0, linesOf(m_top) - 1) : 0;
  updateScrollBar();
  viewport()->update();
}

void LogView::scrollLines(int lines) {
  std::uint32_t top = m_top;
  int line = m_topLine;
  while (lines > 0 && top < maxTop()) {
    const int step = std::min(lines, linesOf(top) - line);
    lines -= step;
    line += step;
    if (line >= linesOf(top)) {
      ++top;
      line = 0;
    }
  }
  if (lines > 0 && top == maxTop()) line += lines;
  while (lines < 0 && (top > 0 || line > 0)) {
    if (line == 0) line = linesOf(--top);
    const int step = std::min(-lines, line);
    lines += step;
    line -= step;
  }
  setTop(top, line);
}

void LogView::ensureVisible(std::uint32_t row) {
  if (row < m_top || (row == m_top && m_topLine > 0)) return setTop(row);
  if (row >= m_top + visibleRows()) setTop(row - visibleRows() + 1);
  const auto bottomOf = [&] {
    int lines = -m_topLine;
    for (std::uint32_t each = m_top; each <= row; ++each) lines += linesOf(each);
    return lines * m_row.lineHeight();
  };
  while (m_top < row && bottomOf() > viewport()->height()) setTop(m_top + 1);
}

void LogView::goTo(std::uint32_t row, Extend extend) {
  m_current = row;
  if (extend == Extend::No) m_anchor = row;
  ensureVisible(row);
  announce();
  viewport()->update();
  Q_EMIT currentChanged(row);
}

void LogView::moveCurrent(std::int64_t rows, Extend extend) {
  if (m_model->lineCount() == 0) return;
  const std::int64_t last = static_cast<std::int64_t>(m_model->lineCount()) - 1;
  goTo(static_cast<std::uint32_t>(std::clamp<std::int64_t>(m_current + rows, 0, last)), extend);
}

void LogView::updateColumns() {
  // An entry may span lines, so the last line's number can have a digit more than the count of entries.
  const auto digits = static_cast<int>(QString::number(m_model->lineCount()).size()) + 1;
  m_row.setZone(m_model->zone());
  m_row.setColumns(viewport()->width(), digits, m_times);
  for (auto& [row, lines] : m_unfolded) {
    const pipeline::LogLine* line = m_model->line(row);
    if (line != nullptr) lines = m_row.unfoldedLines(*line);
  }
  setTop(m_top, m_topLine);
}

void LogView::updateScrollBar() {
  const std::uint32_t most = maxTop();
  const bool scaled = most > static_cast<std::uint32_t>(kMostScroll);
  const QSignalBlocker quiet(verticalScrollBar());
  verticalScrollBar()->setRange(0, scaled ? kMostScroll : static_cast<int>(most));
  verticalScrollBar()->setPageStep(static_cast<int>(visibleRows()));
  verticalScrollBar()->setSingleStep(1);
  const double share = most == 0 ? 0 : static_cast<double>(m_top) / most;
  verticalScrollBar()->setValue(scaled ? static_cast<int>(share * kMostScroll) : static_cast<int>(m_top));
}

void LogView::onScrollBar(int value) {
  const std::uint32_t most = maxTop();
  const bool scaled = most > static_cast<std::uint32_t>(kMostScroll);
  m_top = scaled ? static_cast<std::uint32_t>(static_cast<double>(value) / kMostScroll * most)
                 : static_cast<std::uint32_t>(value);
  m_topLine = 0;
  viewport()->update();
}

LogRow::Look LogView::lookOf(std::uint32_t row, const pipeline::LogLine* line) const {
  const auto [first, last] = selectedRows();
  LogRow::Look look;
  look.current = row == m_current;
  look.focused = hasFocus();
  look.selected = row >= first && row <= last && (look.focused || first != last);
  look.found = m_found == row;
  look.dimmed = m_session && line != nullptr && line->session != m_session;
  look.unfolded = line != nullptr && unfolded(row);
  if (m_mark == row) look.mark = m_markSeverity;
  return look;
}

void LogView::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  int y = -m_topLine * m_row.lineHeight();
  for (std::uint32_t row = m_top; row < m_model->lineCount() && y < viewport()->height(); ++row) {
    const pipeline::LogLine* line = m_model->line(row);
    const int height = linesOf(row) * m_row.lineHeight();
    m_row.paint(painter, QRect(0, y, viewport()->width(), height), line, lookOf(row, line));
    y += height;
  }
}

void LogView::copy() {
  const auto [first, last] = selectedRows();
  const std::uint32_t count = std::min(last - first + 1, kMostCopied);
  QStringList lines;
  for (std::uint32_t row = first; row - first < count; ++row) {
    const pipeline::LogLine* line = count <= LogModel::kPageLines ? m_model->line(row) : nullptr;
    if (line == nullptr) {
      Q_EMIT copyRequested(first, count);
      return;
    }
    lines << QString::fromStdString(line->text);
  }
  QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void LogView::announce() {
  const pipeline::LogLine* line = m_model->line(m_current);
  if (line == nullptr) return;
  setAccessibleDescription(tr("Line %1: %2").arg(line->line).arg(plain(line->text)));
}

}  // namespace faultline::ui
