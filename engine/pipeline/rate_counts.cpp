#include "engine/pipeline/rate_counts.h"

#include "engine/pipeline/clocks.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

Result<rates::EventCounts> countEvents(store::Database& database, const EventFilter& filter,
                                       const std::stop_token& stop, const ProgressSink& progress) {
  constexpr std::uint64_t kStride = 65'536;
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  FAULTLINE_TRY_ASSIGN(const auto aliases, store::KeyRepository(database).aliases());
  const store::EventRepository events(database);
  FAULTLINE_TRY_ASSIGN(const std::uint64_t total, events.count());
  ProgressReporter reporter(progress);
  rates::EventCounts counts;
  std::uint64_t done = 0;
  FAULTLINE_TRY(events.scan([&](const store::EventRef& event) {
    if (++done % kStride == 0) {
      if (stop.stop_requested()) return false;
      reporter.report({Stage::Reading, done, total, {}, {}});
    }
    if (!filter.sources.empty() && !filter.sources.contains(event.id.source)) return true;
    const std::optional<UtcTime> time = clocks.utc(event.id.source, event.time);
    if (!time || (filter.range && (*time < filter.range->from || *time >= filter.range->to))) return true;
    const auto alias = aliases.find(event.key.value);
    counts.add(alias == aliases.end() ? event.key : KeyId{alias->second}, *time, event.id);
    return true;
  }));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  counts.finish();
  return counts;
}

}  // namespace faultline::pipeline
