#pragma once

#include <cstdint>
#include <optional>

#include <QtWidgets/QWidget>

#include "engine/pipeline/models.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The project's events and findings over time, a strip on which a period is chosen: by dragging, or by key.
/// Left and Right move an end by a step, with Shift by ten, with Ctrl as far as it goes; Space takes the
/// other end; Escape chooses everything.
class TimeLineView : public QWidget {
  Q_OBJECT

 public:
  enum class End { From, To };

  explicit TimeLineView(QWidget* parent = nullptr);

  /// Chooses everything. Without a range, or with no bins, it is empty.
  void setTimeLine(pipeline::TimeLine line);
  void setZone(const DisplayZone& zone);
  /// The period that the active model was learnt from is drawn; none: it was everything.
  void setInForce(const std::optional<pipeline::TimeRange>& period);
  /// There is no model.
  void setNothingLearnt();

  /// Takes the steps that the period touches.
  void choose(const pipeline::TimeRange& period);
  void chooseAll();
  [[nodiscard]] bool allChosen() const;
  /// None without times. Its end is the last moment of the last step.
  [[nodiscard]] std::optional<pipeline::TimeRange> chosen() const;
  [[nodiscard]] std::uint64_t chosenEvents() const;
  [[nodiscard]] std::uint64_t chosenFindings() const;
  [[nodiscard]] End activeEnd() const { return m_active; }

  [[nodiscard]] QSize sizeHint() const override { return {600, 132}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {240, 132}; }
  /// Where on the widget a moment is.
  [[nodiscard]] double positionOf(UtcTime moment) const;

 Q_SIGNALS:
  void chosenChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  [[nodiscard]] int bins() const { return static_cast<int>(m_line.events.size()); }
  [[nodiscard]] UtcTime edge(int bin) const;
  [[nodiscard]] QRectF strip() const;
  [[nodiscard]] double xOf(int edge) const;
  [[nodiscard]] int edgeAt(double x) const;
  void setEnds(int from, int to);
  void moveActive(int to);
  void drawLanes(QPainter* painter) const;
  void drawAxis(QPainter* painter) const;
  void drawChosen(QPainter* painter) const;
  void drawInForce(QPainter* painter) const;
  void tell();

  pipeline::TimeLine m_line;
  DisplayZone m_zone;
  std::optional<pipeline::TimeRange> m_inForce;
  bool m_learnt = true;
  int m_from = 0;  // edges: the bins between them are chosen
  int m_to = 0;
  End m_active = End::From;
  bool m_dragging = false;
  int m_pressed = 0;
};

}  // namespace faultline::ui
