#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::pipeline {

/// A row of a CSV of sessions and labels. Views live until the next row.
struct LabelRow {
  std::uint64_t line = 0;
  std::string_view session;
  std::string_view label;
  bool abnormal = false;
};

/// Reads such a CSV, which may be compressed, row by row. Columns are separated by commas, semicolons or
/// tabs; they are found by a header's names (`BlockId,Label`) or, without a header, by what is in the first
/// row. The header may come again. Errors: as probeFile; LabelsInvalid with the line; what `visit` gives;
/// Cancelled.
Status readLabelFile(const std::filesystem::path& csv, const std::optional<std::string>& column,
                     const std::function<Status(const LabelRow&)>& visit, const std::stop_token& stop,
                     const ProgressSink& progress);

}  // namespace faultline::pipeline
