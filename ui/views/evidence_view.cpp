#include "ui/views/evidence_view.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/text/translate.h"
#include "ui/views/empty_state.h"
#include "ui/views/finding_charts.h"
#include "ui/views/key_table.h"
#include "ui/views/value_rows.h"
#include "ui/views/widgets.h"
#include "ui/views/workflow_reason.h"

namespace faultline::ui {

namespace {
constexpr int kMostOthers = 20;
constexpr std::size_t kFewest = 3;
constexpr double kNegligible = 0.001;  // what comes after would only push the rest off the screen

/// A key without a rank was either never seen while learning, or so rarely that it was left out.
QString rankText(const std::string& code, int rank) {
  if (rank > 0) return EvidenceView::tr("number %1 of the model's guesses").arg(rank);
  if (code == "new-key") return EvidenceView::tr("never seen while learning");
  if (code.starts_with("rare-")) return EvidenceView::tr("hardly ever seen");
  return {};
}

}  // namespace

EvidenceView::EvidenceView(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent), m_engine(std::move(engine)) {
  m_stack = new QStackedWidget(this);
  m_empty = new EmptyState(this);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(makePage());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_stack);
  showNothing();
}

QWidget* EvidenceView::makePage() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(2 * style::kGrid, 12, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(style::kGrid);
  layout->addWidget(makeHead(page));
  m_reason = new WorkflowReason(m_engine, page);
  layout->addWidget(m_reason);
  m_valuesSection = new QWidget(page);
  auto* values = new QVBoxLayout(m_valuesSection);
  values->setContentsMargins(0, style::kGrid, 0, 0);
  values->setSpacing(4);
  values->addWidget(headingLabel(tr("Values"), m_valuesSection));
  m_values = new ValueRows(m_valuesSection);
  values->addWidget(m_values);
  layout->addWidget(m_valuesSection);
  m_charts = new FindingCharts(page);
  layout->addWidget(m_charts);
  m_expectedSection = addSection(layout, tr("Expected next"));
  m_actualSection = addSection(layout, tr("What came instead"));
  m_historySection = addSection(layout, tr("What came before"));
  connectTables();
  layout->addWidget(makeOthers(page));
  layout->addStretch();

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("page"));
  scroll->setAccessibleName(tr("Why this is a finding"));
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(page);
  auto* whole = new QWidget(this);
  auto* outer = new QVBoxLayout(whole);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  outer->addWidget(scroll, 1);
  outer->addWidget(makeVerdicts());
  return whole;
}

QWidget* EvidenceView::makeHead(QWidget* page) {
  auto* whole = new QWidget(page);
  m_icon = new QLabel(whole);
  m_title = wrappingLabel(QString(), whole);
  m_title->setFont(style::headingFont());
  m_meta = wrappingLabel(QString(), whole);
  m_meta->setProperty("dim", true);
  m_sentence = wrappingLabel(QString(), whole);
  auto* head = new QHBoxLayout;
  head->setSpacing(style::kGrid);
  head->addWidget(m_icon, 0, Qt::AlignTop);
  head->addWidget(m_title, 1);
  auto* layout = new QVBoxLayout(whole);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addLayout(head);
  layout->addWidget(m_meta);
  layout->addWidget(m_sentence);
  return whole;
}

void EvidenceView::connectTables() {
  m_history = m_historySection.table;
  m_expected = m_expectedSection.table;
  m_actual = m_actualSection.table;
  connect(m_charts, &FindingCharts::eventChosen, this, &EvidenceView::eventChosen);
  connect(m_reason, &WorkflowReason::eventChosen, this, &EvidenceView::eventChosen);
  connect(m_reason, &WorkflowReason::findingChosen, this, &EvidenceView::findingChosen);
  for (KeyTable* table : {m_history, m_actual}) {
    connect(table, &KeyTable::eventChosen, this, &EvidenceView::eventChosen);
  }
  for (KeyTable* table : {m_history, m_expected, m_actual}) {
    connect(table, &KeyTable::keyRequested, this, &EvidenceView::keyRequested);
  }
}

QWidget* EvidenceView::makeOthers(QWidget* page) {
  m_othersSection = new QWidget(page);
  auto* others = new QVBoxLayout(m_othersSection);
  others->setContentsMargins(0, style::kGrid, 0, 0);
  others->setSpacing(4);
  others->addWidget(headingLabel(tr("Also in this session"), m_othersSection));
  m_others = new QWidget(m_othersSection);
  m_others->setLayout(new QVBoxLayout);
  m_others->layout()->setContentsMargins(0, 0, 0, 0);
  m_others->layout()->setSpacing(0);
  others->addWidget(m_others);
  return m_othersSection;
}

/// Always in sight, whatever the page is scrolled to.
QWidget* EvidenceView::makeVerdicts() {
  auto* bar = new QFrame(this);
  bar->setObjectName(QStringLiteral("verdicts"));
  const auto make = [bar](const QString& icon, const QString& text, const QString& key, const QString& tip) {
    auto* button = new QPushButton(style::icon(icon), tr("%1  [%2]").arg(text, key), bar);
    button->setCheckable(true);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    return button;
  };
  m_falsePositive = make(QStringLiteral("circle-slash"), tr("False positive"), tr("F"),
                         tr("This is normal: the model learns it, and it is not shown again"));
  m_confirm = make(QStringLiteral("circle-check"), tr("Confirm"), tr("C"),
                   tr("This is a fault: it is never learnt as normal"));
  connect(m_falsePositive, &QPushButton::clicked, this, [this] {
    showVerdict();  // until it has been said, the button is as it was
    Q_EMIT falsePositiveRequested();
  });
  connect(m_confirm, &QPushButton::clicked, this, [this] {
    showVerdict();
    Q_EMIT confirmRequested();
  });
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(2 * style::kGrid, style::kGrid, 2 * style::kGrid, style::kGrid);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_falsePositive, 1);
  layout->addWidget(m_confirm, 1);
  return bar;
}

EvidenceView::Section EvidenceView::addSection(QVBoxLayout* layout, const QString& title) {
  Section section;
  section.whole = new QWidget(this);
  auto* inside = new QVBoxLayout(section.whole);
  inside->setContentsMargins(0, style::kGrid, 0, 0);
  inside->setSpacing(4);
  section.heading = headingLabel(title, section.whole);
  section.table = new KeyTable(title, section.whole);
  section.note = dimLabel(QString(), section.whole);
  section.note->setWordWrap(true);  // else its length would be the pane's least width
  auto* row = new QHBoxLayout;
  row->setSpacing(style::kGrid);
  row->addWidget(section.heading);
  row->addWidget(section.note, 1);
  inside->addLayout(row);
  inside->addWidget(section.table);
  layout->addWidget(section.whole);
  return section;
}

void EvidenceView::showNothing() {
  m_finding.reset();
  m_empty->show(QStringLiteral("lightbulb"), tr("Why"),
                tr("Choose a finding to see what came before it and what was expected instead."));
  m_stack->setCurrentIndex(0);
}

void EvidenceView::showError(const Error& error) {
  const ErrorWords words = errorWords(error);
  m_empty->show(QStringLiteral("triangle-alert"), words.what,
                ErrorWords{{}, words.why, words.advice}.whole());
  m_stack->setCurrentIndex(0);
}

void EvidenceView::showFinding(const pipeline::Finding& finding) {
  m_finding = finding;
  showMeta();
  clearDetails();
  m_stack->setCurrentIndex(1);
}

void EvidenceView::showMeta() {
  if (!m_finding) return;
  const pipeline::Finding& finding = *m_finding;
  m_icon->setPixmap(style::severityIcon(finding.severity).pixmap(style::kIcon, style::kIcon));
  m_icon->setAccessibleName(severityText(finding.severity));
  m_icon->setToolTip(severityText(finding.severity));
  m_title->setText(findingTitle(finding, m_engine->findingPattern(finding.code)));
  QStringList parts;
  if (finding.status != FindingStatus::Open) parts << statusText(finding.status);
  parts << severityText(finding.severity);
  if (finding.time) parts << tr("%1 %2").arg(m_zone.text(finding.time), m_zone.name());
  if (!finding.service.empty()) parts << plain(finding.service);
  if (!finding.host.empty()) parts << tr("on %1").arg(plain(finding.host));
  if (!finding.session.empty()) parts << tr("session %1").arg(plain(finding.session));
  parts << tr("score %1").arg(scoreText(finding.score));
  m_meta->setText(parts.join(QStringLiteral(" · ")));
  showVerdict();
}

void EvidenceView::showVerdict() {
  const FindingStatus status = m_finding ? m_finding->status : FindingStatus::Open;
  m_falsePositive->setChecked(isDismissed(status));
  m_confirm->setChecked(status == FindingStatus::Confirmed);
}

void EvidenceView::setStatus(FindingStatus status) {
  if (!m_finding) return;
  m_finding->status = status;
  showMeta();
}

void EvidenceView::clearDetails() {
  m_sentence->clear();
  m_sentence->hide();
  for (const Section& section : {m_historySection, m_expectedSection, m_actualSection}) section.whole->hide();
  m_othersSection->hide();
  m_reason->showNothing();
  m_valuesSection->hide();
  if (m_finding && (m_finding->kind == "value" || m_finding->kind == "rate")) {
    m_charts->showReading();
  } else {
    m_charts->showNothing();
  }
}

void EvidenceView::showCauses(const std::vector<pipeline::Cause>& causes) { m_reason->showCauses(causes); }

void EvidenceView::showCharts(const Result<std::vector<pipeline::FindingChart>>& charts) {
  if (!m_finding) return;
  if (!charts) return m_charts->showError(charts.error());
  const bool measured = m_finding->kind == "value" || m_finding->kind == "rate";
  if (charts->empty() && !measured) return m_charts->showNothing();
  m_charts->showCharts(*charts, m_finding->severity);
}

void EvidenceView::showEvidence(const pipeline::Evidence& evidence) {
  const FindingStatus said =
      m_finding && m_finding->id == evidence.finding.id ? m_finding->status : evidence.finding.status;
  m_finding = evidence.finding;
  m_finding->status = said;  // newer than what was read
  showMeta();
  m_sentence->setText(plain(evidence.sentence));
  m_sentence->setVisible(!evidence.sentence.empty());

  m_values->setValues(evidence.values);
  m_valuesSection->setVisible(!evidence.values.empty());

  std::vector<KeyListModel::Row> rows;
  for (const pipeline::HistoryEntry& entry : evidence.history) {
    rows.push_back({entry.event ? QString::number(entry.line) : QString(), keyText(entry.text), std::nullopt,
                    entry.event, entry.key});
  }
  m_historySection.whole->setVisible(!rows.empty());
  m_history->setRows(std::move(rows));
  if (evidence.workflow) m_reason->showPlace(*evidence.workflow);
  showExpected(evidence);
  showOthers(evidence.sameSession);
  m_stack->setCurrentIndex(1);
}

void EvidenceView::showExpected(const pipeline::Evidence& evidence) {
  std::vector<KeyListModel::Row> rows;
  for (const pipeline::ExpectedKey& key : evidence.expected) {
    if (rows.size() >= kFewest && key.probability < kNegligible) break;
    rows.push_back({QString(), keyText(key.text), key.probability, EventId{}, key.key});
  }
  m_expectedSection.whole->setVisible(!rows.empty());
  m_expected->setRows(std::move(rows));

  m_actualSection.whole->setVisible(evidence.actual.has_value());
  if (!evidence.actual) return;
  const pipeline::ActualKey& actual = *evidence.actual;
  const bool ranked = actual.rank > 0;
  m_actualSection.heading->setText(evidence.expected.empty() ? tr("What came") : tr("What came instead"));
  const bool came = static_cast<bool>(actual.key);
  m_actual->setRows(
      {{QString(), keyText(actual.text), ranked ? std::optional(actual.probability) : std::nullopt,
        came ? evidence.finding.event : EventId{}, actual.key}});
  m_actualSection.note->setText(rankText(evidence.finding.code, actual.rank));
}

void EvidenceView::showOthers(const std::vector<pipeline::Finding>& others) {
  while (QLayoutItem* item = m_others->layout()->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  m_othersSection->setVisible(!others.empty());
  int shown = 0;
  for (const pipeline::Finding& other : others) {
    if (++shown > kMostOthers) {
      const int more = static_cast<int>(others.size()) - kMostOthers;
      m_others->layout()->addWidget(dimLabel(tr("and %n more", nullptr, more), m_others));
      break;
    }
    const QString title = findingTitle(other, m_engine->findingPattern(other.code));
    auto* button = new ElidingLink(title, m_others);
    button->setIcon(style::severityIcon(other.severity));
    button->setAccessibleName(tr("%1 finding: %2").arg(severityText(other.severity), title));
    connect(button, &QPushButton::clicked, this, [this, id = other.id] { Q_EMIT findingChosen(id); });
    m_others->layout()->addWidget(button);
  }
}

void EvidenceView::setZone(const DisplayZone& zone) {
  m_zone = zone;
  m_charts->setZone(zone);
  showMeta();
}

QString EvidenceView::actualNote() const { return m_actualSection.note->text(); }

QString EvidenceView::meta() const { return m_meta->text(); }

QString EvidenceView::sentence() const { return m_sentence->text(); }

void EvidenceView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_icon != nullptr) showMeta();
}

}  // namespace faultline::ui
