#include "ui/window/job_history.h"

#include <QtWidgets/QGridLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {

constexpr int kTextWidth = 320;

QString stateIcon(JobState state) {
  switch (state) {
    case JobState::Done:
      return QStringLiteral("circle-check");
    case JobState::Failed:
      return QStringLiteral("circle-x");
    default:
      return QStringLiteral("circle-slash");
  }
}

QString stateText(JobState state) {
  switch (state) {
    case JobState::Done:
      return JobHistory::tr("Done");
    case JobState::Failed:
      return JobHistory::tr("Failed");
    case JobState::Cancelled:
      return JobHistory::tr("Stopped");
    default:
      return {};
  }
}

QString outcome(const Job& job) {
  if (job.error) return errorWords(*job.error).what;
  return job.changed.isEmpty() ? stateText(job.state) : job.changed;
}

}  // namespace

QString jobSummary(const Job& job) { return JobHistory::tr("%1: %2").arg(job.title, outcome(job)); }

JobHistory::JobHistory(const std::deque<Job>& jobs, QWidget* parent) : QFrame(parent, Qt::Popup) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("card"));
  setAccessibleName(tr("Finished jobs"));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(2 * style::kGrid, 12, 2 * style::kGrid, 12);
  grid->setHorizontalSpacing(12);
  grid->setVerticalSpacing(style::kGrid);
  grid->addWidget(headingLabel(tr("Finished jobs"), this), 0, 0, 1, 4);
  int row = 1;
  for (const Job& job : jobs) {
    auto* icon = new QLabel(this);
    icon->setPixmap(style::icon(stateIcon(job.state), style::Tint::Dim).pixmap(style::kIcon, style::kIcon));
    icon->setAccessibleName(stateText(job.state));
    icon->setToolTip(stateText(job.state));
    QLabel* what = plainLabel(job.title + QLatin1Char('\n') + outcome(job), this);
    what->setWordWrap(true);
    what->setFixedWidth(kTextWidth);
    grid->addWidget(icon, row, 0, Qt::AlignTop);
    grid->addWidget(what, row, 1);
    grid->addWidget(dimLabel(durationText(std::chrono::milliseconds(job.milliseconds)), this), row, 2,
                    Qt::AlignTop | Qt::AlignRight);
    grid->addWidget(dimLabel(job.ended.toString(QStringLiteral("HH:mm")), this), row, 3, Qt::AlignTop);
    ++row;
  }
}

void JobHistory::popUp(const QPoint& corner) {
  adjustSize();
  move(corner.x() - width(), corner.y() + 4);
  show();
}

}  // namespace faultline::ui
