#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/pipeline/log_reader.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Some events of keys, spread over the project, at most `most`, in their order.
Result<std::vector<EventId>> someEventsOf(store::Database& database, const std::vector<KeyId>& keys,
                                          std::size_t most);

/// Their lines. Errors: those of LogReader, Cancelled.
Result<std::vector<LogLine>> linesOf(const std::filesystem::path& project, const std::vector<EventId>& events,
                                     const std::stop_token& stop);

}  // namespace faultline::pipeline
