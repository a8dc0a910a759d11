#include "engine/workflow/automaton.h"
#include "engine/workflow/document.h"
#include "engine/workflow/edit.h"
#include "engine/workflow/replay.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

/// What can be made of a workflow can be made of one with anything in it that `load` lets through.
void use(const Workflow& workflow) {
  const KeyTexts texts = [](LogKey key) { return KeyText{"key <*> " + std::to_string(key), {}}; };
  const std::string json = toJson(workflow, texts);
  fuzz::require(!json.empty());
  fuzz::touch(json);
  fuzz::require(taskNames(workflow, texts).size() == workflow.tasks.size());
  std::vector<Entry> entries;
  for (const Task& task : workflow.tasks) {
    for (const Node& node : task.nodes) entries.push_back({node.key, static_cast<std::int64_t>(node.count)});
  }
  entries.resize(std::min<std::size_t>(entries.size(), 50));
  const Trace trace = replay(workflow, entries);
  fuzz::require(trace.steps.size() == entries.size());
  if (workflow.tasks.empty()) return;
  const Task& first = workflow.tasks.front();
  const Task& last = workflow.tasks.back();
  for (const auto& changed : {merged(workflow, first.id, last.id),
                              split(workflow, last.id, static_cast<NodeIndex>(last.nodes.size() / 2))}) {
    if (!changed) continue;
    const auto again = load(save(*changed));
    fuzz::require(again.has_value() && save(*again) == save(*changed));
  }
}

}  // namespace

/// A stored workflow: it is loaded whole, or it is said that it is invalid.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto workflow = load(bytes);
  if (!workflow) {
    fuzz::require(workflow.error().code == ErrorCode::WorkflowInvalid);
    return 0;
  }
  fuzz::require(save(*workflow) == bytes);
  use(*workflow);
  return 0;
}
