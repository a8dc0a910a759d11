#include "engine/pipeline/feedback.h"

namespace faultline::pipeline {

Result<std::vector<FindingId>> giveVerdict(const std::filesystem::path& project, const Verdict&) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "feedback");
}

Result<TeachReport> teach(const std::filesystem::path& project, std::stop_token, const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "feedback");
}

}  // namespace faultline::pipeline
