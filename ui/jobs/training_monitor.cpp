#include "ui/jobs/training_monitor.h"

#include <algorithm>

namespace faultline::ui {

TrainingMonitor::TrainingMonitor(JobRunner* jobs, QObject* parent) : QObject(parent), m_jobs(jobs) {
  connect(jobs, &JobRunner::changed, this, &TrainingMonitor::onJobs);
}

void TrainingMonitor::onJobs() {
  const Job* job = m_jobs->current();
  const quint64 id = job == nullptr ? 0 : job->id;
  if (id != m_job) {
    m_job = id;
    m_subject.clear();
    m_done = 0;
    m_round = 1;
    if (!m_curves.empty()) {
      m_curves.clear();
      Q_EMIT changed();
    }
  }
  if (job == nullptr || !job->progress || !job->progress->loss) return;
  const Progress& progress = *job->progress;
  // A training after the other begins again at the beginning.
  if (progress.done < m_done || progress.subject != m_subject) ++m_round;
  m_subject = progress.subject;
  m_done = progress.done;
  const std::string part =
      m_subject.empty() ? "keys" + (m_round > 1 ? " " + std::to_string(m_round) : std::string()) : m_subject;
  auto curve =
      std::find_if(m_curves.begin(), m_curves.end(), [&](const auto& each) { return each.part == part; });
  if (curve == m_curves.end()) curve = m_curves.insert(curve, pipeline::TrainingCurve{part, {}, 0});
  if (!curve->loss.empty() && curve->loss.back() == *progress.loss) return;  // told with every step
  curve->loss.push_back(*progress.loss);
  Q_EMIT changed();
}

}  // namespace faultline::ui
