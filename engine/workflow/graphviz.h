#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace faultline::workflow {

/// Lays out DOT text with Graphviz's dot and writes it as `json0`, in this process. One at a time in the
/// whole process: Graphviz is not thread-safe. It cannot be stopped once it began: for what is surely fast.
/// Errors: LayoutFailed, Cancelled (while waiting for another).
Result<std::string> layOutHere(const std::string& dot, const std::stop_token& stop);

/// Runs Graphviz's dot on DOT text, in a process of its own, which is killed when stopped or out of time.
/// Errors: LayoutFailed (no Graphviz on this machine, out of time, what it said), Cancelled.
Result<std::string> runDot(const std::string& dot, const std::vector<std::string>& arguments, int seconds,
                           const std::stop_token& stop);

}  // namespace faultline::workflow
