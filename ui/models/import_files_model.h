#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/import.h"
#include "engine/pipeline/project.h"

namespace faultline::ui {

/// A file that is to be imported.
struct ImportEntry {
  std::filesystem::path path;
  pipeline::ImportOptions wanted;                ///< What the user chose; the rest is found out.
  std::optional<pipeline::FilePreview> preview;  ///< None until it was read.
  bool included = true;
  QString note;  ///< Why it is left out although it could be read: already in the project, named twice.

  [[nodiscard]] bool refused() const;
  /// The settings cannot be used (a wrong pattern): the file is fine.
  [[nodiscard]] bool settingsWrong() const;
  [[nodiscard]] bool ready() const { return included && preview && !preview->error; }
};

/// The files of the import dialog with what was found out about each.
class ImportFilesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { File, Layout, Fits, Sessions, Zone, Host, Service, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  /// `sources` are those that the project has already.
  void setFiles(const std::vector<std::filesystem::path>& files,
                const std::vector<pipeline::Source>& sources);
  void setPreview(int row, pipeline::FilePreview preview);
  void setWanted(int row, const pipeline::ImportOptions& wanted);
  [[nodiscard]] const ImportEntry& entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }
  /// The files to import with their settings, and whether any is still being read.
  [[nodiscard]] std::vector<pipeline::ImportFile> chosen() const;
  [[nodiscard]] int reading() const;
  [[nodiscard]] int refused() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 Q_SIGNALS:
  void chosenChanged();

 private:
  QString text(const ImportEntry& entry, int column) const;
  void rowChanged(int row);

  std::vector<ImportEntry> m_entries;
};

}  // namespace faultline::ui
