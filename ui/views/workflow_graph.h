#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include "engine/base/severity.h"
#include "engine/pipeline/workflow.h"

class QStackedWidget;

namespace faultline::ui {

class EmptyState;
class Engine;
class QueryRunner;
class WorkflowBar;
class WorkflowCanvas;
class WorkflowLegend;
class WorkflowMap;
class WorkflowScene;
struct WorkflowShape;

/// Draws the automaton of one task from left to right: nodes with their keys' telling words, edges by how
/// often they are taken, and over it the path of an execution. Laying out is done on a thread of its own,
/// once a task; everything else restyles what is there.
class WorkflowGraph : public QWidget {
  Q_OBJECT

 public:
  /// What an edge's label says.
  enum class Overlay { Count, Probability, Median, P95 };
  Q_ENUM(Overlay)

  /// An execution, up to where it is looked at.
  struct Path {
    std::vector<workflow::NodeIndex> executed;  ///< In order, with every round of a loop.
    workflow::NodeIndex current = workflow::kNone;
    std::vector<workflow::Expected> expected;  ///< kNone as node: the end. Those of other tasks are left out.
    /// What came, and stands nowhere in the task.
    struct Ghost {
      workflow::NodeIndex after = workflow::kNone;  ///< kNone: at the start.
      QString text;                                 ///< The key's telling words. Untrusted, plain.
      QString kind;                                 ///< In the user's words: "Unexpected", "Out of order".
      Severity severity = Severity::Major;
    };
    std::optional<Ghost> ghost;
    /// An edge that took too long, from where it waited to what came then.
    std::optional<std::pair<workflow::NodeIndex, workflow::NodeIndex>> slow;
  };

  explicit WorkflowGraph(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);
  ~WorkflowGraph() override;

  /// Lays the task out in the background and draws it then, emitting `drawn`; until then the last picture
  /// stays. A path that was shown is dropped, unless it is the same task of the same workflow, which does
  /// nothing. Null, or a task that is not there: the empty state.
  void showTask(std::shared_ptr<const pipeline::ProjectWorkflow> workflow, workflow::TaskIndex task);
  [[nodiscard]] workflow::TaskIndex task() const { return m_task; }
  /// What is shown while there is no task: what this is, and what to do about it.
  void setEmptyText(const QString& title, const QString& hint);

  /// Restyles only. May be called before `drawn`: it is shown when the picture is there.
  void showPath(const Path& path);
  void clearPath();

  /// Marks a variant's path, an index of `Task::variants`; none: all as it is. Restyles only.
  void showVariant(std::optional<std::size_t> variant);
  [[nodiscard]] std::optional<std::size_t> variant() const { return m_variant; }
  /// Hides edges taken in fewer of the task's runs, 0 to 1, and nodes that then have none; never those of the
  /// path. Restyles only.
  void setLeastShare(double share);
  [[nodiscard]] double leastShare() const { return m_leastShare; }
  void setOverlay(Overlay overlay);
  [[nodiscard]] Overlay overlay() const { return m_overlay; }

  /// Chooses the next node, from the chosen one on, whose template or label has the text in it, case aside,
  /// and brings it into view. False: none has.
  bool find(const QString& text);
  bool findNext();

  void fit();
  void zoomIn();
  void zoomOut();

  /// Marks a node as the user's choice and brings it into view; says nothing. kNone: none.
  void chooseNode(workflow::NodeIndex node);
  [[nodiscard]] workflow::NodeIndex chosenNode() const;

  [[nodiscard]] bool laidOut() const { return m_laidOut; }

  /// Its parts.
  [[nodiscard]] WorkflowBar* bar() const { return m_bar; }
  [[nodiscard]] WorkflowCanvas* canvas() const { return m_canvas; }
  [[nodiscard]] WorkflowLegend* legend() const { return m_legend; }
  [[nodiscard]] WorkflowMap* map() const { return m_map; }
  [[nodiscard]] WorkflowScene* scene() const { return m_scene; }

 Q_SIGNALS:
  /// The user chose a node: clicked it, or went to it by keys (Tab, Ctrl with an arrow).
  void nodeChosen(faultline::workflow::NodeIndex node);
  /// Double-clicked it, or Return.
  void nodeActivated(faultline::workflow::NodeIndex node);
  /// The user chose a variant in the bar, or none of them.
  void variantChosen(std::optional<std::size_t> variant);
  /// The picture of the task is there.
  void drawn();
  void failed(const faultline::Error& error);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void connectParts();
  void showEmpty();
  void take(WorkflowShape shape, Result<workflow::Layout> layout);
  void restyle();
  void showHere();
  void chosenByUser(workflow::NodeIndex node);
  [[nodiscard]] bool findFrom(workflow::NodeIndex from);
  [[nodiscard]] QString spokenNode(workflow::NodeIndex node) const;
  void tell();

  std::shared_ptr<Engine> m_engine;
  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  workflow::TaskIndex m_task = workflow::kNone;
  std::optional<Path> m_path;
  std::optional<std::size_t> m_variant;
  double m_leastShare = 0;
  bool m_shareChosen = false;  ///< By someone, and so kept from task to task.
  Overlay m_overlay = Overlay::Count;
  workflow::NodeIndex m_chosen = workflow::kNone;
  bool m_laidOut = false;
  QString m_sought;
  QString m_emptyTitle;
  QString m_emptyHint;

  QueryRunner* m_queries;
  WorkflowScene* m_scene;
  WorkflowBar* m_bar;
  QStackedWidget* m_stack;
  EmptyState* m_empty;
  WorkflowCanvas* m_canvas;
  WorkflowMap* m_map;
  WorkflowLegend* m_legend;
};

}  // namespace faultline::ui
