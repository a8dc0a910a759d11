#include "engine/pipeline/study_trial.h"

#include <algorithm>
#include <random>
#include <unordered_set>

#include <nlohmann/json.hpp>
#include <tsl/robin_map.h>

#include "engine/pipeline/session_loader.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/truth_repository.h"

namespace faultline::pipeline {

namespace {

using evaluate::Truth;
using nlohmann::json;
using sequence::LogKey;
using sequence::SessionKind;

/// What somebody said of sessions and lines.
class KnownTruth {
 public:
  static Result<KnownTruth> of(store::Database& database) {
    KnownTruth known;
    const store::TruthRepository truth(database);
    FAULTLINE_TRY_ASSIGN(known.m_sources, truth.labelledSources());
    FAULTLINE_TRY(truth.forEachAbnormalEvent([&](EventId id) { known.m_events.insert(id.packed()); }));
    tsl::robin_map<std::string, bool> labels;
    FAULTLINE_TRY(truth.forEachSession(
        [&](std::string_view label, bool abnormal) { labels.try_emplace(std::string(label), abnormal); }));
    if (labels.empty()) return known;
    FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
      const auto label = labels.find(row.label);
      if (label != labels.end()) known.m_sessions.try_emplace(row.id.value, label->second);
    }));
    return known;
  }

  [[nodiscard]] bool hasLines() const { return !m_sources.empty(); }

  [[nodiscard]] Truth of(SessionId session) const {
    const auto found = m_sessions.find(session.value);
    if (found == m_sessions.end()) return Truth::Unknown;
    return found->second ? Truth::Abnormal : Truth::Normal;
  }

  /// Of some lines together.
  [[nodiscard]] Truth of(std::span<const store::EventRef> events) const {
    bool labelled = false;
    for (const store::EventRef& event : events) {
      if (m_events.contains(event.id.packed())) return Truth::Abnormal;
      labelled = labelled || m_sources.contains(event.id.source);
    }
    return labelled ? Truth::Normal : Truth::Unknown;
  }

 private:
  std::unordered_set<SourceId> m_sources;
  std::unordered_set<std::int64_t> m_events;
  tsl::robin_map<std::int64_t, bool> m_sessions;  // by id
};

/// Sessions, streams cut into stretches, and what is known of each.
struct Units {
  sequence::SessionSet set;
  std::vector<Truth> truth;
  std::vector<SessionId> ids;
  std::vector<std::uint8_t> isStretch;
};

/// Adds a whole session, or a stream's stretches. `events`: where lines carry labels, one a key.
void addCut(SessionId id, SessionKind kind, std::span<const LogKey> keys,
            std::span<const store::EventRef> events, const KnownTruth& known, Units& units) {
  const bool isStream = kind == SessionKind::Stream;
  const std::size_t length = isStream ? kStretch : std::max<std::size_t>(keys.size(), 1);
  for (std::size_t from = 0; from < keys.size(); from += length) {
    const std::size_t some = std::min(length, keys.size() - from);
    units.set.add(keys.subspan(from, some));
    units.ids.push_back(id);
    units.isStretch.push_back(isStream ? 1 : 0);
    Truth truth = known.of(id);
    if (truth == Truth::Unknown && events.size() == keys.size()) truth = known.of(events.subspan(from, some));
    units.truth.push_back(truth);
  }
}

/// Whether what is written outside of sessions is the greater part of the log; else it is left out.
bool isMostlyStreams(const LoadedSessions& all) {
  std::uint64_t outside = 0;
  for (std::size_t session = 0; session < all.set.size(); ++session)
    outside += all.set.kind(session) == SessionKind::Stream ? all.set[session].size() : 0;
  return 2 * outside > all.set.entryCount();
}

Result<Units> cut(const SessionLoader& loader, const LoadedSessions& loaded, const EventFilter& filter,
                  const KnownTruth& known, bool withStreams, const std::stop_token& stop) {
  Units units;
  for (std::size_t session = 0; session < loaded.set.size(); ++session) {
    if (session % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (!withStreams && loaded.set.kind(session) == SessionKind::Stream) continue;
    std::vector<store::EventRef> events;
    if (known.hasLines()) {
      FAULTLINE_TRY_ASSIGN(events, loader.events(loaded.ids[session], filter));
    }
    addCut(loaded.ids[session], loaded.set.kind(session), loaded.set[session], events, known, units);
  }
  return units;
}

/// A stream's events that do not lie in what is learnt from.
Status addOutside(const SessionLoader& loader, SessionId stream, const EventFilter& filter,
                  const KnownTruth& known, Units& units) {
  FAULTLINE_TRY_ASSIGN(std::vector<store::EventRef> events, loader.events(stream, {}));
  FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> inside, loader.events(stream, filter));
  std::unordered_set<std::int64_t> learnt;
  for (const store::EventRef& event : inside) learnt.insert(event.id.packed());
  std::erase_if(events, [&](const store::EventRef& event) { return learnt.contains(event.id.packed()); });
  std::vector<LogKey> keys;
  for (const store::EventRef& event : events) keys.push_back(static_cast<LogKey>(event.key.value));
  addCut(stream, SessionKind::Stream, keys, events, known, units);
  return {};
}

/// What the active model learnt from, where that was a part of the log.
Result<LearnSettings> withModelsPart(store::Database& database, LearnSettings settings) {
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const auto active, models.active());
  FAULTLINE_TRY_ASSIGN(const auto rows, models.all());
  for (const store::ModelRow& row : rows) {
    if (row.id != active) continue;
    const json saw = json::parse(row.saw, nullptr, false);
    if (!saw.is_object()) break;
    for (const json& source : saw.value("sources", json::array())) {
      if (source.is_number_integer()) settings.sources.push_back(SourceId{source.get<std::int64_t>()});
    }
    const json normal = saw.value("normal", json());
    if (!normal.is_object()) break;
    FAULTLINE_TRY_ASSIGN(const UtcTime from, parseMoment(normal.value("from", ""), {}));
    FAULTLINE_TRY_ASSIGN(const UtcTime to, parseMoment(normal.value("to", ""), {}));
    settings.normal = TimeRange{from, to};
  }
  return settings;
}

/// A half of so many, drawn.
std::vector<std::uint8_t> drawHalf(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint8_t> drawn(count);
  std::fill_n(drawn.begin(), (count + 1) / 2, 1);
  std::mt19937_64 random(seed);
  for (std::size_t i = count; i > 1; --i) std::swap(drawn[i - 1], drawn[random() % i]);
  return drawn;
}

void add(const Units& units, std::size_t unit, sequence::SessionSet& set, std::vector<Truth>& truth) {
  set.add(units.set[unit]);
  truth.push_back(units.truth[unit]);
}

void judge(const Units& units, StudyTrial& study) {
  for (std::size_t unit = 0; unit < units.set.size(); ++unit) {
    add(units, unit, study.trial.judged, study.trial.truth);
    study.stretches += units.isStretch[unit];
  }
}

/// Whole sessions that were learnt from are not judged; of streams, what lies outside of the normal part is.
Result<StudyTrial> partByFilter(const SessionLoader& loader, const LoadedSessions& all,
                                const EventFilter& filter, const KnownTruth& known,
                                const std::stop_token& stop, const ProgressSink& progress) {
  StudyTrial study;
  study.normalGiven = true;
  FAULTLINE_TRY_ASSIGN(const LoadedSessions chosen, loader.load(filter, stop, progress));
  const bool withStreams = isMostlyStreams(all);
  FAULTLINE_TRY_ASSIGN(const Units learnt, cut(loader, chosen, filter, known, withStreams, stop));
  const std::unordered_set<SessionId> used(learnt.ids.begin(), learnt.ids.end());
  for (std::size_t unit = 0; unit < learnt.set.size(); ++unit)
    add(learnt, unit, study.trial.train, study.trial.trainTruth);
  Units rest;
  LoadedSessions whole;
  for (std::size_t session = 0; session < all.set.size(); ++session) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (all.set.kind(session) == SessionKind::Stream) {
      if (!withStreams) continue;
      FAULTLINE_TRY(addOutside(loader, all.ids[session], filter, known, rest));
    } else if (!used.contains(all.ids[session])) {
      whole.set.add(all.set[session]);
      whole.ids.push_back(all.ids[session]);
    }
  }
  judge(rest, study);
  FAULTLINE_TRY_ASSIGN(const Units sessions, cut(loader, whole, {}, known, withStreams, stop));
  judge(sessions, study);
  return study;
}

Result<StudyTrial> partByHalf(const SessionLoader& loader, const LoadedSessions& all, const KnownTruth& known,
                              std::uint64_t seed, const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const Units units, cut(loader, all, {}, known, isMostlyStreams(all), stop));
  StudyTrial study;
  const std::vector<std::uint8_t> half = drawHalf(units.set.size(), seed);
  for (std::size_t unit = 0; unit < units.set.size(); ++unit) {
    if (half[unit] != 0) {
      add(units, unit, study.trial.train, study.trial.trainTruth);
    } else {
      add(units, unit, study.trial.judged, study.trial.truth);
      study.stretches += units.isStretch[unit];
    }
  }
  return study;
}

}  // namespace

Result<StudyTrial> makeStudyTrial(store::Database& database, const LearnSettings& settings,
                                  const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
  FAULTLINE_TRY_ASSIGN(const KnownTruth known, KnownTruth::of(database));
  const bool chosen = settings.normal || !settings.sources.empty();
  LearnSettings part = settings;
  if (!chosen) {
    FAULTLINE_TRY_ASSIGN(part, withModelsPart(database, settings));
  }
  EventFilter filter;
  filter.range = part.normal;
  filter.sources.insert(part.sources.begin(), part.sources.end());
  FAULTLINE_TRY_ASSIGN(const LoadedSessions all, loader.load({}, stop, progress));
  StudyTrial study;
  if (filter.range || !filter.sources.empty()) {
    FAULTLINE_TRY_ASSIGN(study, partByFilter(loader, all, filter, known, stop, progress));
  }
  if (!chosen && (study.trial.train.empty() || study.trial.judged.empty())) {
    FAULTLINE_TRY_ASSIGN(study, partByHalf(loader, all, known, settings.seed, stop));
  }
  const std::string where = database.file().string();
  if (study.trial.train.empty())
    return failure(ErrorCode::NothingToLearn, where, "no session lies in what was chosen");
  if (study.trial.judged.empty())
    return failure(ErrorCode::NothingToLearn, where, "no session is left to judge");
  study.trial.seed = settings.seed;
  study.labelled =
      std::ranges::any_of(study.trial.truth, [](Truth truth) { return truth != Truth::Unknown; });
  return study;
}

}  // namespace faultline::pipeline
