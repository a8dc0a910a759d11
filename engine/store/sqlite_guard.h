#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/base/error.h"

namespace faultline::store {

/// The error that stands for what SQLite said.
[[nodiscard]] Error sqliteError(const SQLite::Exception& exception, const std::string& file);

/// Runs `work`, which may throw SQLite::Exception, and gives its value or the error. Private to this folder.
template <class Work>
auto guarded(const std::string& file, Work&& work) -> Result<std::invoke_result_t<Work>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      std::forward<Work>(work)();
      return {};
    } else {
      return std::forward<Work>(work)();
    }
  } catch (const SQLite::Exception& exception) {
    return tl::unexpected<Error>(sqliteError(exception, file));
  }
}

}  // namespace faultline::store
