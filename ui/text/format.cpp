#include "ui/text/format.h"

#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include "engine/base/text.h"

namespace faultline::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Format", text); }

QString dayText(LocalTime stated) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(stated)};
  return QString::asprintf("%04d-%02u-%02u", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

}  // namespace

DisplayZone::DisplayZone() : m_name(QStringLiteral("UTC")) {}

DisplayZone DisplayZone::named(const QString& name) {
  DisplayZone zone;
  if (name == zone.m_name) return zone;
  auto reader = ClockReader::make(Clock{name.toStdString(), std::chrono::nanoseconds{0}});
  if (!reader) return zone;
  zone.m_name = name;
  zone.m_reader = std::make_shared<const ClockReader>(std::move(*reader));
  return zone;
}

QString DisplayZone::text(UtcTime moment) const { return statedText(stated(moment)); }

LocalTime DisplayZone::stated(UtcTime moment) const {
  return m_reader ? m_reader->toStated(moment) : LocalTime(moment.time_since_epoch());
}

QString DisplayZone::clock(const std::optional<UtcTime>& moment) const {
  return moment ? clockText(stated(*moment)) : QStringLiteral("–");
}

QString DisplayZone::day(UtcTime moment) const { return dayText(stated(moment)); }

QString DisplayZone::text(const std::optional<UtcTime>& moment) const {
  return moment ? text(*moment) : QStringLiteral("–");
}

QString statedText(LocalTime stated) { return dayText(stated) + QLatin1Char(' ') + clockText(stated); }

QString clockText(LocalTime stated) {
  using namespace std::chrono;
  const hh_mm_ss clock{floor<milliseconds>(stated - floor<days>(stated))};
  return QString::asprintf("%02d:%02d:%02d.%03d", static_cast<int>(clock.hours().count()),
                           static_cast<int>(clock.minutes().count()),
                           static_cast<int>(clock.seconds().count()),
                           static_cast<int>(clock.subseconds().count()));
}

QString numberText(std::uint64_t number) { return QLocale().toString(static_cast<qulonglong>(number)); }

QString bytesText(std::uint64_t bytes) {
  return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

QString durationText(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  if (ms < 10'000) return tr("%1 s").arg(QLocale().toString(static_cast<double>(ms) / 1000, 'f', 1));
  const auto seconds = (ms + 500) / 1000;
  if (seconds < 60) return tr("%1 s").arg(seconds);
  const auto two = [](auto n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
  if (seconds < 3600) return QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60));
  return QStringLiteral("%1:%2:%3").arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
}

QString percentText(double share) {
  const double percent = share * 100;
  if (percent <= 0) return tr("0 %");
  if (percent < 0.01) return tr("< 0.01 %");
  const int digits = percent < 0.1 ? 2 : percent < 1 || (percent > 99 && percent < 100) ? 1 : 0;
  return tr("%1 %").arg(QLocale().toString(percent, 'f', digits));
}

QString scoreText(double score) {
  const double size = std::abs(score);
  return QLocale().toString(score, 'f', size < 10 ? 2 : size < 100 ? 1 : 0);
}

QString severityText(Severity severity) {
  switch (severity) {
    case Severity::Critical:
      return tr("Critical");
    case Severity::Major:
      return tr("Major");
    case Severity::Minor:
      return tr("Minor");
    case Severity::Warning:
      return tr("Warning");
    case Severity::Info:
      return tr("Info");
  }
  return {};
}

QString statusText(FindingStatus status) {
  switch (status) {
    case FindingStatus::Open:
      return tr("Open");
    case FindingStatus::Confirmed:
      return tr("Confirmed");
    case FindingStatus::FalsePositive:
      return tr("False positive");
    case FindingStatus::Harmless:
      return tr("Harmless");
  }
  return {};
}

QString plain(const std::string& text) { return QString::fromStdString(printable(text)); }

QString keyText(const std::string& text) { return plain(tellingPart(text)); }

QString plainTip(const QString& text) {
  if (text.isEmpty()) return {};
  constexpr qsizetype kMost = 2000;
  const QString shown = text.size() > kMost ? text.left(kMost) + QStringLiteral("…") : text;
  return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(shown.toHtmlEscaped());
}

QString withoutMnemonic(QString text) { return text.replace(QLatin1Char('&'), QLatin1String("&&")); }

}  // namespace faultline::ui
