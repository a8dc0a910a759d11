#include "engine/workflow/replay.h"

#include "engine/workflow/replay_rules.h"
#include "engine/workflow/replay_search.h"
#include "engine/workflow/replay_story.h"

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

Trace Replayer::replay(std::span<const Entry> entries, Ending ending) const {
  std::vector<LogKey> keys;
  for (const Entry& entry : entries) {
    if (!m_rules->isBackground(entry.key) && !m_rules->places(entry.key).empty()) keys.push_back(entry.key);
  }
  return ReplayStory(*m_rules, entries).tell(ReplaySearch(*m_rules, ending).explain(keys), ending);
}

Trace replay(const Workflow& workflow, std::span<const Entry> entries, Ending ending) {
  return Replayer(workflow).replay(entries, ending);
}

}  // namespace faultline::workflow
