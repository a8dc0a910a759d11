#include "ui/views/value_rows.h"

#include <algorithm>
#include <cmath>

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/text/format.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using pipeline::ValueEvidence;

namespace {

constexpr std::size_t kMostShown = 12;

/// What the bar shows from left to right: the interval in its middle half, more where the value needs it.
std::pair<double, double> scaleOf(const ValueEvidence& value) {
  const double width = std::max(value.high - value.low, 1e-12 + std::abs(value.high) * 1e-9);
  double low = value.low - width / 2;
  double high = value.high + width / 2;
  if (std::isfinite(value.value)) {
    low = std::min(low, value.value - width / 2);
    high = std::max(high, value.value + width / 2);
  }
  return {low, high};
}

QString spoken(const ValueEvidence& value) {
  const QString expected = expectedText(value.low, value.high, value.unit);
  const QString is = quantityText(value.value, value.unit);
  const QString name = valueName(value.name);
  return expected.isEmpty() ? ValueRows::tr("%1: %2").arg(name, is)
                            : ValueRows::tr("%1: %2, %3").arg(name, is, expected);
}

}  // namespace

ValueBar::ValueBar(const ValueEvidence& value, QWidget* parent) : QWidget(parent), m_value(value) {
  setAccessibleName(spoken(value));
  setToolTip(plainTip(spoken(value)));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ValueBar::paintEvent(QPaintEvent*) {
  const auto [low, high] = scaleOf(m_value);
  if (!std::isfinite(low) || !std::isfinite(high) || !(high > low)) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const auto at = [&, from = low, to = high](double value) {
    return 1 + (width() - 2) * (value - from) / (to - from);
  };
  const double middle = height() / 2.0;
  painter.setBrush(style::colors().track);
  painter.drawRoundedRect(QRectF(0, middle - 2, width(), 4), 2, 2);
  const double left = at(m_value.low);
  painter.setBrush(style::colors().dim);
  painter.drawRoundedRect(QRectF(left, middle - 2, std::max(at(m_value.high) - left, 2.0), 4), 2, 2);
  if (!std::isfinite(m_value.value)) return;
  // The odd one is a diamond, the others are strokes: no colour is needed to tell them apart.
  const double x = std::clamp(at(m_value.value), 5.0, width() - 5.0);
  if (m_value.isOdd) {
    painter.setBrush(style::colors().severity(Severity::Critical));
    painter.drawPolygon(QPolygonF{{x, middle - 5}, {x + 5, middle}, {x, middle + 5}, {x - 5, middle}});
  } else {
    painter.setBrush(style::colors().text);
    painter.drawRect(QRectF(x - 1, middle - 5, 2, 10));
  }
}

ValueRows::ValueRows(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->setSpacing(style::kGrid);
}

void ValueRows::setValues(const std::vector<ValueEvidence>& values) {
  while (QLayoutItem* item = m_layout->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (std::size_t i = 0; i < std::min(values.size(), kMostShown); ++i) addValue(values[i]);
  if (values.size() <= kMostShown) return;
  const int more = static_cast<int>(values.size() - kMostShown);
  m_layout->addWidget(dimLabel(tr("and %n more", nullptr, more), this));
}

void ValueRows::addValue(const ValueEvidence& value) {
  auto* whole = new QWidget(this);
  whole->setAccessibleName(spoken(value));
  auto* name = wrappingLabel(valueName(value.name), whole);
  QLabel* is = plainLabel(quantityText(value.value, value.unit), whole);
  is->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (value.isOdd) {
    name->setFont(style::headingFont());
    is->setFont(style::headingFont());
  }
  auto* words = new QHBoxLayout;
  words->setSpacing(style::kGrid);
  words->addWidget(name, 1);
  words->addWidget(is, 0, Qt::AlignTop);
  auto* layout = new QVBoxLayout(whole);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(words);
  const QString expected = expectedText(value.low, value.high, value.unit);
  if (!expected.isEmpty()) {
    auto* below = new QHBoxLayout;
    below->setSpacing(style::kGrid);
    QLabel* note = dimLabel(expected, whole);
    if (std::isfinite(value.low) && std::isfinite(value.high))
      below->addWidget(new ValueBar(value, whole), 1);
    below->addWidget(note);
    layout->addLayout(below);
  }
  m_layout->addWidget(whole);
}

QStringList ValueRows::texts() const {
  QStringList found;
  for (int i = 0; i < m_layout->count(); ++i) found << m_layout->itemAt(i)->widget()->accessibleName();
  return found;
}

}  // namespace faultline::ui
