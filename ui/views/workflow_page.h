#pragma once

#include <memory>
#include <optional>

#include <QtWidgets/QWidget>

#include "engine/base/error.h"
#include "engine/pipeline/workflow.h"
#include "ui/jobs/engine.h"

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace faultline::ui {

class Banner;
class EmptyState;
class NodeDetails;
class RowsTable;
class WorkflowGraph;

/// The workflow that was mined: its tasks, the graph of the chosen one with its variants and nodes, and what
/// one does to them.
class WorkflowPage : public QWidget {
  Q_OBJECT

 public:
  explicit WorkflowPage(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  /// Nothing is known of the project's workflow yet.
  void setUnknown();
  /// Null: none was mined. The chosen task stays chosen. An error is shown in place of it.
  void setWorkflow(const Result<std::shared_ptr<const pipeline::ProjectWorkflow>>& workflow);
  /// Whether there is anything to mine.
  void setEvents(std::uint64_t events);
  void setBusy(bool busy);

  [[nodiscard]] std::shared_ptr<const pipeline::ProjectWorkflow> workflow() const { return m_workflow; }
  [[nodiscard]] workflow::TaskIndex task() const { return m_task; }
  void chooseTask(workflow::TaskIndex task);
  /// Asks for a name.
  void rename();

  [[nodiscard]] RowsTable* tasks() const { return m_tasks; }
  [[nodiscard]] RowsTable* variants() const { return m_variants; }
  [[nodiscard]] WorkflowGraph* graph() const { return m_graph; }
  [[nodiscard]] NodeDetails* details() const { return m_details; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  [[nodiscard]] Banner* banner() const { return m_banner; }
  [[nodiscard]] QPushButton* mineButton() const { return m_mine; }
  [[nodiscard]] QPushButton* applyButton() const { return m_apply; }
  [[nodiscard]] QPushButton* renameButton() const { return m_rename; }
  [[nodiscard]] QMenu* mergeMenu() const { return m_mergeMenu; }
  [[nodiscard]] QMenu* exportMenu() const { return m_exportMenu; }
  [[nodiscard]] QString summary() const;

 Q_SIGNALS:
  void importRequested();
  /// Mine with the settings of before, or those that are the rule; or ask for them first.
  void mineRequested();
  void mineWithSettingsRequested();
  void editRequested(const faultline::pipeline::WorkflowEdit& edit);
  /// Learn again with the suggested h and g.
  void applyRequested(int history, int candidates);
  void linesRequested(const faultline::KeyId& key);
  /// Of a task, or of all with none.
  void exportRequested(const faultline::workflow::TaskId& only);
  void failed(const faultline::Error& error);

 private:
  QWidget* makeHeader();
  QWidget* makeSuggestion();
  QWidget* makeSide();
  QWidget* makeMain();
  void connectParts();
  void onEmptyTriggered();
  void showTask();
  void showNode(workflow::NodeIndex node);
  void showVariant(std::optional<std::size_t> variant);
  void fillMenus();
  void showWhatThereIs();
  void showEmpty();
  [[nodiscard]] const workflow::Task* current() const;

  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  std::optional<Error> m_error;
  workflow::TaskIndex m_task = workflow::kNone;
  std::uint64_t m_events = 0;
  bool m_known = false;
  bool m_busy = false;
  QLabel* m_summary;
  QPushButton* m_mine;
  QToolButton* m_export;
  QMenu* m_exportMenu;
  Banner* m_banner;
  QLabel* m_suggestion;
  QPushButton* m_apply;
  QWidget* m_suggestionRow = nullptr;
  QStackedWidget* m_stack;
  EmptyState* m_empty;
  RowsTable* m_tasks;
  QPushButton* m_rename;
  QToolButton* m_merge;
  QMenu* m_mergeMenu;
  QLabel* m_variantsTitle;
  RowsTable* m_variants;
  WorkflowGraph* m_graph;
  NodeDetails* m_details;
};

}  // namespace faultline::ui
