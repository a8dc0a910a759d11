#include "engine/pipeline/finding_charts.h"

namespace faultline::pipeline {

Result<std::vector<FindingChart>> loadFindingCharts(const std::filesystem::path&, FindingId) {
  return std::vector<FindingChart>();
}

}  // namespace faultline::pipeline
