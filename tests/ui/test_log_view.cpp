#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolButton>

#include "tests/ui/fake_engine.h"
#include "ui/style/style.h"
#include "ui/views/empty_state.h"
#include "ui/views/find_bar.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"

using namespace faultline;
using namespace faultline::ui;

class TestLogView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_pages = std::make_unique<QueryRunner>();
    m_search = std::make_unique<QueryRunner>();
    m_pane = std::make_unique<LogPane>(m_engine, m_pages.get(), m_search.get());
    m_pane->resize(900, 480);
    m_pane->show();
  }

  void cleanup() {
    m_pane.reset();
    m_search.reset();
    m_pages.reset();
  }

  void theWantedLineIsInTheMiddle() {
    open(5000);
    const std::uint32_t from = view()->firstVisible();
    const std::uint32_t rows = view()->visibleRows();
    QCOMPARE(view()->current(), 5000U);
    QVERIFY(from < 5000 && 5000 < from + rows);
    QCOMPARE(5000 - from, rows / 2);
  }

  void theEndsAreShownWithoutAGap() {
    open(1);
    QCOMPARE(view()->firstVisible(), 0U);
    view()->centreOn(FakeEngine::kLines - 1);
    QCOMPARE(view()->firstVisible() + view()->visibleRows(), FakeEngine::kLines);
  }

  void timesHaveAColumnWhereTheLinesDoNotShowThem() {
    using Times = LogRow::Times;
    open(10);
    QTRY_COMPARE(view()->times(), Times::Clock);
    m_engine->lineText = [](std::uint32_t row) {
      return "2026-05-06 " + DisplayZone().clock(FakeLog::timeOf(row)).toStdString() + " text";
    };
    m_pane->reopen();
    QTRY_COMPARE(view()->times(), Times::None);
    m_pane->setZone(DisplayZone::named(QStringLiteral("Asia/Tokyo")));  // where the lines say something else
    QCOMPARE(view()->times(), Times::Clock);
    m_pane->setZone(DisplayZone());
    QCOMPARE(view()->times(), Times::None);
    m_pane->setTimesAlways(true);
    QCOMPARE(view()->times(), Times::Clock);
  }

  void anEntryOfSeveralLinesIsFoldedToItsFirst() {
    std::string text;
    m_engine->lineText = [&text](std::uint32_t) { return text; };
    m_engine->lineCount = 1;
    const auto with = [&](const std::string& wanted) {
      text = wanted;
      return picture();
    };
    const QImage three = with("first\nsecond\nthird");
    QCOMPARE(with("first\nSECOND\nTHIRD"), three);  // what is folded away is not seen
    QVERIFY(with("first\nsecond") != three);        // but how much it is
    QVERIFY(with("first") != three);
    (void)with("first\nsecond\nthird");
    view()->setUnfolded(0, true);
    QVERIFY(view()->unfolded(0));
    QVERIFY(view()->viewport()->grab().toImage() != three);
  }

  void keysMoveAndSelect() {
    open(100);
    QSignalSpy moved(view(), &LogView::currentChanged);
    QTest::keyClick(view(), Qt::Key_Down);
    QCOMPARE(view()->current(), 101U);
    QTest::keyClick(view(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(view()->selectedRows(), std::pair(101U, 102U));
    QTest::keyClick(view(), Qt::Key_Home);
    QCOMPARE(view()->current(), 0U);
    QTest::keyClick(view(), Qt::Key_Up);
    QCOMPARE(view()->current(), 0U);
    QTest::keyClick(view(), Qt::Key_End);
    QCOMPARE(view()->current(), FakeEngine::kLines - 1);
    QCOMPARE(moved.count(), 5);
  }

  void linesAreCopiedAsTheyAre() {
    m_engine->lineText = [](std::uint32_t row) { return "<b>line</b>\t" + std::to_string(row); };
    open(10);
    QTRY_VERIFY(m_pane->model()->line(10) != nullptr);
    QTest::keyClick(view(), Qt::Key_Down, Qt::ShiftModifier);
    view()->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("<b>line</b>\t10\n<b>line</b>\t11"));
  }

  void linesThatAreNotLoadedAreFetchedToBeCopied() {
    open(0);
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(view(), Qt::Key_End, Qt::ShiftModifier);
    view()->copy();
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), FakeEngine::kLines - 1);
  }

  void longLinesUnfoldAndFold() {
    m_engine->lineText = [](std::uint32_t row) {
      return row == 20 ? std::string(2000, 'x') : "short " + std::to_string(row);
    };
    open(20);
    QTRY_VERIFY(m_pane->model()->line(20) != nullptr);
    QTest::keyClick(view(), Qt::Key_Space);
    QVERIFY(view()->unfolded(20));
    QTest::keyClick(view(), Qt::Key_Space);
    QVERIFY(!view()->unfolded(20));
    view()->setUnfolded(21, true);
    QVERIFY(!view()->unfolded(21));  // there is nothing to unfold
  }

  void matchesAreFoundWhereTheyAre() {
    Highlighter marker;
    QVERIFY(marker.matches(QStringLiteral("abc")).empty());
    marker.setPattern(QStringLiteral("(?i)B+|"));  // its empty matches mark nothing
    const std::vector<Highlighter::Range> expected{{1, 2}, {4, 1}};
    QCOMPARE(marker.matches(QStringLiteral("abBcb")), expected);
    marker.setPattern(QStringLiteral("("));
    QVERIFY(!marker.active());
    marker.setPattern(QStringLiteral("x"));
    QCOMPARE(marker.matches(QString(100'000, QLatin1Char('x'))).size(), Highlighter::kMostMatches);
    QVERIFY(marker.matches(QString(Highlighter::kMostText, QLatin1Char('-')) + QLatin1Char('x')).empty());
  }

  void aPatternThatTakesTooManyStepsMarksNothing() {
    Highlighter marker;
    marker.setPattern(QStringLiteral("(a+)+$"));
    QCOMPARE(marker.matches(QStringLiteral("aaa")).size(), std::size_t{1});
    QVERIFY(marker.matches(QString(60, QLatin1Char('a')) + QLatin1Char('!')).empty());
    QVERIFY(!marker.active());  // it is not tried again with every line
  }

  void whatTheFindBarLooksForIsMarked() {
    open(0);
    QTRY_VERIFY(m_pane->model()->line(0) != nullptr);
    QCOMPARE(markedPixels(), 0);
    m_pane->openFind();
    m_pane->findBar()->setPattern(QStringLiteral("Terminating"));
    const int some = markedPixels();
    QVERIFY(some > 0);
    m_pane->findBar()->setPattern(QStringLiteral("Terminating instance"));
    QVERIFY(markedPixels() > some);
    m_pane->findBar()->setPattern(QStringLiteral("Terminating ("));
    QCOMPARE(markedPixels(), 0);
    m_pane->findBar()->setPattern(QStringLiteral("Terminating"));
    m_pane->findBar()->close();
    QCOMPARE(markedPixels(), 0);
  }

  void aMatchInWhatIsLeftOutMarksTheEllipsis() {
    m_engine->lineText = [](std::uint32_t) {
      return std::string(60, 'a') + "needle" + std::string(200, 'b');
    };
    open(0);
    QTRY_VERIFY(m_pane->model()->line(0) != nullptr);
    m_pane->openFind();
    m_pane->findBar()->setPattern(QStringLiteral("needle"));
    const int ellipses = markedPixels();
    QVERIFY(ellipses > 0);
    m_pane->findBar()->setPattern(QStringLiteral("b+$"));
    QVERIFY(markedPixels() > 10 * ellipses);
  }

  void markupIsPaintedAsText() {
    // The same width of ink either way would mean that the tags were interpreted.
    m_engine->lineText = [](std::uint32_t) { return std::string("<u>w</u>"); };
    const QImage literal = picture();
    m_engine->lineText = [](std::uint32_t) { return std::string("w"); };
    QVERIFY(picture() != literal);
    QCOMPARE(plain("<u>w</u>"), QStringLiteral("<u>w</u>"));
  }

  void controlCharactersAreSymbols() {
    m_engine->lineText = [](std::uint32_t) { return std::string("a\x1b[31mb"); };
    open(0);
    QTRY_VERIFY(m_pane->model()->line(0) != nullptr);
    QCOMPARE(m_pane->model()->index(0, LogModel::Text).data().toString(), QStringLiteral("a␛[31mb"));
  }

  void moreRowsThanAScrollBarCounts() {
    m_engine->lineCount = 4'294'967'290U;
    open(4'000'000'000U);
    QCOMPARE(view()->current(), 4'000'000'000U);
    QScrollBar* bar = view()->verticalScrollBar();
    const double share = static_cast<double>(bar->value()) / bar->maximum();
    QVERIFY(std::abs(share - 4.0 / 4.29496729) < 0.001);
    bar->setValue(bar->maximum());
    QCOMPARE(view()->firstVisible() + view()->visibleRows(), 4'294'967'290U);
    bar->setValue(0);
    QCOMPARE(view()->firstVisible(), 0U);
  }

  void findGoesOnAndAround() {
    m_engine->lineText = [](std::uint32_t row) {
      return row == 50 || row == 9000 ? "needle <here>" : "hay " + std::to_string(row);
    };
    open(100);
    m_pane->findBar()->setPattern(QStringLiteral("needle <h"));
    m_pane->findNext();
    QTRY_COMPARE(view()->current(), 9000U);
    QTRY_VERIFY(!m_pane->findBar()->searching());
    m_pane->findNext();
    QTRY_COMPARE(view()->current(), 50U);
    QTRY_COMPARE(m_pane->findBar()->message(), QStringLiteral("went on from the beginning"));
    m_pane->findPrevious();
    QTRY_COMPARE(view()->current(), 9000U);
  }

  void whatIsNotThereIsSaid() {
    open(100);
    m_pane->findBar()->setPattern(QStringLiteral("no such text"));
    m_pane->findNext();
    QTRY_COMPARE(m_pane->findBar()->message(), QStringLiteral("Not found"));
    QCOMPARE(view()->current(), 100U);
  }

  void aSearchCanBeStopped() {
    m_engine->lineCount = 4'000'000'000U;  // hours, if it were not stopped
    open(100);
    m_pane->findBar()->setPattern(QStringLiteral("no such text"));
    m_pane->findNext();
    QVERIFY(m_pane->findBar()->searching());
    QTest::keyClick(m_pane->findBar(), Qt::Key_Escape);
    QVERIFY(!m_pane->findBar()->searching());
    QVERIFY(!m_search->busy());
  }

  void onlyTheLinesOfASessionAreShown() {
    open(5000);  // of session 3
    QVERIFY(!m_pane->allButton()->isVisible());
    Q_EMIT view()->filterRequested({{}, SessionId{2}});
    QTRY_COMPARE(m_pane->model()->state(), LogModel::State::Ready);
    QCOMPARE(m_pane->model()->lineCount(), FakeEngine::kLines / 3);
    QVERIFY(m_pane->allButton()->isVisible());
    QCOMPARE(view()->current(), 1667U);  // 5002, the next one of session 2
    QTRY_VERIFY(m_pane->model()->line(1667) != nullptr);
    QCOMPARE(m_pane->model()->line(1667)->line, std::uint64_t{5003});
    QSignalSpy chosen(m_pane.get(), &LogPane::eventChosen);
    QTest::keyClick(view(), Qt::Key_Down);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().value<EventId>(), (EventId{SourceId{1}, 5005}));
    m_pane->setMark(5000, Severity::Major, SessionId{3});
    QVERIFY(!view()->mark());  // its row is another one here
    m_pane->allButton()->click();
    QTRY_COMPARE(m_pane->model()->state(), LogModel::State::Ready);
    QCOMPARE(m_pane->model()->lineCount(), FakeEngine::kLines);
    QCOMPARE(view()->current(), 5005U);
    QCOMPARE(view()->mark(), std::optional(5000U));
    QVERIFY(!m_pane->allButton()->isVisible());
  }

  void goingToAnEventTakesTheFilterAway() {
    open(5000);
    m_pane->showOnly({{}, SessionId{2}});
    QTRY_COMPARE(m_pane->model()->state(), LogModel::State::Ready);
    open(6000);
    QCOMPARE(m_pane->model()->lineCount(), FakeEngine::kLines);
    QCOMPARE(view()->current(), 6000U);
    m_pane->showOnly({{}, SessionId{2}});
    m_pane->close();
    QVERIFY(m_pane->model()->filter().isAll());
  }

  void aMissingFileOffersToRelink() {
    m_engine->logError = Error{ErrorCode::FileMissing, "/logs/a.log", {}};
    m_pane->open("p.faultline", m_engine->project.sources[0], 5);
    QTRY_COMPARE(m_pane->model()->state(), LogModel::State::Failed);
    QVERIFY(!m_pane->showsLog());
    QCOMPARE(m_pane->emptyState()->title(), QStringLiteral("The file is not there: /logs/a.log"));
    QSignalSpy relink(m_pane.get(), &LogPane::relinkRequested);
    Q_EMIT m_pane->emptyState()->triggered();
    QCOMPARE(relink.count(), 1);
    m_engine->logError.reset();
    m_pane->reopen();
    QTRY_VERIFY(m_pane->showsLog());
    QCOMPARE(view()->current(), 5U);
  }

 private:
  LogView* view() const { return m_pane->view(); }

  void open(std::uint32_t row) {
    m_pane->open("p.faultline", m_engine->project.sources[0], row);
    QTRY_COMPARE(m_pane->model()->state(), LogModel::State::Ready);
  }

  int markedPixels() {
    const QImage image = view()->viewport()->grab().toImage();
    const QRgb marked = style::colors().match.rgb();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) == marked ? 1 : 0;
    }
    return count;
  }

  QImage picture() {
    m_pane->close();
    m_pane->open("p.faultline", m_engine->project.sources[0], 0);
    (void)QTest::qWaitFor([&] { return m_pane->model()->line(0) != nullptr; });
    return view()->viewport()->grab().toImage();
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QueryRunner> m_pages;
  std::unique_ptr<QueryRunner> m_search;
  std::unique_ptr<LogPane> m_pane;
};

QTEST_MAIN(TestLogView)
#include "test_log_view.moc"
