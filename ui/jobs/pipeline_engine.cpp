#include <algorithm>
#include <optional>

#include "ui/jobs/engine.h"

namespace faultline::ui {

namespace {

using namespace pipeline;

class PipelineLog : public LogSource {
 public:
  explicit PipelineLog(LogReader reader) : m_reader(std::move(reader)) {}

  std::uint32_t eventCount() const override { return m_reader.eventCount(); }
  Result<std::uint32_t> rowAt(std::uint32_t ordinal) override { return m_reader.rowAt(ordinal); }
  Result<std::vector<LogLine>> read(std::uint32_t first, std::uint32_t count) override {
    return m_reader.read(first, count);
  }
  Result<std::optional<std::uint32_t>> find(const std::string& regex, std::uint32_t from,
                                            LogReader::Direction direction, std::stop_token stop,
                                            const ProgressSink& progress) override {
    return m_reader.find(regex, from, direction, stop, progress);
  }

 private:
  LogReader m_reader;
};

/// What the active model was learnt with, without sources that are gone. The defaults where there is none, or
/// where it cannot be read: learning again is the way out of that.
LearnSettings settingsInUse(const std::filesystem::path& project) {
  const auto models = loadModels(project);
  const auto info = loadProject(project);
  if (!models || !info) return {};
  const auto active = std::ranges::find_if(*models, &ModelDetails::active);
  if (active == models->end()) return {};
  LearnSettings settings = active->settings;
  std::erase_if(settings.sources, [&](SourceId id) {
    return std::ranges::find(info->sources, id, &Source::id) == info->sources.end();
  });
  return settings;
}

class PipelineEngine : public Engine {
 public:
  Result<ProjectInfo> loadProject(const Path& project) override { return pipeline::loadProject(project); }
  Status createProject(const Path& project) override { return pipeline::createProject(project); }
  Status changeSource(const Path& project, SourceId source, const SourceChange& change) override {
    return pipeline::changeSource(project, source, change);
  }
  Status relinkSource(const Path& project, SourceId source, const Path& file) override {
    return pipeline::relinkSource(project, source, file);
  }
  Status removeSource(const Path& project, SourceId source) override {
    return pipeline::removeSource(project, source);
  }

  Result<std::vector<Path>> listFiles(const std::vector<Path>& paths) override {
    return pipeline::listFiles(paths);
  }
  FilePreview previewFile(const Path& path, const ImportOptions& options) override {
    return pipeline::previewFile(path, options);
  }
  std::vector<Choice> layoutChoices() override { return pipeline::builtinLayoutChoices(); }
  std::vector<Choice> sessionChoices() override { return pipeline::sessionChoices(); }
  std::vector<std::string> timeZoneNames() override { return pipeline::timeZoneNames(); }

  Result<AnalyzeReport> analyze(const Path& project, const std::vector<ImportFile>& files,
                                std::stop_token stop, const ProgressSink& progress) override {
    return pipeline::analyze(project, files, settingsInUse(project), stop, progress);
  }
  Result<ImportReport> importFiles(const Path& project, const std::vector<ImportFile>& files,
                                   std::stop_token stop, const ProgressSink& progress) override {
    return pipeline::importFiles(project, files, stop, progress);
  }
  Result<AnalyzeReport> analyzeAgain(const Path& project, const std::optional<LearnSettings>& settings,
                                     std::stop_token stop, const ProgressSink& progress) override {
    AnalyzeReport report;
    const LearnSettings chosen = settings ? *settings : settingsInUse(project);
    FAULTLINE_TRY_ASSIGN(report.learn, learn(project, chosen, stop, progress));
    FAULTLINE_TRY_ASSIGN(report.detect, detect(project, stop, progress));
    FAULTLINE_TRY_ASSIGN(report.mine, mineAfterDetection(project, chosen, stop, progress));
    return report;
  }
  Result<AnalyzeReport> makeDemo(const Path& project, std::stop_token stop,
                                 const ProgressSink& progress) override {
    return pipeline::makeDemo(project, stop, progress);
  }

  Result<FindingList> loadFindings(const Path& project) override { return pipeline::loadFindings(project); }
  Result<Evidence> loadEvidence(const Path& project, FindingId finding) override {
    return pipeline::loadEvidence(project, finding);
  }
  Result<std::vector<FindingChart>> loadFindingCharts(const Path& project, FindingId finding) override {
    return pipeline::loadFindingCharts(project, finding);
  }
  Result<std::vector<FindingId>> giveVerdict(const Path& project, const Verdict& verdict) override {
    return pipeline::giveVerdict(project, verdict);
  }
  Result<TeachReport> teach(const Path& project, std::stop_token stop,
                            const ProgressSink& progress) override {
    return pipeline::teach(project, stop, progress);
  }

  Result<std::vector<ModelDetails>> loadModels(const Path& project) override {
    return pipeline::loadModels(project);
  }
  Result<TimeLine> loadTimeLine(const Path& project, std::size_t bins) override {
    return pipeline::loadTimeLine(project, bins);
  }
  Result<Comparison> compareDetectors(const Path& project, const std::vector<std::string>& names,
                                      const LearnSettings& settings, std::stop_token stop,
                                      const ProgressSink& progress) override {
    return pipeline::compareDetectors(project, names, settings, stop, progress);
  }
  Result<std::optional<Comparison>> loadComparison(const Path& project) override {
    return pipeline::loadComparison(project);
  }
  Result<Sweep> sweepSettings(const Path& project, const std::vector<Variation>& variations,
                              const LearnSettings& settings, std::stop_token stop,
                              const ProgressSink& progress) override {
    return pipeline::sweepSettings(project, variations, settings, stop, progress);
  }
  Result<std::optional<Sweep>> loadSweep(const Path& project) override {
    return pipeline::loadSweep(project);
  }

  Result<MineReport> mineWorkflow(const Path& project, const MiningSettings& settings, std::stop_token stop,
                                  const ProgressSink& progress) override {
    return pipeline::mineWorkflow(project, settings, std::move(stop), progress);
  }
  Result<std::shared_ptr<const ProjectWorkflow>> loadWorkflow(const Path& project) override {
    return pipeline::loadWorkflow(project);
  }
  Status editWorkflow(const Path& project, const WorkflowEdit& edit) override {
    return pipeline::editWorkflow(project, edit);
  }
  Result<SessionTrace> traceSession(const Path& project, SessionId session, std::stop_token stop) override {
    return pipeline::traceSession(project, session, std::move(stop));
  }
  Result<SessionTrace> traceFinding(const Path& project, FindingId finding, std::stop_token stop) override {
    return pipeline::traceFinding(project, finding, std::move(stop));
  }
  Result<std::vector<Cause>> loadCauses(const Path& project, FindingId finding,
                                        std::stop_token stop) override {
    return pipeline::loadCauses(project, finding, std::move(stop));
  }
  Status exportWorkflow(const Path& project, workflow::TaskId only, const Path& out,
                        std::stop_token stop) override {
    return pipeline::exportWorkflow(project, only, out, std::move(stop));
  }
  Result<workflow::Layout> layOut(const workflow::LayoutGraph& graph, std::stop_token stop) override {
    return workflow::layOut(graph, {}, stop);
  }
  std::string workflowPattern(const std::string& code) override { return pipeline::workflowPattern(code); }

  Result<std::unique_ptr<LogSource>> openLog(const Path& project, SourceId source,
                                             const LogFilter& filter) override {
    FAULTLINE_TRY_ASSIGN(LogReader reader, LogReader::open(project, source, filter));
    return std::unique_ptr<LogSource>(std::make_unique<PipelineLog>(std::move(reader)));
  }
  std::string findingPattern(const std::string& code) override { return pipeline::findingPattern(code); }

  Result<KeyList> loadKeys(const Path& project) override { return pipeline::loadKeys(project); }
  Result<KeyEditPreview> previewKeyEdit(const Path& project, const KeyEdit& edit,
                                        std::stop_token stop) override {
    return pipeline::previewKeyEdit(project, edit, stop);
  }
  Result<KeyEditReport> editKeys(const Path& project, const KeyEdit& edit, std::stop_token stop,
                                 const ProgressSink& progress) override {
    return pipeline::editKeys(project, edit, stop, progress);
  }
  Result<LogKeyInfo> describeKey(const Path& project, KeyId key, std::stop_token stop) override {
    return pipeline::describeKey(project, key, std::move(stop));
  }
  Result<std::vector<LogLine>> linesOfKey(const Path& project, KeyId key, std::size_t most,
                                          std::stop_token stop) override {
    return pipeline::linesOfKey(project, key, most, stop);
  }

  Result<std::vector<Change>> loadChanges(const Path& project) override {
    return pipeline::loadChanges(project);
  }
  Result<Change> undoChange(const Path& project, std::stop_token stop,
                            const ProgressSink& progress) override {
    return pipeline::undoChange(project, stop, progress);
  }
  Result<Change> redoChange(const Path& project, std::stop_token stop,
                            const ProgressSink& progress) override {
    return pipeline::redoChange(project, stop, progress);
  }
  std::string changePattern(const std::string& action) override { return pipeline::changePattern(action); }

  Path userLayoutFile() override { return pipeline::userLayoutFile(); }
  Result<std::vector<UserLayout>> loadUserLayouts(const Path& file) override {
    return pipeline::loadUserLayouts(file);
  }
  Status saveUserLayouts(const Path& file, const std::vector<UserLayout>& layouts) override {
    return pipeline::saveUserLayouts(file, layouts);
  }
  Result<std::vector<UserLayout>> loadProjectLayouts(const Path& project) override {
    return pipeline::loadProjectLayouts(project);
  }
  Status saveProjectLayout(const Path& project, const UserLayout& layout) override {
    return pipeline::saveProjectLayout(project, layout);
  }
  Status removeProjectLayout(const Path& project, const std::string& name) override {
    return pipeline::removeProjectLayout(project, name);
  }
};

}  // namespace

std::shared_ptr<Engine> makePipelineEngine() { return std::make_shared<PipelineEngine>(); }

}  // namespace faultline::ui
