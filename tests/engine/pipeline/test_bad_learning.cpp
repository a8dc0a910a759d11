#include <new>

#include <QtTest/QtTest>

#include "engine/base/memory_guard.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/findings.h"
#include "engine/store/model_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

namespace {

LearnSettings quickSettings() {
  LearnSettings settings;
  settings.units = 16;
  settings.layers = 1;
  return settings;
}

std::vector<KeyId> addOrders(MadeProject& project, const std::vector<std::string>& templates, int count) {
  const SourceId source = project.addSource("shop.log");
  std::vector<KeyId> keys;
  for (const std::string& text : templates) keys.push_back(project.addKey(text));
  for (int i = 0; i < count; ++i) {
    const SessionId session = project.session("order-" + std::to_string(i));
    for (const KeyId key : keys) project.addEvent(source, session, key);
  }
  return keys;
}

}  // namespace

/// Learning and detecting when something is not as it should be.
class TestBadLearning : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aModelOfOtherLogsIsNotApplied() {
    MadeProject project(path("a"));
    addOrders(project, {"order <*> placed", "paid with <*>", "shipped"}, 20);
    MadeProject other(path("b"));
    for (int i = 0; i < 10; ++i) other.addKey("unused " + std::to_string(i));
    addOrders(other, {"door opened", "door closed"}, 20);
    must(learn(path("b"), quickSettings(), {}, {}));
    must(learn(path("a"), quickSettings(), {}, {}));
    QVERIFY(must(pipeline::detect(path("a"), {}, {})).run);
    const store::ModelRepository foreign(other.database());
    const std::string bundle = must(foreign.bundle(*must(foreign.active())));
    store::ModelRepository models(project.database());
    must(models.activate(must(models.insert({{}, {}, now(), "{}", "{}", 0}, bundle))));
    const RunId before = must(loadFindings(path("a"))).run;
    QCOMPARE(pipeline::detect(path("a"), {}, {}).error().code, ErrorCode::ModelForeign);
    QCOMPARE(must(loadFindings(path("a"))).run, before);
  }

  void tooLittleMemoryIsAnError() {
    const auto run = []() -> Result<int> { throw std::bad_alloc(); };
    const Result<int> result = withinMemory("p.faultline", run);
    QCOMPARE(result.error().code, ErrorCode::OutOfMemory);
    QCOMPARE(result.error().where, std::string("p.faultline"));
    const Result<int> tooLong = withinMemory("", []() -> Result<int> {
      std::vector<char> bytes;
      bytes.reserve(bytes.max_size() + 1);
      return static_cast<int>(bytes.size());
    });
    QCOMPARE(tooLong.error().code, ErrorCode::OutOfMemory);
    QCOMPARE(must(withinMemory("", []() -> Result<int> { return 3; })), 3);
  }

  /// At the first report of each stage that there is, and before any.
  void cancellingLeavesWhatThereWas() {
    MadeProject project(path("a"));
    addOrders(project, {"order <*> placed", "paid with <*>", "shipped"}, 40);
    const ModelId model = must(learn(path("a"), quickSettings(), {}, {})).model;
    const RunId run = must(pipeline::detect(path("a"), {}, {})).run;
    for (const Stage at : {Stage::Reading, Stage::Learning, Stage::Judging}) {
      std::stop_source stop;
      const ProgressSink sink = [&](const Progress& progress) {
        if (progress.stage == at) stop.request_stop();
      };
      const auto learnt = learn(path("a"), quickSettings(), stop.get_token(), sink);
      if (!learnt) QCOMPARE(learnt.error().code, ErrorCode::Cancelled);
      QCOMPARE(learnt.has_value(), !stop.stop_requested());
      if (at == Stage::Learning) QVERIFY(!learnt);
    }
    std::stop_source stop;
    const auto detected =
        pipeline::detect(path("a"), stop.get_token(), [&](const Progress&) { stop.request_stop(); });
    QVERIFY(!detected);
    QCOMPARE(detected.error().code, ErrorCode::Cancelled);
    QCOMPARE(must(loadFindings(path("a"))).run, run);
    QVERIFY(model.value > 0);
  }

 private:
  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return m_folder->filePath(QLatin1String(name) + ".faultline").toStdString();
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestBadLearning)
#include "test_bad_learning.moc"
