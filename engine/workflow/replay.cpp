#include "engine/workflow/replay.h"

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

Trace replay(const Workflow&, std::span<const Entry>, Ending) { return {}; }

}  // namespace faultline::workflow
