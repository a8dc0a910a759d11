#pragma once

#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/session_loader.h"
#include "engine/rates/event_counts.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// How often each log key comes when, from the events' rows: clocks applied, merged keys as one. Events
/// without a time are left out. One pass over all events. Errors: Cancelled, StoreFailed, TimeZoneUnknown.
Result<rates::EventCounts> countEvents(store::Database& database, const EventFilter& filter,
                                       const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
