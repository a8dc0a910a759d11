#pragma once

#include <memory>
#include <optional>

#include <QtWidgets/QWidget>

#include "engine/base/error.h"
#include "engine/pipeline/workflow.h"
#include "ui/jobs/engine.h"
#include "ui/text/format.h"

class QLabel;
class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace faultline::ui {

class EmptyState;
class WorkflowGraph;
class WorkflowRunsModel;
class WorkflowStepsModel;

/// A session on its workflow: the runs of tasks that it is made of, the graph of the one that is looked at
/// with the way it took, and its steps; and what is to be said of where it left the workflow.
class SessionView : public QWidget {
  Q_OBJECT

 public:
  explicit SessionView(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  /// In place of a session: what there is to do about it; no button when `button` is empty.
  void showEmpty(const QString& icon, const QString& title, const QString& text, const QString& button = {});
  /// Another session, at a step of it. What was shown before is shown until then.
  void showTrace(std::shared_ptr<const pipeline::ProjectWorkflow> workflow,
                 std::shared_ptr<const pipeline::SessionTrace> trace, std::size_t step);
  /// Moves to a step; says nothing. None: the line that is looked at is not in the session, whose place
  /// stays; `elsewhere` says so.
  void setStep(std::optional<std::size_t> step);
  void setZone(const DisplayZone& zone);

  [[nodiscard]] std::shared_ptr<const pipeline::SessionTrace> trace() const { return m_trace; }
  [[nodiscard]] std::size_t step() const { return m_step; }

  /// Move as the user does: they emit `stepChosen`.
  void stepBy(int steps);
  void goToFirst();
  void goToLast();
  void goToNextDeviation();
  void goToPreviousDeviation();
  void goToFirstDeviation();
  /// The sentence of the step's deviation, or of the first one.
  void copySentence();

  [[nodiscard]] QString sentence() const;
  [[nodiscard]] QString place() const;
  [[nodiscard]] WorkflowGraph* graph() const { return m_graph; }
  [[nodiscard]] QTableView* steps() const { return m_steps; }
  [[nodiscard]] QListView* runs() const { return m_runs; }
  [[nodiscard]] WorkflowRunsModel* runsModel() const { return m_runsModel; }
  [[nodiscard]] QPushButton* copyButton() const { return m_copy; }
  [[nodiscard]] QPushButton* firstButton() const { return m_first; }
  [[nodiscard]] QPushButton* elsewhereButton() const { return m_elsewhere; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  [[nodiscard]] bool showsSession() const;

 Q_SIGNALS:
  /// The user went to this step.
  void stepChosen(std::size_t step);
  /// The user wants to see the session of the line that is looked at.
  void elsewhereRequested();
  /// The button of the empty state.
  void triggered();
  void failed(const faultline::Error& error);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makePage();
  QWidget* makeHead(QWidget* page);
  QWidget* makeStrip(QWidget* page);
  QWidget* makeSteps(QWidget* page);
  QToolButton* addStepButton(QWidget* parent, const QString& icon, const QString& tip);
  void connectParts();
  void fitSteps();
  void goTo(std::size_t step);
  void goToDeviation(int direction);
  void chooseNode(workflow::NodeIndex node);
  void showStep();
  void showSentence();
  void showGraph();
  [[nodiscard]] const pipeline::TraceDeviation* told() const;

  std::shared_ptr<Engine> m_engine;
  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  std::shared_ptr<const pipeline::SessionTrace> m_trace;
  std::size_t m_step = 0;
  bool m_here = true;  // the line that is looked at is of the session
  QStackedWidget* m_stack;
  EmptyState* m_empty;
  QLabel* m_icon = nullptr;
  QLabel* m_sentence = nullptr;
  QLabel* m_place = nullptr;
  QPushButton* m_copy = nullptr;
  QPushButton* m_first = nullptr;
  QPushButton* m_elsewhere = nullptr;
  QToolButton* m_previousDeviation = nullptr;
  QToolButton* m_previousStep = nullptr;
  QToolButton* m_nextStep = nullptr;
  QToolButton* m_nextDeviation = nullptr;
  WorkflowRunsModel* m_runsModel;
  WorkflowStepsModel* m_stepsModel;
  QListView* m_runs = nullptr;
  QTableView* m_steps = nullptr;
  WorkflowGraph* m_graph;
  QSplitter* m_splitter = nullptr;
};

}  // namespace faultline::ui
