#pragma once

#include "engine/pipeline/models.h"
#include "engine/pipeline/studies.h"

namespace faultline::ui {

enum class Labels { None, There };

/// Two models: the first taught three false positives on top of the second, which is from scratch and learnt
/// from 12:10 to 15:20 on 6 May 2026.
[[nodiscard]] std::vector<pipeline::ModelDetails> madeModels();
/// 600 steps over the ten hours from noon, a minute a step; findings in steps 100, 101 and 480.
[[nodiscard]] pipeline::TimeLine madeTimeLine();
[[nodiscard]] pipeline::Comparison madeComparison(Labels labels);
[[nodiscard]] pipeline::Sweep madeSweep(Labels labels);

}  // namespace faultline::ui
