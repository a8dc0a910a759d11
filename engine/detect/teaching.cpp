#include "engine/detect/teaching.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/detect/count_table.h"
#include "engine/detect/material.h"
#include "engine/detect/place.h"
#include "engine/detect/place_judge.h"
#include "engine/detect/rehearsal.h"
#include "engine/detect/session_judge.h"
#include "engine/detect/window_scores.h"

namespace faultline::detect {

namespace {

using sequence::LogKey;
using sequence::SessionKind;
using sequence::SessionSet;
using sequence::WindowSet;

/// A place and what its signal gives it.
struct Scored {
  Place place;
  double score = 0;
  bool isStrange = false;
  bool isAccepted = false;
};

/// A false alarm, and what of it is accepted.
struct Accepted {
  std::vector<Scored> places;  // by position
  double countDistance = 0;
  bool counts = false;
  bool isWhole = false;
};

const Scale* scaleOf(Signal signal, const SignalScales& scales) {
  switch (signal) {
    case Signal::Key:
      return &scales.key;
    case Signal::Order:
      return &scales.order;
    case Signal::Pair:
      return &scales.pair;
    case Signal::Neighbours:
      return &scales.neighbours;
    case Signal::Model:
      return &scales.model;
    case Signal::None:
      return nullptr;
  }
  return nullptr;
}

Scale* scaleOf(Signal signal, SignalScales& scales) {
  return const_cast<Scale*>(scaleOf(signal, std::as_const(scales)));
}

/// One teaching from the alarms to what is known then.
class Lessons {
 public:
  Lessons(const Knowledge& knowledge, const Committee& keyModel, std::span<const FalseAlarm> alarms,
          const std::stop_token& stop, TeachingReport& report)
      : m_known(knowledge), m_keyModel(keyModel), m_alarms(alarms), m_stop(stop), m_report(report) {
    for (const FalseAlarm& alarm : alarms) m_sessions.add(alarm.keys, alarm.kind);
  }

  Status look() {
    FAULTLINE_TRY_ASSIGN(const WindowScores windows,
                         WindowScores::of(m_sessions, m_known.vocabulary, m_keyModel, m_stop, {}));
    SessionJudge judge(m_sessions, m_known);
    for (std::size_t alarm = 0; alarm < m_alarms.size(); ++alarm) {
      if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
      Accepted accepted;
      scorePlaces(alarm, windows, accepted);
      acceptPlaces(alarm, judge.judge(alarm, windows), accepted);
      m_accepted.push_back(std::move(accepted));
    }
    return {};
  }

  void widenScales() {
    for (std::size_t alarm = 0; alarm < m_alarms.size(); ++alarm) {
      const SessionKind kind = m_alarms[alarm].kind;
      SignalScales& scales = m_known.scales[static_cast<std::size_t>(kind)];
      if (kind == SessionKind::Whole) {
        widenByUnit(m_accepted[alarm], scales);
      } else {
        for (const Scored& one : m_accepted[alarm].places) {
          Scale* const scale = one.isAccepted ? scaleOf(one.place.signal, scales) : nullptr;
          if (scale != nullptr) scale->accept(one.score);
        }
      }
    }
  }

  void fillTables() {
    learnKeys();
    const auto wasKnown = knownKeys();
    for (std::size_t alarm = 0; alarm < m_alarms.size(); ++alarm) {
      std::vector<KeyClass> classes;
      boundedClasses(m_alarms[alarm].keys, m_alarms[alarm].kind, m_known.vocabulary, classes);
      const Accepted& accepted = m_accepted[alarm];
      acceptKeys(alarm, wasKnown);
      if (accepted.isWhole) acceptSession(classes);
      for (const Scored& one : accepted.places) {
        if (one.isAccepted) acceptPlace(one, classes);
      }
      if (!accepted.isWhole && !accepted.counts) continue;
      const CountVector counts = countVectorOf(m_alarms[alarm].keys, m_known.vocabulary);
      m_known.counts.add(counts, vouchers());
      m_known.accepted.add(counts);
    }
  }

  /// The rows that may have to be learnt. After the tables: only then is it known which places are in order.
  WindowSet windows() {
    WindowSet rows(m_known.settings.history);
    for (std::size_t alarm = 0; alarm < m_alarms.size(); ++alarm) addWindows(alarm, rows);
    return rows;
  }

  Knowledge& knowledge() { return m_known; }

 private:
  [[nodiscard]] std::uint32_t vouchers() const {
    // Without labels two sessions have to vouch for something; a person counts as two.
    return m_known.vouching() == Vouching::All ? 1 : 2;
  }

  [[nodiscard]] bool isEnd(std::size_t alarm, const Place& place) const {
    return place.position >= m_alarms[alarm].keys.size();
  }

  void scorePlaces(std::size_t alarm, const WindowScores& windows, Accepted& accepted) const {
    std::vector<KeyClass> classes;
    const SessionKind kind = m_alarms[alarm].kind;
    boundedClasses(m_alarms[alarm].keys, kind, m_known.vocabulary, classes);
    forEachPlace(classes, kind, m_known.order(), m_known.settings.history, [&](const Place& place) {
      const std::uint32_t row = windows.row(alarm, place.position);
      const double surprise = row == WindowScores::kNoRow ? 0 : windows.surprise(row);
      const double score = place.signal == Signal::Key ? place.oddness : place.oddness + surprise;
      const LogKey key = isEnd(alarm, place) ? sequence::kSessionEnd : m_alarms[alarm].keys[place.position];
      const bool isStrange =
          judgePlace(m_known, kind, place, key, {0, 0, surprise}, std::nullopt).has_value();
      accepted.places.push_back({place, score, isStrange, false});
    });
  }

  void acceptPlaces(std::size_t alarm, const std::vector<Anomaly>& anomalies, Accepted& accepted) {
    for (const FalseAlarm::Place& place : m_alarms[alarm].places) {
      ++m_report.places;
      if (place.reason == Reason::UnusualCounts) {
        accepted.counts = true;
      } else if (place.position < accepted.places.size()) {
        acceptLike(m_alarms[alarm].kind, place.position, accepted.places);
      }
    }
    if (m_alarms[alarm].kind == SessionKind::Stream || m_alarms[alarm].placesAlone) return;
    accepted.isWhole = std::ranges::all_of(anomalies, [&](const Anomaly& anomaly) {
      return anomaly.reason == Reason::UnusualCounts ? accepted.counts
                                                     : accepted.places[anomaly.position].isAccepted;
    });
    if (accepted.isWhole) ++m_report.sessions;
    const CountVector own = countVectorOf(m_alarms[alarm].keys, m_known.vocabulary);
    accepted.countDistance = m_known.counts.nearest(own, m_known.vouching()).distance;
  }

  /// What is told once stands for all that is like it: in a session the same oddity again, in a stream the
  /// rest of its burst.
  void acceptLike(SessionKind kind, std::uint32_t position, std::vector<Scored>& places) const {
    const Place first = places[position].place;
    places[position].isAccepted = true;
    auto last = position;
    for (std::size_t at = position + std::size_t{1}; at < places.size(); ++at) {
      const Place& place = places[at].place;
      if (!places[at].isStrange) continue;
      if (kind == SessionKind::Stream) {
        if (place.position - last > static_cast<std::uint32_t>(m_known.settings.history)) return;
        last = place.position;
        places[at].isAccepted = true;
      } else if (place.signal == first.signal && place.before == first.before && place.key == first.key) {
        places[at].isAccepted = true;
      }
    }
  }

  static void widenByUnit(const Accepted& accepted, SignalScales& scales) {
    for (const Signal signal :
         {Signal::Key, Signal::Order, Signal::Pair, Signal::Neighbours, Signal::Model}) {
      double strangest = 0;
      bool speaks = accepted.isWhole;
      for (const Scored& one : accepted.places) {
        if (one.place.signal != signal || !(one.isAccepted || accepted.isWhole)) continue;
        strangest = std::max(strangest, one.score);
        speaks = true;
      }
      if (speaks) scaleOf(signal, scales)->accept(strangest);
    }
    if (accepted.isWhole || accepted.counts) scales.counts.accept(accepted.countDistance);
  }

  void learnKeys() {
    std::vector<LogKey> keys;
    for (std::size_t alarm = 0; alarm < m_alarms.size(); ++alarm) {
      for (std::size_t at = 0; at < m_alarms[alarm].keys.size(); ++at) {
        if (m_accepted[alarm].isWhole || m_accepted[alarm].places[at].isAccepted)
          keys.push_back(m_alarms[alarm].keys[at]);
      }
    }
    m_known.vocabulary = m_known.vocabulary.extendedBy(keys);
    m_known.pairs.grow(m_known.vocabulary.size());
    m_known.orders.grow(m_known.vocabulary.size());
  }

  /// By class: the keys that need no answer.
  [[nodiscard]] std::vector<std::uint8_t> knownKeys() const {
    std::vector<std::uint8_t> known(static_cast<std::size_t>(m_known.vocabulary.size()));
    for (std::size_t key = 0; key < known.size(); ++key) {
      const auto keyClass = static_cast<KeyClass>(key);
      known[key] =
          m_known.pairs.knowsKey(keyClass, m_known.vouching()) && !m_known.accepted.isBound(keyClass);
    }
    return known;
  }

  /// Binds each key that is new in what was accepted.
  void acceptKeys(std::size_t alarm, const std::vector<std::uint8_t>& wasKnown) {
    std::set<KeyClass> fresh;
    for (std::size_t at = 0; at < m_alarms[alarm].keys.size(); ++at) {
      if (!m_accepted[alarm].isWhole && !m_accepted[alarm].places[at].isAccepted) continue;
      const KeyClass key = m_known.vocabulary.classOf(m_alarms[alarm].keys[at]);
      if (key != sequence::kUnknownClass && wasKnown[static_cast<std::size_t>(key)] == 0) fresh.insert(key);
    }
    for (const KeyClass key : fresh) m_known.accepted.accept(key);
  }

  /// How often something new follows is not learnt from false alarms: they were chosen for being odd.
  void acceptSession(std::span<const KeyClass> classes) {
    for (std::size_t at = 1; at < classes.size(); ++at) {
      m_known.pairs.accept(classes[at - 1], classes[at]);
      for (std::size_t before = 0; before < at; ++before) m_known.orders.accept(classes[before], classes[at]);
    }
  }

  /// `classes[i]` is at position i - 1.
  void acceptPlace(const Scored& one, std::span<const KeyClass> classes) {
    const std::size_t at = one.place.position + std::size_t{1};
    m_known.pairs.accept(classes[at - 1], classes[at]);
    if (one.place.signal != Signal::Key && one.place.signal != Signal::Order) return;
    for (std::size_t before = 0; before < at; ++before) m_known.orders.accept(classes[before], classes[at]);
    if (one.place.signal != Signal::Key || at + 1 == classes.size()) return;
    // What follows a new key was never seen to follow it.
    m_known.pairs.accept(classes[at], classes[at + 1]);
    for (std::size_t after = at + 1; after < classes.size(); ++after)
      m_known.orders.accept(classes[at], classes[after]);
  }

  void addWindows(std::size_t alarm, WindowSet& rows) const {
    const Accepted& accepted = m_accepted[alarm];
    std::vector<std::uint8_t> learnt(accepted.places.size(), accepted.isWhole ? 1 : 0);
    std::vector<KeyClass> classes;
    boundedClasses(m_alarms[alarm].keys, m_alarms[alarm].kind, m_known.vocabulary, classes);
    const auto history = static_cast<std::uint32_t>(m_known.settings.history);
    std::uint32_t until = 0;  // where windows end that hold an accepted place
    forEachPlace(classes, m_alarms[alarm].kind, m_known.order(), m_known.settings.history,
                 [&](const Place& place) {
                   const Scored& before = accepted.places[place.position];
                   if (before.isAccepted) until = place.position + history + 1;
                   const bool isOdd = place.signal != Signal::Model && place.signal != Signal::None;
                   if (before.isAccepted || (place.position < until && !isOdd && !before.isStrange))
                     learnt[place.position] = 1;
                 });
    sequence::PaddedSession padded;
    padSession(m_alarms[alarm].keys, m_alarms[alarm].kind, m_known.vocabulary, m_known.settings.history,
               padded);
    forEachWindow(padded, m_known.settings.history,
                  [&](std::uint32_t position, std::span<const KeyClass> row) {
                    if (learnt[position] != 0 && row.back() != sequence::kUnknownClass) rows.add(row);
                    return true;
                  });
  }

  Knowledge m_known;
  const Committee& m_keyModel;
  std::span<const FalseAlarm> m_alarms;
  const std::stop_token& m_stop;
  TeachingReport& m_report;
  SessionSet m_sessions;
  std::vector<Accepted> m_accepted;
};

}  // namespace

Result<Learnt> learnFalseAlarms(const Knowledge& knowledge, const Committee& keyModel,
                                const std::string& modelBytes, std::span<const FalseAlarm> alarms,
                                const std::stop_token& stop, const ProgressSink& progress,
                                TeachingReport& report) {
  const auto started = std::chrono::steady_clock::now();
  report = {};
  Lessons lessons(knowledge, keyModel, alarms, stop, report);
  FAULTLINE_TRY(lessons.look());
  lessons.widenScales();
  lessons.fillTables();
  FAULTLINE_TRY_ASSIGN(const WindowSet fresh,
                       unbelieved(lessons.windows(), lessons.knowledge(), keyModel, stop));
  report.windows = fresh.size();
  FAULTLINE_TRY_ASSIGN(auto members, Committee::loadMembers(modelBytes, knowledge.settings.threads));
  const Rehearsal rehearsal(fresh, lessons.knowledge());
  ProgressReporter reporter(progress);
  std::uint64_t done = 0;
  for (const auto& member : members) {
    reporter.report({Stage::Learning, done++, members.size(), {}});
    FAULTLINE_TRY(rehearsal.train(*member, stop));
  }
  Replay remembered = rehearsal.remembered();
  lessons.knowledge().replay = std::move(remembered);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return Learnt{std::move(lessons.knowledge()), std::make_shared<const Committee>(std::move(members))};
}

}  // namespace faultline::detect
