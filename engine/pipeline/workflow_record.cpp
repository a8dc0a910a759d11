#include "engine/pipeline/workflow_record.h"

#include "engine/base/hash.h"
#include "engine/store/event_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

json parsed(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_object() ? value : json::object();
}

template <class T>
T numberIn(const json& object, const char* name, T otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<T>() : otherwise;
}

std::string textIn(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<TimeRange> rangeIn(const json& settings) {
  const auto normal = settings.find("normal");
  if (normal == settings.end() || !normal->is_object()) return std::nullopt;
  const auto from = parseMoment(textIn(*normal, "from"), {});
  const auto to = parseMoment(textIn(*normal, "to"), {});
  if (!from || !to) return std::nullopt;
  return TimeRange{*from, *to};
}

json toJson(const std::map<workflow::LogKey, std::string>& texts) {
  json pairs = json::array();
  for (const auto& [key, text] : texts) pairs.push_back({key, text});
  return pairs;
}

std::map<workflow::LogKey, std::string> textsIn(const json& object, const char* name) {
  std::map<workflow::LogKey, std::string> texts;
  const auto pairs = object.find(name);
  if (pairs == object.end() || !pairs->is_array()) return texts;
  for (const json& pair : *pairs) {
    if (pair.is_array() && pair.size() == 2 && pair[0].is_number_integer() && pair[1].is_string())
      texts[pair[0].get<workflow::LogKey>()] = pair[1].get<std::string>();
  }
  return texts;
}

}  // namespace

json toJson(const MiningSettings& settings) {
  json text = {{"method", methodName(settings.method)},
               {"tau", settings.tau},
               {"seed", settings.seed},
               {"threads", settings.threads}};
  if (settings.normal)
    text["normal"] = {{"from", isoUtc(settings.normal->from)}, {"to", isoUtc(settings.normal->to)}};
  if (!settings.sources.empty()) {
    text["sources"] = json::array();
    for (const SourceId source : settings.sources) text["sources"].push_back(source.value);
  }
  return text;
}

MiningSettings settingsOf(const std::string& text) {
  const json object = parsed(text);
  MiningSettings settings;
  settings.method = methodFromName(textIn(object, "method")).value_or(settings.method);
  settings.tau = numberIn(object, "tau", settings.tau);
  settings.seed = numberIn(object, "seed", settings.seed);
  settings.threads = numberIn(object, "threads", settings.threads);
  settings.normal = rangeIn(object);
  if (const auto sources = object.find("sources"); sources != object.end() && sources->is_array()) {
    for (const json& source : *sources) {
      if (source.is_number_integer()) settings.sources.push_back(SourceId{source.get<std::int64_t>()});
    }
  }
  return settings;
}

Result<std::string> stateOf(store::Database& database) {
  json state = json::object();
  FAULTLINE_TRY_ASSIGN(state["events"], store::EventRepository(database).count());
  FAULTLINE_TRY_ASSIGN(const std::vector<store::AliasRow> aliases,
                       store::KeyRepository(database).aliasRows());
  for (const store::AliasRow& alias : aliases)
    state["aliases"].push_back({alias.key.value, alias.canonical.value});
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SplitRow> splits,
                       store::KeyRuleRepository(database).splits());
  for (const store::SplitRow& split : splits) {
    if (split.active) state["splits"].push_back(split.key.value);
  }
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, store::SourceRepository(database).all());
  for (const store::SourceRow& source : sources)
    state["sources"].push_back({source.id.value, source.clock.zone, source.clock.offset.count()});
  const std::string text = state.dump(-1, ' ', false, json::error_handler_t::replace);
  return std::to_string(stableHash(text));
}

json toJson(const WorkflowSource& source) {
  return {{"state", source.state},
          {"left_out", source.leftOut},
          {"services", toJson(source.services)},
          {"templates", toJson(source.templates)},
          {"linked", source.linked}};
}

WorkflowSource sourceOf(const std::string& text) {
  const json object = parsed(text);
  WorkflowSource source;
  source.state = textIn(object, "state");
  source.leftOut = numberIn<std::uint64_t>(object, "left_out", 0);
  source.services = textsIn(object, "services");
  source.templates = textsIn(object, "templates");
  if (const auto linked = object.find("linked"); linked != object.end() && linked->is_array()) {
    for (const json& key : *linked) {
      if (key.is_number_integer()) source.linked.insert(key.get<workflow::LogKey>());
    }
  }
  return source;
}

workflow::KeyTexts keyTexts(const KeyBook& book) {
  return [&book](workflow::LogKey key) {
    const KeyId id{key};
    const store::KeyRow* row = book.find(book.canonical(id));
    workflow::KeyText text;
    if (row == nullptr) {
      text.label = "log key " + std::to_string(key);
      return text;
    }
    text.templateText = row->text;
    text.label = workflow::tellingWords(book.tellingTextOf(id));
    if (text.label.empty()) text.label = "log key " + std::to_string(key);
    return text;
  };
}

Result<std::optional<StoredWorkflow>> activeWorkflow(store::Database& database) {
  const store::WorkflowRepository repository(database);
  FAULTLINE_TRY_ASSIGN(std::optional<store::WorkflowRow> row, repository.active());
  if (!row) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const std::string bytes, repository.automaton(row->id));
  auto automaton = workflow::load(bytes);
  if (!automaton) {
    automaton.error().where = database.file().string();
    return tl::unexpected<Error>(automaton.error());
  }
  return StoredWorkflow{std::move(*row), std::move(*automaton)};
}

}  // namespace faultline::pipeline
