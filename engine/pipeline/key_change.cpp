#include "engine/pipeline/key_change.h"

#include <algorithm>

#include "engine/parse/template_edit.h"
#include "engine/store/event_repository.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

std::int64_t numberAt(const json& list, std::size_t place) { return list.at(place).get<std::int64_t>(); }
std::string textAt(const json& list, std::size_t place) { return list.at(place).get<std::string>(); }

const json& part(const json& change, const char* name) {
  static const json kNothing = json::array();
  const auto found = change.find(name);
  return found == change.end() ? kNothing : *found;
}

class KeyChanger {
 public:
  KeyChanger(store::Database& database, const std::stop_token& stop, const ProgressSink& progress)
      : m_database(database), m_keys(database), m_rules(database), m_stop(stop), m_progress(progress) {}

  Result<KeyChangeResult> apply(const json& change) {
    for (const json& alias : part(change, "aliases")) FAULTLINE_TRY(setAlias(alias));
    for (const json& name : part(change, "names")) {
      FAULTLINE_TRY(m_keys.rename(KeyId{numberAt(name, 0)}, textAt(name, 1)));
    }
    for (const json& mask : part(change, "masks")) {
      FAULTLINE_TRY(m_rules.setMaskActive(numberAt(mask, 0), mask.at(1).get<bool>()));
    }
    FAULTLINE_TRY(setTemplates(change));
    KeyChangeResult result;
    if (const auto split = change.find("split"); split != change.end()) {
      if (split->at("active").get<bool>()) {
        FAULTLINE_TRY_ASSIGN(result.splits, makeSplit(*split));
      } else {
        FAULTLINE_TRY(takeSplitBack(*split));
      }
    }
    return result;
  }

 private:
  Status setAlias(const json& alias) {
    const KeyId key{numberAt(alias, 0)};
    if (numberAt(alias, 1) == 0) return m_keys.removeAlias(key);
    return m_keys.setAlias(key, KeyId{numberAt(alias, 1)}, static_cast<int>(numberAt(alias, 2)));
  }

  Status setTemplates(const json& change) {
    const json& templates = part(change, "templates");
    if (templates.empty()) return {};
    FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(m_database));
    FAULTLINE_TRY_ASSIGN(const auto counts, store::EventRepository(m_database).keyCounts());
    for (const json& entry : templates) {
      const store::KeyRow* row = book.find(KeyId{numberAt(entry, 0)});
      if (row == nullptr) continue;
      const auto count = counts.find(row->id);
      const std::int64_t most = numberAt(entry, 4);
      const bool grown =
          most >= 0 && count != counts.end() && static_cast<std::int64_t>(count->second) > most;
      if (row->text == textAt(entry, 1) && !grown) {
        FAULTLINE_TRY(m_keys.restore(row->id, textAt(entry, 2), static_cast<int>(numberAt(entry, 3))));
      } else if (const auto expression = change.find("expression"); expression != change.end()) {
        FAULTLINE_TRY_ASSIGN(const auto mask, parse::TemplateMask::make(expression->get<std::string>()));
        FAULTLINE_TRY(m_keys.refine(row->id, mask.apply(row->text)));
      }
    }
    return {};
  }

  Result<std::vector<WordSplitCount>> makeSplit(const json& split) {
    FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(m_database));
    FAULTLINE_TRY_ASSIGN(WordSplitter splitter,
                         WordSplitter::make(m_database, book, split.at("word").get<std::string>()));
    std::vector<WordSplit> splits;
    for (const json& entry : split.at("keys")) {
      splits.push_back({KeyId{numberAt(entry, 1)}, KeyId{numberAt(entry, 0)}});
      FAULTLINE_TRY(m_rules.setSplitActive(splits.back().to, true));
    }
    return splitter.move(splits, m_stop, m_progress);
  }

  Status takeSplitBack(const json& split) {
    FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(m_database));
    store::KeyedEvents events(m_database);
    ProgressReporter reporter(m_progress);
    for (const json& entry : split.at("keys")) {
      const KeyId key{numberAt(entry, 0)};
      const KeyId parent{numberAt(entry, 1)};
      FAULTLINE_TRY(m_rules.setSplitActive(key, false));
      FAULTLINE_TRY(coverSplit(book, key, parent));
      FAULTLINE_TRY_ASSIGN(const auto blocks, events.blocks(std::span(&key, 1)));
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
        reporter.report({Stage::Saving, i, blocks.size(), {}});
        FAULTLINE_TRY(events.moveAll(blocks[i], parent));
      }
    }
    return {};
  }

  /// Messages that came after the split may have made its template more general; they are the parent's now.
  Status coverSplit(const KeyBook& book, KeyId key, KeyId parent) {
    const store::KeyRow* split = book.find(key);
    const store::KeyRow* row = book.find(parent);
    if (split == nullptr || row == nullptr || split->revision == 1) return {};
    return m_keys.refine(parent, parse::coveringBoth(row->text, split->text));
  }

  store::Database& m_database;
  store::KeyRepository m_keys;
  store::KeyRuleRepository m_rules;
  const std::stop_token& m_stop;
  const ProgressSink& m_progress;
};

}  // namespace

Result<KeyChangeResult> applyKeyChange(store::Database& database, const json& change,
                                       const std::stop_token& stop, const ProgressSink& progress) {
  try {
    return KeyChanger(database, stop, progress).apply(change);
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, database.file().string(), exception.what());
  }
}

}  // namespace faultline::pipeline
