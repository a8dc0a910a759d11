#include <random>

#include <QtTest/QtTest>

#include "engine/detect/judging.h"
#include "engine/detect/training.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

using Lists = std::vector<std::vector<Anomaly>>;

/// Normal sessions one after the other, of which one in `oddOneIn` has another key, a strange one or a usual
/// one, in a place.
Grammar::Session stream(std::uint64_t seed, int sessions, unsigned oddOneIn) {
  Grammar grammar(seed);
  std::mt19937_64 random(seed);
  Grammar::Session all;
  for (int i = 0; i < sessions; ++i) {
    Grammar::Session keys = grammar.session();
    if (oddOneIn != 0 && random() % oddOneIn == 0)
      keys[random() % keys.size()] = random() % 3 == 0 ? LogKey{99} : LogKey{Grammar::Close};
    all.insert(all.end(), keys.begin(), keys.end());
  }
  return all;
}

/// Made once: knows whole sessions and a stream.
const Learnt& learnt() {
  static const Learnt known = [] {
    SessionSet sessions = Grammar(1).sessions(200);
    sessions.add(stream(2, 300, 0), SessionKind::Stream);
    Settings settings;
    settings.units = 16;
    settings.threads = 2;
    TrainReport report;
    return *learn(sessions, settings, {}, {}, report);
  }();
  return known;
}

/// Streams with bursts of oddities between whole sessions.
SessionSet material() {
  SessionSet sessions;
  sessions.add(stream(3, 60, 4), SessionKind::Stream);
  for (std::uint64_t seed = 10; seed < 30; ++seed) sessions.add(stream(seed, 1, 2));
  sessions.add(std::vector<LogKey>{});
  sessions.add(std::vector<LogKey>{Grammar::Open}, SessionKind::Stream);
  sessions.add(stream(4, 60, 2), SessionKind::Stream);
  sessions.add(stream(10, 1, 2));
  return sessions;
}

bool same(const Anomaly& a, const Anomaly& b) {
  // The model's answers may differ in a last digit with those that were asked about together.
  const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-5 * std::max(1.0, std::abs(x)); };
  return a.position == b.position && a.reason == b.reason && a.actual == b.actual && a.earlier == b.earlier &&
         near(a.probability, b.probability) && a.rank == b.rank && near(a.score, b.score) && near(a.p, b.p) &&
         a.history == b.history &&
         std::ranges::equal(a.expected, b.expected, {}, &ExpectedKey::key, &ExpectedKey::key);
}

}  // namespace

class TestJudging : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatIsFoundDoesNotDependOnTheParts_data() {
    QTest::addColumn<unsigned>("most");
    for (const unsigned most : {1U, 2U, 7U, 50U, 300U}) QTest::addRow("%u windows", most) << most;
  }
  void whatIsFoundDoesNotDependOnTheParts() {
    QFETCH(unsigned, most);
    const SessionSet sessions = material();
    JudgeReport atOnce;
    JudgeReport inParts;
    const auto whole =
        judgeSessions(sessions, learnt().knowledge, *learnt().keyModel, {}, {}, atOnce, kMostWindows);
    std::uint64_t done = 0;
    const auto parts = judgeSessions(
        sessions, learnt().knowledge, *learnt().keyModel, {},
        [&](const Progress& progress) {
          QVERIFY(progress.done <= progress.total);
          done = progress.done;
        },
        inParts, most);
    QVERIFY(whole && parts);
    QCOMPARE(parts->size(), sessions.size());
    std::size_t found = 0;
    for (std::size_t session = 0; session < sessions.size(); ++session) {
      const auto& own = (*whole)[session];
      found += own.size();
      QVERIFY2(std::ranges::equal(own, (*parts)[session], same), qPrintable(QString::number(session)));
    }
    QVERIFY2(found >= 20, "there is something to compare");
    QVERIFY(done != 0);
    QCOMPARE(inParts.windows, atOnce.windows);
    // Windows that several parts have are counted in each, so there were parts.
    QVERIFY(inParts.distinctWindows > atOnce.distinctWindows);
  }

  void aBurstGoesOnInTheNextPart() {
    // Four strange keys, each nearer to the one before than a window: with a window a part none stand in one.
    SessionSet sessions;
    Grammar::Session keys = stream(5, 30, 0);
    for (const std::size_t at : {100U, 105U, 112U, 122U, 140U}) keys[at] = 99;
    sessions.add(keys, SessionKind::Stream);
    JudgeReport report;
    const auto lists = judgeSessions(sessions, learnt().knowledge, *learnt().keyModel, {}, {}, report, 1);
    QVERIFY(lists);
    std::vector<std::uint32_t> positions;
    for (const Anomaly& anomaly : lists->front()) {
      if (anomaly.reason == Reason::NewKey) positions.push_back(anomaly.position);
    }
    QCOMPARE(positions, (std::vector<std::uint32_t>{100, 140}));
  }
};

QTEST_APPLESS_MAIN(TestJudging)
#include "test_judging.moc"
