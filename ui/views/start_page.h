#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace faultline::ui {

/// What one sees without a project: drop logs, open a project, go on with a recent one, look at the demo.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent = nullptr);

  void setRecent(const QStringList& projects);

 Q_SIGNALS:
  void importRequested();
  void importFolderRequested();
  void openRequested();
  void demoRequested();
  void recentChosen(const QString& project);

 private:
  QWidget* makeDropCard();
  QWidget* makeOthers();

  QWidget* m_recentSection = nullptr;
  QVBoxLayout* m_recent = nullptr;
};

}  // namespace faultline::ui
