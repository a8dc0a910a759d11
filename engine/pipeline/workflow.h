#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/mine_report.h"
#include "engine/pipeline/sentence.h"
#include "engine/workflow/automaton.h"
#include "engine/workflow/layout.h"
#include "engine/workflow/replay.h"

namespace faultline::pipeline {

/// `cooccurrence`, `lstm`: stable.
[[nodiscard]] const char* methodName(workflow::Method method);
[[nodiscard]] std::optional<workflow::Method> methodFromName(const std::string& name);

struct MiningSettings {
  workflow::Method method = workflow::Method::Cooccurrence;
  double tau = 0.9;                 ///< Of the co-occurrence method.
  std::uint64_t seed = 1;           ///< Of the guided one,
  int threads = 0;                  ///< 0: one a core.
  std::optional<TimeRange> normal;  ///< Mine the events in this range alone.
  std::vector<SourceId> sources;    ///< Mine these alone; all when empty.
};

/// Mines the project's workflow and makes it the one in use. Names and other edits of tasks that come again
/// are carried over. Sessions with findings that are not false positives are left out, where enough others
/// are. Where no task is found and the one in use has some, that one stays, and a notice NoWorkflow says so.
/// Errors: NothingToLearn, ModelModuleMissing, ModelFailed, ProjectLocked, StoreFailed, Cancelled (the
/// last workflow stays).
Result<MineReport> mineWorkflow(const std::filesystem::path& project, const MiningSettings& settings,
                                std::stop_token stop, const ProgressSink& progress);

/// Mines as the workflow in use was mined; where there is none, by co-occurrence, in what `learnt` calls
/// normal. That there is nothing to mine, and any other failure, is a notice of the report. Errors:
/// ProjectLocked, Cancelled.
Result<MineReport> mineAfterDetection(const std::filesystem::path& project, const LearnSettings& learnt,
                                      std::stop_token stop, const ProgressSink& progress);

/// A log key as a workflow shows it. Untrusted, plain text.
struct WorkflowKey {
  KeyId key;
  std::string templateText;
  std::string label;    ///< Its telling words: one line, short.
  std::string service;  ///< That logs most of it; may be empty.
};

/// The workflow in use.
struct ProjectWorkflow {
  std::int64_t id = 0;
  UtcTime created;
  MiningSettings settings;
  workflow::Workflow automaton;        ///< Its keys are `KeyId::value`.
  std::vector<std::string> taskNames;  ///< One a task of the automaton: never empty.
  std::vector<WorkflowKey> keys;       ///< Ascending.
  bool outdated = false;               ///< Events came or keys changed since.

  /// Null for a key that it does not have.
  [[nodiscard]] const WorkflowKey* key(workflow::LogKey key) const;
};

/// What `exportWorkflow` writes to a `.json` file: see the command line's contract. All tasks when `only` is
/// none.
[[nodiscard]] std::string workflowJson(const ProjectWorkflow& workflow, workflow::TaskId only = {});

/// Null when none was mined. Errors as `loadProject`, WorkflowInvalid.
Result<std::shared_ptr<const ProjectWorkflow>> loadWorkflow(const std::filesystem::path& project);

/// One change of the workflow's tasks, as a user says it.
struct WorkflowEdit {
  enum class Kind { Rename, Merge, Split };
  Kind kind{};
  workflow::TaskId task;
  workflow::TaskId other;          ///< Merge: becomes part of `task`.
  workflow::NodeIndex before = 0;  ///< Split: the first node of the new task.
  std::string name;                ///< Rename; empty: named by its keys again.
};

/// Journalled. Errors: InvalidArgument, NoWorkflow, ProjectLocked, StoreFailed.
Status editWorkflow(const std::filesystem::path& project, const WorkflowEdit& edit);

/// The English text of a code, `%1`, `%2`, ... standing for its arguments; what a translation starts from.
[[nodiscard]] const char* workflowPattern(const std::string& code);

/// One entry of a session on its workflow.
struct TraceStep {
  EventId event;
  KeyId key;
  std::string label;  ///< The key's telling words.
  std::optional<UtcTime> time;
  workflow::Step place;
  bool linked = false;  ///< Names no session itself.
};

struct TraceDeviation {
  workflow::Deviation deviation;
  Sentence sentence;  ///< What happened, after what and before what, and what is usual: ready to copy.
};

/// A session replayed on the workflow in use (DeepLog, section 4.4.2).
struct SessionTrace {
  SessionId session;
  std::string label;
  std::vector<TraceStep> steps;  ///< At most kMostTraceSteps, those around what is asked for.
  std::vector<TraceDeviation> deviations;
  std::optional<std::size_t> at;  ///< The step of the finding asked for.
  std::uint64_t before = 0;       ///< Steps left out before the first one,
  std::uint64_t after = 0;        ///< and after the last one.
};
inline constexpr std::size_t kMostTraceSteps = 20'000;

/// The session that is called so; of several the first. Error InvalidArgument when none is.
Result<SessionId> findSession(const std::filesystem::path& project, const std::string& label);

/// Errors: NoWorkflow, FindingUnknown, WorkflowInvalid, StoreFailed, Cancelled.
Result<SessionTrace> traceSession(const std::filesystem::path& project, SessionId session,
                                  std::stop_token stop);
/// Of the finding's session; of a stream the part around it. A finding without an event has an empty trace.
Result<SessionTrace> traceFinding(const std::filesystem::path& project, FindingId finding,
                                  std::stop_token stop);

/// Something that could explain a finding.
struct Cause {
  std::string kind;   ///< `deviation`, `slow`, `finding`: earlier in the session; `finding` also elsewhere.
  Sentence sentence;  ///< What it is, and how long before.
  double score = 0;   ///< 0 to 1; the likeliest first.
  std::optional<UtcTime> time;
  EventId event;      ///< Where to look.
  FindingId finding;  ///< Of kind `finding`.
  std::string service;
};

/// What could explain a finding, ranked: earlier deviations and slow steps of its session (DeepLog,
/// section 5.5: a slow step leads to the step before it), and findings of other services and sessions shortly
/// before it, the more often they come together the higher. Empty: nothing that is known. Errors as
/// `traceFinding`.
Result<std::vector<Cause>> loadCauses(const std::filesystem::path& project, FindingId finding,
                                      std::stop_token stop);

/// Writes the workflow, or one task of it, as the file's extension says: `.svg`, `.png`, `.dot`, `.json`.
/// Errors: InvalidArgument (another extension, an unknown task), NoWorkflow, LayoutFailed,
/// OutputUnwritable, DiskFull, Cancelled.
Status exportWorkflow(const std::filesystem::path& project, workflow::TaskId only,
                      const std::filesystem::path& out, std::stop_token stop);

}  // namespace faultline::pipeline
