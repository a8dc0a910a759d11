#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <QtCore/QList>

#include "engine/pipeline/models.h"
#include "engine/pipeline/project.h"
#include "engine/pipeline/studies.h"
#include "ui/models/rows_model.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The project's models for the Models page, one a row.
[[nodiscard]] Rows modelRows(const std::vector<pipeline::ModelDetails>& models, const DisplayZone& zone);
/// What each signal is, above what it speaks, and where that comes from.
[[nodiscard]] Rows thresholdRows(const pipeline::ModelDetails& model);
/// What was learnt of the parameters of each log key.
[[nodiscard]] Rows valueRows(const pipeline::ModelDetails& model);
/// One detector a row; scores only where there are labels.
[[nodiscard]] Rows comparisonRows(const pipeline::Comparison& comparison);

/// A line for each detector that has no figures: why.
[[nodiscard]] QStringList whyNotCompared(const pipeline::Comparison& comparison);

/// What a model was learnt from, as names and values. `project` tells the names of its sources; may be null.
[[nodiscard]] QList<std::pair<QString, QString>> learntFrom(const pipeline::ModelDetails& model,
                                                            const pipeline::ProjectInfo* project,
                                                            const DisplayZone& zone);

/// `taught 3 false positives`, `from scratch`.
[[nodiscard]] QString originWords(const pipeline::ModelDetails& model);
/// `2026-05-06 12:00:00 – 15:10:00`.
[[nodiscard]] QString periodText(const pipeline::TimeRange& period, const DisplayZone& zone);
/// `3 h 10 min`, `12 s`: how long a period is, roundly.
[[nodiscard]] QString spanText(std::chrono::nanoseconds span);

}  // namespace faultline::ui
