#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPushButton>

#include "tests/ui/fake_models.h"
#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/views/normal_period_view.h"
#include "ui/views/time_line_view.h"

using namespace faultline;
using namespace faultline::ui;
using namespace faultline::pipeline;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

/// Ten steps of an hour with 1, 2, ... 10 entries; a finding in the fourth.
TimeLine tenHours() {
  TimeLine line;
  line.range = TimeRange{kNoon, kNoon + 10h};
  line.events = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  line.findings = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  return line;
}

std::shared_ptr<const ProjectInfo> threeSources() {
  auto info = std::make_shared<ProjectInfo>();
  for (int id = 1; id <= 3; ++id) {
    Source source;
    source.id = SourceId{id};
    source.name = "log-" + std::to_string(id);
    source.events = 1000U * static_cast<unsigned>(id);
    info->sources.push_back(source);
  }
  info->events = 6000;
  return info;
}

struct Asked {
  int times = 0;
  std::optional<TimeRange> normal;
  std::vector<SourceId> sources;

  explicit Asked(NormalPeriodView& view) {
    QObject::connect(&view, &NormalPeriodView::learnRequested, &view,
                     [this](const std::optional<TimeRange>& period, const std::vector<SourceId>& of) {
                       ++times;
                       normal = period;
                       sources = of;
                     });
  }
};

}  // namespace

class TestTimeLine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void keysMoveTheEnds() {
    TimeLineView view;
    view.setTimeLine(tenHours());
    QVERIFY(view.allChosen());
    QCOMPARE(view.chosenEvents(), 55U);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Space);
    QCOMPARE(view.activeEnd(), TimeLineView::End::To);
    QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.chosen()->from, kNoon + 2h);
    QCOMPARE(view.chosen()->to, kNoon + 9h);
    QCOMPARE(view.chosenEvents(), 42U);
    QCOMPARE(view.chosenFindings(), 1U);
    QCOMPARE(view.accessibleDescription(),
             QStringLiteral("2026-05-06 14:00:00 – 21:00:00, 42 log entries, 1 findings; moving the end"));
    QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);  // ten steps; one has to stay
    QCOMPARE(view.chosen()->to, kNoon + 3h);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(view.chosen()->to, kNoon + 10h);
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.chosen()->to, kNoon + 3h);
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(view.allChosen());
  }

  void theMouseDragsAPeriodAndItsEnds() {
    TimeLineView view;
    view.resize(700, view.sizeHint().height());
    view.setTimeLine(tenHours());
    view.show();
    const auto point = [&](UtcTime moment) { return QPoint(qRound(view.positionOf(moment)), 60); };
    const auto drag = [&](UtcTime from, UtcTime to) {
      QTest::mousePress(&view, Qt::LeftButton, {}, point(from));
      QTest::mouseMove(&view, point(to));
      QTest::mouseRelease(&view, Qt::LeftButton, {}, point(to));
    };
    drag(kNoon + 7h, kNoon + 3h);  // either way
    QCOMPARE(view.chosen()->from, kNoon + 3h);
    QCOMPARE(view.chosen()->to, kNoon + 7h);
    drag(kNoon + 3h, kNoon + 5h);  // an end that is there
    QCOMPARE(view.chosen()->from, kNoon + 5h);
    QCOMPARE(view.chosen()->to, kNoon + 7h);
    QTest::mouseClick(&view, Qt::LeftButton, {}, point(kNoon + 1h));  // no drag, no change
    QCOMPARE(view.chosen()->from, kNoon + 5h);
  }

  void aPeriodTakesTheStepsThatItTouches() {
    TimeLineView view;
    view.setTimeLine(tenHours());
    view.choose({kNoon + 90min, kNoon + 150min});
    QCOMPARE(view.chosen()->from, kNoon + 1h);
    QCOMPARE(view.chosen()->to, kNoon + 3h);
    view.choose(*view.chosen());
    QCOMPARE(view.chosen()->from, kNoon + 1h);
    QCOMPARE(view.chosen()->to, kNoon + 3h);
    view.choose({kNoon - 5h, kNoon + 50h});
    QVERIFY(view.allChosen());
    view.choose({kNoon + 50h, kNoon + 60h});  // beside it all
    QCOMPARE(view.chosen()->from, kNoon + 9h);
  }

  void nothingToChooseFromIsNoHarm() {
    TimeLineView view;
    view.resize(400, 132);
    view.show();
    for (TimeLine line : {TimeLine(), TimeLine{TimeRange{kNoon, kNoon}, {1, 2}, {}},
                          TimeLine{TimeRange{kNoon, kNoon + 1h}, {}, {}}, TimeLine{std::nullopt, {1}, {1}}}) {
      view.setTimeLine(line);
      QVERIFY(!view.chosen());
      QTest::keyClick(&view, Qt::Key_Left);
      QTest::mouseClick(&view, Qt::LeftButton);
      QVERIFY(!view.grab().isNull());
    }
    view.setTimeLine(TimeLine{TimeRange{kNoon, kNoon + 1h}, {7}, {}});
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.chosen()->to, kNoon + 1h);
    QCOMPARE(view.chosenFindings(), 0U);
  }

  void thePeriodIsSaidAndLearntFrom() {
    NormalPeriodView view;
    view.setProject(threeSources());
    view.setTimeLine(tenHours());
    view.show();
    Asked asked(view);
    QCOMPARE(view.summary(),
             QStringLiteral("2026-05-06 12:00:00 – 22:00:00 UTC: 55 log entries in 10 h, 1 finding"));
    QCOMPARE(view.learnButton()->text(), QStringLiteral("Learn what is normal from everything"));
    view.learnButton()->click();
    QVERIFY(asked.times == 1 && !asked.normal && asked.sources.empty());
    view.focusChoice();
    QVERIFY(view.timeLine()->hasFocus() || view.focusWidget() == view.timeLine());
    QTest::keyClick(view.timeLine(), Qt::Key_Right);
    QCOMPARE(view.learnButton()->text(), QStringLiteral("Learn what is normal from this period"));
    view.setZone(DisplayZone::named(QStringLiteral("Asia/Tokyo")));
    QCOMPARE(view.summary(), QStringLiteral("2026-05-06 22:00:00 – 2026-05-07 07:00:00 Asia/Tokyo: "
                                            "54 log entries in 9 h, 1 finding"));
    QTest::keyClick(view.learnButton(), Qt::Key_Space);
    QCOMPARE(asked.times, 2);
    QVERIFY(asked.normal && asked.normal->from == kNoon + 1h && asked.normal->to == kNoon + 10h);
    view.setBusy(true);
    QVERIFY(!view.learnButton()->isEnabled());
    view.setTimeLine(tenHours());  // read again: the choice stays
    QCOMPARE(view.timeLine()->chosen()->from, kNoon + 1h);
  }

  void withoutTimesSourcesAreChosen() {
    NormalPeriodView view;
    view.setProject(threeSources());
    view.setTimeLine({});
    view.show();
    Asked asked(view);
    const QAbstractItemModelTester tester(view.sourceList()->model());
    QVERIFY(view.sourceList()->isVisible() && !view.timeLine()->isVisible());
    QCOMPARE(view.summary(), QStringLiteral("3 of 3 sources, 6,000 log entries"));
    view.focusChoice();
    QTest::keyClick(view.sourceList(), Qt::Key_Space);
    QTest::keyClick(view.sourceList(), Qt::Key_Down);
    QTest::keyClick(view.sourceList(), Qt::Key_Space);
    QCOMPARE(view.summary(), QStringLiteral("1 of 3 sources, 3,000 log entries"));
    view.learnButton()->click();
    QCOMPARE(asked.sources, std::vector{SourceId{3}});
    QVERIFY(!asked.normal);
    QTest::keyClick(view.sourceList(), Qt::Key_Down);
    QTest::keyClick(view.sourceList(), Qt::Key_Space);
    QVERIFY(!view.learnButton()->isEnabled());  // nothing is left
  }

  void spansAreRound() {
    QCOMPARE(spanText(12s), QStringLiteral("12 s"));
    QCOMPARE(spanText(45min), QStringLiteral("45 min"));
    QCOMPARE(spanText(190min), QStringLiteral("3 h 10 min"));
    QCOMPARE(spanText(90min - 1ns), QStringLiteral("1 h 30 min"));  // steps end between nanoseconds
    QCOMPARE(spanText(48h), QStringLiteral("2 days"));
    QCOMPARE(spanText(75h), QStringLiteral("3 days 3 h"));
  }
};

QTEST_MAIN(TestTimeLine)
#include "test_time_line.moc"
