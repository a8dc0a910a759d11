#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"

namespace faultline::baseline {

struct DetectorName {
  std::string_view name;         ///< As `--detector` takes it.
  std::string_view description;  ///< One line, English.
};

/// Every detector there is to compare, the product's own first.
[[nodiscard]] const std::vector<DetectorName>& detectorNames();

/// Error InvalidArgument for an unknown name.
Result<std::unique_ptr<detect::SessionDetector>> makeDetector(std::string_view name,
                                                              const detect::Settings& settings);

}  // namespace faultline::baseline
