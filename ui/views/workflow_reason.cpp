#include "ui/views/workflow_reason.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/workflow_words.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

constexpr std::size_t kMostCauses = 8;

void empty(QLayout* layout) {
  while (QLayoutItem* item = layout->takeAt(0)) {
    delete item->widget();
    delete item;
  }
}

QVBoxLayout* stacked(QWidget* section) {
  auto* layout = new QVBoxLayout(section);
  layout->setContentsMargins(0, style::kGrid, 0, 0);
  layout->setSpacing(4);
  return layout;
}

QString causeIcon(const std::string& kind) {
  return kind == "slow" ? QStringLiteral("timer") : QStringLiteral("triangle-alert");
}

/// As a word, so that the icon is not needed.
QString causeWord(const std::string& kind) {
  if (kind == "slow") return WorkflowReason::tr("Slow step");
  if (kind == "deviation") return WorkflowReason::tr("Deviation");
  return WorkflowReason::tr("Finding");
}

}  // namespace

WorkflowReason::WorkflowReason(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_engine(std::move(engine)),
      m_placeSection(new QWidget(this)),
      m_sentence(wrappingLabel(QString(), m_placeSection)),
      m_rows(new QGridLayout),
      m_causesSection(new QWidget(this)),
      m_causes(new QWidget(m_causesSection)) {
  QVBoxLayout* place = stacked(m_placeSection);
  place->addWidget(headingLabel(tr("In the workflow"), m_placeSection));
  place->addWidget(m_sentence);
  m_rows->setHorizontalSpacing(style::kGrid);
  m_rows->setVerticalSpacing(2);
  m_rows->setColumnStretch(1, 1);
  place->addLayout(m_rows);
  QVBoxLayout* causes = stacked(m_causesSection);
  causes->addWidget(headingLabel(tr("Could be caused by"), m_causesSection));
  auto* list = new QVBoxLayout(m_causes);
  list->setContentsMargins(0, 0, 0, 0);
  list->setSpacing(0);
  causes->addWidget(m_causes);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_placeSection);
  layout->addWidget(m_causesSection);
  showNothing();
}

void WorkflowReason::showNothing() {
  m_placeSection->hide();
  m_causesSection->hide();
  m_texts.clear();
  hide();
}

void WorkflowReason::addRow(const QString& name, const std::string& text) {
  if (text.empty()) return;
  const QString value = plain(text);
  const int row = m_rows->count() / 2;
  m_rows->addWidget(dimLabel(name, m_placeSection), row, 0, Qt::AlignTop);
  QLabel* label = wrappingLabel(value, m_placeSection);
  label->setAccessibleName(tr("%1 %2").arg(name, value));
  m_rows->addWidget(label, row, 1);
  m_texts << QStringLiteral("%1: %2").arg(name, value);
}

void WorkflowReason::showPlace(const WorkflowEvidence& place) {
  empty(m_rows);
  m_texts.clear();
  m_sentence->setText(sentenceText(place.sentence, m_engine->workflowPattern(place.sentence.code)));
  m_sentence->setVisible(!place.deviation.empty() && !m_sentence->text().isEmpty());
  addRow(tr("during"), place.task);
  addRow(tr("after"), place.after);
  addRow(tr("before"), place.before);
  m_placeSection->setVisible(!m_texts.isEmpty());
  if (!m_texts.isEmpty()) show();
}

void WorkflowReason::showCauses(const std::vector<Cause>& causes) {
  empty(m_causes->layout());
  for (std::size_t at = 0; at < causes.size() && at < kMostCauses; ++at) addCause(causes[at]);
  m_causesSection->setVisible(!causes.empty());
  if (!causes.empty()) show();
}

void WorkflowReason::addCause(const Cause& cause) {
  const QString text = sentenceText(cause.sentence, m_engine->workflowPattern(cause.sentence.code));
  const QString word = causeWord(cause.kind);
  const QString whole = cause.service.empty() ? text : tr("%1 · %2").arg(text, plain(cause.service));
  auto* button =
      new ElidingLink(cause.service.empty() ? word : tr("%1 · %2").arg(word, plain(cause.service)), m_causes);
  button->setIcon(style::icon(causeIcon(cause.kind)));
  button->setAccessibleName(tr("%1: %2").arg(word, whole));
  button->setToolTip(plainTip(tr("%1: %2\nlikeliness %3").arg(word, whole, percentText(cause.score))));
  connect(button, &QPushButton::clicked, this, [this, finding = cause.finding, event = cause.event] {
    if (finding) {
      Q_EMIT findingChosen(finding);
    } else if (event) {
      Q_EMIT eventChosen(event);
    }
  });
  m_causes->layout()->addWidget(button);
  m_causes->layout()->addWidget(wrappingLabel(text, m_causes));
}

QString WorkflowReason::text() const { return m_texts.join(QLatin1Char('\n')); }

}  // namespace faultline::ui
