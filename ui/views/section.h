#pragma once

#include <QtWidgets/QWidget>

class QLabel;
class QVBoxLayout;

namespace faultline::ui {

/// A part of a page: its heading, a line about it, what it holds.
class Section : public QWidget {
  Q_OBJECT

 public:
  explicit Section(const QString& title, QWidget* parent = nullptr);

  /// The line under the heading; none when empty.
  void setNote(const QString& note);
  [[nodiscard]] QString note() const;
  void add(QWidget* widget);
  /// To the right of the heading.
  void addToHeading(QWidget* widget);

 private:
  QLabel* m_note;
  QVBoxLayout* m_layout;
};

}  // namespace faultline::ui
