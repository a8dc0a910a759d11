#pragma once

#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace faultline::ui {

/// Asks for a regular expression to find in the log; what comes of it is shown beside the field.
class FindBar : public QWidget {
  Q_OBJECT

 public:
  explicit FindBar(QWidget* parent = nullptr);

  void open();
  void close();
  [[nodiscard]] QString pattern() const;
  void setPattern(const QString& pattern);
  /// While searching the stop button is there.
  void showSearching(const QString& text);
  void showResult(const QString& text);
  [[nodiscard]] QString message() const;
  [[nodiscard]] bool searching() const { return m_searching; }

 Q_SIGNALS:
  void next();
  void previous();
  void stopped();
  void closed();
  /// What is to be marked: the pattern while the bar is there, else nothing.
  void highlighted(const QString& pattern);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  QToolButton* button(const QString& icon, const QString& text);
  void setSearching(bool searching);

  QLineEdit* m_field;
  QToolButton* m_previous;
  QToolButton* m_next;
  QToolButton* m_stop;
  QLabel* m_message;
  bool m_searching = false;
};

}  // namespace faultline::ui
