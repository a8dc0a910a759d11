#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include <QtCore/QString>

#include "engine/base/severity.h"
#include "engine/base/time.h"

namespace faultline::ui {

/// The zone that times are shown in. Cheap to copy; every view has one.
class DisplayZone {
 public:
  DisplayZone();  ///< UTC.

  /// An IANA name or an offset; UTC when it is not known.
  [[nodiscard]] static DisplayZone named(const QString& name);

  [[nodiscard]] const QString& name() const { return m_name; }
  /// `2026-05-31 12:04:11.200`, always of one width so that columns align.
  [[nodiscard]] QString text(UtcTime moment) const;
  /// `12:04:11.200`, where the day is said elsewhere.
  [[nodiscard]] QString clock(const std::optional<UtcTime>& moment) const;
  /// `2026-05-31`.
  [[nodiscard]] QString day(UtcTime moment) const;
  /// A dash when there is no time.
  [[nodiscard]] QString text(const std::optional<UtcTime>& moment) const;
  /// What the zone's clocks show then.
  [[nodiscard]] LocalTime stated(UtcTime moment) const;

 private:
  QString m_name;
  std::shared_ptr<const ClockReader> m_reader;
};

/// `2026-05-31 12:04:11.200`.
[[nodiscard]] QString statedText(LocalTime stated);
/// `12:04:11.200`.
[[nodiscard]] QString clockText(LocalTime stated);

[[nodiscard]] QString numberText(std::uint64_t number);         ///< 11,175,629
[[nodiscard]] QString bytesText(std::uint64_t bytes);           ///< 1.4 GB
[[nodiscard]] QString durationText(std::chrono::milliseconds);  ///< 0.4 s, 12 s, 1:10, 1:02:03
[[nodiscard]] QString percentText(double share);                ///< 97 %, 0.3 %, < 0.01 %
[[nodiscard]] QString scoreText(double score);

[[nodiscard]] QString severityText(Severity severity);
[[nodiscard]] QString statusText(FindingStatus status);

/// Untrusted text: control characters as symbols, plain.
[[nodiscard]] QString plain(const std::string& text);
/// A log key's template as titles show it: `tellingPart`, plain.
[[nodiscard]] QString keyText(const std::string& text);
/// A tooltip of plain text; Qt would take what looks like HTML for HTML.
[[nodiscard]] QString plainTip(const QString& text);
/// Text for a label, button or menu entry, where & marks a mnemonic.
[[nodiscard]] QString withoutMnemonic(QString text);

}  // namespace faultline::ui
