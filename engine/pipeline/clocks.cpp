#include "engine/pipeline/clocks.h"

namespace faultline::pipeline {

Result<Clocks> Clocks::of(const std::vector<store::SourceRow>& sources) {
  Clocks clocks;
  for (const store::SourceRow& source : sources) {
    FAULTLINE_TRY_ASSIGN(ClockReader reader, ClockReader::make(source.clock));
    clocks.m_readers.emplace(source.id, std::move(reader));
  }
  return clocks;
}

std::optional<UtcTime> Clocks::utc(SourceId source, std::optional<LocalTime> stated) const {
  const auto reader = m_readers.find(source);
  if (!stated || reader == m_readers.end()) return std::nullopt;
  return reader->second.toUtc(*stated);
}

}  // namespace faultline::pipeline
