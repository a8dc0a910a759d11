#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/report.h"
#include "engine/base/text.h"
#include "engine/pipeline/workflow.h"

namespace faultline::app {

using nlohmann::json;

namespace {

json numberOrNull(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json textOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json sentenceJson(const pipeline::Sentence& sentence) {
  return {{"code", sentence.code}, {"arguments", sentence.arguments}, {"text", sentence.text}};
}

json workflowJson(const std::optional<pipeline::WorkflowEvidence>& workflow) {
  if (!workflow) return nullptr;
  return {{"task", workflow->task},
          {"after", textOrNull(workflow->after)},
          {"before", textOrNull(workflow->before)},
          {"deviation", textOrNull(workflow->deviation)},
          {"sentence", workflow->sentence.text},
          {"told", sentenceJson(workflow->sentence)}};
}

json causesJson(const std::vector<pipeline::Cause>& causes) {
  json list = json::array();
  for (const pipeline::Cause& cause : causes) {
    list.push_back({{"kind", cause.kind},
                    {"score", cause.score},
                    {"sentence", cause.sentence.text},
                    {"told", sentenceJson(cause.sentence)},
                    {"time", cause.time ? json(isoUtc(*cause.time)) : json(nullptr)},
                    {"event", cause.event ? json(cause.event.packed()) : json(nullptr)},
                    {"finding", cause.finding ? json(cause.finding.value) : json(nullptr)},
                    {"service", cause.service}});
  }
  return list;
}

json evidenceJson(const pipeline::Evidence& evidence, const std::vector<pipeline::Cause>& causes) {
  json history = json::array();
  for (const pipeline::HistoryEntry& entry : evidence.history) {
    history.push_back(
        {{"key", entry.key.value}, {"template", entry.text}, {"source", entry.source}, {"line", entry.line}});
  }
  json expected = json::array();
  for (const pipeline::ExpectedKey& key : evidence.expected) {
    expected.push_back({{"key", key.key.value}, {"template", key.text}, {"probability", key.probability}});
  }
  json actual;
  if (evidence.actual) {
    actual = {{"key", evidence.actual->key.value},
              {"template", evidence.actual->text},
              {"probability", evidence.actual->probability},
              {"rank", evidence.actual->rank}};
  }
  json values = json::array();
  for (const pipeline::ValueEvidence& value : evidence.values) {
    values.push_back({{"name", value.name},
                      {"unit", value.unit},
                      {"value", numberOrNull(value.value)},
                      {"low", numberOrNull(value.low)},
                      {"high", numberOrNull(value.high)},
                      {"expected", numberOrNull(value.expected)},
                      {"odd", value.isOdd}});
  }
  json lines = json::array();
  for (const pipeline::LogLine& line : evidence.lines) lines.push_back(line.text);
  json others = json::array();
  for (const pipeline::Finding& other : evidence.sameSession) others.push_back(other.id.value);
  return {{"schema", 1},
          {"finding", findingJson(evidence.finding)},
          {"sentence", evidence.sentence},
          {"history", history},
          {"expected", expected},
          {"actual", actual},
          {"values", values},
          {"workflow", workflowJson(evidence.workflow)},
          {"causes", causesJson(causes)},
          {"lines", lines},
          {"metrics", json::array()},
          {"same_session", others}};
}

void printWorkflow(const pipeline::Evidence& evidence, const std::vector<pipeline::Cause>& causes) {
  if (evidence.workflow) {
    std::cout << fmt::format("\nin its workflow, during {}\n  {}\n", printable(evidence.workflow->task),
                             printable(evidence.workflow->sentence.text));
  }
  if (!causes.empty()) std::cout << "\nwhat could explain it, the likeliest first\n";
  for (const pipeline::Cause& cause : causes)
    std::cout << fmt::format("  {:>8.2f}  {}\n", cause.score, printable(cause.sentence.text));
}

void printEvidence(const pipeline::Evidence& evidence, const std::vector<pipeline::Cause>& causes) {
  const pipeline::Finding& finding = evidence.finding;
  std::cout << fmt::format("{} ({}, p {:.2g})\n{}\n", finding.title, severityName(finding.severity),
                           finding.p, evidence.sentence);
  std::cout << fmt::format("\n  {}:{}  {}  {}\n", printable(finding.source), finding.line,
                           finding.time ? isoUtc(*finding.time) : "no time", printable(finding.session));
  if (!evidence.history.empty()) std::cout << "\nbefore it, oldest first\n";
  for (const pipeline::HistoryEntry& entry : evidence.history) {
    std::cout << fmt::format("  {:>8}  {}\n", entry.line == 0 ? std::string() : std::to_string(entry.line),
                             printable(entry.text));
  }
  if (!evidence.expected.empty()) std::cout << "\nexpected\n";
  for (const pipeline::ExpectedKey& key : evidence.expected) {
    std::cout << fmt::format("  {:>7.2f} %  {}\n", key.probability * 100, printable(key.text));
  }
  if (evidence.actual) {
    const std::string rank =
        evidence.actual->rank == 0 ? "never seen" : fmt::format("rank {}", evidence.actual->rank);
    std::cout << fmt::format("\nbut came\n  {:>7.2f} %  {} ({})\n", evidence.actual->probability * 100,
                             printable(evidence.actual->text), rank);
  }
  if (!evidence.values.empty()) std::cout << "\nnumbers\n";
  for (const pipeline::ValueEvidence& value : evidence.values) {
    std::cout << fmt::format("{} {:>14.6g} {:<2} {} (expected {:.4g}, usually {:.4g} to {:.4g})\n",
                             value.isOdd ? '>' : ' ', value.value, value.unit, printable(value.name),
                             value.expected, value.low, value.high);
  }
  printWorkflow(evidence, causes);
  if (!evidence.sameSession.empty()) std::cout << "\nalso in this session\n";
  for (const pipeline::Finding& other : evidence.sameSession)
    std::cout << fmt::format("  {:>8}  {}\n", other.id.value, other.title);
  std::cout << "\nlines\n";
  if (evidence.linesError) std::cout << "  " << errorLine(*evidence.linesError) << '\n';
  for (const pipeline::LogLine& line : evidence.lines) {
    std::cout << fmt::format("{} {:>8}  {}\n", line.event == finding.event ? '>' : ' ', line.line,
                             printable(line.text));
  }
}

ExitCode runExplain(const CommandContext& context, const std::string& project, std::int64_t finding) {
  const auto evidence = pipeline::loadEvidence(project, FindingId{finding});
  if (!evidence) return fail(evidence.error());
  auto causes = pipeline::loadCauses(project, FindingId{finding}, context.stop);
  // Without a workflow nothing is known of causes, which is no failure.
  if (!causes && causes.error().code != ErrorCode::NoWorkflow) return fail(causes.error());
  if (!causes) causes.emplace();
  if (context.json) {
    printJson(evidenceJson(*evidence, *causes));
  } else {
    printEvidence(*evidence, *causes);
  }
  return ExitCode::Done;
}

}  // namespace

void addExplainCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("explain", "why something is a finding");
  const auto project = std::make_shared<std::string>();
  const auto finding = std::make_shared<std::int64_t>(0);
  command->add_option("PROJECT", *project, "the project")->required()->type_name("");
  command->add_option("FINDING", *finding, "its number")->required()->type_name("");
  command->callback([&context, &run, project, finding] {
    run = [&context, project, finding] { return runExplain(context, *project, *finding); };
  });
}

}  // namespace faultline::app
