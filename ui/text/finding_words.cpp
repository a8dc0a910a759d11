#include "ui/text/finding_words.h"

#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include "ui/text/format.h"

namespace faultline::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("FindingWords", text); }

/// Three digits that count, no exponent where a person would not write one.
QString digits(double value) {
  if (!std::isfinite(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("–");
  const double size = std::abs(value);
  if (size != 0 && (size >= 1e15 || size < 1e-4)) return QLocale().toString(value, 'g', 3);
  const int whole = size < 1 ? 0 : static_cast<int>(std::floor(std::log10(size))) + 1;
  const int leading = size > 0 && size < 1 ? static_cast<int>(std::ceil(-std::log10(size))) - 1 : 0;
  const int decimals = std::max(0, std::min(7, 3 - whole + leading));
  QString text = QLocale().toString(value, 'f', decimals);
  const QString point = QLocale().decimalPoint();
  if (decimals > 0 && text.contains(point)) {
    while (text.endsWith(QLatin1Char('0'))) text.chop(1);
    if (text.endsWith(point)) text.chop(point.size());
  }
  return text;
}

QString unitText(const std::string& unit) {
  if (unit == "lines a minute") return tr("lines a minute");
  return plain(unit);
}

bool isBytes(double value, const std::string& unit) {
  return unit == "B" && std::isfinite(value) && value >= 0 && value < 9e18;
}

}  // namespace

QString kindText(const std::string& kind) {
  if (kind == "key") return tr("Order");
  if (kind == "value") return tr("Values");
  if (kind == "rate") return tr("Rate");
  return plain(kind);
}

QString kindIcon(const std::string& kind) {
  if (kind == "value") return QStringLiteral("ruler");
  if (kind == "rate") return QStringLiteral("activity");
  return QStringLiteral("tags");
}

QString statusIcon(FindingStatus status) {
  switch (status) {
    case FindingStatus::Open:
      return {};
    case FindingStatus::Confirmed:
      return QStringLiteral("circle-check");
    case FindingStatus::FalsePositive:
    case FindingStatus::Harmless:
      return QStringLiteral("circle-slash");
  }
  return {};
}

bool isDismissed(FindingStatus status) {
  return status == FindingStatus::FalsePositive || status == FindingStatus::Harmless;
}

QString valueName(const std::string& name) {
  return name == "elapsed_s" ? tr("time since the event before") : plain(name);
}

QString quantityText(double value, const std::string& unit) {
  if (isBytes(value, unit)) return bytesText(static_cast<std::uint64_t>(value));
  return unit.empty() ? digits(value) : tr("%1 %2").arg(digits(value), unitText(unit));
}

QString expectedText(double low, double high, const std::string& unit) {
  if (!std::isfinite(low) && !std::isfinite(high)) return {};
  if (!std::isfinite(low)) return tr("expected at most %1").arg(quantityText(high, unit));
  if (!std::isfinite(high)) return tr("expected at least %1").arg(quantityText(low, unit));
  if (quantityText(low, unit) == quantityText(high, unit))
    return tr("expected %1").arg(quantityText(high, unit));
  const QString from = isBytes(low, unit) ? quantityText(low, unit) : digits(low);
  return tr("expected %1 to %2").arg(from, quantityText(high, unit));
}

QString chartTitle(const pipeline::FindingChart& chart) {
  const QString subject = chart.code == "value" ? valueName(chart.subject) : plain(chart.subject);
  if (chart.code == "value") return tr("%1, line by line").arg(subject);
  if (chart.code == "error") return tr("Distance from what was expected");
  if (chart.code == "rate") return tr("How often: %1").arg(subject);
  return subject;
}

}  // namespace faultline::ui
