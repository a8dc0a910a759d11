#include <map>

#include <QtTest/QtTest>

#include "engine/model/window_order.h"

using namespace faultline::model;
using faultline::sequence::KeyClass;
using faultline::sequence::kUnknownClass;
using faultline::sequence::WindowSet;

namespace {

/// Weights 1, 1, 10 and, with an unknown next key, 8: a mean of 5.
WindowSet unevenWindows() {
  WindowSet windows(1);
  windows.add(std::vector<KeyClass>{0, 1});
  windows.add(std::vector<KeyClass>{1, 0});
  windows.add(std::vector<KeyClass>{1, 1}, 10);
  windows.add(std::vector<KeyClass>{0, kUnknownClass}, 8);
  return windows;
}

}  // namespace

class TestWindowOrder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void heavyWindowsAreSharedOut() {
    const WindowSet windows = unevenWindows();
    WindowOrder order(windows, 1);
    QCOMPARE(order.size(), std::size_t{4});  // the heavy one twice, the unknown one never
    QCOMPARE(order.share(0), 1.0);
    QCOMPARE(order.share(2), 5.0);
    QCOMPARE(order.totalWeight(), 12.0);
  }

  void aPassHasEachRowAsOftenAsItComes() {
    const WindowSet windows = unevenWindows();
    WindowOrder order(windows, 1);
    for (int pass = 0; pass < 3; ++pass) {
      std::map<std::uint32_t, int> times;
      for (std::size_t size : {3U, 1U}) {  // four rows, at most three at once, never into the next pass
        const auto batch = order.next(3);
        QCOMPARE(batch.size(), size);
        for (const std::uint32_t row : batch) ++times[row];
      }
      QCOMPARE(times, (std::map<std::uint32_t, int>{{0, 1}, {1, 1}, {2, 2}}));
    }
  }

  void theSeedDecidesTheOrder() {
    WindowSet windows(1);
    for (KeyClass key = 0; key < 50; ++key) windows.add(std::vector<KeyClass>{key, 0});
    const auto ordered = [&](std::uint64_t seed) {
      WindowOrder order(windows, seed);
      const auto rows = order.next(50);
      return std::vector<std::uint32_t>(rows.begin(), rows.end());
    };
    QCOMPARE(ordered(1), ordered(1));
    QVERIFY(ordered(1) != ordered(2));
  }

  void nothingToOrder() {
    WindowOrder order(WindowSet(3), 1);
    QCOMPARE(order.size(), std::size_t{0});
    QVERIFY(order.next(5).empty());
  }
};

QTEST_APPLESS_MAIN(TestWindowOrder)
#include "test_window_order.moc"
