#include <chrono>

#include "engine/pipeline/key_change.h"
#include "engine/pipeline/key_edit_plan.h"
#include "engine/pipeline/project_parser.h"
#include "engine/pipeline/relearning.h"
#include "engine/store/event_repository.h"
#include "engine/store/journal.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

/// One edit, inside the caller's transaction.
class KeyEditor {
 public:
  KeyEditor(store::Database& database, const KeyEditInput& input, const std::stop_token& stop,
            const ProgressSink& progress)
      : m_database(database), m_input(input), m_stop(stop), m_progress(progress) {}

  Result<KeyEditReport> make(const KeyEdit& edit) {
    KeyEditPlan plan;
    if (edit.kind == KeyEdit::Kind::Split) {
      FAULTLINE_TRY_ASSIGN(plan, split(edit));
    } else {
      FAULTLINE_TRY_ASSIGN(plan, planOf(m_input, edit));
      if (edit.kind == KeyEdit::Kind::Mask) FAULTLINE_TRY(addMask(edit.text, plan));
      FAULTLINE_TRY(applyKeyChange(m_database, plan.forward, m_stop, m_progress));
    }
    plan.forward["arguments"] = plan.arguments;
    FAULTLINE_TRY(
        store::Journal(m_database).record(plan.action, written(plan.forward), written(plan.inverse)));
    KeyEditReport report;
    report.key = plan.key;
    report.events = plan.events;
    report.keys = plan.otherKeys;
    return report;
  }

 private:
  static std::string written(const json& change) {
    return change.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  /// Its row is there from now on; whether it counts, the change says.
  Status addMask(const std::string& expression, KeyEditPlan& plan) {
    FAULTLINE_TRY_ASSIGN(const std::int64_t mask, store::KeyRuleRepository(m_database).addMask(expression));
    plan.forward["masks"] = json::array({{mask, true}});
    plan.inverse["masks"] = json::array({{mask, false}});
    return {};
  }

  /// Each key that is read as the one to split gets a part of its own, so that all can be put together again
  /// as they were; the parts are read as one.
  Result<json> addParts(KeyId key, const std::string& word) {
    store::KeyRepository keys(m_database);
    json parts = json::array();
    for (const KeyId member : m_input.book.members(key)) {
      FAULTLINE_TRY_ASSIGN(const KeyId part, keys.insert(m_input.book.find(member)->text));
      FAULTLINE_TRY(store::KeyRuleRepository(m_database).addSplit({part, member, word, false}));
      parts.push_back({part.value, member.value});
    }
    return parts;
  }

  Result<KeyEditPlan> split(const KeyEdit& edit) {
    FAULTLINE_TRY_ASSIGN(const KeyId key, keyToSplit(m_input, edit.keys, edit.text));
    FAULTLINE_TRY_ASSIGN(const json parts, addParts(key, edit.text));
    KeyEditPlan plan;
    plan.action = "keys.split";
    plan.key = KeyId{parts.at(0).at(0).get<std::int64_t>()};
    plan.forward["split"] = {{"word", edit.text}, {"active", true}, {"keys", parts}};
    plan.inverse["split"] = {{"word", edit.text}, {"active", false}, {"keys", parts}};
    for (std::size_t i = 1; i < parts.size(); ++i) {
      plan.forward["aliases"].push_back({parts[i].at(0), plan.key.value, 1});
      plan.inverse["aliases"].push_back({parts[i].at(0), 0, 0});
    }
    plan.arguments = {std::to_string(key.value), m_input.book.tellingTextOf(key), edit.text};
    FAULTLINE_TRY_ASSIGN(const KeyChangeResult changed,
                         applyKeyChange(m_database, plan.forward, m_stop, m_progress));
    FAULTLINE_TRY(finishSplit(changed.splits, parts, edit.text, plan));
    return plan;
  }

  Status finishSplit(const std::vector<WordSplitCount>& counts, const json& parts, const std::string& word,
                     KeyEditPlan& plan) {
    store::KeyRepository keys(m_database);
    std::uint64_t events = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      events += counts[i].events;
      plan.events += counts[i].moved;
      const KeyId parent{parts[i].at(1).get<std::int64_t>()};
      const std::string text = counts[i].templateText(m_input.book.find(parent)->text);
      FAULTLINE_TRY(keys.restore(KeyId{parts[i].at(0).get<std::int64_t>()}, text, 1));
    }
    plan.otherKeys = 1;
    return checkSplit(word, plan.events, events);
  }

  store::Database& m_database;
  const KeyEditInput& m_input;
  const std::stop_token& m_stop;
  const ProgressSink& m_progress;
};

}  // namespace

Result<KeyEditReport> editKeys(const std::filesystem::path& project, const KeyEdit& edit,
                               std::stop_token stop, const ProgressSink& progress) {
  const auto begun = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "change of log keys"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const KeyBook before, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const KeyCounts counts, store::EventRepository(database).keyCounts());
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, parserSettings(database, before));
  EventTexts texts(database);
  const KeyEditInput input{before, counts, project.string(), settings, samplesOf(database, texts)};
  FAULTLINE_TRY_ASSIGN(KeyEditReport report, KeyEditor(database, input, stop, progress).make(edit));
  FAULTLINE_TRY_ASSIGN(const KeyBook after, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const std::optional<Notice> notice, relearningNotice(database, after));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(transaction.commit());
  if (notice) report.notices.push_back(*notice);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return report;
}

}  // namespace faultline::pipeline
