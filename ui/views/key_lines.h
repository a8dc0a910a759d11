#pragma once

#include <vector>

#include <QtWidgets/QPlainTextEdit>

#include "engine/pipeline/log_reader.h"

namespace faultline::ui {

/// Some raw lines, a row each, plain and not to be changed; a stretch of them can be marked and picked.
class KeyLines : public QPlainTextEdit {
  Q_OBJECT

 public:
  static constexpr std::size_t kMostText = 2000;  ///< Bytes of a line that are shown.

  explicit KeyLines(const QString& accessibleName, QWidget* parent = nullptr);

  void showLines(const std::vector<pipeline::LogLine>& lines);
  /// Scrolls sideways to where this text first is: what lines tell comes after a header that may be long.
  void reveal(const QString& text);
  /// Instead of lines.
  void showNote(const QString& note);
  /// Marks what the expression matches; nothing when it is empty or wrong.
  void markPattern(const QString& regex);
  void markWord(const QString& word);
  /// What is picked within one line, without blanks around it.
  [[nodiscard]] QString pickedText() const;
  /// How many stretches are marked.
  [[nodiscard]] int marks() const { return static_cast<int>(extraSelections().size()); }

 Q_SIGNALS:
  /// The user picked this text with a double click.
  void picked(const QString& text);

 protected:
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void mark();
  void revealColumns(const QTextBlock& block, int first, int last);

  QString m_pattern;
};

}  // namespace faultline::ui
