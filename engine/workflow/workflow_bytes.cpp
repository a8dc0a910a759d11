#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <set>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/workflow/automaton.h"

namespace faultline::workflow {

namespace {

constexpr std::array<char, 8> kMark{'f', 'l', 'f', 'l', 'o', 'w', 's', '1'};

/// Writes a workflow field by field: structures have gaps whose bytes are anything.
class Writer {
 public:
  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void operator()(const T& value) {
    m_bytes.put(value);
  }
  void operator()(const std::array<char, 8>& mark) { m_bytes.put(mark); }
  void operator()(const std::string& text) { m_bytes.putText(text); }
  template <class T>
  void operator()(const std::vector<T>& values) {
    m_bytes.put(static_cast<std::uint64_t>(values.size()));
    for (const T& value : values) visit(*this, value);
  }
  std::string take() { return m_bytes.take(); }

 private:
  ByteWriter m_bytes;
};

/// Reads what Writer wrote. Lists grow by what has been read, so that damaged counts ask for no memory.
class Reader {
 public:
  explicit Reader(const std::string& bytes) : m_bytes(bytes) {}

  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void operator()(T& value) {
    value = m_bytes.get<T>();
  }
  void operator()(std::array<char, 8>& mark) { mark = m_bytes.get<std::array<char, 8>>(); }
  void operator()(bool& value) {
    const auto byte = m_bytes.get<std::uint8_t>();
    m_isPlain = m_isPlain && byte <= 1;
    value = byte != 0;
  }
  void operator()(std::string& text) { text = m_bytes.getText(); }
  template <class T>
  void operator()(std::vector<T>& values) {
    const auto count = m_bytes.get<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && m_bytes.ok(); ++i) visit(*this, values.emplace_back());
  }
  [[nodiscard]] bool atEnd() const { return m_isPlain && m_bytes.atEnd(); }

 private:
  ByteReader m_bytes;
  bool m_isPlain = true;
};

template <class T, class U>
concept Either = std::same_as<std::remove_const_t<T>, U>;

// What a workflow is made of, in the order in which it is kept: one list for writing and for reading.

template <class F, class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<std::remove_const_t<T>>) void visit(F& file, T& value) {
  file(value);
}
template <class F, class T>
void visit(F& file, std::vector<T>& values) {
  file(values);
}
template <class F, class T>
void visit(F& file, const std::vector<T>& values) {
  file(values);
}
template <class F, Either<ElapsedTimes> T>
void visit(F& file, T& times) {
  file(times.count), file(times.medianMs), file(times.p95Ms), file(times.slowMs);
}
template <class F, Either<Node> T>
void visit(F& file, T& node) {
  file(node.key), file(node.count), file(node.after);
}
template <class F, Either<Edge> T>
void visit(F& file, T& edge) {
  file(edge.from), file(edge.to), file(edge.count), file(edge.probability);
  visit(file, edge.elapsed);
  file(edge.closesLoop);
}
template <class F, Either<Terminal> T>
void visit(F& file, T& terminal) {
  file(terminal.node), file(terminal.count);
}
template <class F, Either<Loop> T>
void visit(F& file, T& loop) {
  file(loop.nodes), file(loop.leastRounds), file(loop.mostRounds);
}
template <class F, Either<Branch> T>
void visit(F& file, T& branch) {
  file(branch.at), file(branch.ways);
}
template <class F, Either<Variant> T>
void visit(F& file, T& variant) {
  file(variant.path), file(variant.count);
}
template <class F, Either<Task> T>
void visit(F& file, T& task) {
  file(task.id.value), file(task.name), file(task.runs), file(task.nodes), file(task.edges);
  file(task.starts), file(task.ends), file(task.endsAfter), file(task.concurrent), file(task.loops);
  file(task.branches), file(task.variants), file(task.variantCount);
}
template <class F, Either<Succession> T>
void visit(F& file, T& succession) {
  file(succession.from), file(succession.to), file(succession.count);
  visit(file, succession.elapsed);
}
template <class F, Either<Notice> T>
void visit(F& file, T& notice) {
  file(notice.where), file(notice.detail);
}
template <class F, Either<Workflow> T>
void visit(F& file, T& workflow) {
  file(workflow.method), file(workflow.tau), file(workflow.seed), file(workflow.sessions);
  file(workflow.events), file(workflow.tasks), file(workflow.successions), file(workflow.background);
  file(workflow.suggestedHistory), file(workflow.suggestedCandidates), file(workflow.notices);
}

bool isAmount(double value) { return std::isfinite(value) && value >= 0; }

bool isValid(const ElapsedTimes& times) {
  return isAmount(times.medianMs) && isAmount(times.p95Ms) && times.slowMs >= 0;
}

/// Of nodes of a task that has so many.
bool areNodes(const std::vector<NodeIndex>& nodes, std::size_t count) {
  return std::ranges::all_of(nodes, [&](NodeIndex node) { return node < count; });
}

bool areNodes(const std::vector<std::vector<NodeIndex>>& lists, std::size_t count) {
  return std::ranges::all_of(lists, [&](const auto& list) { return areNodes(list, count); });
}

bool isValid(const Task& task) {
  const std::size_t count = task.nodes.size();
  const auto isNode = [&](const Node& node) {
    return sequence::isEntryKey(node.key) && areNodes(node.after, count);
  };
  const auto isEdge = [&](const Edge& edge) {
    return edge.from < count && edge.to < count && edge.probability >= 0 && edge.probability <= 1 &&
           isValid(edge.elapsed);
  };
  const auto isTerminal = [&](const Terminal& terminal) { return terminal.node < count; };
  const auto isLoop = [&](const Loop& loop) {
    return !loop.nodes.empty() && areNodes(loop.nodes, count) && loop.leastRounds >= 1 &&
           loop.leastRounds <= loop.mostRounds;
  };
  const auto isBranch = [&](const Branch& branch) {
    return (branch.at == kNone || branch.at < count) && areNodes(branch.ways, count);
  };
  const auto isVariant = [&](const Variant& variant) { return areNodes(variant.path, count); };
  return task.id.value > 0 && std::ranges::all_of(task.nodes, isNode) &&
         std::ranges::all_of(task.edges, isEdge) && std::ranges::all_of(task.starts, isTerminal) &&
         std::ranges::all_of(task.ends, isTerminal) && areNodes(task.endsAfter, count) &&
         areNodes(task.concurrent, count) && std::ranges::all_of(task.loops, isLoop) &&
         std::ranges::all_of(task.branches, isBranch) && std::ranges::all_of(task.variants, isVariant);
}

bool isValid(const Workflow& workflow) {
  const auto isTask = [&](TaskIndex task) { return task == kNone || task < workflow.tasks.size(); };
  const auto isSuccession = [&](const Succession& one) {
    return isTask(one.from) && isTask(one.to) && isValid(one.elapsed);
  };
  std::set<TaskId> ids;
  for (const Task& task : workflow.tasks) ids.insert(task.id);
  return (workflow.method == Method::Cooccurrence || workflow.method == Method::Guided) &&
         isAmount(workflow.tau) && ids.size() == workflow.tasks.size() && workflow.suggestedHistory >= 0 &&
         workflow.suggestedCandidates >= 0 &&
         std::ranges::all_of(workflow.tasks, [](const Task& task) { return isValid(task); }) &&
         std::ranges::all_of(workflow.successions, isSuccession) &&
         std::ranges::is_sorted(workflow.background);
}

}  // namespace

std::string save(const Workflow& workflow) {
  // What one mining had to say is not kept; why there is no task is.
  Workflow kept = workflow;
  std::erase_if(kept.notices, [](const Notice& notice) { return notice.code != ErrorCode::NoWorkflow; });
  Writer writer;
  writer(kMark);
  visit(writer, std::as_const(kept));
  return writer.take();
}

Result<Workflow> load(const std::string& bytes) {
  Reader reader(bytes);
  std::array<char, 8> mark{};
  reader(mark);
  if (mark != kMark) return failure(ErrorCode::WorkflowInvalid);
  Workflow workflow;
  visit(reader, workflow);
  for (Notice& notice : workflow.notices) notice.code = ErrorCode::NoWorkflow;
  if (!reader.atEnd() || !isValid(workflow)) return failure(ErrorCode::WorkflowInvalid);
  return workflow;
}

}  // namespace faultline::workflow
