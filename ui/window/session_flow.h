#pragma once

#include <map>
#include <memory>
#include <optional>

#include <QtCore/QObject>

#include "ui/text/format.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

class Actions;
class EvidenceView;
class SessionView;
class WorkflowFlow;

/// Ties the session on its workflow, and what it says in the evidence, to the one selection: the finding's
/// session is read in the background, its steps and the log's lines move together.
class SessionFlow : public QObject {
  Q_OBJECT

 public:
  struct Views {
    SessionView* session;
    EvidenceView* evidence;
  };

  SessionFlow(Workspace* workspace, Selection* selection, WorkflowFlow* workflow, Views views,
              QObject* parent);

  /// Gives the session's pane the keys that move through it.
  void connectSteps(Actions* actions);
  [[nodiscard]] bool busy() const { return m_queries.busy(); }

 private:
  void onSelected(const Selected& selected);
  void onWorkflow();
  void chooseStep(std::size_t step);
  void load(FindingId finding);
  void loadElsewhere();
  void loadCauses(FindingId finding);
  void show(const Result<pipeline::SessionTrace>& trace, const std::optional<EventId>& event);
  void showNothing();

  Workspace* m_workspace;
  Selection* m_selection;
  WorkflowFlow* m_workflow;
  Views m_views;
  FindingId m_finding;                     // whose session is shown or being read
  bool m_elsewhere = false;                // the session shown is that of a line instead
  std::map<EventId, std::size_t> m_steps;  // of the session that is shown
  QueryRunner m_queries;                   // charts and lines are not waited for
};

}  // namespace faultline::ui
