#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/layout.h"
#include "engine/input/raw_text.h"
#include "engine/store/database.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

/// Reads events' messages back from the users' files as the import read them, in the order of places mostly.
/// One object a thread.
class EventTexts {
 public:
  explicit EventTexts(store::Database& database);
  ~EventTexts();

  /// How much is read at once beyond what was asked for: much when all of a file is wanted, little for
  /// samples.
  enum class Reading { All, Samples };
  void setReading(Reading reading) { m_reading = reading; }

  /// What the event's log key was found in; none when its line does not fit its layout any more. Valid until
  /// the next call. Errors: FileMissing, FileChanged, FileUnreadable, LayoutInvalid, StoreFailed.
  Result<std::optional<std::string_view>> message(const store::EventPlace& place);

 private:
  struct Source;

  Result<Source*> sourceOf(SourceId id);
  Result<std::string_view> textAt(Source& source, const store::EventPlace& place);

  store::Database& m_database;
  Reading m_reading = Reading::All;
  std::unordered_map<SourceId, std::unique_ptr<Source>> m_sources;
};

/// One message of a key; none when it has none, or its file cannot be read.
std::optional<std::string> someMessageOf(store::Database& database, EventTexts& texts, KeyId key);

}  // namespace faultline::pipeline
