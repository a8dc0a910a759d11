#pragma once

#include <QtWidgets/QWidget>

#include "ui/jobs/job_runner.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace faultline::ui {

/// What is being done, how far it is, how long it takes, one stop button; and what was done before.
class JobBar : public QWidget {
  Q_OBJECT

 public:
  explicit JobBar(JobRunner* jobs, QWidget* parent = nullptr);

  [[nodiscard]] QToolButton* stopButton() const { return m_stop; }
  [[nodiscard]] QToolButton* historyButton() const { return m_history; }
  [[nodiscard]] QString text() const;

 public Q_SLOTS:
  void showHistory();

 private:
  void refresh();
  void showJob(const Job& job);

  JobRunner* m_jobs;
  QLabel* m_what;
  QLabel* m_left;
  QProgressBar* m_bar;
  QToolButton* m_stop;
  QToolButton* m_history;
};

}  // namespace faultline::ui
