#pragma once

#include <memory>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/project.h"

namespace faultline::ui {

/// The project's sources, with where each one's file stands now.
class SourcesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Name, Entries, kColumns };
  enum Role { SourceIdRole = Qt::UserRole };

  using QAbstractTableModel::QAbstractTableModel;

  void setProject(std::shared_ptr<const pipeline::ProjectInfo> project);
  [[nodiscard]] const pipeline::Source* source(int row) const;
  [[nodiscard]] const pipeline::Source* find(SourceId id) const;
  [[nodiscard]] int rowOf(SourceId id) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::shared_ptr<const pipeline::ProjectInfo> m_project;
};

[[nodiscard]] QString presenceText(pipeline::FilePresence presence);

}  // namespace faultline::ui
