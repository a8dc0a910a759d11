#pragma once

#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;

namespace faultline::ui {

/// What a pane shows when it has nothing to show: what it is for, and the one button that fills it.
class EmptyState : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyState(QWidget* parent = nullptr);

  /// No button when `button` is empty.
  void show(const QString& icon, const QString& title, const QString& text, const QString& button = {});
  [[nodiscard]] QString title() const;
  [[nodiscard]] QPushButton* button() const { return m_button; }

 Q_SIGNALS:
  void triggered();

 private:
  QLabel* m_icon;
  QLabel* m_title;
  QLabel* m_text;
  QPushButton* m_button;
  QString m_iconName;

 protected:
  void changeEvent(QEvent* event) override;
};

}  // namespace faultline::ui
