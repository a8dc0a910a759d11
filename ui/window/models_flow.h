#pragma once

#include <QtCore/QObject>

#include "ui/jobs/training_monitor.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

class ModelsPage;

/// Ties the Models page to the project: reads what it shows, in the background and only once it is looked at,
/// and starts what it asks for.
class ModelsFlow : public QObject {
  Q_OBJECT

 public:
  ModelsFlow(Workspace* workspace, ModelsPage* page, QObject* parent);

  /// The page is in sight, or no longer.
  void setShown(bool shown);

 private:
  void onProject();
  void onInfo();
  void load();
  void compare(const pipeline::LearnSettings& settings);
  void trySettings(const pipeline::LearnSettings& settings);

  Workspace* m_workspace;
  ModelsPage* m_page;
  TrainingMonitor m_training;
  bool m_shown = false;
  bool m_stale = true;  // what the page shows is older than the project
};

}  // namespace faultline::ui
