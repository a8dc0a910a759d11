#include "engine/pipeline/value_findings.h"

namespace faultline::pipeline {

Status learnValues(store::Database&, const EventFilter&, const LearnSettings&, const std::stop_token&,
                   const ProgressSink&, NamedParts&, LearnReport&) {
  return {};
}

Status addValueFindings(store::Database&, const NamedParts&, const std::stop_token&, const ProgressSink&,
                        std::vector<FindingGroup>&, std::vector<RunSeries>&) {
  return {};
}

}  // namespace faultline::pipeline
