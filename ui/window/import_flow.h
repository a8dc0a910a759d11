#pragma once

#include <filesystem>
#include <vector>

#include <QtCore/QObject>
#include <QtCore/QStringList>

class QMimeData;
class QWidget;

namespace faultline::ui {

class ImportDialog;
class Workspace;

/// From dropped or chosen paths to an import: folders are walked in the background, then the dialog asks how
/// each file is to be read, then the job starts.
class ImportFlow : public QObject {
  Q_OBJECT

 public:
  ImportFlow(Workspace* workspace, QWidget* window);

  void chooseFiles();
  void chooseFolder();
  void importPaths(const std::vector<std::filesystem::path>& paths);

  /// The local files and folders among what is dragged.
  [[nodiscard]] static std::vector<std::filesystem::path> pathsOf(const QMimeData* data);
  /// The project among them, if it is one alone.
  [[nodiscard]] static bool isProject(const std::vector<std::filesystem::path>& paths);
  /// Where a new project of these files may be saved: beside them when one may write there.
  [[nodiscard]] static QString suggestedProject(const std::filesystem::path& file);

 Q_SIGNALS:
  void dialogOpened(faultline::ui::ImportDialog* dialog);

 private:
  /// `named`: the files and folders that the user chose, in which `files` are.
  void openDialog(const std::vector<std::filesystem::path>& files,
                  const std::vector<std::filesystem::path>& named);

  Workspace* m_workspace;
  QWidget* m_window;
};

}  // namespace faultline::ui
