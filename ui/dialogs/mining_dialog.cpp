#include "ui/dialogs/mining_dialog.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

bool same(const std::optional<TimeRange>& one, const std::optional<TimeRange>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return one->from == other->from && one->to == other->to;
}

QLabel* hint(const QString& text, QWidget* parent) {
  QLabel* label = dimLabel(text, parent);
  label->setWordWrap(true);
  label->setContentsMargins(24, 0, 0, 0);
  return label;
}

}  // namespace

MiningDialog::MiningDialog(const MiningSettings& before, const std::optional<TimeRange>& normal,
                           const DisplayZone& zone, QWidget* parent)
    : QDialog(parent),
      m_before(before),
      m_cooccurrence(new QRadioButton(tr("By which log keys come &together"), this)),
      m_guided(new QRadioButton(tr("Guided by what &key models predict"), this)),
      m_tau(new QDoubleSpinBox(this)),
      m_period(new QComboBox(this)),
      m_mine(primaryButton(tr("&Mine"), this)) {
  setWindowTitle(tr("Mine the workflow"));
  setAccessibleName(windowTitle());
  m_cooccurrence->setChecked(before.method == workflow::Method::Cooccurrence);
  m_guided->setChecked(before.method == workflow::Method::Guided);
  m_tau->setAccessibleName(tr("How often keys come together that belong together"));
  m_tau->setRange(0.5, 0.99);
  m_tau->setSingleStep(0.01);
  m_tau->setDecimals(2);
  m_tau->setButtonSymbols(QAbstractSpinBox::NoButtons);  // as all others
  m_tau->setValue(before.tau);
  m_tau->setEnabled(m_cooccurrence->isChecked());
  connect(m_cooccurrence, &QRadioButton::toggled, m_tau, &QWidget::setEnabled);
  m_period->setAccessibleName(tr("What to mine from"));
  addPeriod(tr("Everything"), std::nullopt);
  if (normal) addPeriod(tr("The normal period: %1 (%2)").arg(periodText(*normal, zone), zone.name()), normal);
  if (before.normal && !same(before.normal, normal))
    addPeriod(tr("As before: %1 (%2)").arg(periodText(*before.normal, zone), zone.name()), before.normal);
  for (std::size_t at = 0; at < m_periods.size(); ++at) {
    if (same(m_periods[at], before.normal)) m_period->setCurrentIndex(static_cast<int>(at));
  }

  auto* tau = new QHBoxLayout;
  tau->setContentsMargins(24, 0, 0, 0);
  tau->setSpacing(style::kGrid);
  tau->addWidget(plainLabel(tr("Belong together from"), this));
  tau->addWidget(m_tau);
  tau->addStretch();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  buttons->addButton(m_mine, QDialogButtonBox::AcceptRole);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(style::kGrid);
  layout->addWidget(headingLabel(tr("How tasks are told apart"), this));
  layout->addWidget(m_cooccurrence);
  layout->addWidget(hint(tr("Needs no training; takes seconds."), this));
  layout->addLayout(tau);
  layout->addWidget(m_guided);
  layout->addWidget(
      hint(tr("Trains models that look back on several numbers of keys; takes minutes."), this));
  layout->addSpacing(style::kGrid);
  layout->addWidget(headingLabel(tr("From"), this));
  layout->addWidget(m_period);
  layout->addSpacing(style::kGrid);
  layout->addWidget(buttons);
  m_mine->setDefault(true);
  setMinimumWidth(460);
}

void MiningDialog::addPeriod(const QString& text, const std::optional<TimeRange>& period) {
  m_period->addItem(text);
  m_periods.push_back(period);
}

MiningSettings MiningDialog::settings() const {
  MiningSettings chosen = m_before;
  chosen.method = m_guided->isChecked() ? workflow::Method::Guided : workflow::Method::Cooccurrence;
  chosen.tau = m_tau->value();
  chosen.normal = m_periods[static_cast<std::size_t>(m_period->currentIndex())];
  return chosen;
}

}  // namespace faultline::ui
