#include "ui/window/job_bar.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QToolButton>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/widgets.h"
#include "ui/window/job_history.h"

namespace faultline::ui {

namespace {

constexpr int kWhatWidth = 360;
constexpr int kBarWidth = 120;
constexpr int kSteps = 1000;

QToolButton* barButton(const QString& icon, const QString& text, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(style::icon(icon));
  button->setToolTip(text);
  button->setAccessibleName(text);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

JobBar::JobBar(JobRunner* jobs, QWidget* parent)
    : QWidget(parent),
      m_jobs(jobs),
      m_what(plainLabel(QString(), this)),
      m_left(dimLabel(QString(), this)),
      m_bar(new QProgressBar(this)),
      m_stop(barButton(QStringLiteral("square"), tr("Stop the job"), this)),
      m_history(barButton(QStringLiteral("history"), tr("Finished jobs"), this)) {
  setAccessibleName(tr("Jobs"));
  m_what->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_what->setFixedWidth(kWhatWidth);
  m_bar->setTextVisible(false);
  m_bar->setFixedWidth(kBarWidth);
  m_bar->setAccessibleName(tr("Progress of the job"));
  // As wide as the longest, so that the bar stands still while the time runs down.
  m_left->setMinimumWidth(fontMetrics().horizontalAdvance(tr("99 % · 00:00:00 left")));

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_what);
  layout->addWidget(m_bar, 0, Qt::AlignVCenter);
  layout->addWidget(m_left);
  layout->addWidget(m_stop);
  layout->addWidget(m_history);
  connect(m_stop, &QToolButton::clicked, m_jobs, &JobRunner::cancel);
  connect(m_history, &QToolButton::clicked, this, &JobBar::showHistory);
  connect(m_jobs, &JobRunner::changed, this, &JobBar::refresh);
  refresh();
}

void JobBar::refresh() {
  const Job* job = m_jobs->current();
  for (QWidget* widget :
       {static_cast<QWidget*>(m_bar), static_cast<QWidget*>(m_left), static_cast<QWidget*>(m_stop)}) {
    widget->setVisible(job != nullptr);
  }
  m_history->setVisible(!m_jobs->history().empty());
  if (job != nullptr) return showJob(*job);
  QString text;
  if (!m_jobs->history().empty()) text = jobSummary(m_jobs->history().front());
  m_what->setText(m_what->fontMetrics().elidedText(text, Qt::ElideRight, kWhatWidth));
  m_what->setToolTip(plainTip(text));
}

void JobBar::showJob(const Job& job) {
  const bool measured = job.progress && job.progress->total > 0;
  QString what = job.title;
  if (job.stopping) {
    what = tr("Stopping…");
  } else if (job.progress) {
    what = stageWords(job.progress->stage);
    if (!job.progress->subject.empty()) what += QStringLiteral(" · ") + plain(job.progress->subject);
  }
  m_what->setText(m_what->fontMetrics().elidedText(what, Qt::ElideMiddle, kWhatWidth));
  m_what->setToolTip(plainTip(job.title));
  m_bar->setRange(0, measured ? kSteps : 0);
  QStringList parts;
  if (measured) {
    const double share =
        std::min(1.0, static_cast<double>(job.progress->done) / static_cast<double>(job.progress->total));
    m_bar->setValue(static_cast<int>(share * kSteps));
    parts << tr("%1 %").arg(static_cast<int>(share * 100));
  }
  if (job.left && !job.stopping) parts << tr("%1 left").arg(durationText(*job.left));
  m_left->setText(parts.join(QStringLiteral(" · ")));
  m_stop->setEnabled(!job.stopping);
}

void JobBar::showHistory() {
  auto* popup = new JobHistory(m_jobs->history(), this);
  popup->popUp(m_history->mapToGlobal(QPoint(m_history->width(), m_history->height())));
}

QString JobBar::text() const { return m_what->text(); }

}  // namespace faultline::ui
