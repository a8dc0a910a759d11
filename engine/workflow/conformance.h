#pragma once

#include <cstdint>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// How well a workflow and executions fit each other; see README.md beside this for the definitions.
struct Conformance {
  double fitness = 0;  ///< Of the executions' entries, the share that replay explains; moves of the automaton
                       ///< alone (missing nodes) count as well.
  double precision = 0;  ///< Escaping edges (Munoz-Gama and Carmona, 2010): of what the automaton allows at
                         ///< the states that the executions reach, the share that they take.
  std::uint64_t sessions = 0;
  std::uint64_t entries = 0;
  std::uint64_t perfect = 0;  ///< Sessions without a deviation.
};

/// Error Cancelled.
Result<Conformance> conformance(const Workflow& workflow, const Material& heldOut,
                                const std::stop_token& stop);

}  // namespace faultline::workflow
