#include "ui/views/evidence_view.h"

#include <QtCore/QEvent>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/translate.h"
#include "ui/views/empty_state.h"
#include "ui/views/key_table.h"
#include "ui/views/widgets.h"

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

  m_icon = new QLabel(page);
  m_title = wrappingLabel(QString(), page);
  m_title->setFont(style::headingFont());
  m_meta = wrappingLabel(QString(), page);
  m_meta->setProperty("dim", true);
  m_sentence = wrappingLabel(QString(), page);
  auto* head = new QHBoxLayout;
  head->setSpacing(style::kGrid);
  head->addWidget(m_icon, 0, Qt::AlignTop);
  head->addWidget(m_title, 1);
  layout->addLayout(head);
  layout->addWidget(m_meta);
  layout->addWidget(m_sentence);

  m_expectedSection = addSection(layout, tr("Expected next"));
  m_actualSection = addSection(layout, tr("What came instead"));
  m_historySection = addSection(layout, tr("What came before"));
  m_history = m_historySection.table;
  m_expected = m_expectedSection.table;
  m_actual = m_actualSection.table;
  for (KeyTable* table : {m_history, m_actual}) {
    connect(table, &KeyTable::eventChosen, this, &EvidenceView::eventChosen);
  }
  for (KeyTable* table : {m_history, m_expected, m_actual}) {
    connect(table, &KeyTable::keyRequested, this, &EvidenceView::keyRequested);
  }

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
  layout->addWidget(m_othersSection);
  layout->addStretch();

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("page"));
  scroll->setAccessibleName(tr("Why this is a finding"));
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(page);
  return scroll;
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
  QStringList parts{severityText(finding.severity)};
  if (finding.time) parts << tr("%1 %2").arg(m_zone.text(finding.time), m_zone.name());
  if (!finding.service.empty()) parts << plain(finding.service);
  if (!finding.host.empty()) parts << tr("on %1").arg(plain(finding.host));
  if (!finding.session.empty()) parts << tr("session %1").arg(plain(finding.session));
  parts << tr("score %1").arg(scoreText(finding.score));
  m_meta->setText(parts.join(QStringLiteral(" · ")));
}

void EvidenceView::clearDetails() {
  m_sentence->clear();
  m_sentence->hide();
  for (const Section& section : {m_historySection, m_expectedSection, m_actualSection}) section.whole->hide();
  m_othersSection->hide();
}

void EvidenceView::showEvidence(const pipeline::Evidence& evidence) {
  m_finding = evidence.finding;
  showMeta();
  m_sentence->setText(plain(evidence.sentence));
  m_sentence->setVisible(!evidence.sentence.empty());

  std::vector<KeyListModel::Row> rows;
  for (const pipeline::HistoryEntry& entry : evidence.history) {
    rows.push_back({entry.event ? QString::number(entry.line) : QString(), keyText(entry.text), std::nullopt,
                    entry.event, entry.key});
  }
  m_historySection.whole->setVisible(!rows.empty());
  m_history->setRows(std::move(rows));
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
  showMeta();
}

QString EvidenceView::actualNote() const { return m_actualSection.note->text(); }

QString EvidenceView::sentence() const { return m_sentence->text(); }

void EvidenceView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_icon != nullptr) showMeta();
}

}  // namespace faultline::ui
