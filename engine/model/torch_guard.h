#pragma once

#include <c10/util/Exception.h>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "engine/base/error.h"

namespace faultline::model {

/// Leaves torch's loops when the user cancels.
struct CancelRequested {};

/// Whatever torch throws becomes an error; its back trace stays out of it.
template <class T, class Run>
Result<T> guarded(Run&& run) {
  try {
    return std::forward<Run>(run)();
  } catch (const CancelRequested&) {
    return failure(ErrorCode::Cancelled);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory);
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    // Torch's own allocators have no exception of their own, neither the processor's nor a device's.
    const bool noMemory = what.find("not enough memory") != std::string::npos ||
                          what.find("out of memory") != std::string::npos;
    return failure(noMemory ? ErrorCode::OutOfMemory : ErrorCode::ModelFailed, {}, noMemory ? "" : what);
  } catch (const std::exception& error) {
    return failure(ErrorCode::ModelFailed, {}, error.what());
  }
}

}  // namespace faultline::model
