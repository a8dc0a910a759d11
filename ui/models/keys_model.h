#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <QtCore/QAbstractTableModel>
#include <QtCore/QSortFilterProxyModel>
#include <QtCore/QStringList>

#include "engine/pipeline/keys.h"

namespace faultline::ui {

/// The project's log keys for the key editor.
class KeysModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Entries, Key, Note, kColumns };
  enum Role { SortRole = Qt::UserRole };

  using QAbstractTableModel::QAbstractTableModel;

  void setKeys(std::shared_ptr<const pipeline::KeyList> keys);
  /// What the key's parameters are, found after the list.
  void setKinds(KeyId key, const std::vector<std::string>& kinds);
  [[nodiscard]] bool hasKinds(KeyId key) const { return m_kinds.contains(key); }
  [[nodiscard]] const pipeline::LogKeyInfo* key(int row) const;
  /// That of the key, or of the one that it is read as; -1 for none.
  [[nodiscard]] int rowOf(KeyId key) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  [[nodiscard]] QStringList kindsOf(const pipeline::LogKeyInfo& key) const;
  [[nodiscard]] QString tip(const pipeline::LogKeyInfo& key) const;

  std::shared_ptr<const pipeline::KeyList> m_keys;
  std::unordered_map<KeyId, QStringList> m_kinds;
};

/// Those that hold every word of the filter, in any order of their columns' values.
class KeysFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit KeysFilter(KeysModel* model, QObject* parent = nullptr);
  void setFilter(const QString& text);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList m_words;
};

/// What a key is called, else its template; plain.
[[nodiscard]] QString keyName(const pipeline::LogKeyInfo& key);
/// Where it comes from: `2 merged`, `split on “x”`.
[[nodiscard]] QString keyNote(const pipeline::LogKeyInfo& key);

}  // namespace faultline::ui
