#include <QtTest/QtTest>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/feedback.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/model_parts.h"
#include "engine/store/model_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

/// Learning from scratch after something was called normal.
class TestLearningVerdicts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatWasTaughtIsLearntAgainAndWhatWasOnlySaidIsNot() {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("orders.faultline").toStdString();
    MadeProject project(path);
    const KeyId taken = project.addKey("order taken");
    const KeyId paid = project.addKey("paid");
    const KeyId sent = project.addKey("sent");
    const KeyId retry = project.addKey("payment tried again");
    const KeyId fault = project.addKey("printer broke");
    const SourceId normal = project.addSource("normal");
    const SourceId today = project.addSource("today");
    const auto add = [&](SourceId source, const std::string& label, std::initializer_list<KeyId> keys) {
      const SessionId session = project.session(label);
      for (const KeyId key : keys) project.addEvent(source, session, key);
    };
    for (int n = 0; n < 40; ++n) add(normal, "n" + std::to_string(n), {taken, paid, sent});
    add(today, "retry", {taken, retry, paid, sent});
    add(today, "broken", {taken, paid, fault, sent});
    LearnSettings settings;
    settings.sources = {normal};
    settings.epochs = 20;
    settings.units = 16;
    must(learn(path, settings, {}, {}));
    must(pipeline::detect(path, {}, {}));
    const auto call = [&](const std::string& session) {
      for (const Finding& one : must(loadFindings(path)).findings) {
        if (one.session == session)
          must(giveVerdict(path, {one.id, FindingStatus::FalsePositive, {}, false}));
      }
    };
    call("retry");
    must(teach(path, {}, {}));
    call("broken");  // said, and taught to no model yet
    const ModelId again = must(learn(path, settings, {}, {})).model;
    store::ModelRepository models(project.database());
    QVERIFY(must(models.all()).back().saw.find("\"taught\":1") != std::string::npos);
    const auto report = must(teach(path, {}, {}));
    QCOMPARE(report.verdicts, std::uint64_t{1});
    QVERIFY(report.model != again);
    const auto detector = [&](ModelId model) {
      NamedParts parts = must(readModelParts(must(models.bundle(model))));
      return must(detect::Detector::load(*parts.find(kKeyPart)));
    };
    const auto strange = [&](ModelId model, KeyId key) {
      const detect::Detector judge = detector(model);
      const auto& known = judge.vocabulary();
      return std::ranges::find(known, static_cast<sequence::LogKey>(key.value)) == known.end();
    };
    QVERIFY(!strange(again, retry));
    QVERIFY(strange(again, fault));
    QVERIFY(!strange(report.model, fault));
  }
};

QTEST_GUILESS_MAIN(TestLearningVerdicts)
#include "test_learning_verdicts.moc"
