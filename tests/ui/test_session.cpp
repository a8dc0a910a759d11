// A finding's session on its workflow: steps, graph, log and evidence move together.
#include <algorithm>

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include "tests/ui/fake_engine.h"
#include "ui/models/workflow_runs_model.h"
#include "ui/models/workflow_steps_model.h"
#include "ui/style/style.h"
#include "ui/text/workflow_words.h"
#include "ui/views/empty_state.h"
#include "ui/views/evidence_view.h"
#include "ui/views/findings_view.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"
#include "ui/views/session_path.h"
#include "ui/views/session_view.h"
#include "ui/views/workflow_reason.h"
#include "ui/window/actions.h"
#include "ui/window/docks.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/session_flow.h"
#include "ui/window/workflow_flow.h"

using namespace faultline;
using namespace faultline::ui;
using namespace faultline::pipeline;

namespace {

constexpr std::uint32_t kRow = 5000;  // of the first finding, at its strange step
constexpr std::size_t kStrange = FakeWorkflow::kStrangeStep;

std::uint32_t rowOf(std::size_t step) {
  return kRow + 3 * static_cast<std::uint32_t>(step) - 3 * static_cast<std::uint32_t>(kStrange);
}

}  // namespace

class TestSession : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_engine->workflow.setInUse(madeWorkflow());
    m_home = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(
        m_engine, std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini"))));
    m_window->resize(1280, 800);
    m_window->show();
  }

  void cleanup() {
    m_engine->workflow.tracing.open();
    m_engine->workflow.mining.open();
    m_window.reset();
  }

  void theFindingsStepIsShown() {
    openFirst();
    QCOMPARE(view()->step(), kStrange);
    QCOMPARE(view()->steps()->currentIndex().row(), static_cast<int>(kStrange));
    QCOMPARE(view()->graph()->task(), workflow::TaskIndex{1});
    QCOMPARE(view()->sentence(), QStringLiteral("“Timeout waiting for” came right after “Deletion complete”, "
                                                "where “Took seconds to destroy” usually comes."));
    QCOMPARE(view()->place(), QStringLiteral("step 17 of 20"));
    QCOMPARE(view()->runs()->currentIndex().row(), 1);
  }

  void theArrowsMoveGraphStepsAndLogTogether() {
    openFirst();
    m_window->docks()->focusWorkflow();
    QSignalSpy selected(m_window->selection(), &Selection::changed);
    trigger(m_window->commands()->previousStep, Qt::Key_Left);
    QCOMPARE(selected.count(), 1);
    expectStep(kStrange - 1);
    QCOMPARE(place().path.current, workflow::NodeIndex{4});
    trigger(m_window->commands()->nextStep, Qt::Key_Right);
    trigger(m_window->commands()->nextStep, Qt::Key_Right);
    expectStep(kStrange + 1);
    QCOMPARE(selected.count(), 3);
    trigger(m_window->commands()->firstStep, Qt::Key_Home);
    expectStep(0);
    QCOMPARE(view()->graph()->task(), workflow::TaskIndex{0});
    trigger(m_window->commands()->previousStep, Qt::Key_Left);  // there is none
    expectStep(0);
    trigger(m_window->commands()->lastStep, Qt::Key_End);
    expectStep(FakeWorkflow::kSteps - 1);
    QVERIFY(!m_window->selection()->canGoBack());  // steps within one place
  }

  void theKeysBelongToThePane() {
    openFirst();
    m_window->docks()->focusWorkflow();
    for (const QAction* action : {m_window->commands()->nextStep, m_window->commands()->firstStep,
                                  m_window->commands()->nextDeviation}) {
      QCOMPARE(action->shortcutContext(), Qt::WidgetWithChildrenShortcut);
      QVERIFY(view()->actions().contains(action));
    }
    QTest::keyClick(view()->steps(), Qt::Key_Up);
    expectStep(kStrange - 1);
  }

  void deviationsAreGoneThrough() {
    openFirst();
    view()->goToFirst();
    trigger(m_window->commands()->nextDeviation, Qt::CTRL | Qt::Key_Right);
    expectStep(FakeWorkflow::kSlowStep);
    QVERIFY(view()->sentence().contains(QStringLiteral("75.2 s")));
    trigger(m_window->commands()->nextDeviation, Qt::CTRL | Qt::Key_Right);
    expectStep(kStrange);
    trigger(m_window->commands()->nextDeviation, Qt::CTRL | Qt::Key_Right);  // no other
    expectStep(kStrange);
    trigger(m_window->commands()->previousDeviation, Qt::CTRL | Qt::Key_Left);
    expectStep(FakeWorkflow::kSlowStep);
    QVERIFY(!view()->firstButton()->isEnabled());
    view()->goToLast();
    view()->firstButton()->click();
    expectStep(FakeWorkflow::kSlowStep);
  }

  void aLineOfTheLogMovesTheStep() {
    openFirst();
    QSignalSpy chosen(view(), &SessionView::stepChosen);
    Q_EMIT m_window->log()->eventChosen(EventId{SourceId{1}, rowOf(8)}, FakeLog::sessionOf(kRow),
                                        std::nullopt);
    QCOMPARE(view()->step(), std::size_t{8});
    QCOMPARE(view()->steps()->currentIndex().row(), 8);
    QCOMPARE(view()->graph()->task(), workflow::TaskIndex{0});
    QCOMPARE(chosen.count(), 0);  // it was told, and tells nobody
  }

  void aNodeGoesToItsLines() {
    openFirst();
    view()->goToFirst();
    QSignalSpy selected(m_window->selection(), &Selection::changed);
    Q_EMIT view()->graph()->nodeChosen(8);  // comes twice
    expectStep(7);
    QCOMPARE(m_window->log()->view()->current(), rowOf(7));
    Q_EMIT view()->graph()->nodeChosen(8);
    expectStep(9);
    Q_EMIT view()->graph()->nodeChosen(8);  // once around
    expectStep(7);
    QCOMPARE(selected.count(), 3);
    Q_EMIT view()->graph()->nodeChosen(3);  // the session never came there
    expectStep(7);
  }

  void stepsAndRunsAreChosen() {
    openFirst();
    view()->steps()->selectRow(3);
    expectStep(3);
    view()->runs()->setCurrentIndex(view()->runsModel()->index(1));
    expectStep(12);
    QCOMPARE(view()->graph()->task(), workflow::TaskIndex{1});
    const QModelIndex slow = view()->runsModel()->index(0);
    QVERIFY(slow.data().toString().contains(QStringLiteral("Slow")));
    QVERIFY(!slow.data(Qt::DecorationRole).isNull());
    QVERIFY(slow.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("steps 1 to 12")));
  }

  void theSentenceIsCopied() {
    openFirst();
    view()->copyButton()->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), view()->sentence() + QStringLiteral(" (session req-3)"));
    QGuiApplication::clipboard()->clear();
    m_window->commands()->copySentence->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("Timeout waiting for")));
  }

  void aLineOfAnotherSessionKeepsThePicture() {
    openFirst();
    const auto before = view()->trace();
    const EventId other{SourceId{1}, rowOf(8) + 1};
    Q_EMIT m_window->log()->eventChosen(other, FakeLog::sessionOf(other.ordinal), std::nullopt);
    settle();
    QCOMPARE(view()->trace(), before);
    QVERIFY(view()->elsewhereButton()->isVisibleTo(view()));
    QVERIFY(view()->steps()->selectionModel()->selectedRows().isEmpty());
    view()->elsewhereButton()->click();
    settle();
    QCOMPARE(view()->trace()->session, FakeLog::sessionOf(other.ordinal));
    const Finding& finding = m_window->workspace()->findings()->findings[0];
    m_window->selection()->select({finding.id, finding.event, finding.sessionId, finding.time});
    settle();
    QCOMPARE(view()->trace()->session, finding.sessionId);
    QCOMPARE(view()->step(), kStrange);
  }

  void whatIsOverrunIsNotShown() {
    openFirst();
    const auto first = view()->trace();
    const int before = m_engine->workflow.traced();
    m_engine->workflow.tracing.close();
    m_window->findings()->step(1);
    m_engine->workflow.tracing.awaitVisitor();
    QCOMPARE(view()->trace(), first);  // the last good picture
    QVERIFY(view()->showsSession());
    m_window->findings()->step(1);
    m_window->findings()->step(1);
    m_window->findings()->step(1);
    m_engine->workflow.tracing.open();
    settle();
    const Finding& last = m_window->workspace()->findings()->findings[4];
    QCOMPARE(m_window->selection()->current().finding, last.id);
    QCOMPARE(view()->trace()->steps[view()->step()].event, last.event);
    QVERIFY(m_engine->workflow.traced() <= before + 2);  // those in between were never read
  }

  void theEvidenceSaysWhereAndWhy() {
    openFirst();
    const WorkflowReason* reason = m_window->evidence()->reason();
    QCOMPARE(reason->text(),
             QStringLiteral("during: Terminating instance … deallocate network\nafter: Deletion "
                            "complete\nbefore: Took seconds to destroy"));
    const auto buttons = reason->causes()->findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    QCOMPARE(buttons[0]->accessibleName(),
             QStringLiteral("Slow step: “Creating image” took 75.2 s · nova-compute"));
    QVERIFY(buttons[1]->accessibleName().contains(QStringLiteral("<b>Disk</b> & “quota” full")));
    const auto sentences = reason->causes()->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(sentences, [](const QLabel* label) {
      return label->wordWrap() && label->textFormat() == Qt::PlainText &&
             label->text() == QStringLiteral("“Creating image” took 75.2 s");
    }));
    buttons[0]->click();
    expectStep(FakeWorkflow::kSlowStep);
    buttons[1]->click();
    QTRY_COMPARE(m_window->selection()->current().finding, FindingId{2});
    m_window->findings()->step(1);
    settle();
    QVERIFY(!reason->causes()->isVisible());  // the third finding has none
  }

  void withoutAWorkflowThereIsTheButtonThatMines() {
    m_engine->workflow.setInUse(nullptr);
    open();
    settle();
    QVERIFY(!view()->showsSession());
    QCOMPARE(view()->emptyState()->title(), QStringLiteral("No workflow yet"));
    QVERIFY(m_window->evidence()->reason()->isHidden());
    view()->emptyState()->button()->click();
    QTRY_VERIFY(view()->showsSession());
    settle();
    QCOMPARE(view()->step(), kStrange);
    QCOMPARE(m_engine->workflow.mined().size(), std::size_t{1});
  }

  void aTraceThatFailsSaysSo() {
    open();
    settle();
    m_engine->feedback.give({FindingId{1}, FindingStatus::Confirmed, {}, false, {}});
    m_window->selection()->select({FindingId{99}, {}, {}, {}});
    settle();
    QVERIFY(!view()->showsSession());
    QVERIFY(!view()->emptyState()->title().isEmpty());
  }

  void aSessionWithoutStepsIsNoHarm() {
    SessionView alone(m_engine);
    alone.resize(300, 300);
    alone.show();
    alone.showTrace(madeWorkflow(), std::make_shared<SessionTrace>(), 0);
    alone.stepBy(1);
    alone.goToLast();
    alone.goToNextDeviation();
    alone.copySentence();
    QVERIFY(!alone.grab().isNull());
    auto odd = std::make_shared<SessionTrace>();
    odd->steps.resize(2);  // of no task, no key, no time
    odd->steps[1].place = {77, 99, 3, 12, std::numeric_limits<double>::quiet_NaN()};
    odd->deviations.resize(1);
    odd->deviations[0].deviation.at = 9;
    alone.showTrace(madeWorkflow(), odd, 1);
    alone.goToFirstDeviation();
    QCOMPARE(alone.step(), std::size_t{1});
    QVERIFY(!alone.grab().isNull());
  }

  void placesAreFoundByHand() {
    openFirst();
    const SessionPlace strange = place();
    QCOMPARE(strange.task, workflow::TaskIndex{1});
    QCOMPARE(strange.path.executed, (std::vector<workflow::NodeIndex>{0, 1, 2, 4}));
    QCOMPARE(strange.path.current, workflow::NodeIndex{4});
    QCOMPARE(strange.path.expected.size(), std::size_t{3});
    QVERIFY(strange.path.ghost && strange.path.ghost->after == 4);
    QCOMPARE(strange.path.ghost->text, QStringLiteral("Timeout waiting for"));
    const SessionPlace slow = placeAt(*madeWorkflow(), *view()->trace(), FakeWorkflow::kSlowStep);
    QVERIFY(slow.path.slow && !slow.path.ghost);
    QCOMPARE(*slow.path.slow, (std::pair<workflow::NodeIndex, workflow::NodeIndex>{7, 8}));
    const SessionPlace behind = placeAt(*madeWorkflow(), *view()->trace(), FakeWorkflow::kSteps - 1);
    QCOMPARE(behind.path.current, workflow::NodeIndex{6});  // of no task: where the session was
  }

  void modelsHoldTheirPromises() {
    openFirst();
    WorkflowStepsModel steps;
    const QAbstractItemModelTester stepTester(&steps);
    WorkflowRunsModel runs;
    const QAbstractItemModelTester runTester(&runs);
    steps.setTrace(madeWorkflow(), view()->trace());
    runs.setTrace(madeWorkflow(), view()->trace());
    QCOMPARE(steps.rowCount(), static_cast<int>(FakeWorkflow::kSteps));
    QCOMPARE(runs.rowCount(), 2);
    const auto cell = [&](int row, int column) { return steps.index(row, column).data().toString(); };
    QCOMPARE(cell(7, WorkflowStepsModel::What), QStringLiteral("Slow: During sync_power_state pending task"));
    QCOMPARE(cell(7, WorkflowStepsModel::Note), QStringLiteral("usually 13 s"));
    QCOMPARE(cell(7, WorkflowStepsModel::Since), QStringLiteral("1:15"));
    QCOMPARE(cell(1, WorkflowStepsModel::Since), QStringLiteral("12 ms"));
    QCOMPARE(cell(0, WorkflowStepsModel::Since), QString());
    QCOMPARE(cell(5, WorkflowStepsModel::Note), QStringLiteral("by its time or request"));
    QCOMPARE(cell(19, WorkflowStepsModel::Note), QStringLiteral("of no task"));
    QCOMPARE(runs.rowOf(0), 0);
    QCOMPARE(runs.rowOf(11), 0);
    QCOMPARE(runs.rowOf(19), 1);
    steps.setTrace(nullptr, nullptr);
    runs.setTrace(nullptr, nullptr);
    QCOMPARE(steps.rowCount(), 0);
  }

  void everyDeviationHasAWord() {
    QSet<QString> words;
    using workflow::DeviationKind;
    for (const auto kind : {DeviationKind::Missing, DeviationKind::Unexpected, DeviationKind::OutOfOrder,
                            DeviationKind::Repeated, DeviationKind::EndedEarly, DeviationKind::Slow}) {
      words << deviationText(kind);
    }
    QCOMPARE(words.size(), 6);
    QVERIFY(!words.contains(QString()));
    QCOMPARE(elapsedText(std::numeric_limits<double>::infinity()), QStringLiteral("–"));
    QCOMPARE(elapsedText(1e300).isEmpty(), false);
  }

  void thePaneIsATabBesideTheLogAndTearsOff() {
    openFirst();
    QVERIFY(m_window->tabifiedDockWidgets(m_window->docks()->log()).contains(m_window->docks()->workflow()));
    m_window->docks()->workflow()->setFloating(true);
    m_window->docks()->workflow()->resize(380, 500);
    view()->stepBy(-1);
    QVERIFY(!m_window->docks()->workflow()->grab().isNull());
    expectStep(kStrange - 1);
    m_window->docks()->reset();
    QVERIFY(!m_window->docks()->workflow()->isFloating());
  }

 private:
  SessionView* view() { return m_window->session(); }

  SessionPlace place() { return placeAt(*madeWorkflow(), *view()->trace(), view()->step()); }

  void open() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workspace()->findings());
  }

  void settle() {
    QTRY_VERIFY(!m_window->workspace()->queries()->busy() && !m_window->workspace()->pages()->busy() &&
                !m_window->sessionFlow()->busy() && !m_window->workspace()->jobs()->busy());
  }

  void openFirst() {
    open();
    settle();
    QTRY_VERIFY(view()->showsSession());
    settle();
    QCOMPARE(m_window->selection()->current().finding, FindingId{1});
    QVERIFY(!m_window->selection()->canGoBack());
  }

  /// The view, its table, the selection and the log are all there.
  void expectStep(std::size_t step) {
    QCOMPARE(view()->step(), step);
    QCOMPARE(view()->steps()->currentIndex().row(), static_cast<int>(step));
    QCOMPARE(m_window->selection()->current().event.ordinal, rowOf(step));
    QTRY_COMPARE(m_window->log()->view()->current(), rowOf(step));
  }

  void trigger(QAction* action, QKeySequence key) {
    QCOMPARE(action->shortcut(), key);
    action->trigger();
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestSession)
#include "test_session.moc"
