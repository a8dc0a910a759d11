#pragma once

#include <vector>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/keys.h"

namespace faultline::ui {

/// Which keys an edit would change, and into what.
class KeyEditModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Before, After, Entries, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  void setKeys(std::vector<pipeline::KeyEditPreview::Affected> keys);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<pipeline::KeyEditPreview::Affected> m_keys;
};

}  // namespace faultline::ui
