#include <atomic>

#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>

#include "engine/workflow/layout.h"
#include "tests/ui/fake_engine.h"
#include "ui/style/style.h"
#include "ui/views/empty_state.h"
#include "ui/views/workflow_bar.h"
#include "ui/views/workflow_canvas.h"
#include "ui/views/workflow_graph.h"
#include "ui/views/workflow_legend.h"
#include "ui/views/workflow_map.h"
#include "ui/views/workflow_scene.h"

using namespace faultline;
using namespace faultline::ui;
using workflow::kNone;
using workflow::NodeIndex;
using Path = WorkflowGraph::Path;
using Overlay = WorkflowGraph::Overlay;

namespace {

/// The made creation's first nine steps, one round into its loop, and what does not belong there.
Path path() {
  Path made;
  made.executed = {0, 1, 2, 4, 5, 6, 7, 8, 9, 8};
  made.current = 8;
  made.expected = {{0, 9, 0.94}, {1, 2, 0.04}, {kNone, kNone, 0.01}};
  made.ghost = Path::Ghost{8, QStringLiteral("<b>Timeout</b> & more"), QStringLiteral("Unexpected"),
                           Severity::Critical};
  made.slow = std::pair(NodeIndex{7}, NodeIndex{8});
  return made;
}

/// A line of steps, each of which may leave out the next one.
std::shared_ptr<const pipeline::ProjectWorkflow> line(NodeIndex count) {
  auto made = std::make_shared<pipeline::ProjectWorkflow>(*madeWorkflow());
  workflow::Task task;
  task.id = workflow::TaskId{9};
  task.runs = 1'000;
  for (NodeIndex node = 0; node < count; ++node) {
    task.nodes.push_back({static_cast<workflow::LogKey>(101 + node % 11), 1'000, {}});
    for (const NodeIndex next : {node + 1, node + 2}) {
      if (next >= count) continue;
      workflow::Edge edge;
      edge.from = node;
      edge.to = next;
      edge.count = next == node + 1 ? 990 : 10;
      edge.probability = static_cast<double>(edge.count) / 1'000;
      task.edges.push_back(edge);
    }
  }
  task.starts = {{0, 1'000}};
  task.ends = {{count - 1, 1'000}};
  made->automaton.tasks = {task};
  made->taskNames = {"a line"};
  return made;
}

struct Shown {
  Shown() {
    engine->workflow.setLayout([this](const workflow::LayoutGraph& what, std::stop_token stop) {
      ++layouts;
      gate.wait(stop);
      workflow::LayoutGraph asked = what;
      rowWidth = asked.rowWidth;
      if (!rows) asked.rowWidth = 0;
      return workflow::layOut(asked, {}, stop);
    });
    graph.resize(1'000, 500);
    graph.show();
  }

  void draw(const std::shared_ptr<const pipeline::ProjectWorkflow>& what, workflow::TaskIndex task = 0) {
    QSignalSpy drawn(&graph, &WorkflowGraph::drawn);
    graph.showTask(what, task);
    QTRY_COMPARE(drawn.count(), 1);
  }

  [[nodiscard]] const WorkflowMark& box(NodeIndex node) const { return graph.scene()->box(node)->mark(); }
  [[nodiscard]] const WorkflowLinkItem& link(NodeIndex from, NodeIndex to) const {
    return *graph.scene()->link(from, to);
  }

  std::atomic<double> rowWidth = 0;
  bool rows = false;  // else all in one, from left to right
  std::atomic<int> layouts = 0;
  Gate gate{Gate::State::Open};
  std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
  WorkflowGraph graph{engine};
};

}  // namespace

class TestWorkflowGraph : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void drawsFromLeftToRight() {
    Shown shown;
    QVERIFY(!shown.graph.laidOut());
    shown.draw(madeWorkflow());
    QVERIFY(shown.graph.laidOut());
    const auto* scene = shown.graph.scene();
    QCOMPARE(scene->nodes(), std::size_t{11});
    QVERIFY(scene->box(0)->rect().right() < scene->box(1)->rect().left());
    QVERIFY(scene->box(scene->shape().start)->rect().right() < scene->box(0)->rect().left());
    QVERIFY(scene->box(10)->rect().right() < scene->box(scene->shape().end)->rect().left());
    QVERIFY(scene->has(WorkflowFrameItem::Kind::Concurrent) && scene->has(WorkflowFrameItem::Kind::Loop));
    QVERIFY(!shown.link(0, 1).mark().onPath && !shown.box(0).faded);
    QVERIFY(shown.graph.legend()->words().contains(QStringLiteral("in any order")));
    QVERIFY(shown.graph.canvas()->accessibleName().contains(QStringLiteral("11 steps")));
  }

  void restylingNeverLaysOut() {
    Shown shown;
    const auto made = madeWorkflow();
    shown.draw(made);
    QCOMPARE(shown.layouts, 1);
    const QRectF before = shown.graph.scene()->box(3)->rect();
    shown.graph.showPath(path());
    shown.graph.showVariant(1);
    shown.graph.setOverlay(Overlay::P95);
    shown.graph.setLeastShare(0.1);
    QVERIFY(shown.graph.find(QStringLiteral("claim")));
    shown.graph.clearPath();
    shown.graph.zoomIn();
    shown.graph.fit();
    style::apply(Theme::Dark);
    (void)shown.graph.grab();
    style::apply(Theme::Light);
    shown.graph.showTask(made, 0);  // the same
    QCoreApplication::processEvents();
    QCOMPARE(shown.layouts, 1);
    QCOMPARE(shown.graph.scene()->box(3)->rect(), before);
    shown.draw(made, 1);
    QCOMPARE(shown.layouts, 2);
  }

  void aPathIsMarked() {
    Shown shown;
    shown.draw(madeWorkflow());
    shown.graph.showPath(path());
    QVERIFY(shown.box(8).current && shown.box(8).onPath);
    QCOMPARE(shown.box(8).visits, 2);
    QVERIFY(shown.box(0).onPath && !shown.box(0).current);
    QVERIFY(shown.box(3).faded && !shown.box(3).onPath);
    QCOMPARE(shown.box(9).expected, 0.94);
    QVERIFY(shown.box(2).expected < 0);  // of another task
    QCOMPARE(shown.box(shown.graph.scene()->shape().end).expected, 0.01);
    QVERIFY(shown.link(1, 2).mark().onPath && shown.link(4, 5).mark().onPath);
    QVERIFY(shown.link(9, 8).mark().onPath && !shown.link(1, 3).mark().onPath);
    QVERIFY(shown.link(shown.graph.scene()->shape().start, 0).mark().onPath);
    QVERIFY(shown.link(7, 8).mark().slow && !shown.link(6, 7).mark().slow);
    const QStringList words = shown.graph.legend()->words();
    for (const char* each : {"way taken", "here", "expected next", "does not belong here", "took too long"}) {
      QVERIFY2(words.contains(QLatin1String(each)), each);
    }
    shown.graph.clearPath();
    QVERIFY(!shown.box(8).current && !shown.box(3).faded && shown.graph.scene()->ghost() == nullptr);
    QVERIFY(!shown.graph.legend()->words().contains(QStringLiteral("here")));
  }

  void aGhostCoversNothingAndStaysText() {
    Shown shown;
    shown.draw(madeWorkflow());
    shown.graph.showPath(path());
    const auto* scene = shown.graph.scene();
    const auto* ghost = scene->ghost();
    QVERIFY(ghost != nullptr);
    QCOMPARE(ghost->text(), QStringLiteral("<b>Timeout</b> & more"));
    QVERIFY(ghost->toolTip().contains(QStringLiteral("&lt;b&gt;")));
    QCOMPARE(ghost->severity(), Severity::Critical);
    for (NodeIndex box = 0; scene->box(box) != nullptr; ++box) {
      QVERIFY(!scene->box(box)->rect().intersects(ghost->rect()));
    }
    QVERIFY(scene->sceneRect().contains(ghost->rect()));
    // At the start, where nothing came before.
    Path first;
    first.ghost = Path::Ghost{kNone, QStringLiteral("x"), QStringLiteral("Unexpected"), Severity::Info};
    shown.graph.showPath(first);
    QVERIFY(scene->ghost() != nullptr && scene->ghost()->rect().left() < scene->box(1)->rect().left());
  }

  void thePathIsShownWhenThePictureComes() {
    Shown shown;
    shown.gate.close();
    QSignalSpy drawn(&shown.graph, &WorkflowGraph::drawn);
    shown.graph.showTask(madeWorkflow(), 0);
    shown.graph.showPath(path());
    shown.graph.setOverlay(Overlay::Probability);
    QVERIFY(!shown.graph.laidOut());
    shown.gate.open();
    QTRY_COMPARE(drawn.count(), 1);
    QVERIFY(shown.box(8).current);
    QCOMPARE(shown.link(1, 3).label(), QStringLiteral("5 %"));
    // Brought into view.
    const QRectF seen =
        shown.graph.canvas()->mapToScene(shown.graph.canvas()->viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(shown.graph.scene()->box(8)->rect()));
    QVERIFY(seen.contains(shown.graph.scene()->ghost()->rect()));
  }

  void theLastPictureStaysUntilTheNextIsThere() {
    Shown shown;
    const auto made = madeWorkflow();
    shown.draw(made);
    shown.gate.close();
    QSignalSpy drawn(&shown.graph, &WorkflowGraph::drawn);
    shown.graph.showTask(made, 1);
    shown.gate.awaitVisitor();
    QCOMPARE(shown.graph.scene()->nodes(), std::size_t{11});
    QVERIFY(!shown.graph.laidOut());
    QVERIFY(!shown.graph.find(QStringLiteral("claim")));  // it is not the task's
    shown.graph.showPath(path());
    QVERIFY(!shown.box(8).current);
    shown.gate.open();
    QTRY_COMPARE(drawn.count(), 1);
    QCOMPARE(shown.graph.scene()->nodes(), std::size_t{7});
  }

  void variantsAreChosenInTheBar() {
    Shown shown;
    shown.draw(madeWorkflow());
    QComboBox* box = shown.graph.bar()->variantBox();
    QCOMPARE(box->count(), 5);
    QCOMPARE(box->itemText(0), QStringLiteral("All ways (4)"));
    QCOMPARE(box->itemText(1), QStringLiteral("1. 49 % of runs"));
    QSignalSpy chosen(&shown.graph, &WorkflowGraph::variantChosen);
    box->setCurrentIndex(4);
    Q_EMIT box->activated(4);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(shown.graph.variant(), std::optional<std::size_t>(3));
    QVERIFY(shown.box(3).onPath && shown.box(2).faded);
    QVERIFY(shown.link(10, shown.graph.scene()->shape().end).mark().onPath);
    QCOMPARE(shown.box(8).visits, 3);
    // A path takes its place.
    shown.graph.showPath(path());
    QVERIFY(!shown.graph.variant() && box->currentIndex() == 0 && shown.box(2).onPath);
    shown.graph.showVariant(99);  // there is none
    QVERIFY(!shown.box(3).onPath);
  }

  void theSliderHidesRareEdges() {
    Shown shown;
    shown.draw(madeWorkflow());
    QVERIFY(shown.link(1, 3).isVisible());
    shown.graph.setLeastShare(0.1);
    QVERIFY(!shown.link(1, 3).isVisible() && !shown.link(3, 4).isVisible());
    QVERIFY(!shown.graph.scene()->box(3)->isVisible());  // nothing leads there any more
    QVERIFY(shown.link(1, 2).isVisible() && shown.graph.scene()->box(2)->isVisible());
    QCOMPARE(shown.graph.scene()->hidden(), std::size_t{2});
    Path rare;
    rare.executed = {0, 1, 3};
    rare.current = 3;
    shown.graph.showPath(rare);
    QVERIFY(shown.link(1, 3).isVisible() && shown.graph.scene()->box(3)->isVisible());
    shown.graph.clearPath();
    QSlider* slider = shown.graph.bar()->rareSlider();
    QVERIFY(slider->value() > 0);
    slider->setValue(0);
    QCOMPARE(shown.graph.leastShare(), 0.0);
    QVERIFY(shown.link(1, 3).isVisible());
  }

  void whatIsWideGoesOnInAFurtherRow() {
    Shown straight, broken;
    broken.rows = true;
    straight.draw(madeWorkflow());
    broken.draw(madeWorkflow());
    const QRectF wide = straight.graph.scene()->sceneRect(), high = broken.graph.scene()->sceneRect();
    QVERIFY(high.width() < wide.width() && high.height() > wide.height());
    // As wide as the view has room for, with text that can be read.
    QCOMPARE(broken.rowWidth.load(), 1'150.0);
    Shown narrow;
    narrow.graph.resize(600, 500);
    narrow.draw(madeWorkflow());
    QCOMPARE(narrow.rowWidth.load(), 600 / 0.8 - 64);
  }

  void aTangleIsShownWithoutItsRarestEdges() {
    workflow::Task task;
    task.runs = 1'000;
    task.nodes.resize(6);  // with the start and the end 8 boxes, of which 12 edges can be followed
    for (std::uint32_t at = 0; at < 12; ++at) {
      workflow::Edge edge;
      edge.from = at / 5;
      edge.to = at % 5 + 1;
      edge.count = 900;
      task.edges.push_back(edge);
    }
    QCOMPARE(WorkflowBar::clearShare(task), 0.0);
    task.edges.push_back(task.edges.front());
    task.edges.back().count = 8;
    const double share = WorkflowBar::clearShare(task);
    QVERIFY(share > 0.008 && share < 0.02);
    for (auto& edge : task.edges) edge.count = 60;  // all of them more than may be hidden
    QVERIFY(WorkflowBar::clearShare(task) <= 0.05);
    QCOMPARE(WorkflowBar::clearShare(workflow::Task{}), 0.0);
  }

  void theBarSaysHowManyEdgesAreHidden() {
    Shown shown;
    shown.draw(madeWorkflow());
    QCOMPARE(shown.graph.bar()->rareText(), QStringLiteral("all edges"));
    shown.graph.setLeastShare(0.1);
    QCOMPARE(shown.graph.bar()->rareText(), QStringLiteral("2 hidden"));
    QVERIFY(shown.graph.bar()->rareSlider()->toolTip().contains(QStringLiteral("10 %")));
  }

  void theBarTakesTwoRowsWhereItIsNarrow() {
    WorkflowBar bar;
    bar.resize(900, bar.sizeHint().height());
    bar.show();
    const auto top = [&](QWidget* part) { return part->mapTo(&bar, QPoint()).y(); };
    const int row = style::kRow;
    QVERIFY(top(bar.findField()) < row && top(bar.rareSlider()) < row);
    QVERIFY(bar.minimumSizeHint().width() < 380);
    bar.resize(380, 2 * bar.height());
    QTRY_VERIFY(top(bar.findField()) > row && top(bar.rareSlider()) > row);
    QVERIFY(top(bar.legendButton()) < row);
    QVERIFY(bar.variantBox()->geometry().right() + bar.variantBox()->parentWidget()->x() <
            bar.legendButton()->mapTo(&bar, QPoint()).x());
    bar.resize(900, bar.height());
    QTRY_VERIFY(top(bar.findField()) < row);
  }

  void overlaysLabelTheEdges() {
    Shown shown;
    shown.draw(madeWorkflow());
    QCOMPARE(shown.link(7, 8).label(), QStringLiteral("812"));
    QCOMPARE(shown.link(8, 9).label(), QStringLiteral("1,630"));
    shown.graph.setOverlay(Overlay::Probability);
    QCOMPARE(shown.link(1, 2).label(), QStringLiteral("95 %"));
    shown.graph.setOverlay(Overlay::Median);
    QCOMPARE(shown.link(7, 8).label(), QStringLiteral("13 s"));
    QCOMPARE(shown.link(0, 1).label(), QStringLiteral("12 ms"));
    QVERIFY(shown.link(4, 5).label().isEmpty());  // within a block there is no room
    QComboBox* box = shown.graph.bar()->overlayBox();
    box->setCurrentIndex(3);
    Q_EMIT box->activated(3);
    QCOMPARE(shown.graph.overlay(), Overlay::P95);
    QCOMPARE(shown.link(7, 8).label(), QStringLiteral("16 s"));
    QVERIFY(shown.link(10, shown.graph.scene()->shape().end).label().isEmpty());  // ends take no time
  }

  void findsSteps() {
    Shown shown;
    shown.draw(madeWorkflow());
    QSignalSpy chosen(&shown.graph, &WorkflowGraph::nodeChosen);
    QVERIFY(shown.graph.find(QStringLiteral("lifecycle")));
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{4});
    QVERIFY(shown.box(4).chosen);
    QVERIFY(shown.graph.findNext());
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{6});
    QVERIFY(shown.graph.findNext() && shown.graph.findNext());
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{4});            // round again
    QVERIFY(shown.graph.find(QStringLiteral("vcpus <*> CPU")));  // in the template, not in the label
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{0});
    QCOMPARE(chosen.count(), 5);
    QVERIFY(!shown.graph.find(QStringLiteral("no such step")));
    QVERIFY(!shown.graph.find(QString()));
    QTest::keyClicks(shown.graph.bar()->findField(), QStringLiteral("resum"));
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{7});
    QTest::keyClicks(shown.graph.bar()->findField(), QStringLiteral("zzz"));
    QVERIFY(!shown.graph.bar()->findField()->toolTip().isEmpty());
  }

  void keysGoFromNodeToNode() {
    Shown shown;
    shown.draw(madeWorkflow());
    QSignalSpy chosen(&shown.graph, &WorkflowGraph::nodeChosen);
    QSignalSpy activated(&shown.graph, &WorkflowGraph::nodeActivated);
    WorkflowCanvas* canvas = shown.graph.canvas();
    shown.graph.activateWindow();
    canvas->setFocus();
    QTRY_VERIFY(canvas->hasFocus());
    QTest::keyClick(canvas, Qt::Key_Tab);
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{0});
    QVERIFY(canvas->accessibleDescription().startsWith(QStringLiteral("Attempting claim")));
    QVERIFY(canvas->accessibleDescription().contains(QStringLiteral("812")));
    QTest::keyClick(canvas, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{1});
    QTest::keyClick(canvas, Qt::Key_Tab);
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{2});
    QTest::keyClick(canvas, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{1});
    QTest::keyClick(canvas, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(chosen.count(), 4);
    // Arrows alone belong to what is around it.
    QKeyEvent right(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
    QCoreApplication::sendEvent(canvas, &right);
    QVERIFY(!right.isAccepted());
    QTest::keyClick(canvas, Qt::Key_Escape);
    QCOMPARE(shown.graph.chosenNode(), kNone);
    QTest::keyClick(canvas, Qt::Key_Tab);  // on to the next widget
    QVERIFY(!canvas->hasFocus());
  }

  void theCurrentStepIsAnnounced() {
    Shown shown;
    shown.draw(madeWorkflow());
    shown.graph.showPath(path());
    const QString text = shown.graph.canvas()->accessibleDescription();
    QVERIFY2(text.contains(QStringLiteral("the current step")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("Unexpected: <b>Timeout</b>")));
  }

  void clicksChooseNodes() {
    Shown shown;
    shown.draw(madeWorkflow());
    QSignalSpy chosen(&shown.graph, &WorkflowGraph::nodeChosen);
    WorkflowCanvas* canvas = shown.graph.canvas();
    const QPoint there = canvas->mapFromScene(shown.graph.scene()->box(1)->rect().center());
    QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, there);
    QCOMPARE(shown.graph.chosenNode(), NodeIndex{1});
    QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(4, 4));
    QCOMPARE(shown.graph.chosenNode(), kNone);
    QCOMPARE(chosen.count(), 2);
    shown.graph.chooseNode(2);  // by the program: says nothing
    QCOMPARE(chosen.count(), 2);
    QVERIFY(shown.box(2).chosen);
  }

  void zoomsAndFits() {
    Shown shown;
    shown.draw(line(60));
    WorkflowCanvas* canvas = shown.graph.canvas();
    const double before = canvas->scale();
    QVERIFY(before > 0.8);  // readable, though not all is seen
    QTest::keyClick(canvas, Qt::Key_Plus);
    QVERIFY(canvas->scale() > before);
    shown.graph.zoomOut();
    QCOMPARE(canvas->scale(), before);
    QVERIFY(shown.graph.map()->isVisible());
    const double left = canvas->mapToScene(QPoint(0, 0)).x();
    QTest::mouseClick(shown.graph.map(), Qt::LeftButton, {},
                      QPoint(shown.graph.map()->width() - 12, shown.graph.map()->height() / 2));
    QVERIFY(canvas->mapToScene(QPoint(0, 0)).x() > left);
    shown.graph.fit();
    QVERIFY(canvas->scale() < 0.3);
    const QRectF seen = canvas->mapToScene(canvas->viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(shown.graph.scene()->box(0)->rect()));
    QVERIFY(seen.contains(shown.graph.scene()->box(59)->rect()));
    QVERIFY(!shown.graph.map()->isVisible());
  }

  void hostileTextStaysText() {
    Shown shown;
    shown.draw(madeWorkflow(), 1);
    const auto& box = shown.graph.scene()->shape().boxes[3];
    QVERIFY(box.label.startsWith(QStringLiteral("<b>Quota</b>")));
    QVERIFY(box.whole.contains(QStringLiteral("<script>")));
    QVERIFY(!box.whole.contains(QChar(0x1b)) && !box.whole.contains(u'\n'));
    const QString tip = shown.graph.scene()->box(3)->toolTip();
    QVERIFY(!tip.contains(QStringLiteral("<script>")) && !tip.contains(QStringLiteral("<b>")));
    QVERIFY(!shown.graph.grab().isNull());
  }

  void labelsAreWrapped() {
    QCOMPARE(wrappedLabel(QStringLiteral("Claim successful")), QStringList{"Claim successful"});
    const QStringList lines = wrappedLabel(QStringLiteral("word ").repeated(60));
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.last().endsWith(QChar(0x2026)));
    QCOMPARE(wrappedLabel(QString(500, u'x')).size(), 3);
  }

  void nothingSaysWhatToDo() {
    Shown shown;
    const auto* empty = shown.graph.findChild<EmptyState*>();
    QVERIFY(empty->isVisibleTo(&shown.graph) && !empty->title().isEmpty());
    QVERIFY(!shown.graph.bar()->isEnabled());
    shown.graph.setEmptyText(QStringLiteral("No workflow yet"), QStringLiteral("Mine it."));
    QCOMPARE(empty->title(), QStringLiteral("No workflow yet"));
    shown.draw(madeWorkflow());
    QVERIFY(shown.graph.bar()->isEnabled() && !empty->isVisibleTo(&shown.graph));
    shown.graph.showTask(madeWorkflow(), 17);
    QVERIFY(empty->isVisibleTo(&shown.graph) && !shown.graph.laidOut());
    QCOMPARE(shown.graph.task(), kNone);
    shown.graph.showTask(madeNoWorkflow(), 0);
    shown.graph.showTask(nullptr, 0);
    shown.graph.showPath(path());
    shown.graph.fit();
    QVERIFY(!shown.graph.findNext() && !shown.graph.grab().isNull());
    shown.draw(madeWorkflow());
  }

  void aFailureIsShown() {
    Shown shown;
    shown.engine->workflow.setLayout([](const workflow::LayoutGraph&, std::stop_token) {
      return failure(ErrorCode::LayoutFailed, "workflow", "a box has no size");
    });
    QSignalSpy failed(&shown.graph, &WorkflowGraph::failed);
    shown.graph.showTask(madeWorkflow(), 0);
    QTRY_COMPARE(failed.count(), 1);
    const auto* empty = shown.graph.findChild<EmptyState*>();
    QVERIFY(empty->isVisibleTo(&shown.graph) && !empty->title().isEmpty());
    QVERIFY(!shown.graph.laidOut());
  }

  void manyLayoutsAreStartedAndDropped() {
    Shown shown;
    const auto made = madeWorkflow();
    const auto big = line(400);
    QSignalSpy drawn(&shown.graph, &WorkflowGraph::drawn);
    for (int round = 0; round < 60; ++round) {
      shown.graph.showTask(round % 3 == 0 ? big : made, round % 3 == 2 ? 1 : 0);
      shown.graph.showPath(path());
      shown.graph.setLeastShare(round % 2 == 0 ? 0.05 : 0);
      if (round % 4 == 0) QCoreApplication::processEvents();
      if (round % 16 == 0) (void)shown.graph.grab();
    }
    shown.graph.showTask(made, 1);
    QTRY_VERIFY(shown.graph.laidOut());
    QCOMPARE(shown.graph.scene()->nodes(), std::size_t{7});
  }

  void isDroppedWhileLayingOut() {
    for (int round = 0; round < 5; ++round) {
      Shown shown;
      shown.gate.close();  // until it is stopped
      shown.graph.showTask(line(200), 0);
      shown.gate.awaitVisitor();
    }
  }

  void aThousandNodesAreDrawn() {
    Shown shown;
    shown.draw(line(1'000));
    QCOMPARE(shown.graph.scene()->nodes(), std::size_t{1'000});
    shown.graph.fit();
    QVERIFY(!shown.graph.grab().isNull());
    Path long_;
    for (NodeIndex node = 0; node < 900; ++node) long_.executed.push_back(node);
    long_.current = 899;
    shown.graph.showPath(long_);
    QVERIFY(shown.box(899).current && shown.link(898, 899).mark().onPath);
  }

  void themesChangeItsColours() {
    Shown shown;
    shown.draw(madeWorkflow());
    const QImage light = shown.graph.grab().toImage();
    style::apply(Theme::HighContrast);
    QVERIFY(shown.graph.grab().toImage() != light);
    style::apply(Theme::Light);
    QCOMPARE(shown.graph.grab().toImage(), light);
  }
};

QTEST_MAIN(TestWorkflowGraph)
#include "test_workflow_graph.moc"
