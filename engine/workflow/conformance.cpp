#include "engine/workflow/conformance.h"

namespace faultline::workflow {

Result<Conformance> conformance(const Workflow&, const Material&, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

}  // namespace faultline::workflow
