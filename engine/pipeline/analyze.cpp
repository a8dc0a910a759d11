#include "engine/pipeline/analyze.h"

#include "engine/pipeline/workflow.h"

namespace faultline::pipeline {

Result<AnalyzeReport> analyze(const std::filesystem::path& project, const std::vector<ImportFile>& files,
                              const LearnSettings& settings, std::stop_token stop,
                              const ProgressSink& progress) {
  AnalyzeReport report;
  FAULTLINE_TRY_ASSIGN(report.import, importFiles(project, files, stop, progress));
  if (report.import.cancelled || stop.stop_requested())
    return failure(ErrorCode::Cancelled, project.string());
  FAULTLINE_TRY_ASSIGN(report.learn, learn(project, settings, stop, progress));
  FAULTLINE_TRY_ASSIGN(report.detect, detect(project, stop, progress));
  FAULTLINE_TRY_ASSIGN(report.mine, mineAfterDetection(project, settings, stop, progress));
  return report;
}

}  // namespace faultline::pipeline
