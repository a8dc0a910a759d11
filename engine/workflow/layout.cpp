#include "engine/workflow/layout.h"

namespace faultline::workflow {

Result<Layout> layOut(const LayoutGraph&, const LayoutLimits&, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

}  // namespace faultline::workflow
