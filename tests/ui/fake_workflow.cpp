#include "tests/ui/fake_workflow.h"

#include <algorithm>

#include "tests/ui/fake_engine.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::DeviationKind;
using workflow::kNone;
using workflow::LayoutGraph;
using workflow::NodeIndex;

namespace {

auto none() { return failure(ErrorCode::NoWorkflow, "workflow"); }

/// Where a made session is in a task: what a step is, and how long it took.
struct Part {
  workflow::TaskIndex task;
  NodeIndex node;
  std::uint32_t run;
  double elapsedMs;
};

const Part kParts[FakeWorkflow::kSteps] = {
    {0, 0, 0, -1},  {0, 1, 0, 12},     {0, 2, 0, 640},    {0, 4, 0, 210}, {0, 5, 0, 35},
    {0, 6, 0, 18},  {0, 7, 0, 220},    {0, 8, 0, 75'200}, {0, 9, 0, 90},  {0, 8, 0, 120},
    {0, 9, 0, 80},  {0, 10, 0, 400},   {1, 0, 1, -1},     {1, 1, 1, 410}, {1, 2, 1, 380},
    {1, 4, 1, 700}, {1, kNone, 1, -1}, {1, 5, 1, 31'000}, {1, 6, 1, 240}, {kNone, kNone, kNone, -1}};

std::size_t stepOf(std::uint32_t row, std::uint32_t at) { return row < 3 * at ? row / 3 : at; }

SessionTrace traceAround(const ProjectWorkflow& made, SessionId session, EventId event) {
  const std::size_t at = stepOf(event.ordinal, FakeWorkflow::kStrangeStep);
  const std::uint32_t first = event.ordinal - static_cast<std::uint32_t>(3 * at);
  SessionTrace trace;
  trace.session = session;
  trace.label = "req-" + std::to_string(session.value);
  for (std::uint32_t step = 0; step < FakeWorkflow::kSteps; ++step) {
    const Part& part = kParts[step];
    TraceStep one;
    one.event = EventId{event.source, first + 3 * step};
    one.time = FakeLog::timeOf(one.event.ordinal);
    one.place = {part.task, part.node, part.run, kNone, part.elapsedMs};
    one.key = part.node == kNone ? KeyId{step == FakeWorkflow::kStrangeStep ? 140 : 150}
                                 : KeyId{made.automaton.tasks[part.task].nodes[part.node].key};
    for (const WorkflowKey& key : made.keys) {
      if (key.key == one.key) one.label = key.label;
    }
    one.linked = step == 5;
    trace.steps.push_back(std::move(one));
  }
  TraceDeviation slow;
  slow.deviation.kind = DeviationKind::Slow;
  slow.deviation.at = FakeWorkflow::kSlowStep;
  slow.deviation.task = 0;
  slow.deviation.after = 7;
  slow.deviation.before = 8;
  slow.deviation.elapsedMs = 75'200;
  slow.deviation.usual = {812, 13'400, 15'900, 19'200};
  slow.sentence = {"slow", {"VM Resumed", "Creating image", "75.2 s", "13.4 s"}, {}};
  TraceDeviation strange;
  strange.deviation.kind = DeviationKind::Unexpected;
  strange.deviation.at = FakeWorkflow::kStrangeStep;
  strange.deviation.task = 1;
  strange.deviation.after = 4;
  strange.deviation.before = 5;
  strange.deviation.expected = {{1, 5, 0.94}, {1, 3, 0.05}, {kNone, kNone, 0.01}};
  strange.sentence = {
      "unexpected", {"Timeout waiting for", "Deletion complete", "Took seconds to destroy"}, {}};
  for (TraceDeviation* each : {&slow, &strange}) {
    std::string text = FakeWorkflow::pattern(each->sentence.code);
    for (std::size_t number = 1; number <= each->sentence.arguments.size(); ++number) {
      const std::string mark = "%" + std::to_string(number);
      text.replace(text.find(mark), mark.size(), each->sentence.arguments[number - 1]);
    }
    each->sentence.text = text;
    trace.steps[each->deviation.at].place.deviation = each == &slow ? 0 : 1;
  }
  trace.deviations = {slow, strange};
  trace.at = at;
  return trace;
}

}  // namespace

void FakeWorkflow::setInUse(std::shared_ptr<const ProjectWorkflow> workflow) {
  const std::lock_guard lock(m_mutex);
  m_inUse = std::move(workflow);
}

void FakeWorkflow::setToFind(std::shared_ptr<const ProjectWorkflow> workflow) {
  const std::lock_guard lock(m_mutex);
  m_toFind = std::move(workflow);
}

void FakeWorkflow::failWith(std::optional<Error> error) {
  const std::lock_guard lock(m_mutex);
  m_error = std::move(error);
}

void FakeWorkflow::setLayout(
    std::function<Result<workflow::Layout>(const LayoutGraph&, std::stop_token)> with) {
  const std::lock_guard lock(m_mutex);
  m_layOut = std::move(with);
}

Result<MineReport> FakeWorkflow::mine(const MiningSettings& settings, std::stop_token stop,
                                      const ProgressSink& progress) {
  {
    const std::lock_guard lock(m_mutex);
    m_mined.push_back(settings);
  }
  progress({Stage::Learning, 42, 100, {}});
  if (!mining.wait(stop)) return failure(ErrorCode::Cancelled);
  const std::lock_guard lock(m_mutex);
  if (m_error) return tl::unexpected<Error>(*m_error);
  auto found = std::make_shared<ProjectWorkflow>(*m_toFind);
  found->settings = settings;
  found->id = static_cast<std::int64_t>(m_mined.size()) + 1;
  MineReport report;
  report.isKept = found->automaton.tasks.empty() && m_inUse && !m_inUse->automaton.tasks.empty();
  if (!report.isKept) {
    m_inUse = found;
    report.workflow = found->id;
  }
  report.tasks = found->automaton.tasks.size();
  report.sessions = found->automaton.sessions;
  report.events = found->automaton.events;
  report.linked = 412;
  report.seconds = 1.25;
  report.notices = found->automaton.notices;
  return report;
}

Result<std::shared_ptr<const ProjectWorkflow>> FakeWorkflow::inUse() const {
  const std::lock_guard lock(m_mutex);
  if (m_error) return tl::unexpected<Error>(*m_error);
  return m_inUse;
}

Status FakeWorkflow::edit(const WorkflowEdit& edit) {
  const std::lock_guard lock(m_mutex);
  if (!m_inUse) return none();
  auto changed = std::make_shared<ProjectWorkflow>(*m_inUse);
  auto& tasks = changed->automaton.tasks;
  const auto at = [&](workflow::TaskId id) {
    return std::find_if(tasks.begin(), tasks.end(), [&](const auto& each) { return each.id == id; });
  };
  const auto task = at(edit.task);
  if (task == tasks.end()) return failure(ErrorCode::InvalidArgument, "task");
  const auto place = task - tasks.begin();
  Change change;
  change.id = static_cast<std::int64_t>(m_changes.size()) + 1;
  change.canUndo = true;
  change.arguments = {changed->taskNames[static_cast<std::size_t>(place)], edit.name};
  if (edit.kind == WorkflowEdit::Kind::Rename) {
    change.action = "workflow.rename";
    changed->taskNames[static_cast<std::size_t>(place)] = task->name = edit.name;
  } else if (edit.kind == WorkflowEdit::Kind::Merge) {
    change.action = "workflow.merge";
    const auto other = at(edit.other);
    if (other == tasks.end() || other == task) return failure(ErrorCode::InvalidArgument, "task");
    changed->taskNames.erase(changed->taskNames.begin() + (other - tasks.begin()));
    tasks.erase(other);
  } else {
    change.action = "workflow.split";
    workflow::Task rest = *task;
    rest.id.value += 100;
    tasks.push_back(rest);
    changed->taskNames.emplace_back("the rest of it");
  }
  m_edited.push_back(edit);
  m_before.push_back(std::exchange(m_inUse, changed));
  m_changes.insert(m_changes.begin(), change);
  return {};
}

std::vector<Change> FakeWorkflow::changes() const {
  const std::lock_guard lock(m_mutex);
  return m_changes;
}

std::optional<Change> FakeWorkflow::undo() {
  const std::lock_guard lock(m_mutex);
  if (m_before.empty()) return std::nullopt;
  m_inUse = m_before.back();
  m_before.pop_back();
  const auto last = std::find_if(m_changes.begin(), m_changes.end(), [](auto& each) { return !each.undone; });
  last->undone = true;
  return *last;
}

Result<SessionTrace> FakeWorkflow::trace(SessionId session, std::stop_token stop) {
  if (!tracing.wait(stop)) return failure(ErrorCode::Cancelled);
  const std::lock_guard lock(m_mutex);
  ++m_traced;
  if (!m_inUse || m_inUse->automaton.tasks.empty()) return none();
  return traceAround(*m_inUse, session,
                     EventId{SourceId{1}, static_cast<std::uint32_t>(session.value - 1) + 300});
}

Result<SessionTrace> FakeWorkflow::trace(const FindingList& findings, FindingId id, std::stop_token stop) {
  if (!tracing.wait(stop)) return failure(ErrorCode::Cancelled);
  const std::lock_guard lock(m_mutex);
  ++m_traced;
  if (!m_inUse || m_inUse->automaton.tasks.empty()) return none();
  for (const Finding& each : findings.findings) {
    if (each.id == id) return traceAround(*m_inUse, each.sessionId, each.event);
  }
  return failure(ErrorCode::FindingUnknown);
}

Result<std::vector<Cause>> FakeWorkflow::causes(const FindingList& findings, FindingId finding) const {
  const auto& all = findings.findings;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Finding& each) { return each.id == finding; });
  if (found == all.end()) return failure(ErrorCode::FindingUnknown);
  const std::lock_guard lock(m_mutex);
  if (!m_inUse || finding.value > 2) return std::vector<Cause>();
  Cause slow;
  slow.kind = "slow";
  slow.sentence = {"cause-slow", {"Creating image", "75.2 s"}, "“Creating image” took 75.2 s"};
  slow.score = 0.81;
  slow.event = EventId{SourceId{1}, found->event.ordinal - 27};
  slow.time = FakeLog::timeOf(slow.event.ordinal);
  slow.service = "nova-compute";
  Cause other;
  other.kind = "finding";
  other.sentence = {"cause-finding", {"<b>Disk</b> & “quota” full", "4.2 s"}, {}};
  other.score = 0.4;
  other.finding = FindingId{finding.value == 1 ? 2 : 1};
  other.event = all[finding.value == 1 ? 1 : 0].event;
  other.service = "nova-api";
  return std::vector{slow, other};
}

std::optional<WorkflowEvidence> FakeWorkflow::placeOf(const Finding& finding) const {
  const std::lock_guard lock(m_mutex);
  if (!m_inUse || m_inUse->automaton.tasks.size() < 2) return std::nullopt;
  const SessionTrace trace = traceAround(*m_inUse, finding.sessionId, finding.event);
  return WorkflowEvidence{m_inUse->taskNames[1], "Deletion complete", "Took seconds to destroy", "unexpected",
                          trace.deviations[1].sentence};
}

Status FakeWorkflow::write(workflow::TaskId only, const std::filesystem::path& out) {
  const std::lock_guard lock(m_mutex);
  if (m_error) return tl::unexpected<Error>(*m_error);
  m_written.emplace_back(only, out);
  return {};
}

/// In ranks, from left to right.
Result<workflow::Layout> FakeWorkflow::layOut(const LayoutGraph& graph, std::stop_token stop) const {
  {
    const std::lock_guard lock(m_mutex);
    if (m_layOut) return m_layOut(graph, stop);
  }
  std::vector<std::size_t> rank(graph.boxes.size());
  for (std::size_t round = 0; round < graph.boxes.size(); ++round) {
    for (const LayoutGraph::Link& link : graph.links) {
      if (!link.back && link.to != link.from)
        rank[link.to] = std::min(graph.boxes.size(), std::max(rank[link.to], rank[link.from] + 1));
    }
  }
  workflow::Layout layout;
  std::vector<std::size_t> used(graph.boxes.size() + 1);
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    const double row = static_cast<double>(used[rank[box]]++);
    layout.centres.push_back({120 + 260 * static_cast<double>(rank[box]), 60 + 90 * row});
    layout.width = std::max(layout.width, layout.centres.back().x + 120);
    layout.height = std::max(layout.height, layout.centres.back().y + 60);
  }
  for (const LayoutGraph::Link& link : graph.links) {
    const workflow::Point from = layout.centres[link.from], to = layout.centres[link.to];
    layout.curves.push_back(
        {{from, from, to, to}, workflow::Point{(from.x + to.x) / 2, (from.y + to.y) / 2}});
  }
  return layout;
}

std::string FakeWorkflow::pattern(const std::string& code) {
  if (code == "slow") return "“%1” took %3 after “%2”; usually %4.";
  if (code == "unexpected") return "“%1” came right after “%2”, where “%3” usually comes.";
  if (code == "cause-slow") return "“%1” took %2";
  if (code == "cause-finding") return "“%1”, %2 before";
  return "%1";
}

std::vector<MiningSettings> FakeWorkflow::mined() const {
  const std::lock_guard lock(m_mutex);
  return m_mined;
}

std::vector<WorkflowEdit> FakeWorkflow::edited() const {
  const std::lock_guard lock(m_mutex);
  return m_edited;
}

std::vector<std::pair<workflow::TaskId, std::filesystem::path>> FakeWorkflow::written() const {
  const std::lock_guard lock(m_mutex);
  return m_written;
}

int FakeWorkflow::traced() const {
  const std::lock_guard lock(m_mutex);
  return m_traced;
}

}  // namespace faultline::ui
