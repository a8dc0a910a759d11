#pragma once

#include <vector>

#include <QtWidgets/QWidget>

#include "engine/pipeline/findings.h"

class QVBoxLayout;

namespace faultline::ui {

/// A thin bar: where values were expected, and where this one is.
class ValueBar : public QWidget {
  Q_OBJECT

 public:
  explicit ValueBar(const pipeline::ValueEvidence& value, QWidget* parent = nullptr);
  [[nodiscard]] QSize sizeHint() const override { return {120, 12}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  pipeline::ValueEvidence m_value;
};

/// The numbers of a line, each with what was expected of it.
class ValueRows : public QWidget {
  Q_OBJECT

 public:
  explicit ValueRows(QWidget* parent = nullptr);

  void setValues(const std::vector<pipeline::ValueEvidence>& values);
  /// What a screen reader says of each.
  [[nodiscard]] QStringList texts() const;

 private:
  void addValue(const pipeline::ValueEvidence& value);

  QVBoxLayout* m_layout;
};

}  // namespace faultline::ui
