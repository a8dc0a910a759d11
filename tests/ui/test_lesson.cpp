#include <algorithm>

#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QTreeView>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/models.h"
#include "tests/engine/pipeline/made_project.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/findings_view.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;
using test::MadeProject;
using test::must;

/// The window on the real engine: a verdict, what is learnt from it, and the way back.
class TestLesson : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
    makeOrders();
  }

  void init() {
    m_window = std::make_unique<MainWindow>(
        makePipelineEngine(), std::make_shared<Preferences>(m_home.filePath(QStringLiteral("settings.ini"))));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QSignalSpy read(workspace(), &Workspace::findingsChanged);
    m_window->openProject(path());
    QVERIFY(read.wait(kPatience));
  }

  void cleanup() { m_window.reset(); }

  void aFalsePositiveClearsWhatIsLikeItAndIsTakenBack() {
    const auto before = shown();
    const std::size_t alike = countOf("retry 2");
    QVERIFY(alike > 0 && countOf("broken") > 0);
    const pipeline::Finding one = finding("retry 1");
    m_window->selection()->select({one.id, one.event, one.sessionId, one.time});
    QSignalSpy taught(workspace()->verdicts(), &VerdictBook::taught);
    QTest::keyClick(m_window->findings()->table(), Qt::Key_F);
    QCOMPARE(finding("retry 1").status, FindingStatus::FalsePositive);  // before anything was learnt

    QVERIFY(taught.wait(kPatience));
    const auto report = taught[0][0].value<pipeline::TeachReport>();
    QVERIFY(report.cleared >= alike);
    Banner* effect = m_window->findings()->effect();
    QVERIFY(effect->text().startsWith(
        report.cleared == 1 ? QStringLiteral("Cleared 1 finding like this")
                            : QStringLiteral("Cleared %1 findings like this").arg(report.cleared)));
    QTRY_COMPARE(countOf("retry 2"), std::size_t{0});
    QVERIFY(countOf("broken") > 0);  // nothing else is forgotten

    QSignalSpy undone(workspace()->keys(), &KeyBook::undone);
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(undone.wait(kPatience));
    QTRY_COMPARE(shown(), before);
    QCOMPARE(must(pipeline::loadModels(path())).front().active, false);  // the former model is back
  }

  void analyzingAgainKeepsTheNormalPeriod() {
    QSignalSpy finished(workspace()->jobs(), &JobRunner::finished);
    m_window->commands()->analyze->trigger();
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(finished[0][0].value<Job>().state, JobState::Done);
    const auto models = must(pipeline::loadModels(path()));
    QVERIFY(models.front().active);
    QVERIFY(!models.front().parent);  // learnt anew
    QVERIFY(models.front().settings.normal.has_value());
    QCOMPARE(models.front().settings.normal->from, m_normal.from);
    QCOMPARE(models.front().settings.normal->to, m_normal.to);
    QCOMPARE(models.front().settings.units, kUnits);
  }

 private:
  static constexpr int kPatience = 120'000;
  static constexpr int kUnits = 16;

  [[nodiscard]] std::filesystem::path path() const {
    return m_home.filePath(QStringLiteral("orders.faultline")).toStdString();
  }

  /// Orders that are taken, packed and sent; later some are paid again and one breaks.
  void makeOrders() {
    MadeProject project(path());
    const KeyId taken = project.addKey("order taken");
    const KeyId paid = project.addKey("paid");
    const KeyId packed = project.addKey("packed");
    const KeyId sent = project.addKey("sent");
    const KeyId retry = project.addKey("payment tried again");
    const KeyId fault = project.addKey("printer broke");
    const SourceId source = project.addSource("orders.log");
    const auto add = [&](const std::string& label, std::initializer_list<KeyId> keys) {
      const SessionId session = project.session(label);
      for (const KeyId key : keys) project.addEvent(source, session, key);
    };
    for (int n = 0; n < 40; ++n) add("n" + std::to_string(n), {taken, paid, packed, sent});
    m_normal.from = UtcTime(std::chrono::seconds(1'767'225'600));
    m_normal.to = m_normal.from + std::chrono::seconds(160);
    add("plain", {taken, paid, packed, sent});
    add("retry 1", {taken, retry, paid, packed, sent});
    add("retry 2", {taken, retry, paid, packed, sent});
    add("broken", {taken, paid, packed, fault, sent});
    pipeline::LearnSettings settings;
    settings.normal = m_normal;
    settings.epochs = 20;
    settings.units = kUnits;
    must(pipeline::learn(path(), settings, {}, {}));
    must(pipeline::detect(path(), {}, {}));
  }

  [[nodiscard]] Workspace* workspace() const { return m_window->workspace(); }
  [[nodiscard]] std::size_t countOf(const std::string& session) const {
    const auto& all = workspace()->findings()->findings;
    return static_cast<std::size_t>(std::ranges::count(all, session, &pipeline::Finding::session));
  }
  [[nodiscard]] pipeline::Finding finding(const std::string& session) const {
    for (const auto& one : workspace()->findings()->findings) {
      if (one.session == session) return one;
    }
    throw std::runtime_error("no finding in " + session);
  }
  [[nodiscard]] std::vector<std::pair<std::int64_t, FindingStatus>> shown() const {
    std::vector<std::pair<std::int64_t, FindingStatus>> rows;
    for (const auto& one : workspace()->findings()->findings) rows.emplace_back(one.id.value, one.status);
    return rows;
  }

  QTemporaryDir m_home;
  pipeline::TimeRange m_normal{};
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestLesson)
#include "test_lesson.moc"
