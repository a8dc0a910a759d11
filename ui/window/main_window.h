#pragma once

#include <filesystem>
#include <memory>

#include <QtWidgets/QMainWindow>

#include "ui/jobs/engine.h"
#include "ui/text/format.h"

class QStackedWidget;

namespace faultline::ui {

class Actions;
class Banner;
class Docks;
class DropHint;
class EvidenceView;
class FeedbackFlow;
class FindingsView;
class ImportFlow;
class JobBar;
class KeyFlow;
class LogPane;
class ModelsFlow;
class ModelsPage;
class PageList;
class Pages;
class Preferences;
class Reader;
class Selection;
class SessionFlow;
class SessionView;
class SourcesView;
class StartPage;
class StatusLine;
class WorkflowFlow;
class WorkflowPage;
class Workspace;

/// A table of contents: makes the views, and connects the commands to what does them.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  MainWindow(std::shared_ptr<Engine> engine, std::shared_ptr<Preferences> preferences);
  ~MainWindow() override;

  void openProject(const std::filesystem::path& project);
  void openDemo();

  [[nodiscard]] Workspace* workspace() const { return m_workspace; }
  [[nodiscard]] Selection* selection() const { return m_selection; }
  [[nodiscard]] Actions* commands() const { return m_actions; }
  [[nodiscard]] FindingsView* findings() const { return m_findings; }
  [[nodiscard]] ModelsPage* models() const { return m_models; }
  [[nodiscard]] WorkflowPage* workflows() const { return m_workflows; }
  [[nodiscard]] SessionView* session() const { return m_session; }
  [[nodiscard]] WorkflowFlow* workflowFlow() const { return m_workflowFlow; }
  [[nodiscard]] SessionFlow* sessionFlow() const { return m_sessionFlow; }
  [[nodiscard]] Docks* docks() const { return m_docks; }
  [[nodiscard]] Pages* pages() const { return m_pages; }
  [[nodiscard]] PageList* pageList() const { return m_pageList; }
  [[nodiscard]] LogPane* log() const { return m_log; }
  [[nodiscard]] EvidenceView* evidence() const { return m_evidence; }
  [[nodiscard]] SourcesView* sources() const { return m_sources; }
  [[nodiscard]] StartPage* startPage() const { return m_start; }
  [[nodiscard]] DropHint* dropHint() const { return m_drop; }
  [[nodiscard]] Banner* banner() const { return m_banner; }
  [[nodiscard]] JobBar* jobBar() const { return m_jobBar; }
  [[nodiscard]] StatusLine* statusLine() const { return m_status; }
  [[nodiscard]] ImportFlow* importFlow() const { return m_import; }
  [[nodiscard]] KeyFlow* keyFlow() const { return m_keys; }
  [[nodiscard]] Banner* reminder() const { return m_reminder; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeViews();
  void makeToolBarEnd();
  void connectFileActions();
  void connectEditActions();
  void connectViewActions();
  void connectSources();
  void connectPages();
  void connectWorkflows();
  void onProject();
  void onSelection();
  void onJobs();
  void setZone(const QString& name);
  void askZone();
  void chooseProject();
  void showSettings(SourceId source);
  void relink(SourceId source);
  void updateSource(SourceId source);
  void removeSource(SourceId source);
  void showRecent();
  void showAbout();
  /// Whether it is all right to leave the project while its job runs.
  [[nodiscard]] bool mayLeave(const QString& question);

  std::shared_ptr<Preferences> m_preferences;
  Workspace* m_workspace = nullptr;
  Selection* m_selection = nullptr;
  Actions* m_actions = nullptr;
  QStackedWidget* m_stack = nullptr;
  Banner* m_banner = nullptr;
  Banner* m_reminder = nullptr;  // to learn again
  DropHint* m_drop = nullptr;
  StartPage* m_start = nullptr;
  FindingsView* m_findings = nullptr;
  ModelsPage* m_models = nullptr;
  WorkflowPage* m_workflows = nullptr;
  SessionView* m_session = nullptr;
  PageList* m_pageList = nullptr;
  LogPane* m_log = nullptr;
  EvidenceView* m_evidence = nullptr;
  SourcesView* m_sources = nullptr;
  JobBar* m_jobBar = nullptr;
  StatusLine* m_status = nullptr;
  Docks* m_docks = nullptr;
  Pages* m_pages = nullptr;
  ModelsFlow* m_modelsFlow = nullptr;
  WorkflowFlow* m_workflowFlow = nullptr;
  SessionFlow* m_sessionFlow = nullptr;
  Reader* m_reader = nullptr;
  ImportFlow* m_import = nullptr;
  KeyFlow* m_keys = nullptr;
  FeedbackFlow* m_feedback = nullptr;
  bool m_closing = false;  // the user agreed; waiting for the job to stop
};

}  // namespace faultline::ui
