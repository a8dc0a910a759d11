#include <QtTest/QtTest>

#include "engine/sequence/window_set.h"

using namespace faultline;
using namespace faultline::sequence;

namespace {

using Row = std::vector<LogKey>;

/// The windows of one session as log keys.
std::vector<Row> windowsOf(const std::vector<LogKey>& keys, SessionKind kind, const Vocabulary& vocabulary,
                           int history) {
  PaddedSession padded;
  padSession(keys, kind, vocabulary, history, padded);
  std::vector<Row> rows;
  forEachWindow(padded, history, [&](std::uint32_t, std::span<const KeyClass> row) {
    Row own;
    for (const KeyClass key : row) own.push_back(vocabulary.keyOf(key));
    rows.push_back(own);
    return true;
  });
  return rows;
}

const std::vector<LogKey> kPaperSession{22, 5, 11, 9, 11, 26};

SessionSet paperSession() {
  SessionSet sessions;
  sessions.add(kPaperSession);
  return sessions;
}

}  // namespace

class TestWindows : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// DeepLog, section 3: the sequence {22, 5, 11, 9, 11, 26} with h = 3.
  void thePapersExample() {
    const Vocabulary vocabulary = Vocabulary::of(paperSession(), Bounds::Plain);
    QCOMPARE(windowsOf(kPaperSession, SessionKind::Whole, vocabulary, 3),
             (std::vector<Row>{{22, 5, 11, 9}, {5, 11, 9, 11}, {11, 9, 11, 26}}));
  }

  void startAndEndAreKeys() {
    const Vocabulary vocabulary = Vocabulary::of(paperSession(), Bounds::Bounded);
    const auto rows = windowsOf(kPaperSession, SessionKind::Whole, vocabulary, 3);
    QCOMPARE(rows.size(), std::size_t{7});
    QCOMPARE(rows[0], (Row{kSessionStart, kSessionStart, kSessionStart, 22}));
    QCOMPARE(rows[2], (Row{kSessionStart, 22, 5, 11}));
    QCOMPARE(rows[6], (Row{9, 11, 26, kSessionEnd}));
  }

  void streamsHaveNeitherStartNorEnd() {
    const Vocabulary vocabulary = Vocabulary::of(paperSession(), Bounds::Bounded);
    const auto rows = windowsOf(kPaperSession, SessionKind::Stream, vocabulary, 3);
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[0], (Row{22, 5, 11, 9}));
  }

  void positionsAreThoseOfTheNextKey() {
    const Vocabulary vocabulary = Vocabulary::of(paperSession(), Bounds::Bounded);
    PaddedSession padded;
    std::vector<std::uint32_t> positions;
    const auto note = [&](std::uint32_t position, std::span<const KeyClass>) {
      positions.push_back(position);
      return positions.size() < 2;
    };
    padSession(kPaperSession, SessionKind::Whole, vocabulary, 3, padded);
    forEachWindow(padded, 3, note);
    QCOMPARE(positions, (std::vector<std::uint32_t>{0, 1}));  // ends when told to
    positions.clear();
    padSession(kPaperSession, SessionKind::Stream, vocabulary, 3, padded);
    forEachWindow(padded, 3, note);
    QCOMPARE(positions, (std::vector<std::uint32_t>{3, 4}));
  }

  void shortSessions() {
    const Vocabulary plain = Vocabulary::of(paperSession(), Bounds::Plain);
    const Vocabulary bounded = Vocabulary::of(paperSession(), Bounds::Bounded);
    QVERIFY(windowsOf({22, 5, 11}, SessionKind::Whole, plain, 3).empty());
    QCOMPARE(windowsOf({22}, SessionKind::Whole, bounded, 3).size(), std::size_t{2});
    QCOMPARE(windowsOf({}, SessionKind::Whole, bounded, 3),
             (std::vector<Row>{{kSessionStart, kSessionStart, kSessionStart, kSessionEnd}}));
  }

  void equalWindowsAreKeptOnceWithTheirWeight() {
    SessionSet sessions = paperSession();
    sessions.add(kPaperSession);
    sessions.add(std::vector<LogKey>{5, 11, 9, 11});
    const Vocabulary vocabulary = Vocabulary::of(sessions, Bounds::Plain);
    const auto windows = collectWindows(sessions, vocabulary, 3, {});
    QVERIFY(windows);
    QCOMPARE(windows->size(), 3U);
    QCOMPARE(windows->totalWeight(), std::uint64_t{7});
    QCOMPARE(windows->weight(0), std::uint64_t{2});  // 22 5 11 -> 9
    QCOMPARE(windows->weight(1), std::uint64_t{3});  // 5 11 9 -> 11
    QCOMPARE(windows->weight(2), std::uint64_t{2});  // 11 9 11 -> 26
    QCOMPARE(vocabulary.keyOf(windows->next(1)), 11);
    QCOMPARE(windows->window(1).size(), std::size_t{3});
  }

  void manyWindowsStayApart() {
    WindowSet windows(2);
    for (KeyClass a = 0; a < 40; ++a) {
      for (KeyClass b = 0; b < 40; ++b) {
        const std::vector<KeyClass> row{a, b, a};
        QCOMPARE(windows.add(row), static_cast<std::uint32_t>(a * 40 + b));
      }
    }
    WindowSet moved = std::move(windows);
    const std::vector<KeyClass> row{7, 9, 7};
    QCOMPARE(moved.add(row, 5), 7U * 40 + 9);
    QCOMPARE(moved.weight(7 * 40 + 9), std::uint64_t{6});
    QCOMPARE(moved.size(), 1600U);
  }

  void collectingCanBeCancelled() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>(10000, 1), SessionKind::Stream);
    std::stop_source stop;
    stop.request_stop();
    const auto windows =
        collectWindows(sessions, Vocabulary::of(sessions, Bounds::Plain), 3, stop.get_token());
    QVERIFY(!windows);
    QCOMPARE(windows.error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestWindows)
#include "test_windows.moc"
