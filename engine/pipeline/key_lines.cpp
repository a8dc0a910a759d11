#include "engine/pipeline/key_lines.h"

#include <algorithm>
#include <optional>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/keys.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

Result<std::vector<EventId>> someEventsOf(store::Database& database, const std::vector<KeyId>& keys,
                                          std::size_t most) {
  std::vector<EventId> events;
  const store::KeyedEvents keyed(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::KeyBlock> blocks, keyed.blocks(keys));
  const std::size_t looked = std::min(blocks.size(), most);
  for (std::size_t i = 0; i < looked && events.size() < most; ++i) {
    const store::KeyBlock& block = blocks[i * blocks.size() / looked];
    const std::size_t share = (most - events.size() + looked - i - 1) / (looked - i);
    FAULTLINE_TRY_ASSIGN(const auto places, keyed.places(block, static_cast<std::uint32_t>(share)));
    for (const store::EventPlace& place : places) events.push_back(place.id);
  }
  std::ranges::sort(events);
  return events;
}

Result<std::vector<LogLine>> linesOf(const std::filesystem::path& project, const std::vector<EventId>& events,
                                     const std::stop_token& stop) {
  std::vector<LogLine> lines;
  std::optional<LogReader> reader;
  SourceId source;
  for (const EventId event : events) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (event.source != source) {
      FAULTLINE_TRY_ASSIGN(LogReader opened, LogReader::open(project, event.source));
      reader.emplace(std::move(opened));
      source = event.source;
    }
    FAULTLINE_TRY_ASSIGN(std::vector<LogLine> read, reader->read(event.ordinal, 1));
    std::ranges::move(read, std::back_inserter(lines));
  }
  return lines;
}

Result<std::vector<LogLine>> linesOfKey(const std::filesystem::path& project, KeyId key, std::size_t most,
                                        std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  if (book.find(key) == nullptr) {
    return failure(ErrorCode::KeyUnknown, project.string(),
                   "no log key has the number " + std::to_string(key.value));
  }
  FAULTLINE_TRY_ASSIGN(const auto events, someEventsOf(database, book.members(book.canonical(key)), most));
  return linesOf(project, events, stop);
}

}  // namespace faultline::pipeline
