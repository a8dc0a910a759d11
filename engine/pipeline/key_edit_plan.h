#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.h"
#include "engine/parse/log_key_parser.h"
#include "engine/pipeline/event_texts.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/keys.h"

namespace faultline::pipeline {

using KeyCounts = std::unordered_map<KeyId, std::uint64_t>;

/// What an edit will change, worked out without a look at raw lines.
struct KeyEditPlan {
  std::string action;                  ///< For the journal.
  std::vector<std::string> arguments;  ///< Of `changePattern(action)`.
  nlohmann::json forward;              ///< For `applyKeyChange`.
  nlohmann::json inverse;
  std::vector<KeyEditPreview::Affected> keys;
  std::vector<KeyId> lineKeys;  ///< Whose lines show what is affected.
  KeyId key;                    ///< Of the report.
  std::uint64_t events = 0;     ///< Read under another key than before.
  std::uint64_t otherKeys = 0;  ///< Read as another key than before.
};

/// The keys as users see them; `keys` of an edit may name merged ones.
struct KeyEditInput {
  const KeyBook& book;
  const KeyCounts& counts;
  std::string project;             ///< For errors.
  parse::ParserSettings settings;  ///< What messages are prepared with.
  /// A message of the key; none where its file has gone. What a mask does to messages shows there and not in
  /// their template where that has a parameter already. May be empty.
  std::function<std::optional<std::string>(KeyId)> sample;

  /// Events of the key and all that are read as it.
  [[nodiscard]] std::uint64_t events(KeyId canonical) const;
  /// The key that is shown for it. Error KeyUnknown.
  [[nodiscard]] Result<KeyId> shown(KeyId key) const;
  /// "3, 4".
  [[nodiscard]] static std::string list(const std::vector<KeyId>& keys);
};

/// Messages of keys for `KeyEditInput`, of some thousand keys at most: it costs a read each. The database and
/// the texts must outlive it.
std::function<std::optional<std::string>(KeyId)> samplesOf(store::Database& database, EventTexts& texts);

/// Of a merge, a rename or a mask; of a mask `forward` wants its row's number, which is 0 there. Errors:
/// KeyUnknown, RegexInvalid, InvalidArgument.
Result<KeyEditPlan> planMerge(const KeyEditInput& input, const std::vector<KeyId>& keys);
Result<KeyEditPlan> planRename(const KeyEditInput& input, const std::vector<KeyId>& keys,
                               const std::string& name);
Result<KeyEditPlan> planMask(const KeyEditInput& input, const std::string& expression);

/// One of them, as the edit says.
Result<KeyEditPlan> planOf(const KeyEditInput& input, const KeyEdit& edit);

/// The key to split; the word is fit to be one. Errors: KeyUnknown, InvalidArgument.
Result<KeyId> keyToSplit(const KeyEditInput& input, const std::vector<KeyId>& keys, const std::string& word);

/// Error InvalidArgument when a split would leave one key without events.
Status checkSplit(const std::string& word, std::uint64_t moved, std::uint64_t events);

}  // namespace faultline::pipeline
