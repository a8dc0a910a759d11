#pragma once

#include <deque>

#include <QtWidgets/QFrame>

#include "ui/jobs/job_runner.h"

namespace faultline::ui {

/// `Analyze 3 files: 214 findings`; what became of a finished job in one line.
[[nodiscard]] QString jobSummary(const Job& job);

/// The finished jobs, each with its duration and what it changed; closes when one looks away.
class JobHistory : public QFrame {
  Q_OBJECT

 public:
  explicit JobHistory(const std::deque<Job>& jobs, QWidget* parent = nullptr);
  /// Below and to the left of the point.
  void popUp(const QPoint& corner);
};

}  // namespace faultline::ui
