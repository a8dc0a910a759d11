#include "engine/pipeline/models.h"

namespace faultline::pipeline {

Result<std::vector<ModelDetails>> loadModels(const std::filesystem::path& project) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "models");
}

Result<TimeLine> loadTimeLine(const std::filesystem::path& project, std::size_t) {
  return failure(ErrorCode::NotAvailableYet, project.string(), "time line");
}

}  // namespace faultline::pipeline
