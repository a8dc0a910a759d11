#include "engine/pipeline/event_texts.h"

#include <algorithm>

#include "engine/input/field_words.h"
#include "engine/input/file_probe.h"
#include "engine/pipeline/import_plan.h"
#include "engine/pipeline/source_text.h"

namespace faultline::pipeline {

namespace {

/// Of a longer line the import keeps no more either.
constexpr std::size_t kMostLine = 64 * 1024;
constexpr std::size_t kAllBytes = 1024 * 1024;
constexpr std::size_t kSampleBytes = 16 * 1024;

}  // namespace

struct EventTexts::Source {
  Source(store::SourceRow known, ImportPlan how, input::RawText from)
      : row(std::move(known)), plan(std::move(how)), text(std::move(from)) {}

  store::SourceRow row;
  ImportPlan plan;
  input::RawText text;
  std::vector<char> bytes;
  std::uint64_t offset = 0;  ///< Of `bytes`.
  input::Record record;
};

EventTexts::EventTexts(store::Database& database) : m_database(database) {}
EventTexts::~EventTexts() = default;

Result<EventTexts::Source*> EventTexts::sourceOf(SourceId id) {
  if (const auto known = m_sources.find(id); known != m_sources.end()) return known->second.get();
  FAULTLINE_TRY_ASSIGN(store::SourceRow row, store::SourceRepository(m_database).get(id));
  FAULTLINE_TRY_ASSIGN(input::RawText text, openSourceText(m_database.file(), row));
  FAULTLINE_TRY_ASSIGN(const input::FileProbe probe, input::probeFile(row.path));
  FAULTLINE_TRY_ASSIGN(ImportPlan plan, planOf(row, row.path, probe));
  auto source = std::make_unique<Source>(std::move(row), std::move(plan), std::move(text));
  return m_sources.emplace(id, std::move(source)).first->second.get();
}

Result<std::string_view> EventTexts::textAt(Source& source, const store::EventPlace& place) {
  const std::size_t length = std::min<std::size_t>(place.length, kMostLine);
  const std::uint64_t end = source.offset + source.bytes.size();
  if (place.offset < source.offset || place.offset + length > end) {
    source.bytes.resize(std::max(length, m_reading == Reading::All ? kAllBytes : kSampleBytes));
    source.offset = place.offset;
    const auto count = source.text.readAt(place.offset, source.bytes);
    source.bytes.resize(count ? *count : 0);
    if (!count) return tl::unexpected<Error>(count.error());
    if (*count < length) {
      return failure(ErrorCode::FileChanged, source.row.path, "it is shorter than when it was imported");
    }
  }
  const std::string_view bytes(source.bytes.data(), source.bytes.size());
  const std::string_view text = bytes.substr(static_cast<std::size_t>(place.offset - source.offset), length);
  // The key of an entry of several lines is that of its first.
  std::string_view line = text.substr(0, text.find('\n'));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<std::optional<std::string_view>> EventTexts::message(const store::EventPlace& place) {
  FAULTLINE_TRY_ASSIGN(Source * source, sourceOf(place.id.source));
  FAULTLINE_TRY_ASSIGN(const std::string_view line, textAt(*source, place));
  if (!source->plan.layout->read(line, source->plan.context, source->record)) return std::nullopt;
  return input::trimmed(source->record.message);
}

std::optional<std::string> someMessageOf(store::Database& database, EventTexts& texts, KeyId key) {
  const store::KeyedEvents events(database);
  const auto blocks = events.blocks(std::span(&key, 1));
  if (!blocks || blocks->empty()) return std::nullopt;
  const auto places = events.places(blocks->front(), 1);
  if (!places || places->empty()) return std::nullopt;
  const auto message = texts.message(places->front());
  if (!message || !*message) return std::nullopt;
  return std::string(**message);
}

}  // namespace faultline::pipeline
