#include "engine/workflow/task_groups.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "engine/sequence/distinct_sessions.h"
#include "engine/workflow/run_kinds.h"

namespace faultline::workflow {

namespace {

// What fewer sessions than this share, or of streams fewer runs, have is no task of the system.
constexpr double kLeastOfSessions = 0.025;
constexpr double kLeastOfRuns = 0.005;
constexpr double kLeastRuns = 2;
// Steps that fewer of a task's runs take than this share are faults.
constexpr double kLeastOfSteps = 0.005;
// So are keys that fewer of them have: what is rare in concurrency are orders, not keys.
constexpr double kLeastOfKeys = 0.02;
constexpr int kMostRounds = 10;
// A fault of one of the steps of a run leaves at least this much of its keys.
constexpr double kLeastInCommon = 0.45;

using Step = std::pair<LogKey, LogKey>;
using Steps = std::map<Step, double>;

/// The steps of a run, its start and its end among them.
template <class Visit>
void forEachStep(std::span<const LogKey> keys, const Visit& visit) {
  LogKey last = sequence::kSessionStart;
  for (const LogKey key : keys) visit(Step{std::exchange(last, key), key});
  visit(Step{last, sequence::kSessionEnd});
}

bool takesOnly(const Steps& steps, std::span<const LogKey> keys, double least) {
  bool all = true;
  forEachStep(keys, [&](const Step& step) {
    const auto found = steps.find(step);
    all = all && found != steps.end() && found->second >= least;
  });
  return all;
}

/// Runs, equal ones once, by the set of their keys.
struct Kinds {
  sequence::DistinctSessions runs;
  std::vector<RunKind> kinds;
  std::vector<std::uint32_t> of;  ///< By distinct run.
};

Result<Kinds> kindsOf(const Material& material, std::span<const TaskRun> runs,
                      std::span<const LogKey> background, const std::stop_token& stop) {
  sequence::SessionSet sequences;
  std::vector<LogKey> keys;
  for (const TaskRun& run : runs) {
    keys.clear();
    for (const LogKey key : material.sessions[run.session].subspan(run.begin, run.end - run.begin))
      if (!std::ranges::binary_search(background, key)) keys.push_back(key);
    sequences.add(keys);
  }
  Kinds kinds;
  FAULTLINE_TRY_ASSIGN(kinds.runs, sequence::distinctSessions(sequences, stop));
  std::map<std::vector<LogKey>, std::uint32_t> bySet;
  for (std::size_t run = 0; run < kinds.runs.sessions.size(); ++run) {
    keys.assign(kinds.runs.sessions[run].begin(), kinds.runs.sessions[run].end());
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    const auto [kind, isNew] = bySet.try_emplace(keys, static_cast<std::uint32_t>(kinds.kinds.size()));
    if (isNew) kinds.kinds.push_back({keys, 0});
    kinds.kinds[kind->second].count += kinds.runs.counts[run];
    kinds.of.push_back(kind->second);
  }
  return kinds;
}

std::vector<KindSuccession> successionsOf(std::span<const TaskRun> runs, const Kinds& kinds) {
  const auto bound = static_cast<std::uint32_t>(kinds.kinds.size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> counts;
  std::uint32_t last = bound;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::uint32_t kind = kinds.of[kinds.runs.of[run]];
    if (run > 0 && runs[run].session != runs[run - 1].session) ++counts[{std::exchange(last, bound), bound}];
    ++counts[{std::exchange(last, kind), kind}];
  }
  if (!runs.empty()) ++counts[{last, bound}];
  std::vector<KindSuccession> successions;
  for (const auto& [pair, count] : counts) successions.push_back({pair.first, pair.second, count});
  return successions;
}

/// A task in the making.
struct Group {
  std::vector<std::uint32_t> runs;  ///< Distinct ones.
  double count = 0;
  KeyProfile profile;
  Steps steps;
  std::map<LogKey, double> keys;  ///< How many runs have them.
};

class Groups {
 public:
  Groups(const Kinds& kinds, std::span<const std::uint32_t> groupOfKind) : m_kinds(kinds) {
    m_taskOf.assign(kinds.of.size(), kNone);
    for (std::uint32_t run = 0; run < kinds.of.size(); ++run) {
      const std::uint32_t group = groupOfKind[kinds.of[run]];
      if (group == kNone) continue;
      if (group >= m_groups.size()) m_groups.resize(group + 1);
      m_groups[group].runs.push_back(run);
      m_groups[group].count += kinds.runs.counts[run];
    }
  }

  /// Leaves the groups with at least so many runs that take usual steps.
  void keepTasks(double least) {
    for (Group& group : m_groups) dropFaults(group);
    std::erase_if(m_groups, [&](const Group& group) {
      return group.count < std::max(least, kLeastRuns) || !hasKeys(group, 2);
    });
    std::ranges::stable_sort(m_groups, std::greater{}, &Group::count);
    for (std::uint32_t task = 0; task < m_groups.size(); ++task) {
      Group& group = m_groups[task];
      for (const std::uint32_t run : group.runs) m_taskOf[run] = task;
      for (const auto& [key, count] : group.keys) group.profile.emplace_back(key, count / group.count);
    }
  }

  /// Runs of no task that take none but usual steps of the most similar one are its.
  void adopt() {
    for (std::uint32_t run = 0; run < m_taskOf.size(); ++run) {
      if (m_taskOf[run] != kNone) continue;
      const KeyProfile profile = profileOf(m_kinds.kinds[m_kinds.of[run]]);
      double best = kLeastInCommon;
      for (std::uint32_t task = 0; task < m_groups.size(); ++task) {
        const double common = similarity(profile, m_groups[task].profile);
        if (common <= best || !takesOnly(m_groups[task].steps, keysOf(run), 1)) continue;
        best = common;
        m_taskOf[run] = task;
      }
    }
  }

  [[nodiscard]] TaskIndex taskOf(std::uint32_t run) const { return m_taskOf[run]; }
  [[nodiscard]] TaskIndex tasks() const { return static_cast<TaskIndex>(m_groups.size()); }

 private:
  [[nodiscard]] std::span<const LogKey> keysOf(std::uint32_t run) const { return m_kinds.runs.sessions[run]; }

  /// A key alone has no order.
  [[nodiscard]] bool hasKeys(const Group& group, std::size_t least) const {
    return std::ranges::any_of(
        group.runs, [&](std::uint32_t run) { return m_kinds.kinds[m_kinds.of[run]].keys.size() >= least; });
  }

  void countSteps(Group& group) const {
    group.steps.clear();
    group.keys.clear();
    group.count = 0;
    for (const std::uint32_t run : group.runs) {
      const double count = m_kinds.runs.counts[run];
      group.count += count;
      forEachStep(keysOf(run), [&](const Step& step) { group.steps[step] += count; });
      for (const LogKey key : m_kinds.kinds[m_kinds.of[run]].keys) group.keys[key] += count;
    }
  }

  [[nodiscard]] bool isFaulty(const Group& group, std::uint32_t run) const {
    const auto isRare = [&](LogKey key) { return group.keys.at(key) < kLeastOfKeys * group.count; };
    return !takesOnly(group.steps, keysOf(run), kLeastOfSteps * group.count) ||
           std::ranges::any_of(m_kinds.kinds[m_kinds.of[run]].keys, isRare);
  }

  /// Without the faulty runs some other steps may be rare, hence again.
  void dropFaults(Group& group) const {
    std::size_t before = 0;
    int rounds = 0;
    do {
      countSteps(group);
      before = group.runs.size();
      std::erase_if(group.runs, [&](std::uint32_t run) { return isFaulty(group, run); });
    } while (group.runs.size() < before && ++rounds < kMostRounds);
    countSteps(group);
  }

  const Kinds& m_kinds;
  std::vector<Group> m_groups;
  std::vector<TaskIndex> m_taskOf;
};

double leastRuns(const Material& material, std::size_t runs) {
  std::size_t whole = 0;
  for (std::size_t session = 0; session < material.sessions.size(); ++session)
    whole += material.sessions.kind(session) == sequence::SessionKind::Whole;
  return whole > 0 ? kLeastOfSessions * static_cast<double>(whole) : kLeastOfRuns * static_cast<double>(runs);
}

Notice nothingComesAgain(const Kinds& kinds) {
  if (kinds.runs.of.size() == 1)
    return {ErrorCode::NoWorkflow, {}, "all events are one sequence of log keys, and nothing parts it"};
  const std::string runs = std::to_string(kinds.runs.of.size());
  const std::string sequences = std::to_string(kinds.runs.sessions.size());
  return {ErrorCode::NoWorkflow,
          {},
          "no sequence of log keys comes again and again: the sessions fall into " + runs + " parts, " +
              sequences + " of them different"};
}

}  // namespace

Result<Separation> groupRuns(const Material& material, std::vector<TaskRun> runs,
                             std::span<const LogKey> background, const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const Kinds kinds, kindsOf(material, runs, background, stop));
  FAULTLINE_TRY_ASSIGN(const auto groupOfKind, groupKinds(kinds.kinds, successionsOf(runs, kinds), stop));
  Groups groups(kinds, groupOfKind);
  groups.keepTasks(leastRuns(material, runs.size()));
  groups.adopt();
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  Separation found{groups.tasks(), std::move(runs), {background.begin(), background.end()}, {}};
  if (found.tasks == 0) found.notices.push_back(nothingComesAgain(kinds));
  for (std::size_t run = 0; run < found.runs.size(); ++run)
    found.runs[run].task = groups.taskOf(kinds.runs.of[run]);
  std::erase_if(found.runs, [](const TaskRun& run) { return run.task == kNone; });
  return found;
}

}  // namespace faultline::workflow
