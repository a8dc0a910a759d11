#include "engine/workflow/cooccurrence.h"

#include "engine/workflow/task_groups.h"
#include "engine/workflow/waiting.h"

namespace faultline::workflow {

namespace {

/// Cuts sessions before the entries that are flagged.
std::vector<TaskRun> cut(const sequence::SessionSet& sessions, std::span<const std::uint8_t> before) {
  std::vector<TaskRun> runs;
  std::size_t entry = 0;
  for (std::uint32_t session = 0; session < sessions.size(); ++session) {
    const auto size = static_cast<std::uint32_t>(sessions[session].size());
    for (std::uint32_t at = 0; at < size; ++at, ++entry) {
      if (at == 0 || (!before.empty() && before[entry] != 0)) runs.push_back({session, at, at, 0});
      runs.back().end = at + 1;
    }
  }
  return runs;
}

}  // namespace

Result<Separation> separateByCooccurrence(const Material& material, const CooccurrenceSettings&,
                                          const std::stop_token& stop, const ProgressSink&) {
  FAULTLINE_TRY_ASSIGN(const auto waits, waitsBefore(material, {}, stop));
  return groupRuns(material, cut(material.sessions, waits), {}, stop);
}

}  // namespace faultline::workflow
