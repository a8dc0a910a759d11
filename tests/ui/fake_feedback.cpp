#include "tests/ui/fake_feedback.h"

#include <algorithm>

namespace faultline::ui {

using namespace pipeline;

Result<std::vector<FindingId>> FakeFeedback::give(const Verdict& verdict) {
  const std::lock_guard lock(m_mutex);
  if (m_verdictError) return tl::unexpected<Error>(*m_verdictError);
  auto& all = m_findings.findings;
  const auto meant =
      std::find_if(all.begin(), all.end(), [&](const Finding& each) { return each.id == verdict.finding; });
  if (meant == all.end()) return failure(ErrorCode::FindingUnknown);
  m_said.push_back(verdict);
  std::erase_if(m_steps, [](const Step& step) { return step.change.undone; });
  Step step{{}, m_findings, {}, m_untaught};
  step.change.id = static_cast<std::int64_t>(m_steps.size()) + 1;
  step.change.action = "finding.verdict";
  step.change.arguments = {meant->code, std::string(statusName(verdict.status))};
  step.change.canUndo = true;
  std::vector<FindingId> changed;
  const std::string code = meant->code;
  for (Finding& each : all) {
    const bool like = verdict.allLikeThis && each.code == code && each.status == FindingStatus::Open;
    const auto& others = verdict.others;
    const bool named =
        each.id == verdict.finding || std::find(others.begin(), others.end(), each.id) != others.end();
    if (!named && !like) continue;
    each.status = verdict.status;
    changed.push_back(each.id);
    m_untaught.erase(each.id);
    if (verdict.status == FindingStatus::FalsePositive) m_untaught.insert(each.id);
  }
  step.after = m_findings;
  m_steps.push_back(std::move(step));
  return changed;
}

Result<TeachReport> FakeFeedback::teach() {
  const std::lock_guard lock(m_mutex);
  if (m_lessonError) return tl::unexpected<Error>(*m_lessonError);
  TeachReport report;
  report.verdicts = m_untaught.size();
  if (m_untaught.empty()) return report;
  ++m_lessons;
  auto& all = m_findings.findings;
  std::set<std::string> learnt;
  for (const Finding& each : all) {
    if (m_untaught.contains(each.id)) learnt.insert(each.code);
  }
  report.cleared = std::erase_if(all, [&](const Finding& each) {
    return each.status == FindingStatus::Open && learnt.contains(each.code);
  });
  report.seconds = 1.5;
  for (Finding& each : all) {
    each.id = FindingId{each.id.value + m_step};
    if (each.leader) each.leader = FindingId{each.leader.value + m_step};
  }
  m_findings.run = RunId{m_findings.run.value + 1};
  m_untaught.clear();
  if (!m_steps.empty()) m_steps.back().after = m_findings;
  return report;
}

FindingList FakeFeedback::list() const {
  const std::lock_guard lock(m_mutex);
  return m_findings;
}

std::vector<Change> FakeFeedback::changes() const {
  const std::lock_guard lock(m_mutex);
  std::vector<Change> changes;
  for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) changes.push_back(step->change);
  return changes;
}

std::optional<Change> FakeFeedback::undo() {
  const std::lock_guard lock(m_mutex);
  const auto last =
      std::find_if(m_steps.rbegin(), m_steps.rend(), [](const Step& step) { return !step.change.undone; });
  if (last == m_steps.rend()) return std::nullopt;
  last->change.undone = true;
  m_findings = last->before;
  m_untaught = last->untaughtBefore;
  return last->change;
}

std::optional<Change> FakeFeedback::redo() {
  const std::lock_guard lock(m_mutex);
  const auto first =
      std::find_if(m_steps.begin(), m_steps.end(), [](const Step& step) { return step.change.undone; });
  if (first == m_steps.end()) return std::nullopt;
  first->change.undone = false;
  m_findings = first->after;
  return first->change;
}

void FakeFeedback::leave(FindingId finding) {
  const std::lock_guard lock(m_mutex);
  for (Finding& each : m_findings.findings) {
    if (each.id == finding) each.status = FindingStatus::FalsePositive;
  }
  m_untaught.insert(finding);
}

void FakeFeedback::failVerdicts(std::optional<Error> error) {
  const std::lock_guard lock(m_mutex);
  m_verdictError = std::move(error);
}

void FakeFeedback::failLessons(std::optional<Error> error) {
  const std::lock_guard lock(m_mutex);
  m_lessonError = std::move(error);
}

std::vector<Verdict> FakeFeedback::said() const {
  const std::lock_guard lock(m_mutex);
  return m_said;
}

}  // namespace faultline::ui
