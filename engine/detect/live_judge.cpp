#include "engine/detect/live_judge.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/detect/likeliest.h"
#include "engine/detect/live_session.h"
#include "engine/detect/opinions.h"

namespace faultline::detect {

namespace {

/// Entries judged at a time: bounds the memory for their windows.
constexpr std::size_t kChunk = 16384;

Opinion opinionOn(std::span<const float> answer, KeyClass key) {
  constexpr double kLeast = 1e-12;  // below, a float's softmax says nothing
  const float given = answer[static_cast<std::size_t>(key)];
  const auto likelier = std::ranges::count_if(answer, [&](float p) { return p > given; });
  return {given, 1 + static_cast<int>(likelier), -std::log10(std::max(static_cast<double>(given), kLeast))};
}

}  // namespace

struct LiveJudge::Impl {
  /// An open session, in the order in which they were last heard of.
  struct Open {
    std::uint64_t id;
    LiveSession session;
  };
  using OpenSessions = std::list<Open>;

  /// An entry that has been taken in and waits for the key model.
  struct Pending {
    std::size_t entry = 0;
    OpenSessions::iterator session;
    LivePlace place;
  };

  Impl(std::shared_ptr<const Knowledge> what, std::shared_ptr<const model::KeyPredictor> keyModel,
       const LiveLimits& most)
      : knowledge(std::move(what)), limits(most), opinions(std::move(keyModel)) {}

  OpenSessions::iterator sessionOf(const LiveEntry& entry);
  void takeIn(std::span<const LiveEntry> entries, std::size_t first);
  Status judge(const std::stop_token& stop, std::vector<LiveAnomaly>& found);
  Status explain(std::span<LiveAnomaly> found, std::span<const Pending* const> places,
                 const std::stop_token& stop);
  void forget(OpenSessions::iterator session);
  void makeRoom();

  std::shared_ptr<const Knowledge> knowledge;
  LiveLimits limits;
  Opinions opinions;
  OpenSessions sessions;  // the latest first
  tsl::robin_map<std::uint64_t, OpenSessions::iterator> places;
  tsl::robin_set<std::uint64_t> forgotten;
  std::vector<Pending> pending;  // its first `pendingCount` are in use
  std::size_t pendingCount = 0;
  OpenSessions ended;  // by an entry that waits
  std::vector<std::uint64_t> pushedOut;
};

LiveJudge::Impl::OpenSessions::iterator LiveJudge::Impl::sessionOf(const LiveEntry& entry) {
  if (const auto known = places.find(entry.session); known != places.end()) {
    sessions.splice(sessions.begin(), sessions, known->second);
    return known->second;
  }
  if (entry.key == sequence::kSessionEnd) return sessions.end();
  const auto beginning = forgotten.contains(entry.session) ? Beginning::Missed : Beginning::Seen;
  sessions.push_front({entry.session, LiveSession(*knowledge, entry.kind, beginning)});
  places.emplace(entry.session, sessions.begin());
  return sessions.begin();
}

void LiveJudge::Impl::forget(OpenSessions::iterator session) {
  if (forgotten.size() >= limits.forgotten) forgotten.clear();
  forgotten.insert(session->id);
  places.erase(session->id);
}

void LiveJudge::Impl::takeIn(std::span<const LiveEntry> entries, std::size_t first) {
  pendingCount = 0;
  if (pending.size() < entries.size()) pending.resize(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto session = sessionOf(entries[i]);
    if (session == sessions.end()) continue;
    const bool isEnd = entries[i].key == sequence::kSessionEnd;
    if (isEnd) {
      forget(session);
      ended.splice(ended.begin(), sessions, session);
      const bool isJudged = session->session.kind() == sequence::SessionKind::Whole &&
                            session->session.beginning() == Beginning::Seen;
      if (!isJudged) continue;
    }
    Pending& one = pending[pendingCount++];
    one.entry = first + i;
    one.session = session;
    session->session.next(*knowledge, entries[i].key, one.place);
  }
}

Status LiveJudge::Impl::judge(const std::stop_token& stop, std::vector<LiveAnomaly>& found) {
  std::vector<KeyClass> windows;
  for (std::size_t i = 0; i < pendingCount; ++i) {
    if (pending[i].place.hasOpinion)
      windows.insert(windows.end(), pending[i].place.window.begin(), pending[i].place.window.end());
  }
  FAULTLINE_TRY(opinions.fetch(windows, stop));
  const std::size_t before = found.size();
  std::vector<const Pending*> strange;
  for (std::size_t i = 0; i < pendingCount; ++i) {
    Pending& one = pending[i];
    const LivePlace& place = one.place;
    const Opinion opinion =
        place.hasOpinion ? opinionOn(opinions.of(place.window), place.place.key) : Opinion{};
    if (auto anomaly = one.session->session.judge(*knowledge, place, opinion)) {
      found.push_back({one.entry, std::move(*anomaly)});
      strange.push_back(&one);
    }
    if (place.key != sequence::kSessionEnd) continue;
    if (auto unusual = one.session->session.judgeCounts(*knowledge)) {
      found.push_back({one.entry, std::move(*unusual)});
      strange.push_back(nullptr);
    }
  }
  return explain(std::span(found).subspan(before), strange, stop);
}

/// Fills in what was expected.
Status LiveJudge::Impl::explain(std::span<LiveAnomaly> found, std::span<const Pending* const> strange,
                                const std::stop_token& stop) {
  std::vector<KeyClass> windows;
  for (const Pending* const one : strange) {
    if (one != nullptr && one->place.hasWindow)
      windows.insert(windows.end(), one->place.window.begin(), one->place.window.end());
  }
  FAULTLINE_TRY(opinions.fetch(windows, stop));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Pending* const one = strange[i];
    if (one != nullptr && one->place.hasWindow)
      found[i].anomaly.expected = likeliest(opinions.of(one->place.window), *knowledge);
  }
  return {};
}

void LiveJudge::Impl::makeRoom() {
  ended.clear();
  while (sessions.size() > limits.sessions) {
    pushedOut.push_back(sessions.back().id);
    forget(std::prev(sessions.end()));
    sessions.pop_back();
  }
}

LiveJudge::LiveJudge(std::shared_ptr<const Knowledge> knowledge,
                     std::shared_ptr<const model::KeyPredictor> keyModel, const LiveLimits& limits)
    : m_impl(std::make_unique<Impl>(std::move(knowledge), std::move(keyModel), limits)) {}

LiveJudge::LiveJudge(LiveJudge&&) noexcept = default;
LiveJudge& LiveJudge::operator=(LiveJudge&&) noexcept = default;
LiveJudge::~LiveJudge() = default;

Result<std::vector<LiveAnomaly>> LiveJudge::add(std::span<const LiveEntry> entries,
                                                const std::stop_token& stop) {
  std::vector<LiveAnomaly> found;
  for (std::size_t first = 0; first < entries.size(); first += kChunk) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    m_impl->takeIn(entries.subspan(first, std::min(kChunk, entries.size() - first)), first);
    FAULTLINE_TRY(m_impl->judge(stop, found));
    m_impl->makeRoom();
  }
  return found;
}

std::vector<std::uint64_t> LiveJudge::takeForgotten() { return std::exchange(m_impl->pushedOut, {}); }

std::size_t LiveJudge::open() const { return m_impl->sessions.size(); }
std::uint64_t LiveJudge::asked() const { return m_impl->opinions.asked(); }

}  // namespace faultline::detect
