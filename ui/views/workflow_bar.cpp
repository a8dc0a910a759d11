#include "ui/views/workflow_bar.h"

#include <algorithm>
#include <cmath>

#include <QtCore/QSignalBlocker>
#include <QtGui/QAction>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {

// The slider's steps: edges are rare long before they come to a tenth, so small shares have most of them.
constexpr int kSteps = 40;
constexpr double kMostShare = 0.5;

double shareOf(int step) { return kMostShare * std::pow(double(step) / kSteps, 2); }
int stepOf(double share) {
  return static_cast<int>(std::lround(kSteps * std::sqrt(std::clamp(share, 0.0, kMostShare) / kMostShare)));
}

}  // namespace

WorkflowBar::WorkflowBar(QWidget* parent)
    : QWidget(parent),
      m_overlay(new QComboBox(this)),
      m_variant(new QComboBox(this)),
      m_rare(new QSlider(Qt::Horizontal, this)),
      m_rareText(dimLabel(QString(), this)),
      m_find(new QLineEdit(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  layout->setSpacing(4);
  m_first = new QHBoxLayout;
  m_second = new QHBoxLayout;
  for (QHBoxLayout* row : {m_first, m_second}) {
    row->setSpacing(style::kGrid);
    layout->addLayout(row);
  }
  m_choices = makeChoices();
  m_rareParts = makeRare();
  setUpFind();
  m_buttons = makeButtons();
  arrange(false);
}

/// In one row, or in two where there is no room for that.
void WorkflowBar::arrange(bool narrow) {
  m_narrow = narrow;
  for (QHBoxLayout* row : {m_first, m_second}) {
    while (QLayoutItem* item = row->takeAt(0)) delete item;
  }
  m_first->addWidget(m_choices);
  if (!narrow) m_first->addWidget(m_rareParts);
  m_first->addStretch(1);
  if (!narrow) m_first->addWidget(m_find, 2);
  m_first->addWidget(m_buttons);
  if (!narrow) return;
  m_second->addWidget(m_rareParts);
  m_second->addStretch(1);
  m_second->addWidget(m_find, 2);
}

void WorkflowBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int wanted = m_choices->minimumSizeHint().width() + m_rareParts->sizeHint().width() +
                     m_find->minimumWidth() + m_buttons->sizeHint().width() + 6 * style::kGrid;
  if ((width() < wanted) != m_narrow) arrange(width() < wanted);
}

/// That of two rows, so that it can come to them.
QSize WorkflowBar::minimumSizeHint() const {
  const int width =
      m_choices->minimumSizeHint().width() + m_buttons->minimumSizeHint().width() + 3 * style::kGrid;
  return {width, QWidget::minimumSizeHint().height()};
}

QWidget* WorkflowBar::makeButtons() {
  auto* buttons = new QWidget(this);
  auto* layout = new QHBoxLayout(buttons);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  connect(addButton(layout, QStringLiteral("zoom-out"), tr("Smaller (−)")), &QToolButton::clicked, this,
          &WorkflowBar::zoomOut);
  connect(addButton(layout, QStringLiteral("zoom-in"), tr("Larger (+)")), &QToolButton::clicked, this,
          &WorkflowBar::zoomIn);
  connect(addButton(layout, QStringLiteral("maximize"), tr("Show all of it (0)")), &QToolButton::clicked,
          this, &WorkflowBar::fit);
  m_legend = addButton(layout, QStringLiteral("info"), tr("Legend"));
  m_legend->setCheckable(true);
  m_legend->setChecked(true);
  connect(m_legend, &QToolButton::toggled, this, &WorkflowBar::legendToggled);
  return buttons;
}

QWidget* WorkflowBar::makeChoices() {
  constexpr int kLeastVariant = 88;
  auto* choices = new QWidget(this);
  auto* layout = new QHBoxLayout(choices);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  using Overlay = WorkflowGraph::Overlay;
  for (const auto& [overlay, text] :
       {std::pair{Overlay::Count, tr("Counts")}, std::pair{Overlay::Probability, tr("Probabilities")},
        std::pair{Overlay::Median, tr("Median time")}, std::pair{Overlay::P95, tr("95 % within")}}) {
    m_overlay->addItem(text, QVariant::fromValue(overlay));
  }
  m_overlay->setAccessibleName(tr("What edges are labelled with"));
  m_overlay->setToolTip(m_overlay->accessibleName());
  m_overlay->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_overlay->setMinimumWidth(m_overlay->sizeHint().width());
  layout->addWidget(m_overlay);
  connect(m_overlay, &QComboBox::activated, this,
          [this] { Q_EMIT overlayChosen(m_overlay->currentData().value<Overlay>()); });

  m_variant->setAccessibleName(tr("Variant: one way through the task"));
  m_variant->setToolTip(m_variant->accessibleName());
  m_variant->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_variant->setMinimumContentsLength(14);
  m_variant->setMinimumWidth(kLeastVariant);
  layout->addWidget(m_variant);
  connect(m_variant, &QComboBox::activated, this, [this](int row) {
    Q_EMIT variantChosen(row <= 0 ? std::nullopt : std::optional(static_cast<std::size_t>(row - 1)));
  });
  return choices;
}

QWidget* WorkflowBar::makeRare() {
  auto* rare = new QWidget(this);
  auto* layout = new QHBoxLayout(rare);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  m_rare->setRange(0, kSteps);
  m_rare->setFixedWidth(88);
  m_rare->setAccessibleName(tr("Hide edges rarer than"));
  m_rare->setToolTip(tr("Hide edges that few runs take"));
  // Its widest text, so that nothing moves.
  m_rareText->setMinimumWidth(m_rareText->fontMetrics().horizontalAdvance(tr("%n hidden", nullptr, 188)) + 2);
  layout->addWidget(m_rare);
  layout->addWidget(m_rareText);
  connect(m_rare, &QSlider::valueChanged, this, [this](int step) {
    sayShare();
    Q_EMIT leastShareChosen(shareOf(step));
  });
  sayShare();
  return rare;
}

void WorkflowBar::setUpFind() {
  m_find->setPlaceholderText(tr("Find a step"));
  m_find->setAccessibleName(tr("Find a step of the workflow"));
  m_find->setClearButtonEnabled(true);
  m_find->addAction(style::icon(QStringLiteral("search"), style::Tint::Dim), QLineEdit::LeadingPosition);
  m_find->setMinimumWidth(96);
  m_find->setMaximumWidth(200);
  connect(m_find, &QLineEdit::textEdited, this, &WorkflowBar::findTyped);
  connect(m_find, &QLineEdit::returnPressed, this, &WorkflowBar::findNext);
}

QToolButton* WorkflowBar::addButton(QHBoxLayout* layout, const QString& icon, const QString& text) {
  auto* button = new QToolButton(this);
  button->setIcon(style::icon(icon));
  button->setAutoRaise(true);
  button->setToolTip(text);
  button->setAccessibleName(text);
  layout->addWidget(button);
  return button;
}

void WorkflowBar::describe(const workflow::Task& task) {
  const QSignalBlocker blocker(m_variant);
  m_variant->clear();
  m_variant->addItem(tr("All ways (%1)").arg(numberText(std::max(task.variantCount, task.variants.size()))));
  const double runs = static_cast<double>(std::max<std::uint64_t>(1, task.runs));
  for (std::size_t at = 0; at < task.variants.size(); ++at) {
    const auto& variant = task.variants[at];
    m_variant->addItem(
        tr("%1. %2 of runs").arg(at + 1).arg(percentText(static_cast<double>(variant.count) / runs)));
  }
  m_variant->setEnabled(!task.variants.empty());
}

void WorkflowBar::setOverlay(WorkflowGraph::Overlay overlay) {
  m_overlay->setCurrentIndex(m_overlay->findData(QVariant::fromValue(overlay)));
}

void WorkflowBar::setVariant(std::optional<std::size_t> variant) {
  m_variant->setCurrentIndex(variant ? static_cast<int>(*variant) + 1 : 0);
}

void WorkflowBar::setLeastShare(double share) {
  const QSignalBlocker blocker(m_rare);
  m_rare->setValue(stepOf(share));
  sayShare();
}

void WorkflowBar::showFound(bool found) {
  m_find->setToolTip(found || m_find->text().isEmpty() ? QString() : tr("No step has these words"));
  QPalette palette;
  if (!m_find->toolTip().isEmpty()) palette.setColor(QPalette::Text, style::colors().critical);
  m_find->setPalette(palette);
}

QString WorkflowBar::rareText() const { return m_rareText->text(); }

void WorkflowBar::setHidden(std::size_t edges) {
  m_hidden = edges;
  sayShare();
}

double WorkflowBar::clearShare(const workflow::Task& task) {
  constexpr double kEdgesABox = 1.5;  // up to which one can follow them, as seen on made clouds and HDFS
  constexpr double kMost = 0.05;      // what is taken more often is not to be missed
  const auto many = static_cast<std::size_t>(kEdgesABox * static_cast<double>(task.nodes.size() + 2));
  const double runs = static_cast<double>(std::max<std::uint64_t>(1, task.runs));
  std::vector<double> shares;
  for (const auto& edge : task.edges) shares.push_back(static_cast<double>(edge.count) / runs);
  for (const auto* ends : {&task.starts, &task.ends}) {
    for (const auto& end : *ends) shares.push_back(static_cast<double>(end.count) / runs);
  }
  for (int step = 0;; ++step) {
    if (shareOf(step + 1) > kMost) return shareOf(step);
    const auto shown =
        std::count_if(shares.begin(), shares.end(), [&](double share) { return share >= shareOf(step); });
    if (static_cast<std::size_t>(shown) <= many) return shareOf(step);
  }
}

void WorkflowBar::sayShare() {
  const double share = shareOf(m_rare->value());
  m_rareText->setText(m_hidden == 0 ? tr("all edges") : tr("%n hidden", nullptr, static_cast<int>(m_hidden)));
  m_rareText->setToolTip(
      m_rare->value() == 0
          ? QString()
          : tr("Edges that fewer than %1 of the runs take are hidden").arg(percentText(share)));
  m_rare->setToolTip(m_rare->value() == 0 ? tr("Hide edges that few runs take") : m_rareText->toolTip());
  m_rare->setAccessibleDescription(m_rareText->text());
}

}  // namespace faultline::ui
