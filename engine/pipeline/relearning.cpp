#include "engine/pipeline/relearning.h"

#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/detect/detector.h"
#include "engine/store/model_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

/// The keys as they were when a model was learnt.
struct LearntKeys {
  std::unordered_set<std::int64_t> vocabulary;
  bool sawAll = false;  ///< Which keys it saw is not known any more.
  std::unordered_map<std::int64_t, std::int64_t> aliases;
  std::unordered_set<std::int64_t> splits;  ///< Keys that had been split off.

  [[nodiscard]] std::int64_t canonical(std::int64_t key) const {
    const auto alias = aliases.find(key);
    return alias == aliases.end() ? key : alias->second;
  }
  [[nodiscard]] bool saw(std::int64_t key) const { return sawAll || vocabulary.contains(canonical(key)); }
};

Result<LearntKeys> readKeys(const std::string& text) {
  try {
    const json document = json::parse(text);
    LearntKeys keys;
    document.at("learnt").get_to(keys.vocabulary);
    document.at("splits").get_to(keys.splits);
    for (const json& alias : document.at("aliases")) {
      keys.aliases.emplace(alias.at(0).get<std::int64_t>(), alias.at(1).get<std::int64_t>());
    }
    return keys;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, "model_keys.keys", exception.what());
  }
}

/// A model of the first version was learnt when keys could not be edited.
Result<LearntKeys> keysOfFirstVersion(const store::ModelRepository& models, ModelId model) {
  FAULTLINE_TRY_ASSIGN(const std::string bundle, models.bundle(model));
  LearntKeys keys;
  // One that cannot be read has to be learnt again anyway; that is no reason to refuse an edit of keys.
  const auto detector = detect::Detector::load(bundle);
  keys.sawAll = !detector;
  if (detector) keys.vocabulary.insert(detector->vocabulary().begin(), detector->vocabulary().end());
  return keys;
}

struct Differences {
  std::size_t merged = 0;
  std::size_t apart = 0;  ///< Were one, are two.
  std::size_t split = 0;
};

/// Of the keys that the model saw, those that are read otherwise now.
Differences compare(const LearntKeys& learnt, const KeyBook& book) {
  Differences found;
  for (const store::KeyRow& row : book.rows()) {
    const std::int64_t key = row.id.value;
    const std::int64_t before = learnt.canonical(key);
    const std::int64_t after = book.canonical(row.id).value;
    if (before == after || !learnt.saw(key)) continue;
    const bool takenBack = learnt.splits.contains(key) && book.wasTakenBack(row.id);
    if (takenBack || before == key) {
      ++found.merged;
    } else {
      ++found.apart;
    }
  }
  for (const store::SplitRow& split : book.splits()) {
    const bool isNew = split.active && !learnt.splits.contains(split.key.value);
    if (isNew && learnt.saw(split.parent.value) && book.isShown(split.key)) ++found.split;
  }
  return found;
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} of its keys {} {}", count, count == 1 ? "was" : "were", what);
}

std::optional<Notice> noticeOf(const Differences& found) {
  std::string text;
  const auto add = [&](std::size_t count, const char* what) {
    if (count != 0) text += (text.empty() ? "" : ", ") + counted(count, what);
  };
  add(found.merged, "merged into others");
  add(found.apart, "taken apart");
  add(found.split, "split off others");
  if (text.empty()) return std::nullopt;
  return Notice{ErrorCode::KeysNeedRelearning, {}, text + " since it was learnt"};
}

}  // namespace

Status storeModelKeys(store::Database& database, ModelId model,
                      const std::vector<sequence::LogKey>& vocabulary) {
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  json aliases = json::array();
  for (const store::KeyRow& row : book.rows()) {
    const KeyId canonical = book.canonical(row.id);
    if (canonical != row.id) aliases.push_back({row.id.value, canonical.value});
  }
  json splits = json::array();
  for (const store::SplitRow& split : book.splits()) {
    if (split.active) splits.push_back(split.key.value);
  }
  const json keys = {{"learnt", vocabulary}, {"aliases", aliases}, {"splits", splits}};
  return store::ModelRepository(database).setKeys(model, keys.dump());
}

Result<std::optional<Notice>> relearningNotice(store::Database& database, const KeyBook& book) {
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<ModelId> active, models.active());
  if (!active) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const std::optional<std::string> stored, models.keys(*active));
  if (stored) {
    FAULTLINE_TRY_ASSIGN(const LearntKeys learnt, readKeys(*stored));
    return noticeOf(compare(learnt, book));
  }
  bool edited = false;
  for (const store::KeyRow& row : book.rows()) edited = edited || !book.isShown(row.id);
  for (const store::SplitRow& split : book.splits()) edited = edited || split.active;
  if (!edited) return std::nullopt;  // the usual case, without reading the model
  FAULTLINE_TRY_ASSIGN(const LearntKeys learnt, keysOfFirstVersion(models, *active));
  return noticeOf(compare(learnt, book));
}

}  // namespace faultline::pipeline
