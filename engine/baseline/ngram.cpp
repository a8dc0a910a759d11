#include "engine/baseline/ngram.h"

#include <algorithm>
#include <string>

namespace faultline::baseline {

using sequence::KeyClass;
using sequence::LogKey;
using sequence::SessionSet;

namespace {

std::string bytesOf(std::span<const KeyClass> window) {
  const auto bytes = std::as_bytes(window);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Status NgramDetector::train(const SessionSet& normal, const std::stop_token& stop, const ProgressSink&) {
  if (normal.entryCount() == 0)
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  m_contexts.clear();
  FAULTLINE_TRY_ASSIGN(const auto windows, sequence::collectWindows(normal, m_vocabulary, m_history, stop));
  for (std::uint32_t row = 0; row < windows.size(); ++row) {
    Context& context = m_contexts[bytesOf(windows.window(row))];
    context.followers.push_back({windows.next(row), windows.weight(row)});
    context.count += windows.weight(row);
  }
  for (auto it = m_contexts.begin(); it != m_contexts.end(); ++it) {
    std::ranges::sort(it.value().followers, [](const Follower& a, const Follower& b) {
      return a.count != b.count ? a.count > b.count : a.key < b.key;
    });
  }
  return {};
}

const NgramDetector::Context* NgramDetector::find(std::span<const KeyClass> before) const {
  const auto found = m_contexts.find(bytesOf(before));
  return found == m_contexts.end() ? nullptr : &found->second;
}

std::size_t NgramDetector::rank(std::span<const KeyClass> row) const {
  const Context* const context = find(row.first(row.size() - 1));
  if (context == nullptr) return 0;
  const auto found = std::ranges::find(context->followers, row.back(), &Follower::key);
  if (found == context->followers.end()) return 0;
  return static_cast<std::size_t>(found - context->followers.begin()) + 1;
}

bool NgramDetector::isExpected(std::span<const KeyClass> row) const {
  const std::size_t place = rank(row);
  return place != 0 && place <= static_cast<std::size_t>(m_candidates);
}

Result<std::vector<std::uint64_t>> NgramDetector::rankCounts(const SessionSet& sessions,
                                                             const std::stop_token& stop,
                                                             const ProgressSink&) const {
  FAULTLINE_TRY_ASSIGN(const auto windows, sequence::collectWindows(sessions, m_vocabulary, m_history, stop));
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(m_vocabulary.size()) + 1);
  for (std::uint32_t row = 0; row < windows.size(); ++row)
    counts[rank(windows.row(row))] += windows.weight(row);
  return counts;
}

double NgramDetector::probability(std::span<const LogKey> before, LogKey key) const {
  std::vector<KeyClass> classes;
  m_vocabulary.append(before, classes);
  const Context* const context = find(classes);
  if (context == nullptr) return 0;
  const auto follower = std::ranges::find(context->followers, m_vocabulary.classOf(key), &Follower::key);
  if (follower == context->followers.end()) return 0;
  return static_cast<double>(follower->count) / static_cast<double>(context->count);
}

Result<detect::Judgement> NgramDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                               const ProgressSink&) const {
  detect::Judgement judgement;
  judgement.flags.resize(sessions.size());
  sequence::WindowSet windows(m_history);
  std::vector<bool> expected;  // by row
  sequence::PaddedSession classes;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (session % 256 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (sessions[session].size() <= m_flaggedUpTo && m_flaggedUpTo > 0) judgement.flags[session] = 1;
    padSession(sessions[session], sessions.kind(session), m_vocabulary, m_history, classes);
    forEachWindow(classes, m_history, [&](std::uint32_t, std::span<const KeyClass> window) {
      const std::uint32_t row = windows.add(window);
      if (row == expected.size()) expected.push_back(isExpected(window));
      if (!expected[row]) judgement.flags[session] = 1;
      return true;
    });
  }
  judgement.windows = windows.totalWeight();
  judgement.distinctWindows = windows.size();
  return judgement;
}

}  // namespace faultline::baseline
