#pragma once

#include <vector>

#include <QtWidgets/QWidget>

#include "engine/base/severity.h"

namespace faultline::ui {

class WorkflowScene;

/// Says what the picture's lines and boxes mean: of those that it has. Wraps.
class WorkflowLegend : public QWidget {
  Q_OBJECT

 public:
  explicit WorkflowLegend(QWidget* parent = nullptr);

  void describe(const WorkflowScene& scene);
  [[nodiscard]] QStringList words() const;

  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  enum class Sign { Often, Path, Current, Expected, Ghost, Slow, AnyOrder, Loop, Simplified };
  struct Entry {
    Sign sign;
    QString words;
  };
  /// Where each entry goes, and how high all is.
  int place(int width, std::vector<QPoint>* places) const;
  void drawSign(QPainter* painter, Sign sign, const QRectF& rect) const;

  std::vector<Entry> m_entries;
  Severity m_severity = Severity::Major;  // the ghost's
};

}  // namespace faultline::ui
