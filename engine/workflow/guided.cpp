#include "engine/workflow/guided.h"

namespace faultline::workflow {

Result<Separation> separateByPrediction(const Material&, const GuidedSettings&, const std::stop_token&,
                                        const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, "workflow", "this version does not mine workflows");
}

}  // namespace faultline::workflow
