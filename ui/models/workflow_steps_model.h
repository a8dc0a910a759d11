#pragma once

#include <memory>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/workflow.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The steps of a session, one a row: when, how long after the step before it in its task, what, and what is
/// to be said of it. Cells are made when they are looked at.
class WorkflowStepsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Time, Since, What, Note, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  /// Both null: no steps.
  void setTrace(std::shared_ptr<const pipeline::ProjectWorkflow> workflow,
                std::shared_ptr<const pipeline::SessionTrace> trace);
  void setZone(const DisplayZone& zone);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  [[nodiscard]] const pipeline::TraceStep& step(int row) const;
  [[nodiscard]] const workflow::Deviation* deviation(int row) const;
  [[nodiscard]] QString label(int row) const;
  [[nodiscard]] QString note(int row) const;
  [[nodiscard]] QString text(int row, int column) const;
  [[nodiscard]] QString tip(int row) const;

  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  std::shared_ptr<const pipeline::SessionTrace> m_trace;
  DisplayZone m_zone;
};

}  // namespace faultline::ui
