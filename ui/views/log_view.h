#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <QtWidgets/QAbstractScrollArea>

#include "ui/models/log_model.h"
#include "ui/views/log_row.h"

namespace faultline::ui {

/// The lines of a log of any size. Paints what is visible and nothing else; rows that are not read yet say
/// so and fill in without moving anything.
class LogView : public QAbstractScrollArea {
  Q_OBJECT

 public:
  static constexpr std::uint32_t kMostCopied = 100'000;

  LogView(LogModel* model, QWidget* parent = nullptr);

  void setTimes(LogRow::Times times);
  [[nodiscard]] LogRow::Times times() const { return m_times; }
  /// The finding's line; its session's lines keep their colour and the others step back.
  void setMark(std::optional<std::uint32_t> row, Severity severity, SessionId session);
  void setFound(std::optional<std::uint32_t> row);
  /// What is marked in the lines; only for the eye, see LogRow.
  void setHighlight(const QString& pattern);
  void setCurrent(std::uint32_t row);
  void centreOn(std::uint32_t row);

  [[nodiscard]] std::uint32_t current() const { return m_current; }
  [[nodiscard]] std::uint32_t firstVisible() const { return m_top; }
  [[nodiscard]] std::uint32_t visibleRows() const;
  [[nodiscard]] std::optional<std::uint32_t> mark() const { return m_mark; }
  /// The selected rows, both included.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> selectedRows() const;

  void setUnfolded(std::uint32_t row, bool unfolded);
  [[nodiscard]] bool unfolded(std::uint32_t row) const { return m_unfolded.contains(row); }

 public Q_SLOTS:
  /// Puts the selected lines on the clipboard as they are in the file.
  void copy();

 Q_SIGNALS:
  /// The user moved to this row.
  void currentChanged(std::uint32_t row);
  /// The user wants to see the line's key among the others.
  void keyRequested(const faultline::KeyId& key);
  void filterRequested(const faultline::pipeline::LogFilter& filter);
  /// More lines are selected than are loaded: their text has to be fetched.
  void copyRequested(std::uint32_t first, std::uint32_t count);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  enum class Extend { No, Yes };

  void onModelReset();
  void onLines(std::uint32_t first, std::uint32_t count);
  void moveCurrent(std::int64_t rows, Extend extend);
  void goTo(std::uint32_t row, Extend extend);
  void ensureVisible(std::uint32_t row);
  void scrollLines(int lines);
  void setTop(std::uint32_t top, int line = 0);
  void updateColumns();
  void updateScrollBar();
  void onScrollBar(int value);
  void announce();
  [[nodiscard]] std::uint32_t maxTop() const;
  [[nodiscard]] int linesOf(std::uint32_t row) const;
  [[nodiscard]] std::optional<std::uint32_t> rowAt(int y) const;
  [[nodiscard]] LogRow::Look lookOf(std::uint32_t row, const pipeline::LogLine* line) const;

  LogModel* m_model;
  LogRow m_row;
  LogRow::Times m_times = LogRow::Times::DayAndClock;
  std::uint32_t m_top = 0;
  int m_topLine = 0;  // lines of the top row that are scrolled away, when it is unfolded
  std::uint32_t m_current = 0;
  std::uint32_t m_anchor = 0;
  std::optional<std::uint32_t> m_mark;
  Severity m_markSeverity{};
  SessionId m_session;
  std::optional<std::uint32_t> m_found;
  std::map<std::uint32_t, int> m_unfolded;  // row, its lines
  int m_wheel = 0;
};

}  // namespace faultline::ui
