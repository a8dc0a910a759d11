#include "engine/pipeline/studies.h"

namespace faultline::pipeline {

Result<Comparison> compareDetectors(const std::filesystem::path& project, const std::vector<std::string>&,
                                    const LearnSettings&, std::stop_token, const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "comparison");
}

Result<std::optional<Comparison>> loadComparison(const std::filesystem::path&) {
  return std::optional<Comparison>();
}

Result<Sweep> sweepSettings(const std::filesystem::path& project, const std::vector<Variation>&,
                            const LearnSettings&, std::stop_token, const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "sweep");
}

Result<std::optional<Sweep>> loadSweep(const std::filesystem::path&) { return std::optional<Sweep>(); }

}  // namespace faultline::pipeline
