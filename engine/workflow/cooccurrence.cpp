#include "engine/workflow/cooccurrence.h"

#include <algorithm>

#include "engine/sequence/distinct_sessions.h"
#include "engine/workflow/background.h"
#include "engine/workflow/cooccurrence_cores.h"
#include "engine/workflow/run_cuts.h"
#include "engine/workflow/task_groups.h"
#include "engine/workflow/waiting.h"

namespace faultline::workflow {

namespace {

class CooccurrenceMiner {
 public:
  CooccurrenceMiner(const Material& material, const CooccurrenceSettings& settings,
                    const std::stop_token& stop)
      : m_material(material), m_settings(settings), m_stop(stop), m_counts(settings.mostDistance) {}

  Result<Separation> mine() {
    FAULTLINE_TRY_ASSIGN(m_distinct, sequence::distinctSessions(m_material.sessions, m_stop));
    FAULTLINE_TRY_ASSIGN(m_background, backgroundKeys(m_material.sessions, m_stop));
    FAULTLINE_TRY(m_counts.count(m_distinct.sessions, m_distinct.counts, m_background, m_stop));
    FAULTLINE_TRY_ASSIGN(m_cores, coresOf(m_counts, m_settings.tau, m_stop));
    if (m_cores.empty()) return nothing();
    FAULTLINE_TRY_ASSIGN(auto before, waitsBefore(m_material, m_background, m_stop));
    if (std::ranges::find(before, 1) == before.end()) {
      FAULTLINE_TRY_ASSIGN(before, cutsByOrder());
    }
    FAULTLINE_TRY_ASSIGN(Separation found, groupRuns(m_material, cut(before), m_background, m_stop));
    return found;
  }

 private:
  [[nodiscard]] Separation nothing() const {
    const std::string why = m_counts.entries() == 0 ? "there are no events in sessions"
                            : m_counts.entries() == 1
                                ? "there is one event alone"
                                : "no two of the " + std::to_string(m_counts.keys().size()) +
                                      " log keys come together more often than chance";
    return {0, {}, m_background, {{ErrorCode::NoWorkflow, {}, why}}};
  }

  /// Found on sessions without their repetitions, for all.
  Result<std::vector<std::uint8_t>> cutsByOrder() const {
    FAULTLINE_TRY_ASSIGN(const auto cuts, cutByOrder(m_distinct.sessions, m_distinct.counts, m_background,
                                                     {m_counts, m_cores, m_settings.tau}, m_stop));
    std::vector<std::size_t> begins{0};
    for (std::size_t session = 0; session < m_distinct.sessions.size(); ++session)
      begins.push_back(begins.back() + m_distinct.sessions[session].size());
    std::vector<std::uint8_t> before;
    before.reserve(m_material.sessions.entryCount());
    for (const std::uint32_t session : m_distinct.of)
      before.insert(before.end(), cuts.begin() + static_cast<std::ptrdiff_t>(begins[session]),
                    cuts.begin() + static_cast<std::ptrdiff_t>(begins[session + 1]));
    return before;
  }

  /// Cuts sessions before the entries that are flagged.
  [[nodiscard]] std::vector<TaskRun> cut(std::span<const std::uint8_t> before) const {
    std::vector<TaskRun> runs;
    std::size_t entry = 0;
    for (std::uint32_t session = 0; session < m_material.sessions.size(); ++session) {
      const auto keys = m_material.sessions[session];
      bool isNew = true;
      for (std::uint32_t at = 0; at < keys.size(); ++at, ++entry) {
        if (std::ranges::binary_search(m_background, keys[at])) continue;
        if (isNew || (!before.empty() && before[entry] != 0)) runs.push_back({session, at, at, 0});
        isNew = false;
        runs.back().end = at + 1;
      }
    }
    return runs;
  }

  const Material& m_material;
  const CooccurrenceSettings& m_settings;
  const std::stop_token& m_stop;
  CooccurrenceCounts m_counts;
  sequence::DistinctSessions m_distinct;
  std::vector<Core> m_cores;
  std::vector<LogKey> m_background;
};

}  // namespace

Result<Separation> separateByCooccurrence(const Material& material, const CooccurrenceSettings& settings,
                                          const std::stop_token& stop, const ProgressSink&) {
  if (!(settings.tau >= 0.5 && settings.tau <= 0.99))
    return failure(ErrorCode::InvalidArgument, {}, "tau has to be from 0.5 to 0.99");
  if (settings.mostDistance < 1 || settings.mostDistance > CooccurrenceCounts::kMostDistance)
    return failure(ErrorCode::InvalidArgument, {},
                   "the distance has to be from 1 to " + std::to_string(CooccurrenceCounts::kMostDistance));
  if (!material.times.empty() && material.times.size() != material.sessions.entryCount())
    return failure(ErrorCode::InvalidArgument, {}, "entries and times do not fit each other");
  return CooccurrenceMiner(material, settings, stop).mine();
}

}  // namespace faultline::workflow
