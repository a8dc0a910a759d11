#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/parse/log_key_parser.h"
#include "engine/pipeline/key_book.h"
#include "engine/store/database.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

/// Events of `from` that have the word go to `to`; 0 while it is only looked what would.
struct WordSplit {
  KeyId from;
  KeyId to;
};

/// What was seen of one `WordSplit`.
struct WordSplitCount {
  std::uint64_t events = 0;  ///< Looked at.
  std::uint64_t moved = 0;   ///< Have the word.
  /// Templates that the new key could have, the word in place of a parameter, by how many of the first
  /// messages say so.
  std::map<std::string, int> templates;

  /// The one that most messages say; `parent` when none does.
  [[nodiscard]] std::string templateText(const std::string& parent) const;
};

/// Finds the events of keys that have a word (see `parse::hasWord`) in their raw lines.
class WordSplitter {
 public:
  /// Error RegexInvalid for a mask of the project that cannot be read.
  static Result<WordSplitter> make(store::Database& database, const KeyBook& book, std::string word);

  /// Looks at some lines spread over the project, at most some ten thousand, and keeps up to `most` of the
  /// events that have the word. Errors as EventTexts::message, Cancelled.
  struct Sample {
    std::vector<WordSplitCount> counts;  ///< By the splits.
    std::vector<EventId> events;
    bool all = true;  ///< No line was left out.
  };
  Result<Sample> sample(const std::vector<WordSplit>& splits, std::size_t most, const std::stop_token& stop);

  /// Looks at all lines and moves the events that have the word, inside the caller's transaction. Errors as
  /// `sample`, StoreFailed.
  Result<std::vector<WordSplitCount>> move(const std::vector<WordSplit>& splits, const std::stop_token& stop,
                                           const ProgressSink& progress);

 private:
  WordSplitter(store::Database& database, parse::LogKeyParser parser, std::vector<KeyId> ids,
               std::string word);
  void count(KeyId key, std::string_view message, bool hasWord, WordSplitCount& count) const;

  store::Database& m_database;
  parse::LogKeyParser m_parser;
  std::vector<KeyId> m_ids;  ///< Of the parser's keys, ascending.
  std::string m_word;
};

}  // namespace faultline::pipeline
