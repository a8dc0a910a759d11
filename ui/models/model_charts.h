#pragma once

#include <vector>

#include "engine/pipeline/models.h"
#include "engine/pipeline/studies.h"
#include "ui/views/chart_data.h"

namespace faultline::ui {

/// The loss after each epoch, a line a part; of a single one the epoch whose weights were kept is marked.
[[nodiscard]] ChartData trainingChart(const std::vector<pipeline::TrainingCurve>& curves);

/// A small chart a setting that was tried (DeepLog, Figure 8), then the share of normal keys among the
/// likeliest (Figure 6b).
[[nodiscard]] std::vector<ChartData> sweepCharts(const pipeline::Sweep& sweep);

}  // namespace faultline::ui
