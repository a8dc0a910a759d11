// The Workflows page: mining, tasks, edits, suggestions, export.
#include <QtGui/QAction>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>

#include "tests/ui/fake_engine.h"
#include "tests/ui/fake_models.h"
#include "ui/dialogs/mining_dialog.h"
#include "ui/models/workflow_tables.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/log_pane.h"
#include "ui/views/node_details.h"
#include "ui/views/rows_table.h"
#include "ui/views/workflow_graph.h"
#include "ui/views/workflow_page.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"
#include "ui/window/pages.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/session_flow.h"
#include "ui/window/workflow_flow.h"

using namespace faultline;
using namespace faultline::ui;
using namespace faultline::pipeline;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

QStringList row(const RowsTable* table, int number) {
  QStringList texts;
  for (int column = 0; column < table->model()->columnCount(); ++column) {
    texts << table->model()->index(number, column).data().toString();
  }
  return texts;
}

}  // namespace

class TestWorkflowPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_engine->models = madeModels();
    m_engine->job.open();
    m_home = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(
        m_engine, std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini"))));
    m_window->resize(1280, 800);
    m_window->show();
  }

  void cleanup() {
    m_engine->workflow.mining.open();
    m_window.reset();
  }

  void anEmptyPageMines() {
    openPage();
    QCOMPARE(page()->emptyState()->title(), QStringLiteral("No workflow yet"));
    QVERIFY(page()->emptyState()->button()->isVisible());
    m_engine->workflow.mining.close();
    page()->emptyState()->button()->click();
    QTRY_COMPARE(m_engine->workflow.mined().size(), std::size_t{1});
    QTRY_COMPARE(page()->emptyState()->title(), QStringLiteral("Working…"));
    QVERIFY(!m_window->commands()->mine->isEnabled());
    m_engine->workflow.mining.open();
    QTRY_COMPARE(page()->tasks()->model()->rowCount(), 2);
    settle();
    QVERIFY(page()->summary().contains(QStringLiteral("830")));
    const auto mined = m_engine->workflow.mined();
    QCOMPARE(mined.size(), std::size_t{1});
    QCOMPARE(mined[0].method, workflow::Method::Cooccurrence);
    QVERIFY(mined[0].normal && mined[0].normal->from == kNoon + 10min);  // as the model in use
    QVERIFY(m_window->workspace()->jobs()->history().front().changed.contains(QStringLiteral("412")));
  }

  void miningIsCancelled() {
    openFilled();
    const auto before = page()->workflow();
    m_engine->workflow.mining.close();
    m_window->workflowFlow()->mine();
    m_engine->workflow.mining.awaitVisitor();
    QTRY_VERIFY(!page()->mineButton()->isEnabled());
    m_window->commands()->stop->trigger();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QCOMPARE(m_window->workspace()->jobs()->history().front().state, JobState::Cancelled);
    settle();
    QCOMPARE(page()->workflow(), before);  // the last one stays
    QVERIFY(page()->mineButton()->isEnabled());
    QVERIFY(m_window->banner()->isHidden());  // no failure
  }

  void noiseSaysWhyThereIsNone() {
    m_engine->workflow.setInUse(madeNoWorkflow());
    openPage();
    QCOMPARE(page()->emptyState()->title(), QStringLiteral("No workflow was found"));
    QVERIFY(page()->emptyState()->accessibleDescription().contains(
        QStringLiteral("No two log keys come together often enough")));
    page()->emptyState()->button()->click();
    QTRY_VERIFY(dialog() != nullptr);
    dialog()->reject();
  }

  void aMiningThatFindsNothingSaysThatTheOneInUseStays() {
    openFilled();
    const auto before = page()->tasks()->model()->rowCount();
    m_engine->workflow.setToFind(madeNoWorkflow());
    m_window->workflowFlow()->mine();
    QTRY_COMPARE(m_engine->workflow.mined().size(), std::size_t{1});
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    settle();
    QCOMPARE(page()->tasks()->model()->rowCount(), before);
    QVERIFY(!m_window->banner()->isHidden());
    QVERIFY(m_window->workspace()->jobs()->history().front().changed.contains(
        QStringLiteral("the workflow in use stays")));
  }

  void whatCannotBeReadIsSaid() {
    m_engine->workflow.failWith(Error{ErrorCode::WorkflowInvalid, {}, {}});
    openPage();
    QVERIFY(!page()->emptyState()->title().isEmpty());
    QVERIFY(page()->emptyState()->title() != QStringLiteral("No workflow yet"));
    QVERIFY(page()->emptyState()->button()->isVisible());  // to mine it anew
  }

  void aProjectWithoutLogsImports() {
    m_engine->project.events = 0;
    openPage();
    QCOMPARE(page()->emptyState()->title(), QStringLiteral("No logs yet"));
    QSignalSpy asked(page(), &WorkflowPage::importRequested);
    QVERIFY(asked.isValid());
    disconnect(page(), &WorkflowPage::importRequested, nullptr, nullptr);
    QSignalSpy again(page(), &WorkflowPage::importRequested);
    page()->emptyState()->button()->click();
    QCOMPARE(again.count(), 1);
  }

  void settingsAreAsked() {
    openFilled();
    page()->mineButton()->click();
    QTRY_VERIFY(dialog() != nullptr);
    QCOMPARE(dialog()->period()->count(), 2);
    QCOMPARE(dialog()->period()->currentIndex(), 0);
    dialog()->tau()->setValue(0.85);
    dialog()->period()->setCurrentIndex(1);
    QVERIFY(dialog()->tau()->isEnabled());
    dialog()->guided()->setChecked(true);
    QVERIFY(!dialog()->tau()->isEnabled());
    dialog()->mineButton()->click();
    QTRY_COMPARE(m_engine->workflow.mined().size(), std::size_t{1});
    const MiningSettings mined = m_engine->workflow.mined()[0];
    QCOMPARE(mined.method, workflow::Method::Guided);
    QCOMPARE(mined.tau, 0.85);
    QVERIFY(mined.normal && mined.normal->to == kNoon + 200min);
    settle();
    QVERIFY(page()->summary().contains(QStringLiteral("guided")));
  }

  void tasksVariantsAndNodesAreShown() {
    openFilled();
    const QAbstractItemModelTester tasks(page()->tasks()->model());
    const QAbstractItemModelTester variants(page()->variants()->model());
    QCOMPARE(row(page()->tasks(), 0),
             QStringList({"Attempting claim … Took seconds to build instance", "812", "10 – 14"}));
    QCOMPARE(page()->variants()->model()->rowCount(), 4);
    QCOMPARE(row(page()->variants(), 0), QStringList({"1. the usual way", "401", "49 %"}));
    QVERIFY(row(page()->variants(), 1)[0].contains(QStringLiteral("another order")));
    QVERIFY(row(page()->variants(), 3)[0].contains(QStringLiteral("+ Base image")));
    page()->chooseTask(1);
    QCOMPARE(page()->task(), workflow::TaskIndex{1});
    QCOMPARE(page()->graph()->task(), workflow::TaskIndex{1});
    QCOMPARE(page()->variants()->model()->rowCount(), 2);
    Q_EMIT page()->graph()->nodeChosen(3);
    const NodeDetails* details = page()->details();
    QCOMPARE(details->node(), workflow::NodeIndex{3});
    QVERIFY(details->text().contains(QStringLiteral("<script>alert(1)</script>")));  // as it is
    QVERIFY(details->text().contains(QStringLiteral("41 times in 790 runs")));
    QCOMPARE(row(details->next(), 0), QStringList({"Deletion complete", "100 %", "0.7 s", "0.8 s"}));
    QVERIFY(details->splitButton()->isEnabled());
    Q_EMIT page()->graph()->nodeChosen(0);
    QVERIFY(!details->splitButton()->isEnabled());  // nothing comes before it
    Q_EMIT page()->graph()->nodeChosen(999);
    QVERIFY(!details->linesButton()->isVisible());
  }

  void aVariantIsChosenBothWays() {
    openFilled();
    page()->variants()->selectRow(2);
    QCOMPARE(page()->graph()->variant(), std::optional<std::size_t>(2));
    Q_EMIT page()->graph()->variantChosen(std::size_t{1});
    QCOMPARE(page()->variants()->selectionModel()->selectedRows().first().row(), 1);
    Q_EMIT page()->graph()->variantChosen(std::nullopt);
    QVERIFY(page()->variants()->selectionModel()->selectedRows().isEmpty());
    page()->chooseTask(1);
    QVERIFY(!page()->graph()->variant());
  }

  void aTaskIsRenamedAndTheNameTakenBack() {
    openFilled();
    page()->chooseTask(1);
    page()->rename();
    auto* question = page()->findChild<QInputDialog*>();
    QVERIFY(question != nullptr);
    question->setTextValue(QStringLiteral("  Delete <b>VM</b> "));
    question->accept();
    QTRY_COMPARE(row(page()->tasks(), 1)[0], QStringLiteral("Delete <b>VM</b>"));
    QCOMPARE(page()->task(), workflow::TaskIndex{1});  // it stays chosen
    QTRY_VERIFY(m_window->commands()->undo->isEnabled());
    m_window->commands()->undo->trigger();
    QTRY_COMPARE(row(page()->tasks(), 1)[0], QStringLiteral("Terminating instance … deallocate network"));
  }

  void tasksAreMergedAndSplit() {
    openFilled();
    Q_EMIT page()->graph()->nodeChosen(4);
    page()->details()->splitButton()->click();
    QTRY_COMPARE(page()->tasks()->model()->rowCount(), 3);
    settle();
    QCOMPARE(page()->mergeMenu()->actions().size(), 2);
    page()->mergeMenu()->actions()[0]->trigger();
    QTRY_COMPARE(page()->tasks()->model()->rowCount(), 2);
    const auto edits = m_engine->workflow.edited();
    QCOMPARE(edits.size(), std::size_t{2});
    QCOMPARE(edits[0].kind, WorkflowEdit::Kind::Split);
    QCOMPARE(edits[0].before, workflow::NodeIndex{4});
    QCOMPARE(edits[1].kind, WorkflowEdit::Kind::Merge);
    QCOMPARE(edits[1].task, workflow::TaskId{1});
    QCOMPARE(edits[1].other, workflow::TaskId{2});
  }

  void whatIsSuggestedIsApplied() {
    openFilled();
    QVERIFY(page()->applyButton()->isVisible());
    page()->applyButton()->click();
    const auto learnings = [this] {
      const std::lock_guard lock(m_engine->mutex);
      return m_engine->learnt.size();
    };
    QTRY_COMPARE(learnings(), std::size_t{1});
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->learnt[0].history, 6);
    QCOMPARE(m_engine->learnt[0].candidates, 3);
    QVERIFY(m_engine->learnt[0].normal);  // the rest as the model in use
  }

  void itIsExported() {
    openFilled();
    QCOMPARE(page()->exportMenu()->actions().size(), 2);
    m_window->workflowFlow()->exportTo(workflow::TaskId{2}, "/out/deletion.svg");
    settle();
    m_window->workflowFlow()->exportTo({}, "/out/all.json");
    settle();
    const auto written = m_engine->workflow.written();
    QCOMPARE(written.size(), std::size_t{2});
    QCOMPARE(written[0].first, workflow::TaskId{2});
    QCOMPARE(written[1].second, std::filesystem::path("/out/all.json"));
    QVERIFY(
        m_window->workspace()->jobs()->history().front().changed.contains(QStringLiteral("/out/all.json")));
    m_engine->workflow.failWith(Error{ErrorCode::OutputUnwritable, "/out/x.png", {}});
    m_window->workflowFlow()->exportTo({}, "/out/x.png");
    QTRY_VERIFY(m_window->banner()->text().contains(QStringLiteral("/out/x.png")));
  }

  void linesOfANodeAreShownInTheLog() {
    openFilled();
    QSignalSpy found(m_window->workflowFlow(), &WorkflowFlow::lineFound);
    Q_EMIT page()->graph()->nodeChosen(2);
    const KeyId key = m_engine->keys.list().keys.front().id;
    Q_EMIT page()->details()->linesRequested(key);
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(m_window->pages()->current(), Page::Findings);
    QCOMPARE(m_window->selection()->current().event, found[0][0].value<EventId>());
    QTRY_VERIFY(m_window->log()->showsLog());
  }

  void anOutdatedOneSaysSo() {
    auto old = std::make_shared<ProjectWorkflow>(*madeWorkflow());
    old->outdated = true;
    m_engine->workflow.setInUse(old);
    openPage();
    QVERIFY(page()->banner()->isVisible());
    page()->banner()->findChild<QPushButton*>()->click();
    QTRY_COMPARE(m_engine->workflow.mined().size(), std::size_t{1});
    settle();
    QVERIFY(!page()->banner()->isVisible());
  }

  void analyzingReadsItAgain() {
    openPage();
    m_engine->workflow.setInUse(madeWorkflow());
    m_window->workspace()->analyzeAgain();
    QTRY_COMPARE(page()->tasks()->model()->rowCount(), 2);
    m_window->workspace()->close();
    QVERIFY(page()->workflow() == nullptr);
  }

  void narrowAndOddIsNoHarm() {
    openFilled();
    for (const int width : {800, 900, 1920}) {
      m_window->resize(width, 560);
      QVERIFY(!m_window->grab().isNull());
    }
    auto odd = std::make_shared<ProjectWorkflow>();
    odd->automaton.tasks.resize(2);  // without nodes, names, keys
    odd->automaton.tasks[0].nodes.resize(1);
    odd->automaton.tasks[0].variants = {{{0, 9}, 5}, {{}, 0}};
    WorkflowPage alone(m_engine);
    alone.setEvents(1);
    alone.setWorkflow(std::shared_ptr<const ProjectWorkflow>(odd));
    alone.resize(400, 300);
    alone.show();
    Q_EMIT alone.graph()->nodeChosen(0);
    alone.chooseTask(1);
    QVERIFY(!alone.grab().isNull());
    QVERIFY(!alone.applyButton()->isVisible());  // nothing is suggested
  }

 private:
  WorkflowPage* page() { return m_window->workflows(); }
  MiningDialog* dialog() { return m_window->findChild<MiningDialog*>(); }

  void settle() {
    QTRY_VERIFY(!m_window->workspace()->queries()->busy() && !m_window->sessionFlow()->busy() &&
                !m_window->workspace()->jobs()->busy());
  }

  void openPage() {
    m_window->openProject("/projects/nova.faultline");
    m_window->pages()->goTo(Page::Workflows);
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workflowFlow()->known());
    settle();
  }

  void openFilled() {
    m_engine->workflow.setInUse(madeWorkflow());
    openPage();
    QCOMPARE(page()->tasks()->model()->rowCount(), 2);
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestWorkflowPage)
#include "test_workflow_page.moc"
