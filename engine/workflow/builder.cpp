#include "engine/workflow/builder.h"

namespace faultline::workflow {

Result<Workflow> buildWorkflow(const Material&, const Separation&, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow", "this version does not mine workflows");
}

double slowBound(std::vector<double>&) { return std::numeric_limits<double>::infinity(); }

}  // namespace faultline::workflow
