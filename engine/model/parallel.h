#pragma once

#include <cstddef>
#include <functional>

namespace faultline::model {

/// Runs `task(0)` to `task(tasks - 1)`, shared out among `threads` threads, the caller's among them. Returns
/// when all are done; the first exception is then thrown on, and tasks not yet begun are left out.
void inParallel(int threads, std::size_t tasks, const std::function<void(std::size_t)>& task);

}  // namespace faultline::model
