#include <algorithm>
#include <chrono>

#include "tests/ui/fake_workflow.h"

namespace faultline::ui {

using namespace pipeline;
using namespace std::chrono_literals;
using workflow::NodeIndex;

namespace {

void addKey(ProjectWorkflow& made, std::int64_t id, const char* text, const char* label,
            const char* service = "nova-compute") {
  made.keys.push_back({KeyId{id}, text, label, service});
}

void addNode(workflow::Task& task, std::int64_t key, std::uint64_t count) {
  task.nodes.push_back({static_cast<workflow::LogKey>(key), count, {}});
}

void addEdge(workflow::Task& task, NodeIndex from, NodeIndex to, std::uint64_t count, double medianMs,
             bool closesLoop = false) {
  workflow::Edge edge;
  edge.from = from;
  edge.to = to;
  edge.count = count;
  edge.probability = static_cast<double>(count) / static_cast<double>(task.nodes[from].count);
  edge.elapsed = {count, medianMs, 1.2 * medianMs, 1.5 * medianMs};
  edge.closesLoop = closesLoop;
  task.edges.push_back(edge);
}

workflow::Task creation() {
  workflow::Task task;
  task.id = workflow::TaskId{1};
  task.runs = 812;
  for (const std::int64_t key : {101, 102, 103, 104, 105, 106, 107, 108}) addNode(task, key, 812);
  task.nodes[3].count = 37;
  addNode(task, 109, 1'630);
  addNode(task, 110, 1'630);
  addNode(task, 111, 812);
  addEdge(task, 0, 1, 812, 12);
  addEdge(task, 1, 2, 775, 640);
  addEdge(task, 1, 3, 37, 520);
  addEdge(task, 2, 4, 420, 210);
  addEdge(task, 2, 5, 355, 190);
  addEdge(task, 3, 4, 37, 4'200);
  addEdge(task, 4, 5, 457, 35);
  addEdge(task, 4, 6, 355, 60);
  addEdge(task, 5, 4, 355, 40);
  addEdge(task, 5, 6, 457, 18);
  addEdge(task, 6, 7, 812, 220);
  addEdge(task, 7, 8, 812, 13'400);
  addEdge(task, 8, 9, 1'630, 90);
  addEdge(task, 9, 8, 818, 120, true);
  addEdge(task, 9, 10, 812, 400);
  task.starts = {{0, 812}};
  task.ends = {{10, 812}};
  task.concurrent = {{4, 5}};
  task.loops = {{{8, 9}, 1, 4}};
  task.branches = {{1, {{2}, {3}}}};
  task.variants = {{{0, 1, 2, 4, 5, 6, 7, 8, 9, 8, 9, 10}, 401},
                   {{0, 1, 2, 5, 4, 6, 7, 8, 9, 8, 9, 10}, 290},
                   {{0, 1, 2, 4, 5, 6, 7, 8, 9, 10}, 84},
                   {{0, 1, 3, 4, 5, 6, 7, 8, 9, 8, 9, 8, 9, 10}, 37}};
  task.variantCount = 4;
  return task;
}

workflow::Task deletion() {
  workflow::Task task;
  task.id = workflow::TaskId{2};
  task.runs = 790;
  for (const std::int64_t key : {121, 122, 123, 130, 124, 125, 126}) addNode(task, key, 790);
  task.nodes[3].count = 41;
  addEdge(task, 0, 1, 790, 410);
  addEdge(task, 1, 2, 790, 380);
  addEdge(task, 2, 4, 749, 700);
  addEdge(task, 2, 3, 41, 120);
  addEdge(task, 3, 4, 41, 650);
  addEdge(task, 4, 5, 790, 12);
  addEdge(task, 5, 6, 790, 240);
  task.starts = {{0, 790}};
  task.ends = {{6, 790}};
  task.branches = {{2, {{3}, {}}}};
  task.variants = {{{0, 1, 2, 4, 5, 6}, 749}, {{0, 1, 2, 3, 4, 5, 6}, 41}};
  task.variantCount = 2;
  return task;
}

void addKeys(ProjectWorkflow& made) {
  addKey(made, 101, "[instance: <*>] Attempting claim: memory <*> MB, disk <*> GB, vcpus <*> CPU",
         "Attempting claim: memory, disk, vcpus");
  addKey(made, 102, "[instance: <*>] Claim successful", "Claim successful");
  addKey(made, 103, "[instance: <*>] Creating image", "Creating image");
  addKey(made, 104, "Base image <*> is being fetched", "Base image is being fetched");
  addKey(made, 105, "[instance: <*>] VM Started (Lifecycle Event)", "VM Started (Lifecycle Event)");
  addKey(made, 106, "Creating event network-vif-plugged:<*> for instance <*>",
         "Creating event network-vif-plugged", "nova-api");
  addKey(made, 107, "[instance: <*>] VM Paused (Lifecycle Event)", "VM Paused (Lifecycle Event)");
  addKey(made, 108, "[instance: <*>] VM Resumed (Lifecycle Event)", "VM Resumed (Lifecycle Event)");
  addKey(made, 109,
         "[instance: <*>] During sync_power_state the instance has a pending task (spawning). Skip.",
         "During sync_power_state pending task");
  addKey(made, 110, "[instance: <*>] Took <*> seconds to spawn the instance on the hypervisor.",
         "Took seconds to spawn on the hypervisor");
  addKey(made, 111, "[instance: <*>] Took <*> seconds to build instance.", "Took seconds to build instance");
  addKey(made, 121, "[instance: <*>] Terminating instance", "Terminating instance");
  addKey(made, 122, "[instance: <*>] Instance destroyed successfully.", "Instance destroyed successfully");
  addKey(made, 123, "[instance: <*>] Deleting instance files <*>", "Deleting instance files");
  addKey(made, 124, "[instance: <*>] Deletion of <*> complete", "Deletion complete");
  addKey(made, 125, "[instance: <*>] Took <*> seconds to destroy the instance on the hypervisor.",
         "Took seconds to destroy");
  addKey(made, 126, "[instance: <*>] Took <*> seconds to deallocate network for instance.",
         "Took seconds to deallocate network");
  addKey(made, 130,
         "<b>Quota</b> \"exceeded\"\n} -> [label=\"x\"]; & <script>alert(1)</script> %1 <*>\\N\x1b[31m",
         "<b>Quota</b> \"exceeded\" -> [label=\"x\"]; & %1", "nova-api");
  addKey(made, 140, "[instance: <*>] Timeout waiting for <*>", "Timeout waiting for");
  addKey(made, 150, "Running periodic task <*>", "Running periodic task");
}

}  // namespace

std::shared_ptr<const ProjectWorkflow> madeWorkflow() {
  auto made = std::make_shared<ProjectWorkflow>();
  made->id = 1;
  made->created = UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 5 / 7} + 14h};
  auto& automaton = made->automaton;
  automaton.tau = 0.9;
  automaton.sessions = 830;
  automaton.events = 21'408;
  automaton.tasks = {creation(), deletion()};
  automaton.successions = {{workflow::kNone, 0, 812, {}},
                           {0, 1, 790, {790, 61'000, 180'000, 400'000}},
                           {1, workflow::kNone, 790, {}}};
  automaton.background = {150};
  automaton.suggestedHistory = 6;
  automaton.suggestedCandidates = 3;
  made->taskNames = {"Attempting claim … Took seconds to build instance",
                     "Terminating instance … deallocate network"};
  addKeys(*made);
  return made;
}

std::shared_ptr<const ProjectWorkflow> madeNoWorkflow() {
  auto made = std::make_shared<ProjectWorkflow>();
  made->id = 1;
  made->automaton.sessions = 500;
  made->automaton.events = 9'000;
  made->automaton.notices = {Notice{ErrorCode::NoWorkflow, {}, "no two log keys come together often enough"}};
  return made;
}

}  // namespace faultline::ui
