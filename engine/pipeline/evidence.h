#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/pipeline/findings.h"

namespace faultline::pipeline {

/// What a finding's row keeps of why it is one: ids and numbers, no texts. Key 0 stands for the start of the
/// session in the history and for its end elsewhere.
struct StoredEvidence {
  struct Entry {
    KeyId key;
    EventId event;
  };
  struct Expected {
    KeyId key;
    double probability = 0;
  };
  std::vector<Entry> history;
  std::vector<Expected> expected;
  bool hasActual = false;
  KeyId actual;
  double probability = 0;
  int rank = 0;
  std::vector<ValueEvidence> values;  ///< The oddest first.
};

[[nodiscard]] std::string writeEvidence(const StoredEvidence& evidence);
/// Error ProjectDamaged for anything that `writeEvidence` did not write.
Result<StoredEvidence> readEvidence(const std::string& text);

}  // namespace faultline::pipeline
