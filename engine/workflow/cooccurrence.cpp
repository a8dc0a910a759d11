#include "engine/workflow/cooccurrence.h"

namespace faultline::workflow {

Result<Separation> separateByCooccurrence(const Material&, const CooccurrenceSettings&,
                                          const std::stop_token&, const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, "workflow", "this version does not mine workflows");
}

}  // namespace faultline::workflow
