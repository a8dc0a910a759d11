#include <algorithm>
#include <cmath>

#include "engine/pipeline/workflow_causes.h"
#include "engine/pipeline/workflow_text.h"

namespace faultline::pipeline {

using workflow::Deviation;
using workflow::DeviationKind;
using workflow::kNone;

namespace {

/// The finding's own slow step, then what it waited for in vain, then what did not come.
constexpr double kOwnSlow = 0.95;
constexpr double kOwnWait = 0.85;
constexpr double kOwnAbsent = 0.6;
/// Earlier ones: a slow step, as slow as it was, and another deviation.
constexpr double kSlowLeast = 0.55;
constexpr double kSlowRange = 0.35;
constexpr double kDeviation = 0.7;
/// After so many steps half as much is left of it, and so much when another task has begun since.
constexpr double kHalfAfter = 40;
constexpr double kOtherTask = 0.7;

class Causes {
 public:
  Causes(const SessionTracer& tracer, const SessionTrace& trace)
      : m_tracer(tracer), m_trace(trace), m_at(*trace.at) {}

  std::vector<Cause> all() {
    for (const TraceDeviation& deviation : m_trace.deviations) {
      const std::uint32_t at = deviation.deviation.at;
      if (at == m_at) addOwn(deviation);
      if (at < m_at) addEarlier(deviation);
    }
    return std::move(m_causes);
  }

 private:
  /// The last step before `at` of the same run that stands on a node.
  [[nodiscard]] std::size_t stepBefore(std::size_t at) const {
    const std::uint32_t run = m_trace.steps[at].place.run;
    for (std::size_t i = at; i-- > 0;) {
      const workflow::Step& step = m_trace.steps[i].place;
      if (step.run == run && step.node != kNone) return i;
    }
    return at;
  }

  [[nodiscard]] std::string before(std::size_t step) const {
    const auto& then = m_trace.steps[step].time;
    const auto& now = m_trace.steps[m_at].time;
    if (!then || !now || *now < *then) return {};
    return durationLabel(std::chrono::duration<double, std::milli>(*now - *then).count());
  }

  void add(const char* kind, Sentence sentence, double score, std::size_t step) {
    Cause cause;
    cause.kind = kind;
    cause.sentence = std::move(sentence);
    cause.score = score;
    cause.time = m_trace.steps[step].time;
    cause.event = m_trace.steps[step].event;
    const WorkflowKey* key =
        m_tracer.workflow().key(static_cast<workflow::LogKey>(m_trace.steps[step].key.value));
    if (key != nullptr) cause.service = key->service;
    m_causes.push_back(std::move(cause));
  }

  [[nodiscard]] std::string node(const Deviation& deviation, workflow::NodeIndex index) const {
    return nodeLabel(m_tracer.workflow(), deviation.task, index, m_tracer.label());
  }

  [[nodiscard]] const workflow::Edge* edgeOf(const Deviation& deviation) const {
    if (deviation.task == kNone) return nullptr;
    for (const workflow::Edge& edge : m_tracer.workflow().automaton.tasks[deviation.task].edges) {
      if (edge.from == deviation.after && edge.to == deviation.before) return &edge;
    }
    return nullptr;
  }

  void addOwn(const TraceDeviation& found) {
    const Deviation& deviation = found.deviation;
    if (deviation.kind == DeviationKind::Slow) return addSlow(deviation, kOwnSlow, "cause-slow");
    const bool isWait =
        deviation.kind == DeviationKind::Unexpected || deviation.kind == DeviationKind::EndedEarly;
    const bool isMissing = deviation.kind == DeviationKind::Missing && !deviation.missing.empty();
    if (deviation.after == kNone || !(isMissing || (isWait && deviation.before != kNone))) return;
    const std::size_t step = stepBefore(m_at);
    const std::string absent = node(deviation, isMissing ? deviation.missing.front() : deviation.before);
    const std::string after = node(deviation, deviation.after);
    const workflow::Edge* edge = edgeOf(deviation);
    const double waited = m_trace.steps[m_at].place.elapsedMs;
    // Of a session that ends nobody knows how long it waited.
    const bool hasWaited = deviation.kind == DeviationKind::Unexpected;
    if (hasWaited && edge != nullptr && edge->elapsed.count > 0 && waited > edge->elapsed.slowMs) {
      add("deviation",
          sentenceOf("cause-wait",
                     {absent, after, durationLabel(waited), durationLabel(edge->elapsed.medianMs)}),
          kOwnWait, step);
    } else {
      add("deviation", sentenceOf("cause-absent", {absent, after}), kOwnAbsent, step);
    }
  }

  void addSlow(const Deviation& deviation, double score, const char* code) {
    const std::size_t step = stepBefore(deviation.at);
    add("slow",
        sentenceOf(code, {node(deviation, deviation.after), durationLabel(deviation.elapsedMs),
                          durationLabel(deviation.usual.medianMs), durationLabel(deviation.usual.slowMs),
                          before(deviation.at)}),
        score, step);
  }

  void addEarlier(const TraceDeviation& found) {
    const Deviation& deviation = found.deviation;
    const workflow::Step& here = m_trace.steps[m_at].place;
    const workflow::Step& there = m_trace.steps[deviation.at].place;
    double left = 1 / (1 + static_cast<double>(m_at - deviation.at) / kHalfAfter);
    if (here.run != there.run) left *= kOtherTask;
    if (deviation.kind == DeviationKind::Slow) {
      const double excess = 1 - deviation.usual.slowMs / deviation.elapsedMs;
      const bool isTimed = !before(deviation.at).empty();
      return addSlow(deviation, left * (kSlowLeast + kSlowRange * excess),
                     isTimed ? "cause-slow-before" : "cause-slow");
    }
    const std::string when = before(deviation.at);
    Sentence sentence = when.empty() ? sentenceOf("cause-earlier", {found.sentence.text})
                                     : sentenceOf("cause-before", {found.sentence.text, when});
    add("deviation", std::move(sentence), left * kDeviation, deviation.at);
  }

  const SessionTracer& m_tracer;
  const SessionTrace& m_trace;
  std::size_t m_at;
  std::vector<Cause> m_causes;
};

}  // namespace

std::vector<Cause> causesInSession(const SessionTracer& tracer, const SessionTrace& trace) {
  if (!trace.at) return {};
  return Causes(tracer, trace).all();
}

}  // namespace faultline::pipeline
