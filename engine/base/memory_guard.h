#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "engine/base/error.h"

namespace faultline {

/// What `run` returns, a Result; OutOfMemory where it asks for more memory than there is. For the outermost
/// functions of the engine, which hold nothing then that was not released on the way.
template <class Run>
std::invoke_result_t<Run> withinMemory(const std::string& where, Run&& run) {
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, where);
  } catch (const std::length_error&) {
    return failure(ErrorCode::OutOfMemory, where);
  }
}

}  // namespace faultline
