#include "engine/pipeline/key_edit_plan.h"

#include <algorithm>

#include "engine/base/text.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

constexpr std::size_t kMostName = 200;

std::string quoted(const std::string& text) { return "\u201c" + printable(text) + "\u201d"; }

Result<std::vector<KeyId>> shownOnce(const KeyEditInput& input, const std::vector<KeyId>& keys) {
  std::vector<KeyId> shown;
  for (const KeyId key : keys) {
    FAULTLINE_TRY_ASSIGN(const KeyId canonical, input.shown(key));
    if (std::ranges::find(shown, canonical) == shown.end()) shown.push_back(canonical);
  }
  return shown;
}

}  // namespace

std::uint64_t KeyEditInput::events(KeyId canonical) const {
  std::uint64_t events = 0;
  for (const KeyId member : book.members(canonical)) {
    const auto count = counts.find(member);
    if (count != counts.end()) events += count->second;
  }
  return events;
}

Result<KeyId> KeyEditInput::shown(KeyId key) const {
  const KeyId canonical = book.canonical(key);
  if (book.find(key) == nullptr || book.find(canonical) == nullptr || book.wasTakenBack(key)) {
    return failure(ErrorCode::KeyUnknown, project, "no log key has the number " + std::to_string(key.value));
  }
  return canonical;
}

std::string KeyEditInput::list(const std::vector<KeyId>& keys) {
  std::string text;
  for (const KeyId key : keys) text += (text.empty() ? "" : ", ") + std::to_string(key.value);
  return text;
}

std::function<std::optional<std::string>(KeyId)> samplesOf(store::Database& database, EventTexts& texts) {
  constexpr std::size_t kMostSamples = 5'000;
  texts.setReading(EventTexts::Reading::Samples);
  return [&database, &texts, left = kMostSamples](KeyId key) mutable -> std::optional<std::string> {
    if (left == 0) return std::nullopt;
    --left;
    return someMessageOf(database, texts, key);
  };
}

Result<KeyEditPlan> planMerge(const KeyEditInput& input, const std::vector<KeyId>& keys) {
  FAULTLINE_TRY_ASSIGN(const std::vector<KeyId> shown, shownOnce(input, keys));
  if (shown.size() < 2) {
    const char* why =
        keys.size() < 2 ? "a merge wants two log keys or more" : "these are one log key already";
    return failure(ErrorCode::InvalidArgument, KeyEditInput::list(keys), why);
  }
  KeyEditPlan plan;
  plan.action = "keys.merge";
  plan.key = shown.front();
  plan.lineKeys = shown;
  const store::KeyRow& into = *input.book.find(plan.key);
  const std::vector<KeyId> others(shown.begin() + 1, shown.end());
  for (const KeyId other : others) {
    plan.forward["aliases"].push_back({other.value, into.id.value, into.revision});
    plan.inverse["aliases"].push_back({other.value, 0, 0});
    const std::uint64_t events = input.events(other);
    plan.keys.push_back({other, input.book.textOf(other), input.book.textOf(plan.key), events});
    plan.events += events;
  }
  plan.otherKeys = others.size();
  plan.arguments = {KeyEditInput::list(others), std::to_string(plan.key.value),
                    input.book.tellingTextOf(plan.key)};
  return plan;
}

Result<KeyEditPlan> planRename(const KeyEditInput& input, const std::vector<KeyId>& keys,
                               const std::string& name) {
  if (keys.size() != 1) {
    return failure(ErrorCode::InvalidArgument, KeyEditInput::list(keys), "one log key gets a name at a time");
  }
  FAULTLINE_TRY_ASSIGN(const KeyId key, input.shown(keys.front()));
  const std::string utf8 = toUtf8(name);
  if (utf8.size() > kMostName) {
    return failure(ErrorCode::InvalidArgument, elided(utf8, 40),
                   "a name has at most " + std::to_string(kMostName) + " bytes");
  }
  const store::KeyRow& row = *input.book.find(key);
  if (row.name == utf8) {
    return failure(ErrorCode::InvalidArgument, std::to_string(key.value),
                   utf8.empty() ? "the log key has no name" : "the log key has this name already");
  }
  KeyEditPlan plan;
  plan.action = "keys.rename";
  plan.key = key;
  plan.lineKeys = {key};
  plan.forward["names"] = json::array({{key.value, utf8}});
  plan.inverse["names"] = json::array({{key.value, row.name}});
  plan.keys.push_back({key, input.book.textOf(key), utf8.empty() ? row.text : utf8, input.events(key)});
  plan.arguments = {std::to_string(key.value), utf8.empty() ? row.text : utf8};
  return plan;
}

Result<KeyId> keyToSplit(const KeyEditInput& input, const std::vector<KeyId>& keys, const std::string& word) {
  if (keys.size() != 1) {
    return failure(ErrorCode::InvalidArgument, KeyEditInput::list(keys), "one log key is split at a time");
  }
  FAULTLINE_TRY_ASSIGN(const KeyId key, input.shown(keys.front()));
  const bool blank = std::ranges::any_of(word, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (word.empty() || blank) {
    return failure(ErrorCode::InvalidArgument, quoted(word),
                   "a log key is split on one word, without blanks");
  }
  for (const store::SplitRow& split : input.book.splits()) {
    if (split.active && split.parent == key && split.token == word) {
      return failure(ErrorCode::InvalidArgument, quoted(word),
                     "the log key has been split on this word already");
    }
  }
  return key;
}

Result<KeyEditPlan> planOf(const KeyEditInput& input, const KeyEdit& edit) {
  switch (edit.kind) {
    case KeyEdit::Kind::Merge:
      return planMerge(input, edit.keys);
    case KeyEdit::Kind::Rename:
      return planRename(input, edit.keys, edit.text);
    case KeyEdit::Kind::Mask:
      return planMask(input, edit.text);
    case KeyEdit::Kind::Split:
      break;
  }
  return failure(ErrorCode::InvalidArgument, {}, "a split is found in the lines");
}

Status checkSplit(const std::string& word, std::uint64_t moved, std::uint64_t events) {
  if (moved == 0)
    return failure(ErrorCode::InvalidArgument, quoted(word), "no line of the log key has this word");
  if (moved == events)
    return failure(ErrorCode::InvalidArgument, quoted(word), "all lines of the log key have this word");
  return {};
}

}  // namespace faultline::pipeline
