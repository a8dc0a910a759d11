#include "engine/workflow/timing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>

#include "engine/base/tail.h"

namespace faultline::workflow {

namespace {

constexpr std::size_t kRunsPerCheck = 4096;
constexpr std::size_t kFewestTimes = 50;        ///< Fewer say nothing of a tail.
constexpr double kMostOdd = .02;                ///< Of the times that may be slow already.
constexpr std::size_t kTopTimes = 500;          ///< Of the longest ones, that the tail is told from.
constexpr double kSlowChance = 1e-5;            ///< Of a normal time to be called slow.
constexpr double kMostTimesLonger = 1e6;        ///< Than the longest: beyond, the tail has no bound.
constexpr double kSlowerThanConstant = 10;      ///< Times the longest, where times say nothing of a tail,
constexpr double kLongerThanConstantMs = 1000;  ///< and so much longer.

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + .5)];
}

ElapsedTimes summary(std::vector<double>& elapsedMs) {
  ElapsedTimes times;
  if (elapsedMs.empty()) return times;
  times.slowMs = slowBound(elapsedMs);
  times.count = elapsedMs.size();
  times.medianMs = percentile(elapsedMs, .5);
  times.p95Ms = percentile(elapsedMs, .95);
  return times;
}

/// Elapsed times, by what they belong to.
using Times = std::unordered_map<std::uint64_t, std::vector<double>>;

std::uint64_t idOf(std::uint32_t from, std::uint32_t to) {
  return static_cast<std::uint64_t>(from) << 32 | to;
}

void add(Times& times, std::uint64_t id, std::int64_t from, std::int64_t to) {
  if (from == kNoTime || to == kNoTime || to < from) return;
  // Between times at both ends of what there is lies more than a signed number holds.
  const std::uint64_t elapsed = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  times[id].push_back(static_cast<double>(elapsed) / 1e6);
}

/// Reads the times of the separation's runs.
class Reader {
 public:
  explicit Reader(const Timed& timed) : m_timed(timed), m_tasks(timed.built.size()) {
    m_firsts.reserve(timed.material.sessions.size());
    std::size_t first = 0;
    for (std::size_t session = 0; session < timed.material.sessions.size(); ++session) {
      m_firsts.push_back(first);
      first += timed.material.sessions[session].size();
    }
  }

  void read(std::size_t index) {
    const TaskRun& run = m_timed.separation.runs[index];
    const auto times = m_timed.material.times.subspan(m_firsts[run.session]);
    const auto keys = m_timed.material.sessions[run.session];
    const DistinctRuns& runs = m_timed.runs.tasks[run.task];
    const BuiltTask& built = m_timed.built[run.task];
    const std::uint32_t distinct = m_timed.runs.of[index];
    const bool isNormal = built.normal[distinct] != 0;
    std::size_t visit = runs.ends[distinct];
    std::int64_t last = kNoTime;
    for (std::uint32_t at = run.begin; at < run.end; ++at) {
      if (std::ranges::binary_search(m_timed.separation.background, keys[at])) continue;
      if (visit == runs.ends[distinct])
        follow(index, times[at]);
      else if (isNormal)
        add(m_tasks[run.task], idOf(built.visits[visit - 1], built.visits[visit]), last, times[at]);
      last = times[at];
      ++visit;
    }
    m_lastTime = last;
  }

  Times& task(TaskIndex task) { return m_tasks[task]; }
  Times& successions() { return m_successions; }

 private:
  /// A run begins at `time`.
  void follow(std::size_t index, std::int64_t time) {
    if (index == 0) return;
    const TaskRun& before = m_timed.separation.runs[index - 1];
    const TaskRun& run = m_timed.separation.runs[index];
    if (before.session != run.session) return;
    add(m_successions, idOf(m_timed.taskOf[before.task], m_timed.taskOf[run.task]), m_lastTime, time);
  }

  const Timed& m_timed;
  std::vector<std::size_t> m_firsts;  ///< By session, its first entry.
  std::vector<Times> m_tasks;         ///< By task of the separation.
  Times m_successions;
  std::int64_t m_lastTime = kNoTime;  ///< Of the run before.
};

/// Of sorted times.
double boundOf(std::span<const double> elapsedMs) {
  // Durations spread by factors, so that their logarithms have the tail that is known from excesses.
  std::vector<double> top;
  for (std::size_t i = 0; i < std::min(kTopTimes, elapsedMs.size()); ++i)
    top.push_back(std::log1p(elapsedMs[elapsedMs.size() - 1 - i]));
  const auto chance = [&](double score) { return tailChance(top, elapsedMs.size(), score); };
  double usual = top.front();
  double slow = usual + std::log(kMostTimesLonger);
  // Times that are all but the same have no tail; a much longer one is odd all the more.
  if (chance(slow) == chance(std::nextafter(usual, slow)))
    return elapsedMs.back() * kSlowerThanConstant + kLongerThanConstantMs;
  if (chance(slow) >= kSlowChance) return std::numeric_limits<double>::infinity();
  while (slow - usual > 1e-6) {
    const double middle = (usual + slow) / 2;
    (chance(middle) < kSlowChance ? slow : usual) = middle;
  }
  return std::expm1(slow);
}

}  // namespace

double slowBound(std::vector<double>& elapsedMs) {
  std::ranges::sort(elapsedMs);
  const std::size_t odd = static_cast<std::size_t>(kMostOdd * static_cast<double>(elapsedMs.size()));
  if (elapsedMs.size() - odd < kFewestTimes) return std::numeric_limits<double>::infinity();
  // The longest may be slow themselves. Where they are by what the others say, the others have the word.
  const std::span<const double> all(elapsedMs);
  const double bound = boundOf(all.first(all.size() - odd));
  return elapsedMs.back() > bound ? bound : boundOf(all);
}

Status measureTimes(const Timed& timed, Workflow& workflow, const std::stop_token& stop) {
  if (timed.material.times.size() != timed.material.sessions.entryCount()) return {};
  Reader reader(timed);
  for (std::size_t run = 0; run < timed.separation.runs.size(); ++run) {
    if (run % kRunsPerCheck == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    reader.read(run);
  }
  for (TaskIndex task = 0; task < timed.taskOf.size(); ++task) {
    if (timed.taskOf[task] == kNone) continue;
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    for (Edge& edge : workflow.tasks[timed.taskOf[task]].edges)
      edge.elapsed = summary(reader.task(task)[idOf(edge.from, edge.to)]);
  }
  for (Succession& succession : workflow.successions)
    succession.elapsed = summary(reader.successions()[idOf(succession.from, succession.to)]);
  return {};
}

}  // namespace faultline::workflow
