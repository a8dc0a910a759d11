#include <cmath>
#include <numeric>

#include <QtTest/QtTest>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/model_report.h"
#include "engine/pipeline/models.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

/// What the Models page reads.
class TestModelDetails : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aModelTellsWhatItSawAndHowItWasTrained() {
    MadeProject project(path());
    QVERIFY(must(loadModels(path())).empty());
    const SourceId source = makeOrders(project, 60);
    LearnSettings settings;
    settings.units = 16;
    settings.layers = 1;
    settings.seed = 7;
    must(learn(path(), settings, {}, {}));
    settings.sources = {source};
    const ModelId second = must(learn(path(), settings, {}, {})).model;

    const std::vector<ModelDetails> models = must(loadModels(path()));
    QCOMPARE(models.size(), std::size_t{2});
    const ModelDetails& newest = models.front();
    QCOMPARE(newest.id, second);
    QVERIFY(newest.active && !models.back().active);
    QVERIFY(!newest.parent);
    QCOMPARE(newest.settings.units, 16);
    QCOMPARE(newest.settings.seed, std::uint64_t{7});
    QCOMPARE(newest.settings.sources, std::vector{source});
    QVERIFY(!newest.settings.normal);
    QCOMPARE(newest.sessions, std::uint64_t{60});
    QCOMPARE(newest.events, std::uint64_t{180});
    QCOMPARE(newest.keys, std::uint64_t{3});
    QVERIFY(newest.seconds > 0 && newest.bytes > 0 && newest.epochs > 0);

    QCOMPARE(newest.curves.size(), std::size_t{3});  // little data: a committee of three
    QCOMPARE(newest.curves[0].part, std::string("keys 1"));
    for (const TrainingCurve& curve : newest.curves) {
      QVERIFY(curve.kept < curve.loss.size());
      QVERIFY(curve.loss[curve.kept] < curve.loss.front());
    }
    const auto model = std::ranges::find(newest.thresholds, "model", &Threshold::signal);
    QVERIFY(model != newest.thresholds.end());
    QCOMPARE(model->of, std::string("session"));
    QCOMPARE(model->unit, std::string("-log10 p"));
    QCOMPARE(model->heldOut, std::uint64_t{60});
    QCOMPARE(model->budget, 1.0 / 3000);
    // 3 by itself, and as far towards one in 3,000 as sixty sessions cannot vouch for.
    QCOMPARE(model->bound, 3 + (std::log10(3000.0) - 3) * (1 - 60 / 3000.0));
  }

  void lossesAreReportedWhileItLearns() {
    MadeProject project(path());
    makeOrders(project, 40);
    std::vector<double> seen;
    LearnSettings settings;
    settings.units = 32;
    must(learn(path(), settings, {}, [&](const Progress& progress) {
      if (progress.loss) seen.push_back(*progress.loss);
    }));
    QVERIFY(!seen.empty());
    for (const double loss : seen) QVERIFY(loss > 0 && loss < 10);
  }

  void reportsAreReadAsWrittenAndChecked() {
    const ModelReport report{1.5, {{"keys 1", {2.0, std::nan(""), 1.0}, 1}}};
    const ModelReport back = must(readModelReport(writeModelReport(report)));
    QCOMPARE(back.seconds, 1.5);
    QCOMPARE(back.curves[0].part, std::string("keys 1"));
    QCOMPARE(back.curves[0].loss, (std::vector{2.0, 1.0}));
    QCOMPARE(back.curves[0].kept, std::size_t{1});
    for (const char* bad :
         {"", "{", "[]", "{\"seconds\":\"x\",\"curves\":[]}", "{\"seconds\":1,\"curves\":[{}]}"})
      QCOMPARE(readModelReport(bad).error().code, ErrorCode::ModelInvalid);
  }

  void theTimeLineSharesEventsOut() {
    MadeProject project(path());
    QVERIFY(!must(loadTimeLine(path(), 4)).range);
    const SourceId source = project.addSource("a");
    const SessionId session = project.session("1");
    const KeyId key = project.addKey("A");
    for (const int second : {0, 10, 90, 100}) project.addEvent(source, session, key, second);
    const SourceId late = project.addSource("b", {"UTC", std::chrono::seconds(100)});
    project.addEvent(late, session, key, 100);  // 200 s in truth
    const TimeLine line = must(loadTimeLine(path(), 4));
    QCOMPARE(isoUtc(line.range->from), std::string("2026-01-01T00:00:00Z"));
    QCOMPARE(line.range->to - line.range->from, std::chrono::seconds(200));
    // Bins of 50 s; the last time is in the last bin.
    QCOMPARE(line.events, (std::vector<std::uint64_t>{2, 1, 1, 1}));
    QCOMPARE(line.findings, std::vector<std::uint64_t>(4));
    QCOMPARE(loadTimeLine(path(), 0).error().code, ErrorCode::InvalidArgument);
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p.faultline").toStdString(); }

  static SourceId makeOrders(MadeProject& project, int count) {
    const SourceId source = project.addSource("shop.log");
    const KeyId placed = project.addKey("order <*> placed");
    const KeyId paid = project.addKey("paid with <*>");
    const KeyId shipped = project.addKey("shipped");
    for (int i = 0; i < count; ++i) {
      const SessionId session = project.session("order-" + std::to_string(i));
      for (const KeyId key : {placed, paid, shipped}) project.addEvent(source, session, key);
    }
    return source;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestModelDetails)
#include "test_model_details.moc"
