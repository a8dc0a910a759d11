#include "engine/pipeline/workflow_links.h"

namespace faultline::pipeline {

Result<FoundLinks> findLinks(store::Database&, const SessionLoader&, const std::stop_token&,
                             const ProgressSink&) {
  return FoundLinks{};
}

}  // namespace faultline::pipeline
