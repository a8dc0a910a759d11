#include "engine/pipeline/rate_findings.h"

namespace faultline::pipeline {

Status learnRates(store::Database&, const EventFilter&, const LearnSettings&, const std::stop_token&,
                  const ProgressSink&, NamedParts&, LearnReport&) {
  return {};
}

Status addRateFindings(store::Database&, const NamedParts&, const std::stop_token&, const ProgressSink&,
                       std::vector<FindingGroup>&, std::vector<RunSeries>&) {
  return {};
}

}  // namespace faultline::pipeline
