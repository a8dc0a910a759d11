#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/ui/fake_feedback.h"
#include "tests/ui/fake_keys.h"
#include "tests/ui/fake_workflow.h"
#include "tests/ui/gate.h"
#include "ui/jobs/engine.h"

namespace faultline::ui {

/// A log of any length whose lines are made when they are read.
class FakeLog : public LogSource {
 public:
  /// Of filters it knows those of sessions.
  FakeLog(std::uint32_t count, std::function<std::string(std::uint32_t)> text,
          const pipeline::LogFilter& filter = {});
  std::uint32_t eventCount() const override { return m_count; }
  Result<std::uint32_t> rowAt(std::uint32_t ordinal) override;
  Result<std::vector<pipeline::LogLine>> read(std::uint32_t first, std::uint32_t count) override;
  Result<std::optional<std::uint32_t>> find(const std::string& regex, std::uint32_t from,
                                            pipeline::LogReader::Direction direction, std::stop_token stop,
                                            const ProgressSink& progress) override;

  static UtcTime timeOf(std::uint32_t row);
  static SessionId sessionOf(std::uint32_t ordinal) { return SessionId{ordinal % kSessions + 1}; }

 private:
  static constexpr std::uint32_t kSessions = 3;
  [[nodiscard]] std::uint32_t ordinalOf(std::uint32_t row) const { return row * m_stride + m_offset; }

  std::uint32_t m_stride = 1;
  std::uint32_t m_offset = 0;
  std::uint32_t m_count;
  std::function<std::string(std::uint32_t)> m_text;
};

/// An engine without a project file: made findings over a made log. What it holds is set before it is used.
class FakeEngine : public Engine {
 public:
  static constexpr std::uint32_t kLines = 10'000;

  FakeEngine();

  pipeline::ProjectInfo project;
  pipeline::FindingList findings;
  FakeFeedback feedback{findings};
  Gate drawing{Gate::State::Open};  ///< Where reading the charts waits.
  std::optional<Error> chartError;
  Gate lesson{Gate::State::Open};                         ///< Where teaching waits.
  std::map<std::string, pipeline::FilePreview> previews;  ///< By file name; others are made up.
  std::optional<Error> logError;
  std::optional<Error> projectError;
  std::function<std::string(std::uint32_t)> lineText;
  std::uint32_t lineCount = kLines;
  Gate job;  ///< Where analyze waits.
  std::atomic<int> relinked = 0;
  FakeKeys keys;
  Gate keyJob{Gate::State::Open};  ///< Where previews and edits of keys wait.
  std::map<std::filesystem::path, std::vector<pipeline::UserLayout>> layouts;  ///< Under `mutex`, by file.
  std::optional<Error> changeError;
  FakeWorkflow workflow;
  std::vector<pipeline::FindingChart> charts;
  std::map<std::string, std::vector<pipeline::ValueEvidence>> values;  ///< Of findings of a kind.
  std::vector<pipeline::ModelDetails> models;
  pipeline::TimeLine timeLine;
  std::optional<pipeline::Comparison> comparison;
  std::optional<pipeline::Sweep> sweep;
  /// What learning again does before it waits.
  std::function<void(std::stop_token, const ProgressSink&)> training;
  std::optional<Error> modelsError;
  std::mutex mutex;
  std::vector<pipeline::LearnSettings> learnt;  ///< Under `mutex`, and the next two: what was asked for.
  std::vector<pipeline::LearnSettings> compared;
  std::vector<std::vector<pipeline::Variation>> tried;
  std::vector<pipeline::SourceChange> changes;     ///< Under `mutex`.
  std::vector<pipeline::ImportFile> analyzed;      ///< Under `mutex`.
  std::vector<pipeline::ImportOptions> previewed;  ///< Under `mutex`.

  Result<pipeline::ProjectInfo> loadProject(const Path& path) override;
  Status createProject(const Path&) override { return {}; }
  Status changeSource(const Path&, SourceId source, const pipeline::SourceChange& change) override;
  Status relinkSource(const Path&, SourceId, const Path&) override;
  Status removeSource(const Path&, SourceId) override { return {}; }
  Result<std::vector<Path>> listFiles(const std::vector<Path>& paths) override { return paths; }
  pipeline::FilePreview previewFile(const Path& path, const pipeline::ImportOptions& options) override;
  std::vector<pipeline::Choice> layoutChoices() override;
  std::vector<pipeline::Choice> sessionChoices() override;
  std::vector<std::string> timeZoneNames() override { return {"Asia/Tokyo", "Europe/Berlin", "UTC"}; }
  Result<pipeline::AnalyzeReport> analyze(const Path&, const std::vector<pipeline::ImportFile>& files,
                                          std::stop_token stop, const ProgressSink& progress) override;
  Result<pipeline::ImportReport> importFiles(const Path&, const std::vector<pipeline::ImportFile>&,
                                             std::stop_token, const ProgressSink&) override {
    return pipeline::ImportReport{};
  }
  Result<pipeline::AnalyzeReport> analyzeAgain(const Path& path,
                                               const std::optional<pipeline::LearnSettings>& settings,
                                               std::stop_token stop, const ProgressSink& progress) override {
    {
      const std::lock_guard lock(mutex);
      learnt.push_back(settings.value_or(pipeline::LearnSettings{}));
    }
    if (training) training(stop, progress);
    return analyze(path, {}, stop, progress);
  }
  Result<std::vector<pipeline::FindingChart>> loadFindingCharts(const Path&, FindingId finding) override;
  Result<std::vector<FindingId>> giveVerdict(const Path&, const pipeline::Verdict& verdict) override {
    return feedback.give(verdict);
  }
  Result<pipeline::TeachReport> teach(const Path&, std::stop_token stop,
                                      const ProgressSink& progress) override;
  Result<std::vector<pipeline::ModelDetails>> loadModels(const Path&) override {
    if (modelsError) return tl::unexpected<Error>(*modelsError);
    return models;
  }
  Result<pipeline::TimeLine> loadTimeLine(const Path&, std::size_t) override { return timeLine; }
  Result<pipeline::Comparison> compareDetectors(const Path&, const std::vector<std::string>&,
                                                const pipeline::LearnSettings& settings, std::stop_token,
                                                const ProgressSink&) override {
    const std::lock_guard lock(mutex);
    compared.push_back(settings);
    return comparison.value_or(pipeline::Comparison());
  }
  Result<std::optional<pipeline::Comparison>> loadComparison(const Path&) override { return comparison; }
  Result<pipeline::Sweep> sweepSettings(const Path&, const std::vector<pipeline::Variation>& variations,
                                        const pipeline::LearnSettings&, std::stop_token,
                                        const ProgressSink&) override {
    const std::lock_guard lock(mutex);
    tried.push_back(variations);
    return sweep.value_or(pipeline::Sweep());
  }
  Result<std::optional<pipeline::Sweep>> loadSweep(const Path&) override { return sweep; }
  Result<pipeline::AnalyzeReport> makeDemo(const Path& path, std::stop_token stop,
                                           const ProgressSink& progress) override {
    return analyze(path, {}, stop, progress);
  }
  Result<pipeline::FindingList> loadFindings(const Path&) override { return feedback.list(); }
  Result<pipeline::Evidence> loadEvidence(const Path&, FindingId finding) override;
  Result<std::unique_ptr<LogSource>> openLog(const Path&, SourceId,
                                             const pipeline::LogFilter& filter) override;
  Result<pipeline::MineReport> mineWorkflow(const Path&, const pipeline::MiningSettings& settings,
                                            std::stop_token stop, const ProgressSink& progress) override {
    return workflow.mine(settings, stop, progress);
  }
  Result<std::shared_ptr<const pipeline::ProjectWorkflow>> loadWorkflow(const Path&) override {
    return workflow.inUse();
  }
  Status editWorkflow(const Path&, const pipeline::WorkflowEdit& edit) override {
    return workflow.edit(edit);
  }
  Result<pipeline::SessionTrace> traceSession(const Path&, SessionId session,
                                              std::stop_token stop) override {
    return workflow.trace(session, stop);
  }
  Result<pipeline::SessionTrace> traceFinding(const Path&, FindingId finding, std::stop_token stop) override {
    return workflow.trace(feedback.list(), finding, stop);
  }
  Result<std::vector<pipeline::Cause>> loadCauses(const Path&, FindingId finding, std::stop_token) override {
    return workflow.causes(feedback.list(), finding);
  }
  Status exportWorkflow(const Path&, faultline::workflow::TaskId only, const Path& out,
                        std::stop_token) override {
    return workflow.write(only, out);
  }
  Result<faultline::workflow::Layout> layOut(const faultline::workflow::LayoutGraph& graph,
                                             std::stop_token stop) override {
    return workflow.layOut(graph, stop);
  }
  std::string workflowPattern(const std::string& code) override { return FakeWorkflow::pattern(code); }
  Result<pipeline::KeyList> loadKeys(const Path&) override { return keys.list(); }
  Result<pipeline::KeyEditPreview> previewKeyEdit(const Path&, const pipeline::KeyEdit& edit,
                                                  std::stop_token stop) override;
  Result<pipeline::KeyEditReport> editKeys(const Path&, const pipeline::KeyEdit& edit, std::stop_token stop,
                                           const ProgressSink&) override;
  Result<pipeline::LogKeyInfo> describeKey(const Path&, KeyId key, std::stop_token) override {
    return keys.describe(key);
  }
  Result<std::vector<pipeline::LogLine>> linesOfKey(const Path&, KeyId key, std::size_t most,
                                                    std::stop_token) override {
    return keys.lines(key, most);
  }
  Result<std::vector<pipeline::Change>> loadChanges(const Path&) override;
  Result<pipeline::Change> undoChange(const Path&, std::stop_token, const ProgressSink&) override;
  Result<pipeline::Change> redoChange(const Path&, std::stop_token, const ProgressSink&) override;
  std::string changePattern(const std::string& action) override;
  Path userLayoutFile() override { return "/home/user/.config/faultline/layouts.json"; }
  Result<std::vector<pipeline::UserLayout>> loadUserLayouts(const Path& file) override;
  Status saveUserLayouts(const Path& file, const std::vector<pipeline::UserLayout>& saved) override;
  Result<std::vector<pipeline::UserLayout>> loadProjectLayouts(const Path& file) override {
    return loadUserLayouts(file);
  }
  Status saveProjectLayout(const Path& file, const pipeline::UserLayout& layout) override;
  Status removeProjectLayout(const Path& file, const std::string& name) override;
  std::string findingPattern(const std::string& code) override;
};

}  // namespace faultline::ui
