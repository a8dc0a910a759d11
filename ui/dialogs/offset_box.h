#pragma once

#include <chrono>

class QDoubleSpinBox;

namespace faultline::ui {

/// Makes the box one for a clock offset in seconds: how far the source's clock is behind.
void setUpOffset(QDoubleSpinBox* box);
[[nodiscard]] std::chrono::nanoseconds offsetOf(const QDoubleSpinBox* box);

}  // namespace faultline::ui
