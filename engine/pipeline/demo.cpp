#include <algorithm>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/demo_log.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/project.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint64_t kSeed = 1;

/// Whether all that the project has read is the demo's.
bool isDemo(const ProjectInfo& info, const std::filesystem::path& logs) {
  return std::all_of(info.sources.begin(), info.sources.end(), [&](const Source& source) {
    std::error_code error;
    return std::filesystem::equivalent(std::filesystem::path(source.path).parent_path(), logs, error);
  });
}

}  // namespace

Result<AnalyzeReport> makeDemo(const std::filesystem::path& project, std::stop_token stop,
                               const ProgressSink& progress) {
  const std::filesystem::path logs = project.parent_path() / (project.stem().string() + "-logs");
  std::error_code error;
  if (std::filesystem::exists(project, error)) {
    FAULTLINE_TRY_ASSIGN(const ProjectInfo info, loadProject(project));
    if (!isDemo(info, logs)) {
      return failure(ErrorCode::ProjectExists, project.string(), "it is not the demo's");
    }
    FAULTLINE_TRY_ASSIGN(const FindingList list, loadFindings(project));
    if (list.run) return AnalyzeReport{};
  }
  FAULTLINE_TRY_ASSIGN(const DemoLogs written, writeDemoLogs(logs, kSeed));
  std::vector<ImportFile> files;
  for (const auto& file : written.files) files.push_back({file, {}});
  return analyze(project, files, {}, stop, progress);
}

}  // namespace faultline::pipeline
