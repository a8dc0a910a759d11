#pragma once

#include <string>

#include <QtCore/QString>

#include "engine/base/severity.h"
#include "engine/pipeline/finding_charts.h"

namespace faultline::ui {

/// `key`, `value`, `rate`, ... as the window calls them.
[[nodiscard]] QString kindText(const std::string& kind);
/// The name of its line icon.
[[nodiscard]] QString kindIcon(const std::string& kind);
/// Empty for open findings.
[[nodiscard]] QString statusIcon(FindingStatus status);
/// Somebody has said that it is nothing.
[[nodiscard]] bool isDismissed(FindingStatus status);

/// What a value is called: as the engine names it, but for the time that has passed.
[[nodiscard]] QString valueName(const std::string& name);
/// A measured value with its unit: `75.2 s`, `1.4 GB`, `3.5 %`, `1,204 lines a minute`, `0.25`.
[[nodiscard]] QString quantityText(double value, const std::string& unit);
/// `expected 0.4 to 3.1 s`; empty where nothing was expected.
[[nodiscard]] QString expectedText(double low, double high, const std::string& unit);

/// What the chart shows, above it.
[[nodiscard]] QString chartTitle(const pipeline::FindingChart& chart);

}  // namespace faultline::ui
