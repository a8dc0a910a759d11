#pragma once

#include <memory>

#include <QtWidgets/QStatusBar>

#include "engine/pipeline/project.h"
#include "ui/text/format.h"
#include "ui/window/selection.h"

class QLabel;

namespace faultline::ui {

/// What the project holds, the zone that times are in, and the selected time.
class StatusLine : public QStatusBar {
  Q_OBJECT

 public:
  explicit StatusLine(QWidget* parent = nullptr);

  void setProject(const std::shared_ptr<const pipeline::ProjectInfo>& project);
  void setZone(const DisplayZone& zone);
  void setSelected(const Selected& selected);
  [[nodiscard]] QString text() const;

 private:
  void refresh();

  std::shared_ptr<const pipeline::ProjectInfo> m_project;
  DisplayZone m_zone;
  Selected m_selected;
  QLabel* m_counts;
  QLabel* m_time;
};

}  // namespace faultline::ui
