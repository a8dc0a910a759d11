#include "ui/views/key_lines.h"

#include <algorithm>

#include <QtCore/QEvent>
#include <QtCore/QRegularExpression>
#include <QtGui/QMouseEvent>
#include <QtGui/QTextBlock>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/highlighter.h"

namespace faultline::ui {

namespace {

constexpr int kMostMarks = 1000;

/// Of what may stand around a word in a log line.
bool separates(QChar c) { return c.isSpace() || QStringLiteral("()[]{}<>,;=\"'").contains(c); }

}  // namespace

KeyLines::KeyLines(const QString& accessibleName, QWidget* parent) : QPlainTextEdit(parent) {
  setObjectName(QStringLiteral("lines"));
  setAccessibleName(accessibleName);
  setReadOnly(true);
  setLineWrapMode(NoWrap);
  setFont(style::monoFont());
  setTabChangesFocus(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setUndoRedoEnabled(false);
}

void KeyLines::showLines(const std::vector<pipeline::LogLine>& lines) {
  QStringList texts;
  for (const pipeline::LogLine& line : lines) {
    const bool cut = line.truncated || line.text.size() > kMostText;
    texts << plain(line.text.substr(0, kMostText)) + (cut ? QStringLiteral("…") : QString());
  }
  setPlaceholderText(QString());
  setPlainText(texts.join(QLatin1Char('\n')));
  mark();
}

void KeyLines::showNote(const QString& note) {
  clear();
  setExtraSelections({});
  setPlaceholderText(note);
}

void KeyLines::markPattern(const QString& regex) {
  m_pattern = regex;
  mark();
}

void KeyLines::markWord(const QString& word) {
  markPattern(word.isEmpty() ? QString() : QRegularExpression::escape(word));
}

void KeyLines::mark() {
  Highlighter highlighter;
  highlighter.setPattern(m_pattern);
  QList<QTextEdit::ExtraSelection> marks;
  for (QTextBlock block = document()->begin(); block.isValid() && marks.size() < kMostMarks;
       block = block.next()) {
    for (const auto& [start, length] : highlighter.matches(block.text())) {
      QTextEdit::ExtraSelection found;
      found.cursor = QTextCursor(block);
      found.cursor.setPosition(block.position() + static_cast<int>(start));
      found.cursor.setPosition(block.position() + static_cast<int>(start + length), QTextCursor::KeepAnchor);
      found.format.setBackground(style::colors().match);
      found.format.setForeground(style::colors().text);
      found.format.setFontUnderline(true);  // not by its colour alone
      marks << found;
    }
  }
  setExtraSelections(marks);
  if (marks.isEmpty()) return;
  const QTextCursor& first = marks.front().cursor;
  const QTextBlock block = document()->findBlock(first.selectionStart());
  revealColumns(block, first.selectionStart() - block.position(), first.selectionEnd() - block.position());
}

void KeyLines::reveal(const QString& text) {
  for (QTextBlock block = document()->begin(); block.isValid() && !text.isEmpty(); block = block.next()) {
    const auto column = static_cast<int>(block.text().indexOf(text));
    if (column >= 0) return revealColumns(block, column, column + static_cast<int>(text.size()));
  }
}

void KeyLines::revealColumns(const QTextBlock& block, int first, int last) {
  constexpr int kBefore = 12;
  constexpr int kAfter = 48;
  QTextCursor cursor(block);
  for (const int column : {0, last + kAfter, first - kBefore}) {  // the last one is seen for certain
    cursor.setPosition(block.position() + std::clamp(column, 0, block.length() - 1));
    setTextCursor(cursor);
    ensureCursorVisible();
  }
}

QString KeyLines::pickedText() const {
  const QString text = textCursor().selectedText();
  return text.contains(QChar::ParagraphSeparator) ? QString() : text.trimmed();
}

void KeyLines::mouseDoubleClickEvent(QMouseEvent* event) {
  QTextCursor cursor = cursorForPosition(event->position().toPoint());
  const QString line = cursor.block().text();
  int start = cursor.positionInBlock();
  int end = start;
  while (start > 0 && !separates(line[start - 1])) --start;
  while (end < line.size() && !separates(line[end])) ++end;
  if (start == end) return;
  cursor.setPosition(cursor.block().position() + start);
  cursor.setPosition(cursor.block().position() + end, QTextCursor::KeepAnchor);
  setTextCursor(cursor);
  Q_EMIT picked(pickedText());
}

void KeyLines::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) mark();
}

}  // namespace faultline::ui
