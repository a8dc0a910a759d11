#pragma once

#include <memory>

#include <QtWidgets/QWidget>

#include "ui/models/sources_model.h"

class QTableView;
class QPushButton;
class QStackedLayout;

namespace faultline::ui {

class EmptyState;

/// The project's log files: which there are, and which of them have moved or changed.
class SourcesView : public QWidget {
  Q_OBJECT

 public:
  explicit SourcesView(QWidget* parent = nullptr);

  void setProject(std::shared_ptr<const pipeline::ProjectInfo> project);
  void setCurrent(SourceId source);
  [[nodiscard]] SourcesModel* model() const { return m_model; }
  [[nodiscard]] QTableView* table() const { return m_table; }
  [[nodiscard]] QPushButton* relinkButton() const { return m_relink; }
  [[nodiscard]] QPushButton* settingsButton() const { return m_settings; }

 Q_SIGNALS:
  void opened(const faultline::SourceId& source);
  void settingsRequested(const faultline::SourceId& source);
  void relinkRequested(const faultline::SourceId& source);
  void updateRequested(const faultline::SourceId& source);
  void removeRequested(const faultline::SourceId& source);
  void importRequested();

 private:
  void showMenu(const QPoint& position);
  void showActions();
  [[nodiscard]] const pipeline::Source* current() const;

  SourcesModel* m_model;
  QTableView* m_table;
  QPushButton* m_relink;
  QPushButton* m_update;
  QPushButton* m_settings;
  EmptyState* m_empty;
  QStackedLayout* m_stack;
};

}  // namespace faultline::ui
