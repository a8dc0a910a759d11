#pragma once

#include <optional>
#include <unordered_map>

#include "engine/base/time.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Turns the stated times of any source into true ones.
class Clocks {
 public:
  static Result<Clocks> of(const std::vector<store::SourceRow>& sources);

  [[nodiscard]] std::optional<UtcTime> utc(SourceId source, std::optional<LocalTime> stated) const;

 private:
  std::unordered_map<SourceId, ClockReader> m_readers;
};

}  // namespace faultline::pipeline
