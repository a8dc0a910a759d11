#include "engine/pipeline/follow.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_set>
#include <utility>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/file_watch.h"
#include "engine/pipeline/follow_judge.h"
#include "engine/pipeline/project.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kLongestWait = 500ms;
constexpr auto kBetweenImports = 200ms;

/// A file that is followed.
struct Followed {
  SourceId source;
  ImportOptions options;  ///< For what takes its place.
  FileState state;        ///< When it was imported last.
  bool isMissing = false;
  bool isRefused = false;
};

class Follower {
 public:
  Follower(const fs::path& project, std::stop_token stop, const ProgressSink& progress,
           const FollowSinks& sinks)
      : m_project(project), m_stop(std::move(stop)), m_progress(progress), m_sinks(sinks), m_watch(m_stop) {}

  Status run();

 private:
  Status listFiles();
  Status catchUp();
  Status goOn();
  Status importChanged();
  Status importOne(const fs::path& path, Followed& file);
  Status finishRenamed(const fs::path& path, Followed& file);
  Status tell(const std::vector<FindingId>& findings);
  void say(ErrorCode code, const fs::path& where, const char* what) const {
    m_sinks.notice({code, where.string(), what});
  }

  const fs::path& m_project;
  std::stop_token m_stop;
  const ProgressSink& m_progress;
  const FollowSinks& m_sinks;
  FileWatch m_watch;
  std::map<fs::path, Followed> m_files;
  std::unique_ptr<FollowJudge> m_judge;
  bool m_isLocked = false;  ///< Told already that another process writes.
};

/// Plain files alone grow; of several sources with one path the newest is what is there.
Status Follower::listFiles() {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(m_project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  for (const store::SourceRow& row : sources) {
    if (!row.compression.empty()) continue;
    m_files.erase(row.path);
    Followed& file = m_files[row.path];
    file.source = row.id;
    file.options.layout = row.layout;
    file.options.sessionId = row.sessionRule;
    file.options.host = row.host;
    file.options.service = row.service;
    if (!row.zoneInLog) file.options.timeZone = row.clock.zone;
    file.options.clockOffset = row.clock.offset;
    m_watch.add(row.path);
  }
  return {};
}

Status Follower::tell(const std::vector<FindingId>& findings) {
  if (findings.empty()) return {};
  FAULTLINE_TRY_ASSIGN(const auto told, someFindings(m_project, findings));
  for (const Finding& finding : told) FAULTLINE_TRY(m_sinks.finding(finding));
  return {};
}

/// Reads and judges what came while nobody followed.
Status Follower::catchUp() {
  std::unordered_set<std::uint64_t> before;
  {
    FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(m_project, store::Access::Read));
    const store::FindingRepository findings(database);
    FAULTLINE_TRY_ASSIGN(const auto run, findings.latestRun());
    if (run) {
      FAULTLINE_TRY_ASSIGN(const auto rows, findings.ofRun(run->id));
      for (const store::FindingRow& row : rows) before.insert(row.fingerprint);
    }
  }
  for (auto& [path, file] : m_files) FAULTLINE_TRY(importOne(path, file));
  FAULTLINE_TRY_ASSIGN(const DetectReport report, detect(m_project, m_stop, m_progress));
  for (const Notice& notice : report.notices) m_sinks.notice(notice);
  std::vector<FindingId> fresh;
  {
    FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(m_project, store::Access::Read));
    FAULTLINE_TRY_ASSIGN(const auto rows, store::FindingRepository(database).ofRun(report.run));
    for (const store::FindingRow& row : rows) {
      if (!before.contains(row.fingerprint)) fresh.push_back(row.id);
    }
  }
  FAULTLINE_TRY(tell(fresh));
  FAULTLINE_TRY_ASSIGN(m_judge, FollowJudge::make(m_project, m_stop));
  return {};
}

/// The rest of a file that has another name now.
Status Follower::finishRenamed(const fs::path& path, Followed& file) {
  const fs::path now = renamedTo(path, file.state);
  if (now.empty()) return {};
  FAULTLINE_TRY(relinkSource(m_project, file.source, now));
  FAULTLINE_TRY(importFiles(m_project, {{now, file.options}}, m_stop, {}));
  return {};
}

Status Follower::importOne(const fs::path& path, Followed& file) {
  const FileState state = stateOf(path);
  if (!state.exists) {
    if (!file.isMissing)
      say(ErrorCode::FileMissing, path, "it has gone; it is read on when it is there again");
    file.isMissing = true;
    return {};
  }
  file.isMissing = false;
  if (state == file.state) return {};
  if (file.state.exists && !state.isSameFile(file.state)) {
    say(ErrorCode::FileChanged, path, "another file has taken its place, which is read from its beginning");
    // What cannot be finished is the old file's; the new one is there all the same.
    if (const Status finished = finishRenamed(path, file); !finished) {
      if (finished.error().code == ErrorCode::ProjectLocked) return finished;
      m_sinks.notice(finished.error());
    }
  } else if (file.state.exists && state.size < file.state.size) {
    say(ErrorCode::FileChanged, path, "it was cut short; what is there now is read from its beginning");
  }
  file.state = state;
  if (state.size == 0) return {};
  auto report = importFiles(m_project, {{path, file.options}}, m_stop, {});
  if (!report) {
    file.state = {};
    return tl::unexpected<Error>(report.error());
  }
  const ImportedFile& imported = report->files.front();
  const bool isRefused = imported.outcome == ImportOutcome::Refused;
  if (isRefused && !file.isRefused && imported.error) m_sinks.notice(*imported.error);
  file.isRefused = isRefused;
  if (imported.source) file.source = imported.source;
  return {};
}

Status Follower::importChanged() {
  for (auto& [path, file] : m_files) {
    if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY(importOne(path, file));
  }
  return {};
}

Status Follower::goOn() {
  FAULTLINE_TRY(importChanged());
  FAULTLINE_TRY_ASSIGN(const bool isStale, m_judge->isStale());
  if (isStale) {
    // What the judge of before has not told, the newer run has found.
    FAULTLINE_TRY_ASSIGN(m_judge, FollowJudge::make(m_project, m_stop));
  }
  FAULTLINE_TRY(m_judge->read(m_stop));
  FAULTLINE_TRY(m_judge->endSilent(m_stop));
  FAULTLINE_TRY(m_judge->lookForOthers(m_stop));
  if (!m_judge->hasFindings()) return {};
  FAULTLINE_TRY_ASSIGN(const auto stored, m_judge->store());
  return tell(stored);
}

Status Follower::run() {
  FAULTLINE_TRY(listFiles());
  FAULTLINE_TRY(catchUp());
  m_sinks.following(m_files.size());
  while (!m_stop.stop_requested()) {
    const Status status = goOn();
    const bool isLocked = !status && status.error().code == ErrorCode::ProjectLocked;
    if (!status && !isLocked) return status;
    if (isLocked && !m_isLocked) m_sinks.notice(status.error());
    m_isLocked = isLocked;
    m_watch.pause(kBetweenImports);
    m_watch.wait(kLongestWait);
  }
  return failure(ErrorCode::Cancelled, m_project.string());
}

}  // namespace

Status follow(const fs::path& project, std::stop_token stop, const ProgressSink& progress,
              const FollowSinks& sinks) {
  return Follower(project, std::move(stop), progress, sinks).run();
}

}  // namespace faultline::pipeline
