#include "engine/workflow/task_cuts.h"

#include <algorithm>
#include <array>
#include <map>

namespace faultline::workflow {

namespace {

// A cut is made where more than this share of the contexts that end alike has it.
constexpr double kMostContexts = 0.5;
// "Always": but for faults.
constexpr double kAlways = 0.95;
// The start that tasks have in common has very few keys.
constexpr std::size_t kFewKeys = 3;
// A key is known to start (end) tasks when at least this share of it does: it may do other things as well.
constexpr double kKnownShare = 0.2;

enum Cut : std::uint8_t { None, AtDivergence, AtWait };

/// An entry that belongs to a task, with the cut before it.
struct Entry {
  std::uint32_t session;
  std::uint32_t place;
  LogKey key;
  Context before;
  Cut cut;
  bool first;  ///< Of its session.
};

/// The two keys before a cut and the one after it.
using Joint = std::array<LogKey, 3>;

struct Share {
  std::uint64_t part = 0;
  std::uint64_t all = 0;
  void count(bool of) {
    part += of ? 1 : 0;
    ++all;
  }
  [[nodiscard]] bool isOver(double share) const {
    return static_cast<double>(part) > share * static_cast<double>(all);
  }
};

class Cutter {
 public:
  Cutter(const Material& material, const ContextTable& contexts, std::span<const std::uint8_t> waits)
      : m_contexts(contexts) {
    std::size_t at = 0;
    m_sessions = material.sessions.size();
    m_entries.reserve(material.sessions.entryCount());
    for (std::uint32_t session = 0; session < material.sessions.size(); ++session) {
      bool first = true;
      std::uint32_t place = 0;
      for (const LogKey key : material.sessions[session]) {
        const Context before = contexts.beforeEntries()[at];
        if (before != kNoContext) {
          const bool waited = !first && !waits.empty() && waits[at] != 0;
          m_entries.push_back({session, place, key, before, waited ? AtWait : None, first});
          m_waits += waited ? 1 : 0;
          first = false;
        }
        ++place;
        ++at;
      }
    }
  }

  void cutAtDivergences(const Predictions& predictions, const Divergences& divergences) {
    std::map<Joint, Share> votes;
    for (const ContextTable::Step& step : m_contexts.steps()) {
      Share& vote = votes[jointOf(step.from, step.key)];
      vote.all += step.count;
      const Divergence& divergence = divergences[predictions.ofContext[step.from]];
      if (std::ranges::binary_search(divergence.starts, step.key)) vote.part += step.count;
    }
    const KnownKeys known = knownKeys();
    const bool waitsTell = m_waits >= m_sessions;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      Entry& entry = m_entries[i];
      if (entry.first || entry.cut != None) continue;
      if (!votes.at(jointOf(entry.before, entry.key)).isOver(kMostContexts)) continue;
      const bool waitedElsewhere = known.starts.at(entry.key).isOver(kKnownShare) ||
                                   known.ends.at(m_entries[i - 1].key).isOver(kKnownShare);
      if (!waitsTell || waitedElsewhere) entry.cut = AtDivergence;
    }
  }

  /// Moves cuts to before the keys that tasks have in common at their start.
  void moveBeforeSharedStarts() {
    std::map<LogKey, std::size_t> lengths;
    for (const auto& [key, at] : cutsByKey()) lengths[key] = sharedStart(at);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      if (m_entries[i].cut != AtDivergence) continue;
      const std::size_t length = lengths[m_entries[i].key];
      if (length == 0) continue;
      m_entries[i].cut = None;
      // Not beyond where the piece before begins: its start is this task's start then.
      std::size_t to = i - 1;
      while (to > i - length && !m_entries[to].first && m_entries[to].cut == None) --to;
      if (!m_entries[to].first && m_entries[to].cut == None) m_entries[to].cut = AtDivergence;
    }
  }

  /// Cuts where what is known of the keys elsewhere says so.
  void cutBetweenKnownKeys() {
    KnownKeys known = knownKeys();
    for (std::size_t i = 1; i < m_entries.size(); ++i) {
      if (m_entries[i].first || m_entries[i].cut != None) continue;
      const Share& start = known.starts[m_entries[i].key];
      const bool always = start.isOver(kAlways);
      const bool between =
          m_waits == 0 && start.isOver(kKnownShare) && known.ends[m_entries[i - 1].key].isOver(kKnownShare);
      if (always || between) m_entries[i].cut = AtDivergence;
    }
  }

  [[nodiscard]] std::vector<TaskRun> runs() const {
    std::vector<TaskRun> found;
    for (const Entry& entry : m_entries) {
      if (entry.first || entry.cut != None) found.push_back({entry.session, entry.place, entry.place, kNone});
      found.back().end = entry.place + 1;
    }
    return found;
  }

 private:
  /// How much of each key comes right after (before) a cut or a session's start (end).
  struct KnownKeys {
    std::map<LogKey, Share> starts;
    std::map<LogKey, Share> ends;
  };
  [[nodiscard]] KnownKeys knownKeys() const {
    KnownKeys known;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      known.starts[m_entries[i].key].count(m_entries[i].first || m_entries[i].cut != None);
      const bool last = i + 1 == m_entries.size() || m_entries[i + 1].first;
      known.ends[m_entries[i].key].count(last || m_entries[i + 1].cut != None);
    }
    return known;
  }

  [[nodiscard]] Joint jointOf(Context before, LogKey key) const {
    const auto last = m_contexts.keys(before).last(2);
    return {last[0], last[1], key};
  }

  [[nodiscard]] std::map<LogKey, std::vector<std::size_t>> cutsByKey() const {
    std::map<LogKey, std::vector<std::size_t>> cuts;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      if (m_entries[i].cut == AtDivergence) cuts[m_entries[i].key].push_back(i);
    }
    return cuts;
  }

  /// How many keys always stand before the entries at `cuts`. 0 when they are more than very few: these are a
  /// task that always goes before.
  [[nodiscard]] std::size_t sharedStart(const std::vector<std::size_t>& cuts) const {
    std::vector<std::size_t> starts = cuts;
    for (std::size_t length = 0; length <= kFewKeys; ++length) {
      std::map<LogKey, std::vector<std::size_t>> before;
      for (const std::size_t at : starts) {
        if (!m_entries[at].first && m_entries[at].cut != AtWait)
          before[m_entries[at - 1].key].push_back(at - 1);
      }
      const auto most =
          std::ranges::max_element(before, {}, [](const auto& one) { return one.second.size(); });
      if (most == before.end() ||
          static_cast<double>(most->second.size()) < kAlways * static_cast<double>(cuts.size()))
        return length;
      starts = most->second;
    }
    return 0;
  }

  const ContextTable& m_contexts;
  std::vector<Entry> m_entries;
  std::uint64_t m_waits = 0;
  std::uint64_t m_sessions = 0;
};

}  // namespace

Result<std::vector<TaskRun>> cutIntoRuns(const Material& material, const ContextTable& contexts,
                                         const Predictions& predictions, const Divergences& divergences,
                                         std::span<const std::uint8_t> waits, const std::stop_token& stop) {
  Cutter cutter(material, contexts, waits);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  cutter.cutAtDivergences(predictions, divergences);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  cutter.moveBeforeSharedStarts();
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  cutter.cutBetweenKnownKeys();
  return cutter.runs();
}

}  // namespace faultline::workflow
