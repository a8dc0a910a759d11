#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/changes.h"
#include "engine/pipeline/feedback.h"
#include "engine/pipeline/finding_charts.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/keys.h"
#include "engine/pipeline/log_reader.h"
#include "engine/pipeline/models.h"
#include "engine/pipeline/project.h"
#include "engine/pipeline/studies.h"
#include "engine/pipeline/user_layouts.h"
#include "engine/pipeline/workflow.h"

namespace faultline::ui {

/// The lines of one source. Used by one thread at a time.
class LogSource {
 public:
  virtual ~LogSource() = default;
  [[nodiscard]] virtual std::uint32_t eventCount() const = 0;
  virtual Result<std::uint32_t> rowAt(std::uint32_t ordinal) = 0;
  virtual Result<std::vector<pipeline::LogLine>> read(std::uint32_t first, std::uint32_t count) = 0;
  virtual Result<std::optional<std::uint32_t>> find(const std::string& regex, std::uint32_t from,
                                                    pipeline::LogReader::Direction direction,
                                                    std::stop_token stop, const ProgressSink& progress) = 0;
};

/// What the window needs of the engine, so that it can be shown without one. Every call may be made from any
/// worker thread; see engine/pipeline for what each does and how it fails.
class Engine {
 public:
  using Path = std::filesystem::path;

  virtual ~Engine() = default;

  virtual Result<pipeline::ProjectInfo> loadProject(const Path& project) = 0;
  virtual Status createProject(const Path& project) = 0;
  virtual Status changeSource(const Path& project, SourceId source, const pipeline::SourceChange& change) = 0;
  virtual Status relinkSource(const Path& project, SourceId source, const Path& file) = 0;
  virtual Status removeSource(const Path& project, SourceId source) = 0;

  virtual Result<std::vector<Path>> listFiles(const std::vector<Path>& paths) = 0;
  virtual pipeline::FilePreview previewFile(const Path& path, const pipeline::ImportOptions& options) = 0;
  /// The built-in ones; a user's own come from the calls below.
  virtual std::vector<pipeline::Choice> layoutChoices() = 0;
  virtual std::vector<pipeline::Choice> sessionChoices() = 0;
  virtual std::vector<std::string> timeZoneNames() = 0;

  virtual Result<pipeline::AnalyzeReport> analyze(const Path& project,
                                                  const std::vector<pipeline::ImportFile>& files,
                                                  std::stop_token stop, const ProgressSink& progress) = 0;
  virtual Result<pipeline::ImportReport> importFiles(const Path& project,
                                                     const std::vector<pipeline::ImportFile>& files,
                                                     std::stop_token stop, const ProgressSink& progress) = 0;
  /// Learns and detects again from what is in the project; with no settings as the model in use was learnt.
  virtual Result<pipeline::AnalyzeReport> analyzeAgain(const Path& project,
                                                       const std::optional<pipeline::LearnSettings>& settings,
                                                       std::stop_token stop,
                                                       const ProgressSink& progress) = 0;
  virtual Result<pipeline::AnalyzeReport> makeDemo(const Path& project, std::stop_token stop,
                                                   const ProgressSink& progress) = 0;

  virtual Result<pipeline::FindingList> loadFindings(const Path& project) = 0;
  virtual Result<pipeline::Evidence> loadEvidence(const Path& project, FindingId finding) = 0;
  virtual Result<std::vector<pipeline::FindingChart>> loadFindingCharts(const Path& project,
                                                                        FindingId finding) = 0;
  virtual Result<std::vector<FindingId>> giveVerdict(const Path& project,
                                                     const pipeline::Verdict& verdict) = 0;
  virtual Result<pipeline::TeachReport> teach(const Path& project, std::stop_token stop,
                                              const ProgressSink& progress) = 0;

  virtual Result<std::vector<pipeline::ModelDetails>> loadModels(const Path& project) = 0;
  virtual Result<pipeline::TimeLine> loadTimeLine(const Path& project, std::size_t bins) = 0;
  virtual Result<pipeline::Comparison> compareDetectors(const Path& project,
                                                        const std::vector<std::string>& names,
                                                        const pipeline::LearnSettings& settings,
                                                        std::stop_token stop,
                                                        const ProgressSink& progress) = 0;
  virtual Result<std::optional<pipeline::Comparison>> loadComparison(const Path& project) = 0;
  virtual Result<pipeline::Sweep> sweepSettings(const Path& project,
                                                const std::vector<pipeline::Variation>& variations,
                                                const pipeline::LearnSettings& settings, std::stop_token stop,
                                                const ProgressSink& progress) = 0;
  virtual Result<std::optional<pipeline::Sweep>> loadSweep(const Path& project) = 0;

  virtual Result<pipeline::MineReport> mineWorkflow(const Path& project,
                                                    const pipeline::MiningSettings& settings,
                                                    std::stop_token stop, const ProgressSink& progress) = 0;
  virtual Result<std::shared_ptr<const pipeline::ProjectWorkflow>> loadWorkflow(const Path& project) = 0;
  virtual Status editWorkflow(const Path& project, const pipeline::WorkflowEdit& edit) = 0;
  virtual Result<pipeline::SessionTrace> traceSession(const Path& project, SessionId session,
                                                      std::stop_token stop) = 0;
  virtual Result<pipeline::SessionTrace> traceFinding(const Path& project, FindingId finding,
                                                      std::stop_token stop) = 0;
  virtual Result<std::vector<pipeline::Cause>> loadCauses(const Path& project, FindingId finding,
                                                          std::stop_token stop) = 0;
  virtual Status exportWorkflow(const Path& project, workflow::TaskId only, const Path& out,
                                std::stop_token stop) = 0;
  virtual Result<workflow::Layout> layOut(const workflow::LayoutGraph& graph, std::stop_token stop) = 0;
  /// As `findingPattern`, of a deviation or a cause.
  virtual std::string workflowPattern(const std::string& code) = 0;

  virtual Result<std::unique_ptr<LogSource>> openLog(const Path& project, SourceId source,
                                                     const pipeline::LogFilter& filter) = 0;

  virtual Result<pipeline::KeyList> loadKeys(const Path& project) = 0;
  virtual Result<pipeline::KeyEditPreview> previewKeyEdit(const Path& project, const pipeline::KeyEdit& edit,
                                                          std::stop_token stop) = 0;
  virtual Result<pipeline::KeyEditReport> editKeys(const Path& project, const pipeline::KeyEdit& edit,
                                                   std::stop_token stop, const ProgressSink& progress) = 0;
  virtual Result<pipeline::LogKeyInfo> describeKey(const Path& project, KeyId key, std::stop_token stop) = 0;
  virtual Result<std::vector<pipeline::LogLine>> linesOfKey(const Path& project, KeyId key, std::size_t most,
                                                            std::stop_token stop) = 0;

  virtual Result<std::vector<pipeline::Change>> loadChanges(const Path& project) = 0;
  virtual Result<pipeline::Change> undoChange(const Path& project, std::stop_token stop,
                                              const ProgressSink& progress) = 0;
  virtual Result<pipeline::Change> redoChange(const Path& project, std::stop_token stop,
                                              const ProgressSink& progress) = 0;
  /// As `findingPattern`, of a change's action.
  virtual std::string changePattern(const std::string& action) = 0;

  /// Where the user's own layouts are.
  virtual Path userLayoutFile() = 0;
  virtual Result<std::vector<pipeline::UserLayout>> loadUserLayouts(const Path& file) = 0;
  virtual Status saveUserLayouts(const Path& file, const std::vector<pipeline::UserLayout>& layouts) = 0;
  virtual Result<std::vector<pipeline::UserLayout>> loadProjectLayouts(const Path& project) = 0;
  virtual Status saveProjectLayout(const Path& project, const pipeline::UserLayout& layout) = 0;
  virtual Status removeProjectLayout(const Path& project, const std::string& name) = 0;

  /// The English pattern of a finding's text; constant and cheap, so callable from the window's thread.
  virtual std::string findingPattern(const std::string& code) = 0;
};

/// The real one: forwards to engine/pipeline.
std::shared_ptr<Engine> makePipelineEngine();

}  // namespace faultline::ui
