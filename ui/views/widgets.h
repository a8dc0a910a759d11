#pragma once

#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

namespace faultline::ui {

/// A label that shows its text as it is, whatever it looks like.
[[nodiscard]] QLabel* plainLabel(const QString& text = {}, QWidget* parent = nullptr);
[[nodiscard]] QLabel* dimLabel(const QString& text = {}, QWidget* parent = nullptr);
[[nodiscard]] QLabel* headingLabel(const QString& text, QWidget* parent = nullptr);
/// A label whose text may be selected and copied, and that wraps.
[[nodiscard]] QLabel* wrappingLabel(const QString& text = {}, QWidget* parent = nullptr);

[[nodiscard]] QPushButton* primaryButton(const QString& text, QWidget* parent = nullptr);
/// A button that reads like a link.
[[nodiscard]] QPushButton* linkButton(const QString& text, QWidget* parent = nullptr);

/// A link whose text ends in an ellipsis when it does not fit.
class ElidingLink : public QPushButton {
  Q_OBJECT

 public:
  explicit ElidingLink(const QString& text, QWidget* parent = nullptr);
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QString m_whole;
};

/// How every table looks: 24-pixel rows, no grid, whole rows selected.
void setUpTable(QTableView* table, const QString& accessibleName);

}  // namespace faultline::ui
