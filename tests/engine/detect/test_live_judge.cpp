#include <filesystem>
#include <map>

#include <QtTest/QtTest>

#include "engine/detect/detector.h"
#include "engine/detect/live_judge.h"
#include "engine/sequence/session_file.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

Settings quickSettings() {
  Settings settings;
  settings.units = 16;
  settings.threads = 2;
  return settings;
}

const Detector& trained() {
  static const Detector detector = *Detector::train(Grammar(1).sessions(300), quickSettings(), {}, {});
  return detector;
}

/// Learnt from one long stream, and from sessions beside it.
const Detector& trainedOnStream() {
  static const Detector detector = [] {
    Grammar grammar(3);
    Grammar::Session stream;
    for (int i = 0; i < 600; ++i) {
      const Grammar::Session part = grammar.session();
      stream.insert(stream.end(), part.begin(), part.end());
    }
    SessionSet sessions = grammar.sessions(100);
    sessions.add(stream, SessionKind::Stream);
    return *Detector::train(sessions, quickSettings(), {}, {});
  }();
  return detector;
}

/// Normal sessions of which two in three had a key removed, doubled, moved, or made a new one.
SessionSet spoilt(std::uint64_t seed, int count, SessionKind kind = SessionKind::Whole) {
  Grammar grammar(seed);
  std::mt19937_64 random(seed);
  SessionSet set;
  for (int i = 0; i < count; ++i) {
    Grammar::Session keys = grammar.session();
    for (auto faults = random() % 3; faults > 0; --faults) {
      const auto at = static_cast<std::ptrdiff_t>(random() % keys.size());
      switch (random() % 5) {
        case 0:
          if (keys.size() > 1) keys.erase(keys.begin() + at);
          break;
        case 1:
          keys.insert(keys.begin() + at, keys[static_cast<std::size_t>(at)]);
          break;
        case 2:
          std::swap(keys.front(), keys[static_cast<std::size_t>(at)]);
          break;
        case 3:
          keys[static_cast<std::size_t>(at)] = 1000 + static_cast<LogKey>(random() % 2);
          break;
        default:
          keys.resize(static_cast<std::size_t>(at) + 1);
      }
    }
    set.add(keys, kind);
  }
  return set;
}

using Lists = std::vector<std::vector<Anomaly>>;

/// The sessions' entries, dealt one at a time to sessions in a seeded order, their ends after them.
std::vector<LiveEntry> dealt(const SessionSet& sessions, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<LiveEntry> entries;
  std::vector<std::size_t> next(sessions.size());
  std::vector<std::size_t> open(sessions.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
  while (!open.empty()) {
    const std::size_t place = random() % open.size();
    const std::size_t session = open[place];
    const auto keys = sessions[session];
    const bool isOver = next[session] == keys.size();
    entries.push_back({session, sessions.kind(session), isOver ? kSessionEnd : keys[next[session]++]});
    if (isOver) open.erase(open.begin() + static_cast<std::ptrdiff_t>(place));
  }
  return entries;
}

/// What a live judge says of them, so many entries at a time.
Lists judgedLive(const Detector& detector, const SessionSet& sessions, std::size_t atATime) {
  auto judge = detector.live({});
  Lists lists(sessions.size());
  if (!judge) return lists;
  const std::vector<LiveEntry> entries = dealt(sessions, 7);
  for (std::size_t first = 0; first < entries.size(); first += atATime) {
    const auto part = std::span(entries).subspan(first, std::min(atATime, entries.size() - first));
    auto found = judge->add(part, {});
    if (!found) return {};
    for (LiveAnomaly& one : *found) lists[part[one.entry].session].push_back(std::move(one.anomaly));
  }
  return judge->open() == 0 ? lists : Lists{};
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-4 * std::max(1.0, std::abs(b)); }

/// In a stream a score is the first anomaly's, not the burst's.
bool same(const Anomaly& a, const Anomaly& b, SessionKind kind) {
  const bool scores = kind == SessionKind::Stream || (near(a.score, b.score) && near(a.p, b.p));
  const auto keys = [](const Anomaly& anomaly) {
    std::map<LogKey, float> rounded;
    for (const ExpectedKey& key : anomaly.expected)
      rounded[key.key] = std::round(static_cast<float>(key.probability) * 1000);
    return rounded;
  };
  return a.position == b.position && a.reason == b.reason && a.actual == b.actual && a.earlier == b.earlier &&
         near(a.probability, b.probability) && a.history == b.history && scores && keys(a) == keys(b);
}

void compare(const Lists& live, const Lists& whole, const SessionSet& sessions) {
  QCOMPARE(live.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    QVERIFY2(live[i].size() == whole[i].size(), qPrintable(QStringLiteral("session %1").arg(i)));
    for (std::size_t k = 0; k < whole[i].size(); ++k)
      QVERIFY2(same(live[i][k], whole[i][k], sessions.kind(i)),
               qPrintable(QStringLiteral("session %1").arg(i)));
  }
}

std::size_t anomaliesIn(const Lists& lists) {
  std::size_t count = 0;
  for (const auto& list : lists) count += list.size();
  return count;
}

}  // namespace

class TestLiveJudge : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void entriesAreJudgedAsWholeSessionsAre_data() {
    QTest::addColumn<int>("atATime");
    QTest::newRow("one entry at a time") << 1;
    QTest::newRow("a few") << 7;
    QTest::newRow("all at once") << 1'000'000;
  }

  void entriesAreJudgedAsWholeSessionsAre() {
    QFETCH(int, atATime);
    const SessionSet sessions = spoilt(11, 400);
    const auto whole = trained().judge(sessions, {}, {});
    QVERIFY(whole);
    QVERIFY(anomaliesIn(*whole) > 100);
    compare(judgedLive(trained(), sessions, static_cast<std::size_t>(atATime)), *whole, sessions);
  }

  void streamsToo() {
    const SessionSet parts = spoilt(12, 300);
    SessionSet sessions;
    Grammar::Session stream;
    for (std::size_t i = 0; i < parts.size(); ++i)
      stream.insert(stream.end(), parts[i].begin(), parts[i].end());
    sessions.add(stream, SessionKind::Stream);
    sessions.add(stream, SessionKind::Whole);
    const auto whole = trainedOnStream().judge(sessions, {}, {});
    QVERIFY(whole);
    QVERIFY((*whole)[0].size() > 10);
    compare(judgedLive(trainedOnStream(), sessions, 5), *whole, sessions);
  }

  void anEndIsJudgedWhenTheSessionEnds() {
    auto judge = trained().live({});
    QVERIFY(judge);
    const std::vector<LiveEntry> cut{{1, {}, Grammar::Open}, {1, {}, Grammar::Grant}, {1, {}, Grammar::Read}};
    const auto nothing = judge->add(cut, {});
    QVERIFY(nothing && nothing->empty());
    QCOMPARE(judge->open(), std::size_t{1});
    const auto ended = judge->add(std::vector<LiveEntry>{{1, {}, kSessionEnd}}, {});
    QVERIFY(ended);
    QCOMPARE(ended->size(), std::size_t{1});
    QCOMPARE(ended->front().anomaly.reason, Reason::UnexpectedEnd);
    QCOMPARE(ended->front().anomaly.position, 3U);
    QCOMPARE(judge->open(), std::size_t{0});
  }

  /// It goes on where it was; that it starts in its middle is not its fault.
  void whatEndedAndComesAgainHasNoStart() {
    auto judge = trained().live({});
    QVERIFY(judge);
    const std::vector<LiveEntry> again{{1, {}, Grammar::Open},  {1, {}, Grammar::Grant},
                                       {1, {}, kSessionEnd},    {1, {}, Grammar::Check},
                                       {1, {}, Grammar::Close}, {1, {}, kSessionEnd}};
    const auto found = judge->add(again, {});
    QVERIFY(found);
    for (const LiveAnomaly& one : *found) QCOMPARE(one.entry, std::size_t{2});
    const auto fresh = judge->add(std::vector<LiveEntry>{{2, {}, Grammar::Check}}, {});
    QVERIFY(fresh && fresh->size() == 1 && fresh->front().anomaly.reason == Reason::UnexpectedStart);
  }

  void moreSessionsThanThereIsRoomForAreForgotten() {
    LiveLimits limits;
    limits.sessions = 10;
    auto judge = trained().live(limits);
    QVERIFY(judge);
    for (std::uint64_t session = 0; session < 1000; ++session) {
      const auto found = judge->add(std::vector<LiveEntry>{{session, {}, Grammar::Open}}, {});
      QVERIFY(found && found->empty());
      QVERIFY(judge->open() <= 10);
    }
    // The end of the first one cannot be judged any more, nor can the rest of it begin.
    const auto rest = judge->add(std::vector<LiveEntry>{{0, {}, Grammar::Grant}, {0, {}, kSessionEnd}}, {});
    QVERIFY(rest && rest->empty());
  }

  void theNetworkIsAskedOnceAboutAWindow() {
    auto judge = trained().live({});
    QVERIFY(judge);
    const SessionSet sessions = Grammar(5).sessions(200);
    QVERIFY(judge->add(dealt(sessions, 1), {}));
    const std::uint64_t asked = judge->asked();
    QVERIFY(asked > 0 && asked < 500);
    SessionSet same;
    for (std::size_t i = 0; i < sessions.size(); ++i) same.add(sessions[i]);
    std::vector<LiveEntry> again = dealt(same, 2);
    for (LiveEntry& entry : again) entry.session += 1000;
    QVERIFY(judge->add(again, {}));
    QCOMPARE(judge->asked(), asked);
  }

  void cancelled() {
    auto judge = trained().live({});
    QVERIFY(judge);
    std::stop_source source;
    source.request_stop();
    const auto found = judge->add(std::vector<LiveEntry>{{1, {}, Grammar::Open}}, source.get_token());
    QVERIFY(!found && found.error().code == ErrorCode::Cancelled);
  }

  void hdfs() {
    const char* const data = std::getenv("FAULTLINE_DATA");
    if (data == nullptr) QSKIP("FAULTLINE_DATA is not set");
    const std::filesystem::path folder = std::filesystem::path(data) / "hdfs";
    const auto normal = readSessionFile(folder / "train_normal.txt", {});
    const auto abnormal = readSessionFile(folder / "test_abnormal.txt", {});
    QVERIFY(normal && abnormal);
    SessionSet learnt;
    for (std::size_t i = 0; i < 500; ++i) learnt.add((*normal)[i]);
    Settings settings = quickSettings();
    settings.epochs = 3;
    const auto detector = Detector::train(learnt, settings, {}, {});
    QVERIFY(detector);
    SessionSet sessions;
    for (std::size_t i = 0; i < 3000; ++i) sessions.add((*abnormal)[i]);
    const auto whole = detector->judge(sessions, {}, {});
    QVERIFY(whole);
    compare(judgedLive(*detector, sessions, 1000), *whole, sessions);
  }
};

QTEST_GUILESS_MAIN(TestLiveJudge)
#include "test_live_judge.moc"
