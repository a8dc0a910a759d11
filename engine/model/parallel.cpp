#include "engine/model/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace faultline::model {

void inParallel(int threads, std::size_t tasks, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr problem;  // guarded by mutex
  const auto work = [&] {
    for (std::size_t mine = next++; mine < tasks; mine = next++) {
      try {
        task(mine);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!problem) problem = std::current_exception();
        next = tasks;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    const std::size_t most = std::min(static_cast<std::size_t>(std::max(threads, 1)), tasks);
    for (std::size_t other = 1; other < most; ++other) others.emplace_back(work);
    work();
  }
  if (problem) std::rethrow_exception(problem);
}

}  // namespace faultline::model
