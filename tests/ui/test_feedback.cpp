#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeView>

#include "tests/ui/fake_engine.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/evidence_view.h"
#include "ui/views/finding_delegate.h"
#include "ui/views/findings_bar.h"
#include "ui/views/findings_view.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

QPushButton* actionOf(const Banner* banner) { return banner->findChild<QPushButton*>(); }

}  // namespace

class TestFeedback : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_home = std::make_unique<QTemporaryDir>();
    const auto preferences = std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini")));
    m_window = std::make_unique<MainWindow>(m_engine, preferences);
    m_window->show();
  }

  void cleanup() {
    m_engine->job.open();
    m_engine->lesson.open();
    m_window.reset();
  }

  void theKeysAreThoseThatAreWritten() {
    QCOMPARE(commands()->falsePositive->shortcut(), QKeySequence(QStringLiteral("F")));
    QCOMPARE(commands()->allFalsePositive->shortcut(), QKeySequence(QStringLiteral("Shift+F")));
    QCOMPARE(commands()->confirm->shortcut(), QKeySequence(QStringLiteral("C")));
    QCOMPARE(commands()->reopen->shortcut(), QKeySequence(Qt::Key_Backspace));
    QVERIFY(!commands()->falsePositive->isEnabled());  // there is nothing to judge
    open();
    QVERIFY(commands()->falsePositive->isEnabled());
  }

  void aVerdictShowsAtOnceAndTheSelectionGoesOn() {
    open();
    m_engine->lesson.close();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(view()->table(), Qt::Key_F);
    // Before anything was answered by the engine.
    QCOMPARE(statusAt(0), FindingStatus::FalsePositive);
    QCOMPARE(rowCount(), 5);  // it does not vanish before one's eyes
    QCOMPARE(data(0, Qt::ForegroundRole).value<QColor>(), style::colors().dim);
    QVERIFY(data(0, Qt::AccessibleTextRole).toString().endsWith(QLatin1String(", False positive")));
    QCOMPARE(selected(), FindingId{2});
    QTest::keyClick(view()->table(), Qt::Key_C);
    QCOMPARE(statusAt(1), FindingStatus::Confirmed);
    QCOMPARE(selected(), FindingId{3});
    QCOMPARE(chip(FindingStatus::Open)->text(), QStringLiteral("Open 3"));
    QCOMPARE(chip(FindingStatus::Confirmed)->text(), QStringLiteral("Confirmed 1"));
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 1"));
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{2});
    QCOMPARE(m_engine->feedback.said()[0].finding, FindingId{1});
    QCOMPARE(m_engine->feedback.said()[1].status, FindingStatus::Confirmed);
  }

  void lettersInAFieldJudgeNothing() {
    open();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    view()->focusFilter();
    QTest::keyClicks(view()->filterField(), QStringLiteral("fc"));
    QTest::keyClick(view()->filterField(), Qt::Key_Backspace);
    QCOMPARE(view()->filterField()->text(), QStringLiteral("f"));
    QVERIFY(m_engine->feedback.said().empty());
  }

  void whatWasClearedIsToldWhereTheEyeIs() {
    open();
    commands()->falsePositive->trigger();
    QTRY_VERIFY(view()->effect()->isVisible());
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Cleared 2 findings like this")));
    QVERIFY(view()->effect()->text().contains(QLatin1String("Learnt from 1 false positive, it took 1.5 s.")));
    // The two with the same code are gone, the false positive is hidden; the next that is left is selected.
    QTRY_COMPARE(rowCount(), 2);
    QCOMPARE(selected(), FindingId{1003});
    QCOMPARE(view()->table()->currentIndex().row(), 0);
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 1"));
    const Job& job = m_window->workspace()->jobs()->history().front();
    QCOMPARE(job.title, QStringLiteral("Learn from 1 false positive"));
    QCOMPARE(job.changed, QStringLiteral("2 findings cleared"));
    QTRY_COMPARE(m_window->evidence()->finding(), FindingId{1003});
  }

  void whatIsLearntIsHiddenAlsoWhereFindingsKeepTheirNumbers() {
    m_engine->feedback.keepNumbers();
    open();
    commands()->falsePositive->trigger();
    QTRY_COMPARE(rowCount(), 2);
    QCOMPARE(selected(), FindingId{3});
  }

  void whatIsSaidWhileAJobRunsIsTaughtByTheNextOne() {
    open();
    m_engine->lesson.close();
    commands()->falsePositive->trigger();  // 1
    awaitLesson();
    commands()->nextFinding->trigger();
    commands()->falsePositive->trigger();  // 3
    commands()->falsePositive->trigger();  // 4
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{3});
    QVERIFY(m_window->workspace()->jobs()->busy());
    QCOMPARE(m_window->workspace()->jobs()->waiting(), std::size_t{0});
    m_engine->lesson.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy() && !verdicts()->teaching());
    // The fake's first lesson began before they were said and still had them: the second finds nothing new.
    QCOMPARE(m_window->workspace()->jobs()->history().size(), std::size_t{2});
    QCOMPARE(m_window->workspace()->jobs()->history().front().changed,
             QStringLiteral("nothing new to learn"));
    QCOMPARE(verdicts()->untaught(), std::uint64_t{0});
  }

  void severalVerdictsBeforeTheJobBeginsAreOneLesson() {
    open();
    m_window->workspace()->analyzeAgain();
    m_engine->job.awaitVisitor();
    commands()->falsePositive->trigger();
    commands()->nextFinding->trigger();
    commands()->falsePositive->trigger();
    QTRY_VERIFY(verdicts()->teaching());
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{2});
    QVERIFY(!verdicts()->mayPause());  // it waits behind the other job
    m_engine->job.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QCOMPARE(m_engine->feedback.lessons(), 1);
    QTRY_VERIFY(view()->effect()->text().contains(QLatin1String("Learnt from 2 false positives")));
  }

  void confirmedFindingsAreNotTaught() {
    open();
    commands()->confirm->trigger();
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{1});
    QTRY_VERIFY(!verdicts()->noting());
    QVERIFY(!verdicts()->teaching());
    QCOMPARE(m_engine->feedback.lessons(), 0);
  }

  void undoTakesTheLastOneBackAndSaysSo() {
    open();
    commands()->falsePositive->trigger();
    QTRY_COMPARE(rowCount(), 2);
    QTRY_VERIFY(commands()->undo->isEnabled());
    actionOf(view()->effect())->click();
    QTRY_COMPARE(rowCount(), 5);
    QCOMPARE(statusAt(0), FindingStatus::Open);
    QVERIFY(
        view()->effect()->text().startsWith(QStringLiteral("Taken back: “unexpected” is false-positive")));
    QTRY_VERIFY(commands()->redo->isEnabled());
    commands()->redo->trigger();
    QTRY_COMPARE(rowCount(), 2);
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Done again: ")));
  }

  void undoDoesNotWaitForTheLesson() {
    open();
    m_engine->lesson.close();
    commands()->confirm->trigger();
    commands()->falsePositive->trigger();
    awaitLesson();
    QTRY_VERIFY(commands()->undo->isEnabled());
    commands()->undo->trigger();
    QTRY_COMPARE(statusAt(1), FindingStatus::Open);
    QCOMPARE(statusAt(0), FindingStatus::Confirmed);
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QCOMPARE(m_engine->feedback.lessons(), 0);  // it was never learnt
    QVERIFY(!m_window->banner()->isVisible());
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Taken back")));
  }

  void aLessonThatFailsKeepsTheVerdictAndCanBeTriedAgain() {
    open();
    m_engine->feedback.failLessons(Error{ErrorCode::ModelModuleMissing, {}, "it is not there"});
    commands()->falsePositive->trigger();
    QTRY_VERIFY(view()->effect()->isVisible());
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Not learnt")));
    QVERIFY(view()->effect()->text().contains(QLatin1String("kept")));
    QVERIFY(!m_window->banner()->isVisible());  // it is told once
    QCOMPARE(statusAt(0), FindingStatus::FalsePositive);
    QCOMPARE(rowCount(), 5);
    QCOMPARE(verdicts()->untaught(), std::uint64_t{1});
    m_engine->feedback.failLessons(std::nullopt);
    actionOf(view()->effect())->click();
    QTRY_COMPARE(rowCount(), 2);
    QCOMPARE(verdicts()->untaught(), std::uint64_t{0});
  }

  void stoppingTheLessonKeepsTheVerdict() {
    open();
    m_engine->lesson.close();
    commands()->falsePositive->trigger();
    awaitLesson();
    QTRY_VERIFY(commands()->stop->isEnabled());
    commands()->stop->trigger();
    QTRY_VERIFY(view()->effect()->isVisible());
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Learning was stopped")));
    QVERIFY(!verdicts()->teaching());
    m_engine->lesson.open();
    actionOf(view()->effect())->click();
    QTRY_COMPARE(rowCount(), 2);
  }

  void aVerdictThatIsRefusedIsTakenFromTheRow() {
    open();
    m_engine->feedback.failVerdicts(Error{ErrorCode::FindingUnknown, {}, {}});
    commands()->falsePositive->trigger();
    QCOMPARE(statusAt(0), FindingStatus::FalsePositive);
    QTRY_VERIFY(m_window->banner()->isVisible());
    QTRY_COMPARE(statusAt(0), FindingStatus::Open);
    QVERIFY(!verdicts()->noting());
    QVERIFY(!verdicts()->teaching());
  }

  void aVerdictWaitsForTheJobThatHasTheProject() {
    open();
    m_engine->feedback.failVerdicts(Error{ErrorCode::ProjectLocked, {}, {}});
    m_window->workspace()->analyzeAgain();
    m_engine->job.awaitVisitor();
    commands()->confirm->trigger();
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QVERIFY(verdicts()->noting());
    QCOMPARE(statusAt(0), FindingStatus::Confirmed);
    m_engine->feedback.failVerdicts(std::nullopt);
    m_engine->job.open();
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{1});
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QCOMPARE(statusAt(0), FindingStatus::Confirmed);
    QVERIFY(!m_window->banner()->isVisible());
  }

  void sayingItAgainOrBackspaceTakesItFromTheFinding() {
    open();
    commands()->confirm->trigger();
    commands()->previousFinding->trigger();
    QCOMPARE(selected(), FindingId{1});
    commands()->confirm->trigger();
    QCOMPARE(statusAt(0), FindingStatus::Open);
    QCOMPARE(selected(), FindingId{1});  // it is open again, so it is read on here
    commands()->confirm->trigger();
    commands()->previousFinding->trigger();
    commands()->reopen->trigger();
    QCOMPARE(statusAt(0), FindingStatus::Open);
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{4});
    QCOMPARE(m_engine->feedback.said()[3].status, FindingStatus::Open);
  }

  void allLikeThisAreMarkedWithOneKey() {
    open();
    m_engine->lesson.close();
    commands()->allFalsePositive->trigger();
    QTRY_COMPARE(statusAt(4), FindingStatus::FalsePositive);
    QCOMPARE(statusAt(1), FindingStatus::FalsePositive);
    QCOMPARE(statusAt(2), FindingStatus::Open);
    QVERIFY(m_engine->feedback.said()[0].allLikeThis);
  }

  void severalRowsAreJudgedTogether() {
    open();
    m_engine->lesson.close();
    QTreeView* table = view()->table();
    for (const int row : {0, 1, 3}) {
      table->selectionModel()->select(table->model()->index(row, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    commands()->falsePositive->trigger();
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 3"));
    QCOMPARE(selected(), FindingId{5});                              // below the last of them
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{1});  // so that it is taken back as one
    QCOMPARE(m_engine->feedback.said()[0].others.size(), std::size_t{2});
  }

  void aFoldedSessionIsJudgedAsAWhole() {
    auto& all = m_engine->findings.findings;
    for (const std::size_t at : {1, 2, 3}) all[at].leader = all[0].id;
    all[3].status = FindingStatus::Confirmed;
    open();
    m_engine->lesson.close();
    commands()->falsePositive->trigger();
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{1});
    QCOMPARE(m_engine->feedback.said()[0].finding, all[0].id);
    QCOMPARE(m_engine->feedback.said()[0].others, (std::vector{all[1].id, all[2].id}));
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 3"));
    QCOMPARE(chip(FindingStatus::Confirmed)->text(), QStringLiteral("Confirmed 1"));
  }

  void anUnfoldedOneIsJudgedFindingByFinding() {
    auto& all = m_engine->findings.findings;
    all[1].leader = all[0].id;
    open();
    m_engine->lesson.close();
    view()->table()->expand(view()->table()->model()->index(0, 0));
    commands()->falsePositive->trigger();
    QTRY_COMPARE(m_engine->feedback.said().size(), std::size_t{1});
    QVERIFY(m_engine->feedback.said()[0].others.empty());
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 1"));
  }

  void theLastOpenFindingLeadsBackToTheOneBefore() {
    open();
    m_engine->lesson.close();
    view()->step(1000);
    QCOMPARE(selected(), FindingId{5});  // as many rows are not there
    commands()->confirm->trigger();
    QCOMPARE(selected(), FindingId{4});
  }

  void falsePositivesAreHiddenUntilAskedFor() {
    m_engine->findings.findings[1].status = FindingStatus::FalsePositive;
    m_engine->findings.findings[2].status = FindingStatus::Harmless;
    open();
    QCOMPARE(rowCount(), 3);
    QCOMPARE(chip(FindingStatus::FalsePositive)->text(), QStringLiteral("False positives 2"));
    QVERIFY(chip(FindingStatus::FalsePositive)->accessibleName().endsWith(QLatin1String("not shown")));
    chip(FindingStatus::FalsePositive)->click();
    QCOMPARE(rowCount(), 5);
    QCOMPARE(selected(), FindingId{1});
    chip(FindingStatus::Open)->click();
    QCOMPARE(rowCount(), 2);
    chip(FindingStatus::FalsePositive)->click();
    QCOMPARE(rowCount(), 0);
    QVERIFY(view()->emptyState()->isVisible());
    view()->emptyState()->button()->click();
    QCOMPARE(rowCount(), 5);
  }

  void kindsAreToldApartAndChosen() {
    m_engine->findings.findings[1].kind = "value";
    m_engine->findings.findings[2].kind = "rate";
    open();
    QComboBox* kinds = view()->bar()->kindBox();
    QVERIFY(kinds->isVisible());
    QCOMPARE(kinds->count(), 4);
    QVERIFY(data(1, Qt::AccessibleTextRole).toString().endsWith(QLatin1String(", Values")));
    QVERIFY(!data(1, Qt::DecorationRole).value<QIcon>().isNull());
    kinds->setCurrentIndex(kinds->findData(QStringLiteral("rate")));
    Q_EMIT kinds->activated(kinds->currentIndex());
    QCOMPARE(rowCount(), 1);
    QVERIFY(view()->bar()->note().contains(QLatin1String("1 of 5 shown")));
    view()->clearFilter();
    QCOMPARE(rowCount(), 5);
    QCOMPARE(kinds->currentIndex(), 0);
  }

  void aSessionsFindingsAreFoldedBelowTheFirst() {
    m_engine->findings.findings[1].leader = FindingId{1};
    m_engine->findings.findings[3].leader = FindingId{1};
    open();
    QCOMPARE(rowCount(), 3);
    QCOMPARE(data(0, FindingsModel::FollowersRole).toInt(), 2);
    QVERIFY(data(0, Qt::AccessibleTextRole).toString().contains(QLatin1String("2 more in this session")));
    QTreeView* table = view()->table();
    QTest::keyClick(table, Qt::Key_Right);
    QVERIFY(table->isExpanded(table->model()->index(0, 0)));
    commands()->nextFinding->trigger();
    QCOMPARE(selected(), FindingId{2});
    m_window->workspace()->reload();  // it stays unfolded and where one is
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QVERIFY(table->isExpanded(table->model()->index(0, 0)));
    QCOMPARE(table->currentIndex().parent().row(), 0);
    QTest::keyClick(table, Qt::Key_Left);  // to the first of the session
    QCOMPARE(selected(), FindingId{1});
    QTest::keyClick(table, Qt::Key_Left);
    QVERIFY(!table->isExpanded(table->model()->index(0, 0)));
    // A click on the count unfolds too, and one that is chosen elsewhere is brought to light.
    const QModelIndex what = table->model()->index(0, FindingsModel::What);
    const QRect count = FindingDelegate::followersRect(table->visualRect(what), what, table->font());
    QVERIFY(!count.isEmpty());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, count.center());
    QVERIFY(table->isExpanded(table->model()->index(0, 0)));
    table->collapseAll();
    view()->setCurrent(FindingId{4});
    QVERIFY(table->isExpanded(table->model()->index(0, 0)));
    QCOMPARE(table->currentIndex().row(), 1);
  }

  void theRowStaysWhereItIsWhenTheListIsReadAgain() {
    const pipeline::Finding like = m_engine->findings.findings[0];
    m_engine->findings.findings.clear();
    for (int i = 1; i <= 400; ++i) {
      pipeline::Finding finding = like;
      finding.id = FindingId{i};
      finding.code = i <= 50 ? "new" : i == 60 ? "cut" : "unexpected";
      finding.event.ordinal = static_cast<std::uint32_t>(i);
      m_engine->findings.findings.push_back(finding);
    }
    open();
    m_engine->lesson.close();
    commands()->falsePositive->trigger();  // the first: its like are 50 rows above the one that is read then
    awaitLesson();
    for (int i = 0; i < 198; ++i) commands()->nextFinding->trigger();
    QCOMPARE(selected(), FindingId{200});
    QTreeView* table = view()->table();
    table->verticalScrollBar()->setValue(table->verticalScrollBar()->value() + 61);
    const int top = table->visualRect(table->currentIndex()).top();
    QVERIFY(top > 0);
    m_engine->lesson.open();
    QTRY_COMPARE(rowCount(), 350);
    QTRY_COMPARE(selected(), FindingId{1200});
    QCOMPARE(table->visualRect(table->currentIndex()).top(), top);
  }

  void leavingWhileItLearnsAsksNothing() {
    open();
    m_engine->lesson.close();
    commands()->falsePositive->trigger();
    awaitLesson();
    QTRY_VERIFY(verdicts()->mayPause());
    m_window->close();  // a question would hold the test up for ever
    QTRY_VERIFY(!m_window->isVisible());
    QCOMPARE(m_engine->feedback.said().size(), std::size_t{1});
    QCOMPARE(m_engine->feedback.lessons(), 0);
  }

  void whatWasLeftIsLearntWhenTheProjectIsOpened() {
    m_engine->feedback.leave(FindingId{1});
    open();
    QTRY_COMPARE(m_engine->feedback.lessons(), 1);
    QTRY_COMPARE(rowCount(), 2);
    QVERIFY(view()->effect()->text().startsWith(QLatin1String("Cleared 2 findings like this")));
    m_window->workspace()->reload();
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QVERIFY(!verdicts()->teaching());  // once is enough
  }

  void theEvidenceHasTheSameButtons() {
    open();
    m_engine->lesson.close();
    QPushButton* mark = m_window->evidence()->falsePositiveButton();
    QVERIFY(!mark->isChecked());
    mark->click();
    QCOMPARE(statusAt(0), FindingStatus::FalsePositive);
    QVERIFY(!mark->isChecked());  // it is of the next finding now
    commands()->previousFinding->trigger();
    QVERIFY(mark->isChecked());
    QVERIFY(m_window->evidence()->meta().startsWith(QLatin1String("False positive")));
    QPushButton* confirm = m_window->evidence()->confirmButton();
    confirm->click();
    QCOMPARE(statusAt(0), FindingStatus::Confirmed);
  }

 private:
  void open() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workspace()->findings());
    QTRY_VERIFY(!m_window->evidence()->sentence().isEmpty());
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
  }

  /// The verdict is noted by the time, and the lesson waits at its gate.
  void awaitLesson() {
    QTRY_VERIFY(verdicts()->teaching());
    m_engine->lesson.awaitVisitor();
  }

  [[nodiscard]] Actions* commands() const { return m_window->commands(); }
  [[nodiscard]] FindingsView* view() const { return m_window->findings(); }
  [[nodiscard]] VerdictBook* verdicts() const { return m_window->workspace()->verdicts(); }
  [[nodiscard]] FindingId selected() const { return m_window->selection()->current().finding; }
  [[nodiscard]] int rowCount() const { return view()->filter()->rowCount(); }
  [[nodiscard]] QToolButton* chip(FindingStatus status) const { return view()->bar()->statusButton(status); }
  [[nodiscard]] QVariant data(int row, int role) const {
    return view()->filter()->index(row, FindingsModel::What).data(role);
  }
  [[nodiscard]] FindingStatus statusAt(int row) const {
    return static_cast<FindingStatus>(data(row, FindingsModel::StatusRole).toInt());
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestFeedback)
#include "test_feedback.moc"
