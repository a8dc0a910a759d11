#pragma once

#include <functional>

#include <QtWidgets/QFrame>

#include "engine/base/error.h"
#include "ui/text/translate.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace faultline::ui {

/// Says in place what went wrong, why, and what to do; or what is worth knowing.
class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);

  void showError(const Error& error);
  void showNotice(const QString& what, const QString& more);
  /// Something that did not go well.
  void showProblem(const QString& what, const QString& more);
  void tell(const ErrorWords& notice);
  /// A button for what can be done about it; goes with the next text.
  void setAction(const QString& text, std::function<void()> action);

  [[nodiscard]] QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show(const QString& icon, const QString& what, const QString& more);

  QLabel* m_icon;
  QLabel* m_what;
  QLabel* m_more;
  QPushButton* m_button;
  QToolButton* m_close;
  QString m_iconName;
  std::function<void()> m_action;
};

}  // namespace faultline::ui
