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
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  layout->setSpacing(style::kGrid);
  addOverlays(layout);
  addRare(layout);
  layout->addStretch(1);
  addFind(layout);
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
}

void WorkflowBar::addOverlays(QHBoxLayout* layout) {
  using Overlay = WorkflowGraph::Overlay;
  for (const auto& [overlay, text] :
       {std::pair{Overlay::Count, tr("Counts")}, std::pair{Overlay::Probability, tr("Probabilities")},
        std::pair{Overlay::Median, tr("Median time")}, std::pair{Overlay::P95, tr("95 % within")}}) {
    m_overlay->addItem(text, QVariant::fromValue(overlay));
  }
  m_overlay->setAccessibleName(tr("What edges are labelled with"));
  m_overlay->setToolTip(m_overlay->accessibleName());
  m_overlay->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  layout->addWidget(m_overlay);
  connect(m_overlay, &QComboBox::activated, this,
          [this] { Q_EMIT overlayChosen(m_overlay->currentData().value<Overlay>()); });

  m_variant->setAccessibleName(tr("Variant: one way through the task"));
  m_variant->setToolTip(m_variant->accessibleName());
  m_variant->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_variant->setMinimumContentsLength(14);
  layout->addWidget(m_variant);
  connect(m_variant, &QComboBox::activated, this, [this](int row) {
    Q_EMIT variantChosen(row <= 0 ? std::nullopt : std::optional(static_cast<std::size_t>(row - 1)));
  });
}

void WorkflowBar::addRare(QHBoxLayout* layout) {
  m_rare->setRange(0, kSteps);
  m_rare->setFixedWidth(88);
  m_rare->setAccessibleName(tr("Hide edges rarer than"));
  m_rare->setToolTip(tr("Hide edges that few runs take"));
  // Its widest text, so that nothing moves.
  m_rareText->setMinimumWidth(
      m_rareText->fontMetrics().horizontalAdvance(tr("from %1").arg(percentText(0.0034))) + 2);
  layout->addWidget(m_rare);
  layout->addWidget(m_rareText);
  connect(m_rare, &QSlider::valueChanged, this, [this](int step) {
    sayShare();
    Q_EMIT leastShareChosen(shareOf(step));
  });
  sayShare();
}

void WorkflowBar::addFind(QHBoxLayout* layout) {
  m_find->setPlaceholderText(tr("Find a step"));
  m_find->setAccessibleName(tr("Find a step of the workflow"));
  m_find->setClearButtonEnabled(true);
  m_find->addAction(style::icon(QStringLiteral("search"), style::Tint::Dim), QLineEdit::LeadingPosition);
  m_find->setMinimumWidth(96);
  m_find->setMaximumWidth(200);
  layout->addWidget(m_find, 2);
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

void WorkflowBar::sayShare() {
  const double share = shareOf(m_rare->value());
  m_rareText->setText(m_rare->value() == 0 ? tr("all edges") : tr("from %1").arg(percentText(share)));
  m_rare->setAccessibleDescription(m_rareText->text());
}

}  // namespace faultline::ui
