#include "engine/detect/judging.h"

#include <algorithm>
#include <utility>

#include <tsl/robin_map.h>

#include "engine/detect/likeliest.h"
#include "engine/detect/phase.h"
#include "engine/detect/session_judge.h"
#include "engine/detect/window_scores.h"
#include "engine/sequence/distinct_sessions.h"

namespace faultline::detect {

namespace {

using sequence::LogKey;
using sequence::SessionKind;
using sequence::SessionSet;
using sequence::WindowSet;

using AnomalyLists = std::vector<std::vector<Anomaly>>;

std::vector<LogKey> historyOf(const SessionSet& sessions, std::size_t session, std::uint32_t position,
                              int history) {
  const auto keys = sessions[session];
  const auto length = static_cast<std::uint32_t>(history);
  const std::uint32_t first = position > length ? position - length : 0;
  std::vector<LogKey> before(keys.begin() + first, keys.begin() + position);
  const bool reachesStart = sessions.kind(session) == SessionKind::Whole && position < length;
  if (reachesStart) before.insert(before.begin(), sequence::kSessionStart);
  return before;
}

/// Which windows have to be asked about again, because an anomaly wants to show what was expected there.
class Questions {
 public:
  explicit Questions(int history) : m_windows(history) {}

  /// None where there is no window. An unknown next key makes no difference to what was expected.
  std::optional<std::uint32_t> add(std::span<const KeyClass> window) {
    m_row.assign(window.begin(), window.end());
    m_row.push_back(0);
    return m_windows.add(m_row);
  }

  /// The likeliest keys for each window. Errors: ModelFailed, Cancelled.
  Result<std::vector<std::vector<ExpectedKey>>> ask(const Knowledge& knowledge,
                                                    const model::KeyPredictor& keyModel,
                                                    const std::stop_token& stop) const;

 private:
  WindowSet m_windows;
  std::vector<KeyClass> m_row;
};

Result<std::vector<std::vector<ExpectedKey>>> Questions::ask(const Knowledge& knowledge,
                                                             const model::KeyPredictor& keyModel,
                                                             const std::stop_token& stop) const {
  constexpr std::uint32_t kChunk = 16384;
  const auto classes = static_cast<std::size_t>(knowledge.vocabulary.size());
  std::vector<std::vector<ExpectedKey>> answers;
  std::vector<KeyClass> windows;
  std::vector<float> probabilities;
  for (std::uint32_t first = 0; first < m_windows.size(); first += kChunk) {
    const std::uint32_t end = std::min(first + kChunk, m_windows.size());
    windows.clear();
    for (std::uint32_t row = first; row < end; ++row) {
      const auto window = m_windows.window(row);
      windows.insert(windows.end(), window.begin(), window.end());
    }
    probabilities.resize((end - first) * classes);
    FAULTLINE_TRY(keyModel.predict(windows, probabilities, stop));
    for (std::uint32_t row = first; row < end; ++row) {
      answers.push_back(
          likeliest(std::span(probabilities).subspan((row - first) * classes, classes), knowledge));
    }
  }
  return answers;
}

/// Fills in what came before each anomaly and what was expected.
Status explain(const SessionSet& sessions, const Knowledge& knowledge, const model::KeyPredictor& keyModel,
               const std::stop_token& stop, AnomalyLists& lists) {
  const int history = knowledge.settings.history;
  constexpr std::uint32_t kNone = 0xffffffffU;
  Questions questions(history);
  std::vector<std::uint32_t> asked;  // by anomaly, in order
  sequence::PaddedSession padded;
  for (std::size_t session = 0; session < lists.size(); ++session) {
    if (lists[session].empty()) continue;
    padSession(sessions[session], sessions.kind(session), knowledge.vocabulary, history, padded);
    for (Anomaly& anomaly : lists[session]) {
      // Counts are about the session, not about a place.
      if (anomaly.reason == Reason::UnusualCounts) {
        asked.push_back(kNone);
        continue;
      }
      anomaly.history = historyOf(sessions, session, anomaly.position, history);
      const bool hasWindow = anomaly.position >= padded.first;
      const auto window =
          std::span<const KeyClass>(padded.classes).subspan(hasWindow ? anomaly.position - padded.first : 0);
      asked.push_back(hasWindow ? *questions.add(window.first(static_cast<std::size_t>(history))) : kNone);
    }
  }
  FAULTLINE_TRY_ASSIGN(const auto answers, questions.ask(knowledge, keyModel, stop));
  std::size_t next = 0;
  for (auto& list : lists) {
    for (Anomaly& anomaly : list) {
      const std::uint32_t question = asked[next++];
      if (question != kNone) anomaly.expected = answers[question];
    }
  }
  return {};
}

/// Judges different sessions, so many windows at once.
class PartByPart {
 public:
  PartByPart(const sequence::DistinctSessions& distinct, const Knowledge& knowledge,
             const model::KeyPredictor& keyModel, const std::stop_token& stop, JudgeReport& report)
      : m_distinct(distinct),
        m_sessions(distinct.sessions),
        m_knowledge(knowledge),
        m_keyModel(keyModel),
        m_stop(stop),
        m_report(report),
        m_judge(m_sessions, knowledge),
        m_lists(m_sessions.size()) {}

  /// Without their histories and expected keys. Errors: ModelFailed, Cancelled.
  Result<AnomalyLists> run(std::uint32_t mostWindows, const ProgressSink& progress) {
    const std::uint64_t all = placesBefore({m_sessions.size(), 0});
    for (WindowScores::At at; at.session < m_sessions.size();) {
      WindowScores windows(m_knowledge.settings.history);
      FAULTLINE_TRY(windows.collect(m_sessions, m_knowledge.vocabulary, WindowScores::UnknownKeys::Skip, at,
                                    mostWindows, m_stop));
      const ProgressSink part = section(progress, placesBefore(at), placesBefore(windows.end()), all);
      FAULTLINE_TRY(windows.predict(m_keyModel, m_stop, phase(part, 0, 2)));
      m_report.distinctWindows += windows.windows().size();
      FAULTLINE_TRY(judge(windows, at, phase(part, 1, 2)));
      at = windows.end();
    }
    return std::move(m_lists);
  }

 private:
  /// Each session's end counts as one.
  [[nodiscard]] std::uint64_t placesBefore(const WindowScores::At& at) const {
    if (at.session == m_sessions.size()) return m_sessions.entryCount() + m_sessions.size();
    const auto entries = m_sessions[at.session].data() - m_sessions[0].data();
    return static_cast<std::uint64_t>(entries) + at.session + at.position;
  }

  /// What lies between `first` and the windows' end.
  Status judge(const WindowScores& windows, const WindowScores::At& first, const ProgressSink& progress) {
    ProgressReporter reporter(progress);
    const WindowScores::At last = windows.end();
    const std::uint64_t from = placesBefore(first);
    for (std::size_t session = first.session; session < m_sessions.size() && session <= last.session;
         ++session) {
      if (session != first.session || first.position == 0) m_judge.begin(session);
      const std::uint32_t start = session == first.session ? first.position : 0;
      const std::uint32_t end = session == last.session ? last.position : m_judge.places();
      FAULTLINE_TRY(goOn(windows, start, end));
      m_report.windows += windows.windowCount(session) * m_distinct.counts[session];
      if (session != last.session) m_lists[session] = m_judge.end();
      if (session % 64 == 0)
        reporter.report({Stage::Judging, placesBefore({session, end}) - from, placesBefore(last) - from, {}});
    }
    return {};
  }

  Status goOn(const WindowScores& windows, std::uint32_t start, std::uint32_t end) {
    constexpr std::uint32_t kPlaces = 65536;  // between two looks at whether to stop
    do {
      if (m_stop.stop_requested()) return failure(ErrorCode::Cancelled);
      start += std::min(kPlaces, end - start);
      m_judge.goOn(windows, start);
    } while (start < end);
    return {};
  }

  const sequence::DistinctSessions& m_distinct;
  const SessionSet& m_sessions;
  const Knowledge& m_knowledge;
  const model::KeyPredictor& m_keyModel;
  const std::stop_token& m_stop;
  JudgeReport& m_report;
  SessionJudge m_judge;
  AnomalyLists m_lists;
};

}  // namespace

Result<AnomalyLists> judgeSessions(const SessionSet& sessions, const Knowledge& knowledge,
                                   const model::KeyPredictor& keyModel, const std::stop_token& stop,
                                   const ProgressSink& progress, JudgeReport& report,
                                   std::uint32_t mostWindows) {
  FAULTLINE_TRY_ASSIGN(const sequence::DistinctSessions distinct, sequence::distinctSessions(sessions, stop));
  report = {};
  PartByPart parts(distinct, knowledge, keyModel, stop, report);
  FAULTLINE_TRY_ASSIGN(AnomalyLists found, parts.run(mostWindows, progress));
  FAULTLINE_TRY(explain(distinct.sessions, knowledge, keyModel, stop, found));
  if (progress) progress({Stage::Judging, sessions.size(), sessions.size(), {}});
  AnomalyLists lists;
  lists.reserve(sessions.size());
  for (const std::uint32_t session : distinct.of) lists.push_back(found[session]);
  return lists;
}

}  // namespace faultline::detect
