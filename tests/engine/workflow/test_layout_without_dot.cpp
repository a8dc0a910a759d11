#include <QtTest/QtTest>

#include "engine/workflow/document.h"
#include "engine/workflow/layout.h"

using namespace faultline;
using namespace faultline::workflow;

/// Where Graphviz's program is not found.
class TestLayoutWithoutDot : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bigGraphsAreLaidOutSimply() {
    LayoutGraph graph;
    graph.boxes.assign(4, {120, 40});
    for (std::uint32_t at = 0; at < 3; ++at) graph.links.push_back({at, at + 1, 1, {50, 18}});
    const auto layout = layOut(graph, {.inProcess = 0}, {});
    QVERIFY(layout && layout->simplified);
    QVERIFY(layout->centres[0].x < layout->centres[3].x);
    QVERIFY(!layOut(graph, {}, {})->simplified);
  }

  void aPngSaysWhatIsMissing() {
    const auto png = toPng({}, [](LogKey) { return KeyText(); }, {}, {});
    QVERIFY(!png);
    QCOMPARE(png.error().code, ErrorCode::LayoutFailed);
    QVERIFY(png.error().detail.find("not installed") != std::string::npos);
  }
};

int main(int argc, char** argv) {
  qputenv("PATH", "/nowhere");
  TestLayoutWithoutDot test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_layout_without_dot.moc"
