#pragma once

#include <QtWidgets/QWidget>

class QLabel;

namespace faultline::ui {

/// Lies over the window while files are dragged over it and says what dropping them does. Takes no mouse and
/// no drops itself.
class DropHint : public QWidget {
  Q_OBJECT

 public:
  explicit DropHint(QWidget* window);

  void show(const QString& text);
  [[nodiscard]] QString text() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* m_icon;
  QLabel* m_text;
};

}  // namespace faultline::ui
