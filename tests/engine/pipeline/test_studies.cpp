#include <QtTest/QtTest>

#include "engine/pipeline/studies.h"
#include "engine/pipeline/study_json.h"
#include "engine/pipeline/study_trial.h"
#include "engine/store/truth_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using evaluate::Truth;
using test::MadeProject;
using test::must;

/// Comparisons and sweeps on a project's own sessions.
class TestStudies : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aHalfIsLearntFromAndTheRestJudged() {
    MadeProject project(path());
    addSessions(project, project.addSource("a"), "s", 21);
    const StudyTrial study = must(makeStudyTrial(project.database(), quick(), {}, {}));
    QCOMPARE(study.trial.train.size(), std::size_t{11});
    QCOMPARE(study.trial.judged.size(), std::size_t{10});
    QVERIFY(!study.normalGiven && !study.labelled);
    QCOMPARE(study.stretches, std::uint64_t{0});
  }

  void aSourceIsLearntFromAndTheOthersJudged() {
    MadeProject project(path());
    const SourceId normal = project.addSource("a");
    addSessions(project, normal, "n", 5);
    addSessions(project, project.addSource("b"), "t", 3);
    label(project, {{"n1", false}, {"t1", true}, {"t2", false}});
    LearnSettings settings = quick();
    settings.sources = {normal};
    const StudyTrial study = must(makeStudyTrial(project.database(), settings, {}, {}));
    QVERIFY(study.normalGiven && study.labelled);
    QCOMPARE(study.trial.train.size(), std::size_t{5});
    QCOMPARE(study.trial.truth, (std::vector<Truth>{Truth::Unknown, Truth::Abnormal, Truth::Normal}));
    settings.sources = {SourceId{77}};
    QCOMPARE(makeStudyTrial(project.database(), settings, {}, {}).error().code, ErrorCode::NothingToLearn);
  }

  void aLogWithoutSessionsIsCut() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const SessionId stream = project.session("stream", "none");
    for (int i = 0; i < 250; ++i) project.addEvent(source, stream, KeyId{1 + i % 3});
    {
      store::TruthWriter truth = must(store::TruthWriter::open(project.database()));
      must(truth.markSource(source));
      must(truth.addEvent({source, 120}, "FATAL"));
    }
    LearnSettings settings = quick();
    settings.normal = TimeRange{second(0), second(100)};
    const StudyTrial study = must(makeStudyTrial(project.database(), settings, {}, {}));
    QCOMPARE(study.trial.train.size(), std::size_t{1});
    QCOMPARE(study.trial.train[0].size(), std::size_t{100});
    QCOMPARE(study.stretches, std::uint64_t{2});
    QCOMPARE(study.trial.judged[1].size(), std::size_t{50});
    QCOMPARE(study.trial.truth, (std::vector<Truth>{Truth::Abnormal, Truth::Normal}));
  }

  void aComparisonIsKept() {
    MadeProject project(path());
    const SourceId normal = project.addSource("a");
    addSessions(project, normal, "n", 8);
    const SourceId tested = project.addSource("b");
    addSessions(project, tested, "t", 3);
    project.addEvent(tested, project.session("odd"), KeyId{9});
    label(project, {{"odd", true}, {"t0", false}, {"t1", false}, {"t2", false}});
    QVERIFY(!must(loadComparison(path())));
    LearnSettings settings = quick();
    settings.sources = {normal};
    const Comparison made =
        must(compareDetectors(path(), {"new-key", "tfidf-lstm", "faultline"}, settings, {}, {}));
    QCOMPARE(made.detectors.size(), std::size_t{3});
    QCOMPARE(made.detectors[0].name, std::string("faultline"));
    const DetectorResult& newKey = made.detectors[1];
    QVERIFY(newKey.labelled);
    QCOMPARE(newKey.flagged, std::uint64_t{1});
    QCOMPARE(newKey.agreeing, std::uint64_t{1});
    QCOMPARE(newKey.truePositives, std::uint64_t{1});
    QCOMPARE(newKey.trueNegatives, std::uint64_t{3});
    QCOMPARE(newKey.f1, 1.0);
    QCOMPARE(made.detectors[2].error->code, ErrorCode::NeedsLabels);
    const auto kept = must(loadComparison(path()));
    QVERIFY(kept);
    QCOMPARE(toStudyJson(*kept), toStudyJson(made));
    QCOMPARE(kept->trained, std::uint64_t{8});
    QCOMPARE(kept->judged, std::uint64_t{4});
  }

  void aSweepIsKept() {
    MadeProject project(path());
    addSessions(project, project.addSource("a"), "s", 12);
    const Sweep made = must(sweepSettings(path(), {{"candidates", {1, 2}}}, quick(), {}, {}));
    QCOMPARE(made.points.size(), std::size_t{2});
    QVERIFY(!made.points[0].labelled);
    QCOMPARE(made.points[1].flaggedShare, 0.0);
    QCOMPARE(made.points[1].seconds, 0.0);  // no training for it
    QVERIFY(!made.topShare.empty());
    QCOMPARE(toStudyJson(*must(loadSweep(path()))), toStudyJson(made));
    QCOMPARE(sweepSettings(path(), {{"depth", {1}}}, quick(), {}, {}).error().code,
             ErrorCode::InvalidArgument);
    QVERIFY(must(loadSweep(path())));
  }

  void damagedStudiesAreNone() {
    for (const char* text : {"", "{", "[]", R"({"format":2})", R"({"format":1,"created":"x"})"}) {
      QVERIFY(!comparisonOf(text));
      QVERIFY(!sweepOf(text));
    }
  }

  void cancelledKeepsTheLastOne() {
    MadeProject project(path());
    addSessions(project, project.addSource("a"), "s", 12);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(compareDetectors(path(), {}, quick(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
    QVERIFY(!must(loadComparison(path())));
  }

  void anEmptyProjectSaysSo() {
    MadeProject project(path());
    QCOMPARE(compareDetectors(path(), {}, quick(), {}, {}).error().code, ErrorCode::NothingToLearn);
  }

 private:
  [[nodiscard]] std::filesystem::path path() const {
    return m_folder->filePath("made.faultline").toStdString();
  }

  static LearnSettings quick() {
    LearnSettings settings;
    settings.history = 2;
    settings.units = 4;
    settings.epochs = 3;
    settings.threads = 1;
    return settings;
  }

  static UtcTime second(int second) { return UtcTime(std::chrono::seconds(1'767'225'600LL + second)); }

  /// Of keys 1 2 3 4.
  static void addSessions(MadeProject& project, SourceId source, const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
      const SessionId session = project.session(name + std::to_string(i));
      for (int key = 1; key <= 4; ++key) project.addEvent(source, session, KeyId{key});
    }
  }

  static void label(MadeProject& project, const std::vector<std::pair<std::string, bool>>& labels) {
    store::TruthWriter truth = must(store::TruthWriter::open(project.database()));
    for (const auto& [session, abnormal] : labels) must(truth.putSession(session, abnormal, "said"));
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestStudies)
#include "test_studies.moc"
