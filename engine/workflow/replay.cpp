#include "engine/workflow/replay.h"

#include "engine/workflow/replay_rules.h"
#include "engine/workflow/replay_search.h"
#include "engine/workflow/replay_story.h"
#include "engine/workflow/replay_until.h"

namespace faultline::workflow {

const char* deviationName(DeviationKind kind) {
  switch (kind) {
    case DeviationKind::Missing:
      return "missing";
    case DeviationKind::Unexpected:
      return "unexpected";
    case DeviationKind::OutOfOrder:
      return "out-of-order";
    case DeviationKind::Repeated:
      return "repeated";
    case DeviationKind::EndedEarly:
      return "ended-early";
    case DeviationKind::Slow:
      return "slow";
  }
  return "";
}

Replayer::Replayer(const Workflow& workflow) : m_rules(std::make_unique<const ReplayRules>(workflow)) {}
Replayer::Replayer(Replayer&&) noexcept = default;
Replayer& Replayer::operator=(Replayer&&) noexcept = default;
Replayer::~Replayer() = default;

namespace {

Trace replayed(const ReplayRules& rules, std::span<const Entry> entries, Ending ending,
               const std::stop_token& stop) {
  std::vector<LogKey> keys;
  for (const Entry& entry : entries) {
    if (!rules.isBackground(entry.key) && !rules.places(entry.key).empty()) keys.push_back(entry.key);
  }
  return ReplayStory(rules, entries).tell(ReplaySearch(rules, ending).explain(keys, stop), ending, stop);
}

}  // namespace

Trace Replayer::replay(std::span<const Entry> entries, Ending ending) const {
  return replayed(*m_rules, entries, ending, {});
}

Trace replay(const Workflow& workflow, std::span<const Entry> entries, Ending ending) {
  return Replayer(workflow).replay(entries, ending);
}

Result<Trace> replayUntil(const std::stop_token& stop, const Workflow& workflow,
                          std::span<const Entry> entries, Ending ending) {
  Trace trace = replayed(ReplayRules(workflow), entries, ending, stop);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  return trace;
}

}  // namespace faultline::workflow
