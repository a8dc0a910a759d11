#include "engine/pipeline/link_identifiers.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace faultline::pipeline {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
/// A line so long before or after a session is not of it, whatever they share.
constexpr std::int64_t kSlack = 60 * kSecond;
/// What was linked passes its identifiers on so many times.
constexpr int kMostRounds = 4;
/// Lines of a group come one after the other within so much.
constexpr std::int64_t kMoment = 15 * kSecond;
/// Words that more lines have name no group.
constexpr std::size_t kMostShared = 50;
/// Nor do parameters that more than this share of a log key's lines have, and more than so many of them.
constexpr double kRareShare = 0.1;
constexpr std::size_t kRare = 10;

struct Span {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  void add(std::int64_t time) {
    first = std::min(first, time);
    last = std::max(last, time);
  }
};

/// Hands sessions on from line to line.
class Linker {
 public:
  explicit Linker(LinkLines& lines) : m_lines(lines), m_sessions(lines.named) {
    for (const LinkEvent& event : lines.owned) spanOf(event.session).add(event.time);
    for (std::size_t i = 0; i < m_sessions.size(); ++i) {
      if (m_sessions[i] != 0) spanOf(m_sessions[i]).add(lines.orphans[i].time);
    }
  }

  /// Whether another round may find more.
  bool round() {
    for (const LinkLines::Mention& mention : m_lines.identifiers) {
      if (m_sessions[mention.orphan] != 0) m_lines.owners[mention.word].add(m_sessions[mention.orphan]);
    }
    for (const LinkLines::Mention& mention : m_lines.identifiers) dropFar(mention);
    bool any = false;
    std::size_t at = 0;
    while (at < m_lines.identifiers.size()) {
      const std::uint32_t orphan = m_lines.identifiers[at].orphan;
      LinkLines::Owner agreed;
      for (; at < m_lines.identifiers.size() && m_lines.identifiers[at].orphan == orphan; ++at) {
        const auto owner = m_lines.owners.find(m_lines.identifiers[at].word);
        if (owner != m_lines.owners.end() && owner->second.session > 0) agreed.add(owner->second.session);
      }
      if (m_sessions[orphan] != 0 || agreed.session <= 0) continue;
      m_sessions[orphan] = agreed.session;
      spanOf(agreed.session).add(m_lines.orphans[orphan].time);
      any = true;
    }
    return any;
  }

  std::vector<std::int32_t> take() { return std::move(m_sessions); }

 private:
  Span& spanOf(std::int32_t session) {
    const auto place = static_cast<std::size_t>(session);
    if (place >= m_spans.size()) m_spans.resize(place + 1);
    return m_spans[place];
  }

  /// An identifier that comes far from its session is of something else.
  void dropFar(const LinkLines::Mention& mention) {
    if (!m_lines.hasTimes || m_sessions[mention.orphan] != 0) return;
    const auto owner = m_lines.owners.find(mention.word);
    if (owner == m_lines.owners.end() || owner->second.session <= 0) return;
    const Span& span = spanOf(owner->second.session);
    const std::int64_t time = m_lines.orphans[mention.orphan].time;
    if (time < span.first - kSlack || time > span.last + kSlack) owner.value().session = -1;
  }

  LinkLines& m_lines;
  std::vector<std::int32_t> m_sessions;
  std::vector<Span> m_spans;  ///< By session.
};

/// Sets of orphans that grow together; the first of each stands for it.
class Groups {
 public:
  explicit Groups(std::size_t size) : m_first(size) {
    std::iota(m_first.begin(), m_first.end(), std::uint32_t{0});
  }
  std::uint32_t find(std::uint32_t one) {
    while (m_first[one] != one) one = m_first[one] = m_first[m_first[one]];
    return one;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a != b) m_first[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> m_first;
};

using Mentions = std::vector<LinkLines::Mention>;

/// Those of orphans that have no session.
Mentions left(const Mentions& mentions, const std::vector<std::int32_t>& sessions) {
  Mentions rest;
  for (const LinkLines::Mention& one : mentions) {
    if (sessions[one.orphan] == 0) rest.push_back(one);
  }
  return rest;
}

/// Calls `visit` with each stretch of mentions of which `same` says that they are of one kind.
template <class Same, class Visit>
void forEachRun(const Mentions& mentions, Same same, Visit visit) {
  for (std::size_t begin = 0; begin < mentions.size();) {
    std::size_t end = begin + 1;
    while (end < mentions.size() && same(mentions[begin], mentions[end])) ++end;
    visit(std::span(mentions).subspan(begin, end - begin));
    begin = end;
  }
}

void joinByIdentifiers(const LinkLines& lines, const std::vector<std::int32_t>& sessions, Groups& groups) {
  Mentions mentions = left(lines.identifiers, sessions);
  std::ranges::sort(mentions, {}, [](const auto& one) { return std::tuple(one.word, one.orphan); });
  const auto sameWord = [](const auto& a, const auto& b) { return a.word == b.word; };
  forEachRun(mentions, sameWord, [&](std::span<const LinkLines::Mention> run) {
    const auto owner = lines.owners.find(run.front().word);
    if (owner != lines.owners.end() && owner->second.session != 0) return;
    Span span;
    for (const auto& one : run) span.add(lines.orphans[one.orphan].time);
    if (run.size() > kMostShared || span.last - span.first > kMoment) return;
    for (const auto& one : run) groups.join(run.front().orphan, one.orphan);
  });
}

void joinByParameters(const LinkLines& lines, const std::vector<std::int32_t>& sessions, Groups& groups) {
  Mentions mentions = left(lines.parameters, sessions);
  const auto keyOf = [&](const LinkLines::Mention& one) { return lines.orphans[one.orphan].key; };
  std::unordered_map<sequence::LogKey, std::size_t> counts;
  for (std::size_t i = 0; i < sessions.size(); ++i) counts[lines.orphans[i].key] += sessions[i] == 0 ? 1 : 0;
  std::ranges::sort(mentions, {}, [&](const auto& one) {
    return std::tuple(one.word, keyOf(one), lines.orphans[one.orphan].time, one.orphan);
  });
  const auto same = [&](const auto& a, const auto& b) { return a.word == b.word && keyOf(a) == keyOf(b); };
  forEachRun(mentions, same, [&](std::span<const LinkLines::Mention> run) {
    const auto share = kRareShare * static_cast<double>(counts[keyOf(run.front())]);
    if (run.size() > kRare && static_cast<double>(run.size()) > share) return;
    for (std::size_t i = 1; i < run.size(); ++i) {
      const std::int64_t gap = lines.orphans[run[i].orphan].time - lines.orphans[run[i - 1].orphan].time;
      if (gap <= kMoment) groups.join(run[i - 1].orphan, run[i].orphan);
    }
  });
}

}  // namespace

Result<std::vector<std::int32_t>> linkByIdentifiers(LinkLines& lines, const std::stop_token& stop) {
  Linker linker(lines);
  for (int round = 0; round < kMostRounds; ++round) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (!linker.round()) break;
  }
  return linker.take();
}

Result<std::vector<std::uint32_t>> groupOrphans(LinkLines& lines, const std::vector<std::int32_t>& sessions,
                                                const std::stop_token& stop) {
  Groups groups(lines.orphans.size());
  joinByIdentifiers(lines, sessions, groups);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  joinByParameters(lines, sessions, groups);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  std::vector<std::uint32_t> firsts(lines.orphans.size());
  for (std::uint32_t i = 0; i < firsts.size(); ++i) firsts[i] = groups.find(i);
  return firsts;
}

}  // namespace faultline::pipeline
