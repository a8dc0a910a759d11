#pragma once

#include <memory>

#include <QtWidgets/QWidget>

#include "engine/pipeline/workflow.h"

class QLabel;
class QPushButton;

namespace faultline::ui {

class RowsTable;

/// A node of a task: its log key, how often it comes, what comes after it, and what can be done with it.
class NodeDetails : public QWidget {
  Q_OBJECT

 public:
  explicit NodeDetails(QWidget* parent = nullptr);

  /// kNone or a node that is not there: what one can choose.
  void setNode(std::shared_ptr<const pipeline::ProjectWorkflow> workflow, workflow::TaskIndex task,
               workflow::NodeIndex node);
  [[nodiscard]] workflow::NodeIndex node() const { return m_node; }
  void setBusy(bool busy);

  [[nodiscard]] QString text() const;
  [[nodiscard]] RowsTable* next() const { return m_next; }
  [[nodiscard]] QPushButton* linesButton() const { return m_lines; }
  [[nodiscard]] QPushButton* splitButton() const { return m_split; }

 Q_SIGNALS:
  void linesRequested(const faultline::KeyId& key);
  void splitRequested(faultline::workflow::NodeIndex before);

 private:
  void refresh();

  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  workflow::TaskIndex m_task = workflow::kNone;
  workflow::NodeIndex m_node = workflow::kNone;
  KeyId m_key;
  bool m_busy = false;
  QLabel* m_hint;
  QLabel* m_title;
  QLabel* m_template;
  QLabel* m_figures;
  RowsTable* m_next;
  QPushButton* m_lines;
  QPushButton* m_split;
};

}  // namespace faultline::ui
