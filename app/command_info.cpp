#include <algorithm>
#include <iostream>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "app/command.h"
#include "app/project_report.h"
#include "app/report.h"
#include "engine/base/text.h"
#include "engine/pipeline/models.h"
#include "engine/pipeline/workflow.h"

namespace faultline::app {

using nlohmann::json;

namespace {

const char* presenceName(pipeline::FilePresence presence) {
  switch (presence) {
    case pipeline::FilePresence::Unchanged:
      return "unchanged";
    case pipeline::FilePresence::Grown:
      return "grown";
    case pipeline::FilePresence::Changed:
      return "changed";
    case pipeline::FilePresence::Missing:
      return "missing";
    case pipeline::FilePresence::Unreadable:
      return "unreadable";
  }
  return "missing";
}

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

json sourceJson(const pipeline::Source& source) {
  return {{"id", source.id.value},
          {"path", source.path},
          {"state", source.state == pipeline::SourceState::Complete ? "complete" : "partial"},
          {"file", presenceName(source.presence)},
          {"bytes", source.bytes},
          {"events", source.events},
          {"unfitting", source.unfitting},
          {"sessions", source.sessions},
          {"layout", source.layout},
          {"session_id", source.sessionRule},
          {"encoding", source.encoding},
          {"compression", source.compression},
          {"host", source.host},
          {"service", source.service},
          {"timezone", source.clock.zone},
          {"clock_offset", seconds(source.clock.offset)},
          {"first", timeJson(source.first)},
          {"last", timeJson(source.last)}};
}

json modelJson(const pipeline::Model& model) {
  return {{"id", model.id.value},
          {"active", model.active},
          {"created", isoUtc(model.created)},
          {"settings", json::parse(model.settings, nullptr, false)},
          {"saw", json::parse(model.saw, nullptr, false)},
          {"bytes", model.bytes}};
}

/// What it was taught on top of, above what each signal speaks, and how training went, in short. A silent
/// signal's bound is null.
void addDetails(const std::vector<pipeline::ModelDetails>& details, json& models) {
  for (json& model : models) {
    const auto own = std::ranges::find(details, model["id"].get<std::int64_t>(),
                                       [](const pipeline::ModelDetails& one) { return one.id.value; });
    if (own == details.end()) continue;
    model["parent"] = own->parent ? json(own->parent.value) : json();
    model["taught"] = own->taught;
    model["thresholds"] = json::array();
    for (const pipeline::Threshold& threshold : own->thresholds) {
      model["thresholds"].push_back({{"signal", threshold.signal},
                                     {"of", threshold.of},
                                     {"bound", threshold.bound},
                                     {"unit", threshold.unit},
                                     {"held_out", threshold.heldOut},
                                     {"budget", threshold.budget}});
    }
    model["curves"] = json::array();
    for (const pipeline::TrainingCurve& curve : own->curves) {
      const bool isKept = curve.kept < curve.loss.size();
      model["curves"].push_back({{"part", curve.part},
                                 {"epochs", curve.loss.size()},
                                 {"kept", curve.kept},
                                 {"loss", isKept ? json(curve.loss[curve.kept]) : json()}});
    }
  }
}

/// Which of the models go on from another one, oldest first.
void printParents(const std::vector<pipeline::ModelDetails>& details) {
  for (const pipeline::ModelDetails& model : std::views::reverse(details)) {
    if (!model.parent) continue;
    std::cout << fmt::format("model {} was taught on top of model {}; false positives so far: {}\n",
                             model.id.value, model.parent.value, model.taught);
  }
}

/// Null when none was mined, or it cannot be read.
using WorkflowPtr = std::shared_ptr<const pipeline::ProjectWorkflow>;

json workflowInfoJson(const WorkflowPtr& workflow) {
  if (!workflow) return {};
  return {{"id", workflow->id},
          {"created", isoUtc(workflow->created)},
          {"method", pipeline::methodName(workflow->settings.method)},
          {"tau", workflow->settings.tau},
          {"tasks", workflow->automaton.tasks.size()},
          {"sessions", workflow->automaton.sessions},
          {"events", workflow->automaton.events},
          {"suggested",
           {{"history", workflow->automaton.suggestedHistory},
            {"candidates", workflow->automaton.suggestedCandidates}}},
          {"outdated", workflow->outdated}};
}

void printWorkflowInfo(const WorkflowPtr& workflow) {
  if (!workflow) return;
  std::cout << fmt::format("workflow {}, {}: {} tasks from {} sessions ({}){}\n", workflow->id,
                           isoUtc(workflow->created), workflow->automaton.tasks.size(),
                           workflow->automaton.sessions, pipeline::methodName(workflow->settings.method),
                           workflow->outdated ? "; outdated: the log has other events or keys now" : "");
}

ExitCode runInfo(const CommandContext& context, const std::string& project) {
  const auto info = pipeline::loadProject(project);
  if (!info) return fail(info.error());
  // A model that cannot be read is told by whatever uses it; the rest of the project still is to be seen.
  const auto details = pipeline::loadModels(project);
  const WorkflowPtr workflow = pipeline::loadWorkflow(project).value_or(nullptr);
  if (context.json) {
    json document = projectJson(*info);
    if (details) addDetails(*details, document["models"]);
    document["workflow"] = workflowInfoJson(workflow);
    printJson(document);
  } else {
    printProject(*info);
    if (details) printParents(*details);
    printWorkflowInfo(workflow);
  }
  return ExitCode::Done;
}

}  // namespace

json sourcesJson(const pipeline::ProjectInfo& info) {
  json sources = json::array();
  for (const pipeline::Source& source : info.sources) sources.push_back(sourceJson(source));
  return sources;
}

json projectJson(const pipeline::ProjectInfo& info) {
  json models = json::array();
  for (const pipeline::Model& model : info.models) models.push_back(modelJson(model));
  return {{"schema", 1},
          {"project", info.path.string()},
          {"schema_version", info.schema},
          {"bytes", info.bytes},
          {"events", info.events},
          {"sessions", info.sessions},
          {"keys", info.keys},
          {"unfitting", info.unfitting},
          {"findings", info.findings},
          {"sources", sourcesJson(info)},
          {"models", models},
          {"needs_relearning", info.needsRelearning ? json(errorLine(*info.needsRelearning)) : json()},
          {"writer", info.writer ? json(*info.writer) : json()}};
}

void printSources(const pipeline::ProjectInfo& info) {
  if (info.sources.empty()) std::cout << "No sources yet. Run: faultline import PROJECT PATH...\n";
  for (const pipeline::Source& source : info.sources) {
    std::cout << fmt::format("{:>3}  {}\n", source.id.value, printable(source.path));
    std::cout << fmt::format("     {}, file {}; {} events ({} lines do not fit), layout {}, session id {}\n",
                             source.state == pipeline::SourceState::Complete ? "complete" : "partial",
                             presenceName(source.presence), source.events, source.unfitting,
                             printable(source.layout), printable(source.sessionRule));
    const std::string span =
        source.first && source.last ? isoUtc(*source.first) + " .. " + isoUtc(*source.last) : "no times";
    std::cout << fmt::format("     {}; zone {}, clock offset {:+g} s\n", span, source.clock.zone,
                             seconds(source.clock.offset));
  }
}

void printProject(const pipeline::ProjectInfo& info) {
  std::cout << fmt::format("{}: schema {}, {:.1f} MB\n", printable(info.path.string()), info.schema,
                           static_cast<double>(info.bytes) / 1e6);
  std::cout << fmt::format("{} events, {} sessions, {} log keys, {} lines that do not fit, {} findings\n",
                           info.events, info.sessions, info.keys, info.unfitting, info.findings);
  if (info.writer) std::cout << "being written: " << printable(*info.writer) << '\n';
  printSources(info);
  for (const pipeline::Model& model : info.models) {
    std::cout << fmt::format("model {}{}, {}: settings {}, saw {}\n", model.id.value,
                             model.active ? " (active)" : "", isoUtc(model.created), model.settings,
                             model.saw);
  }
  if (info.needsRelearning) std::cout << errorLine(*info.needsRelearning) << '\n';
}

void addInfoCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("info", "what is in a project");
  const auto project = std::make_shared<std::string>();
  command->add_option("PROJECT", *project, "the project")->required()->type_name("");
  command->callback(
      [&context, &run, project] { run = [&context, project] { return runInfo(context, *project); }; });
}

}  // namespace faultline::app
