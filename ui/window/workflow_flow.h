#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QtCore/QObject>

#include "ui/text/format.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

class WorkflowPage;

/// The project's workflow and the Workflows page: reads it in the background, mines, edits, exports it, and
/// learns again with what it suggests.
class WorkflowFlow : public QObject {
  Q_OBJECT

 public:
  WorkflowFlow(Workspace* workspace, WorkflowPage* page, QObject* parent);

  /// Null while none is known; also when none was found or it could not be read.
  [[nodiscard]] std::shared_ptr<const pipeline::ProjectWorkflow> workflow() const { return m_workflow; }
  /// It was read; there may be none.
  [[nodiscard]] bool known() const { return m_known; }

  void setZone(const DisplayZone& zone) { m_zone = zone; }
  /// With the settings of before; without any, from the normal period of the model in use.
  void mine();
  void askAndMine();
  void exportTo(workflow::TaskId only, const std::filesystem::path& file);

 Q_SIGNALS:
  /// It was read again, and may be another one.
  void workflowChanged();
  /// A log line of this key is to be shown.
  void lineFound(const faultline::EventId& event, const faultline::KeyId& key);

 private:
  void onProject();
  void load();
  void start(const pipeline::MiningSettings& settings);
  void edit(const pipeline::WorkflowEdit& edit);
  void apply(int history, int candidates);
  void findLine(KeyId key);
  void askExport(workflow::TaskId only);
  /// Calls back with the settings of the model in use, or those that are the rule.
  void withModelInUse(const QString& channel, std::function<void(const pipeline::LearnSettings&)> then);

  Workspace* m_workspace;
  WorkflowPage* m_page;
  DisplayZone m_zone;
  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  bool m_known = false;
  bool m_edited = false;  // it was, since it was read
};

}  // namespace faultline::ui
