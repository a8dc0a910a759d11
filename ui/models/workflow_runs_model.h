#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QtCore/QAbstractListModel>

#include "engine/pipeline/workflow.h"

namespace faultline::ui {

/// The runs of tasks that a session is made of, one after the other.
class WorkflowRunsModel : public QAbstractListModel {
  Q_OBJECT

 public:
  struct Run {
    std::uint32_t number = 0;  ///< As the trace counts them.
    workflow::TaskIndex task = workflow::kNone;
    std::size_t first = 0;  ///< Its first step and its last one.
    std::size_t last = 0;
    std::size_t deviations = 0;
    std::optional<workflow::DeviationKind> worst;  ///< The first one that is not slowness, else slowness.
  };

  using QAbstractListModel::QAbstractListModel;

  void setTrace(std::shared_ptr<const pipeline::ProjectWorkflow> workflow,
                const std::shared_ptr<const pipeline::SessionTrace>& trace);
  [[nodiscard]] const Run& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }
  /// The run that a step is in, or that the last step before it is in; -1 before the first one.
  [[nodiscard]] int rowOf(std::size_t step) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  [[nodiscard]] QString name(const Run& run) const;
  [[nodiscard]] QString whole(const Run& run) const;

  std::shared_ptr<const pipeline::ProjectWorkflow> m_workflow;
  std::vector<Run> m_runs;  // by their first step
};

}  // namespace faultline::ui
