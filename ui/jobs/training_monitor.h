#pragma once

#include <vector>

#include <QtCore/QObject>

#include "engine/pipeline/models.h"
#include "ui/jobs/job_runner.h"

namespace faultline::ui {

/// Collects the training curves of the running job as its progress tells the losses.
class TrainingMonitor : public QObject {
  Q_OBJECT

 public:
  explicit TrainingMonitor(JobRunner* jobs, QObject* parent = nullptr);

  /// Of the running job; empty while it has told no loss, and without a job.
  [[nodiscard]] const std::vector<pipeline::TrainingCurve>& curves() const { return m_curves; }

 Q_SIGNALS:
  void changed();

 private:
  void onJobs();

  JobRunner* m_jobs;
  quint64 m_job = 0;
  std::string m_subject;
  int m_round = 1;
  std::uint64_t m_done = 0;
  std::vector<pipeline::TrainingCurve> m_curves;
};

}  // namespace faultline::ui
