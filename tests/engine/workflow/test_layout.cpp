#include <cmath>
#include <future>
#include <limits>
#include <random>
#include <thread>

#include <QtTest/QtTest>

#include "engine/workflow/layout.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

LayoutGraph chain(std::uint32_t count) {
  LayoutGraph graph;
  graph.boxes.assign(count, {120, 40});
  for (std::uint32_t at = 0; at + 1 < count; ++at) graph.links.push_back({at, at + 1, 1, {50, 18}});
  return graph;
}

/// Long links at random, which dot needs very long for.
LayoutGraph tangle(std::uint32_t count, std::size_t links) {
  LayoutGraph graph = chain(count);
  std::mt19937 random(7);
  while (graph.links.size() < links) {
    graph.links.push_back({static_cast<std::uint32_t>(random() % count),
                           static_cast<std::uint32_t>(random() % count),
                           1,
                           {50, 18}});
  }
  return graph;
}

Layout done(const LayoutGraph& graph, const LayoutLimits& limits = {}) {
  auto layout = layOut(graph, limits, {});
  if (!layout) qFatal("%s", errorLine(layout.error()).c_str());
  return *layout;
}

bool near(Point one, Point other, double most) {
  return std::hypot(one.x - other.x, one.y - other.y) <= most;
}

/// Every link's curve begins and ends at the border of its boxes, or within `most` of it.
void verifyEnds(const LayoutGraph& graph, const Layout& layout, double most) {
  for (std::size_t at = 0; at < graph.links.size(); ++at) {
    const auto& points = layout.curves[at].points;
    QVERIFY(points.size() >= 4 && points.size() % 3 == 1);
    const auto outside = [&](Point point, std::uint32_t box) {
      const double x = std::abs(point.x - layout.centres[box].x) - graph.boxes[box].width / 2;
      const double y = std::abs(point.y - layout.centres[box].y) - graph.boxes[box].height / 2;
      return std::max(x, y);
    };
    QVERIFY2(std::abs(outside(points.front(), graph.links[at].from)) <= most,
             qPrintable(QString::number(at)));
    QVERIFY2(std::abs(outside(points.back(), graph.links[at].to)) <= most, qPrintable(QString::number(at)));
  }
}

const LayoutLimits kProcess{.inProcess = 0};
const LayoutLimits kSimple{.inProcess = 0, .exact = 0};

}  // namespace

class TestLayout : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aLongChainGoesOnInFurtherRows() {
    LayoutGraph graph = chain(30);
    graph.rowWidth = 900;
    const Layout layout = done(graph);
    QVERIFY2(layout.width <= 1.2 * graph.rowWidth, qPrintable(QString::number(layout.width)));
    verifyEnds(graph, layout, 3);
    std::size_t rows = 1;
    for (std::size_t box = 0; box < layout.centres.size(); ++box) {
      const Point centre = layout.centres[box];
      QVERIFY(centre.x >= 60 && centre.x <= layout.width - 60);
      QVERIFY(centre.y >= 20 && centre.y <= layout.height - 20);
      if (box == 0) continue;
      const Point last = layout.centres[box - 1];
      if (centre.x > last.x) {
        QVERIFY(std::abs(centre.y - last.y) < 1);
      } else {
        ++rows;
        QVERIFY(centre.y > last.y + 40);
      }
    }
    QVERIFY(rows >= 5);
    // Around the corner, and never over a box: down beside the row, back between the rows.
    for (std::size_t link = 0; link < graph.links.size(); ++link) {
      for (const Point& point : layout.curves[link].points) {
        for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
          const double x = std::abs(point.x - layout.centres[box].x),
                       y = std::abs(point.y - layout.centres[box].y);
          QVERIFY(x > 57 || y > 17);
        }
      }
    }
  }

  void whatHasNoSingleLinkStaysInOneRow() {
    LayoutGraph graph = chain(30);
    for (std::uint32_t at = 0; at + 2 < 30; ++at) graph.links.push_back({at, at + 2, 1, {}});
    const Layout whole = done(graph);
    graph.rowWidth = 900;
    const Layout layout = done(graph);
    QCOMPARE(layout.width, whole.width);
    QCOMPARE(layout.height, whole.height);
    // Shorter than a row it stays as it is, too.
    LayoutGraph little = chain(4);
    const double width = done(little).width;
    little.rowWidth = width;
    QCOMPARE(done(little).width, width);
  }

  void goesFromLeftToRight_data() {
    QTest::addColumn<int>("way");
    QTest::newRow("in this process") << 0;
    QTest::newRow("in a process of its own") << 1;
    QTest::newRow("simply") << 2;
  }
  void goesFromLeftToRight() {
    QFETCH(int, way);
    const LayoutGraph graph = chain(5);
    const Layout layout = done(graph, way == 0 ? LayoutLimits{} : way == 1 ? kProcess : kSimple);
    QCOMPARE(layout.simplified, way == 2);
    QCOMPARE(layout.centres.size(), graph.boxes.size());
    for (std::size_t at = 1; at < layout.centres.size(); ++at) {
      // Room for the label between them.
      QVERIFY(layout.centres[at].x - layout.centres[at - 1].x >= 120 + 50);
      QVERIFY(std::abs(layout.centres[at].y - layout.centres[0].y) < 1);
    }
    QVERIFY(layout.width >= 5 * 120 && layout.height >= 40);
    verifyEnds(graph, layout, 3);
  }

  void bothProcessesGiveTheSame() {
    const LayoutGraph graph = tangle(30, 45);
    const Layout here = done(graph), there = done(graph, kProcess);
    for (std::size_t at = 0; at < here.centres.size(); ++at) {
      QVERIFY(near(here.centres[at], there.centres[at], 0.1));
    }
    QCOMPARE(here.curves.size(), there.curves.size());
    QVERIFY(!here.simplified && !there.simplified);
  }

  void aBackLinkDoesNotPushItsEnd() {
    LayoutGraph graph = chain(4);
    graph.links.push_back({3, 1, 1, {50, 18}, true});
    graph.links.push_back({2, 2, 1, {50, 18}, true});
    const Layout layout = done(graph);
    for (std::size_t at = 1; at < 4; ++at) QVERIFY(layout.centres[at].x > layout.centres[at - 1].x);
    verifyEnds(graph, layout, 3);
    const auto& back = layout.curves[3].points;
    QVERIFY(back.front().x > back.back().x);  // from box 3 to box 1
  }

  void groupsAreKeptInAFrame_data() {
    QTest::addColumn<bool>("simple");
    QTest::newRow("Graphviz") << false;
    QTest::newRow("simply") << true;
  }
  void groupsAreKeptInAFrame() {
    QFETCH(bool, simple);
    LayoutGraph graph;
    graph.boxes.assign(6, {120, 40});
    graph.boxes[2].width = 150;
    for (std::uint32_t thread = 1; thread <= 3; ++thread) {
      graph.links.push_back({0, thread, 1, {50, 18}});
      graph.links.push_back({thread, 4, 1, {50, 18}});
      for (std::uint32_t other = 1; other <= 3; ++other) {
        if (other != thread) graph.links.push_back({thread, other, 1, {50, 18}});
      }
    }
    graph.links.push_back({0, 5, 1, {50, 18}});
    graph.groups = {{1, 2, 3}};
    const Layout layout = done(graph, simple ? kSimple : LayoutLimits{});
    QCOMPARE(layout.frames.size(), std::size_t{1});
    const auto& frame = layout.frames[0];
    for (std::size_t box = 0; box < 6; ++box) {
      const bool inside = std::abs(layout.centres[box].x - frame.topLeft.x - frame.width / 2) <
                              (frame.width + graph.boxes[box].width) / 2 &&
                          std::abs(layout.centres[box].y - frame.topLeft.y - frame.height / 2) <
                              (frame.height + graph.boxes[box].height) / 2;
      QCOMPARE(inside, box >= 1 && box <= 3);
    }
    QVERIFY(layout.centres[1].y + 40 < layout.centres[2].y && layout.centres[2].y + 40 < layout.centres[3].y);
    QVERIFY(layout.centres[1].y - 20 >= frame.topLeft.y + Layout::kFrameHead - 1);
    QVERIFY(layout.centres[0].x < layout.centres[1].x && layout.centres[1].x < layout.centres[4].x);
    verifyEnds(graph, layout, 4);
  }

  void labelsCoverNoBoxAndNoOther() {
    LayoutGraph graph;
    graph.boxes.assign(6, {120, 40});
    for (std::uint32_t to = 1; to <= 4; ++to) {
      graph.links.push_back({0, to, 1, {50, 18}});
      graph.links.push_back({to, 5, 1, {50, 18}});
    }
    const Layout layout = done(graph);
    for (std::size_t at = 0; at < graph.links.size(); ++at) {
      const Point label = layout.curves[at].label;
      for (const Point box : layout.centres) {
        QVERIFY(std::abs(label.x - box.x) >= 85 || std::abs(label.y - box.y) >= 29);
      }
      for (std::size_t other = 0; other < at; ++other) {
        const Point there = layout.curves[other].label;
        QVERIFY(std::abs(label.x - there.x) >= 50 || std::abs(label.y - there.y) >= 18);
      }
    }
  }

  void whatIsTooBigIsLaidOutSimply() {
    const LayoutGraph graph = tangle(2'000, 9'000);
    const Layout layout = done(graph);
    QVERIFY(layout.simplified);
    QCOMPARE(layout.curves.size(), graph.links.size());
    const Layout late = done(tangle(100, 300), {.inProcess = 0, .seconds = 0});
    QVERIFY(late.simplified);
  }

  void nothingAndOneBox() {
    QCOMPARE(done({}).centres.size(), std::size_t{0});
    QCOMPARE(done({}, kSimple).width, 0.0);
    LayoutGraph one;
    one.boxes = {{100, 30}};
    one.links = {{0, 0, 1, {}, true}};
    QVERIFY(near(done(one, kSimple).centres[0], {50, 15}, 0.01));
    QVERIFY(done(one).width >= 100);
    one.groups = {{}, {0}};
    QCOMPARE(done(one).frames.size(), std::size_t{2});
  }

  void whatIsNoGraphIsRefused_data() {
    QTest::addColumn<int>("what");
    for (int what = 0; what < 6; ++what) QTest::addRow("%d", what) << what;
  }
  void whatIsNoGraphIsRefused() {
    QFETCH(int, what);
    LayoutGraph graph = chain(3);
    if (what == 0) graph.boxes[1].width = std::numeric_limits<double>::quiet_NaN();
    if (what == 1) graph.boxes[1].height = std::numeric_limits<double>::infinity();
    if (what == 2) graph.links[0].to = 3;
    if (what == 3) graph.groups = {{0, 7}};
    if (what == 4) graph.groups = {{0, 1}, {1}};
    if (what == 5) graph.links[1].weight = std::numeric_limits<double>::quiet_NaN();
    const auto layout = layOut(graph, {}, {});
    QVERIFY(!layout);
    QCOMPARE(layout.error().code, ErrorCode::LayoutFailed);
  }

  void isStopped() {
    std::stop_source stopped;
    stopped.request_stop();
    for (const auto& limits : {LayoutLimits{}, kProcess, kSimple}) {
      const auto layout = layOut(chain(3), limits, stopped.get_token());
      QVERIFY(!layout && layout.error().code == ErrorCode::Cancelled);
    }
  }

  void aProcessIsKilledWhenStopped() {
    // Takes minutes otherwise.
    const LayoutGraph graph = tangle(150, 450);
    std::stop_source stop;
    auto layout = std::async(std::launch::async, [&] {
      return layOut(graph, {.inProcess = 0, .seconds = 600}, stop.get_token());
    });
    stop.request_stop();
    const auto result = layout.get();
    QVERIFY(!result && result.error().code == ErrorCode::Cancelled);
  }

  void manyThreadsLayOutAtOnce() {
    std::vector<std::jthread> threads;
    std::atomic<int> finished = 0, cancelled = 0;
    for (unsigned thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (unsigned round = 0; round < 10; ++round) {
          std::stop_source stop;
          std::jthread stopper;
          if (round % 2 == 1) stopper = std::jthread([&] { stop.request_stop(); });
          const auto layout =
              layOut(tangle(20 + thread, 30), round % 5 == 4 ? kProcess : LayoutLimits{}, stop.get_token());
          if (layout) ++finished;
          if (!layout && layout.error().code == ErrorCode::Cancelled) ++cancelled;
        }
      });
    }
    threads.clear();
    QCOMPARE(finished + cancelled, 40);
    QVERIFY(finished >= 20);
  }
};

QTEST_GUILESS_MAIN(TestLayout)
#include "test_layout.moc"
