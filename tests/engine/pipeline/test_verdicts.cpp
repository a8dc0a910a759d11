#include <QtTest/QtTest>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/changes.h"
#include "engine/pipeline/feedback.h"
#include "engine/pipeline/findings.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/verdict_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

/// Verdicts, what is learnt from them, and the way back.
class TestVerdicts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_project = std::make_unique<MadeProject>(path());
    makeOrders();
    LearnSettings settings;
    settings.sources = {m_normal};
    settings.epochs = 20;
    settings.units = 16;
    must(learn(path(), settings, {}, {}));
    must(pipeline::detect(path(), {}, {}));
  }

  void whatIsCalledNormalIsLearntAndWhatIsLikeItIsCleared() {
    const ModelId before = activeModel();
    const Finding first = finding("retry 1");
    QCOMPARE(must(giveVerdict(path(), {first.id, FindingStatus::FalsePositive, "usual", false})),
             std::vector{first.id});
    QCOMPARE(activeModel(), before);  // nothing is learnt yet
    const TeachReport report = must(teach(path(), {}, {}));
    QCOMPARE(report.verdicts, std::uint64_t{1});
    QVERIFY(report.model != before);
    QCOMPARE(activeModel(), report.model);
    QCOMPARE(findingsOf("retry 2"), std::size_t{0});
    QCOMPARE(report.cleared, std::uint64_t{2});  // of `retry 2` and of `both`
    QCOMPARE(finding("retry 1").id, first.id);   // what a person has judged stays to be seen
    QCOMPARE(finding("retry 1").status, FindingStatus::FalsePositive);
    QVERIFY(findingsOf("broken") > 0);  // nothing else is forgotten
    const auto models = must(store::ModelRepository(m_project->database()).all());
    QCOMPARE(models.back().parent, before);
    QVERIFY(models.back().saw.find("\"taught\":1") != std::string::npos);
    QCOMPARE(must(teach(path(), {}, {})).model, report.model);  // and nothing more to learn
  }

  void undoRestoresModelAndFindingsExactlyAndRedoDoesItAgain() {
    const ModelId model = activeModel();
    const std::string bundle = bundleOf(model);
    const auto before = shown();
    must(giveVerdict(path(), {finding("retry 1").id, FindingStatus::FalsePositive, {}, false}));
    must(teach(path(), {}, {}));
    const ModelId taught = activeModel();
    const auto after = shown();
    QVERIFY(before != after);
    must(undoChange(path(), {}, {}));
    QCOMPARE(activeModel(), model);
    QCOMPARE(bundleOf(activeModel()), bundle);
    QCOMPARE(shown(), before);
    QCOMPARE(finding("retry 1").status, FindingStatus::Open);
    must(redoChange(path(), {}, {}));
    QCOMPARE(activeModel(), taught);
    QCOMPARE(shown(), after);
    QCOMPARE(must(teach(path(), {}, {})).verdicts, std::uint64_t{0});
  }

  void severalFindingsAreOneChange() {
    const Finding retry = finding("retry 1");
    const Finding broken = finding("broken");
    Verdict verdict{retry.id, FindingStatus::Confirmed, "same cause"};
    verdict.others = {broken.id, retry.id};
    QCOMPARE(must(giveVerdict(path(), verdict)), (std::vector{retry.id, broken.id}));
    QCOMPARE(finding("broken").status, FindingStatus::Confirmed);
    QCOMPARE(finding("broken").note, std::string("same cause"));
    QCOMPARE(must(loadEvidence(path(), retry.id)).finding.note, std::string("same cause"));
    must(undoChange(path(), {}, {}));
    QCOMPARE(finding("retry 1").status, FindingStatus::Open);
    QCOMPARE(finding("broken").status, FindingStatus::Open);
    QCOMPARE(finding("broken").note, std::string());
    verdict.others = {FindingId{9999}};  // one of them does not exist: nothing is said of any
    QCOMPARE(giveVerdict(path(), verdict).error().code, ErrorCode::FindingUnknown);
    QCOMPARE(finding("retry 1").status, FindingStatus::Open);
  }

  void aNoteStaysUntilAnotherOneIsGiven() {
    const FindingId id = finding("retry 1").id;
    must(giveVerdict(path(), {id, FindingStatus::Confirmed, "usual"}));
    must(giveVerdict(path(), {id, FindingStatus::FalsePositive, {}}));
    QCOMPARE(finding("retry 1").note, std::string("usual"));
    QVERIFY(must(giveVerdict(path(), {id, FindingStatus::FalsePositive, ""})).empty());  // the same status
    QCOMPARE(finding("retry 1").note, std::string());
    must(undoChange(path(), {}, {}));
    QCOMPARE(finding("retry 1").note, std::string("usual"));
  }

  void severalAreUndoneInOrder() {
    std::vector<ModelId> models{activeModel()};
    std::vector<std::vector<std::int64_t>> runs{shown()};
    for (const char* session : {"retry 1", "broken"}) {
      must(giveVerdict(path(), {finding(session).id, FindingStatus::FalsePositive, {}, false}));
      must(teach(path(), {}, {}));
      models.push_back(activeModel());
      runs.push_back(shown());
    }
    for (std::size_t step = 2; step > 0; --step) {
      QCOMPARE(activeModel(), models[step]);
      must(undoChange(path(), {}, {}));
      QCOMPARE(activeModel(), models[step - 1]);
      QCOMPARE(shown(), runs[step - 1]);
    }
  }

  void confirmedOnesAreNeverLearnt() {
    const ModelId before = activeModel();
    must(giveVerdict(path(), {finding("retry 1").id, FindingStatus::Confirmed, {}, false}));
    const TeachReport report = must(teach(path(), {}, {}));
    QCOMPARE(report.model, before);
    QCOMPARE(report.verdicts, std::uint64_t{0});
    QVERIFY(findingsOf("retry 2") > 0);
  }

  void ofASessionWithTwoFaultsTheOtherStays() {
    const Finding retry = findingAt("both", m_retry);
    const Finding fault = findingAt("both", m_fault);
    must(giveVerdict(path(), {fault.id, FindingStatus::Confirmed, {}, false}));
    must(giveVerdict(path(), {retry.id, FindingStatus::FalsePositive, {}, false}));
    must(teach(path(), {}, {}));
    // The key is known from then on; that the session counts otherwise is not, for its own is not all normal.
    for (const Finding& one : all()) QVERIFY(one.session != "retry 2" || one.code != "new-key");
    must(pipeline::detect(path(), {}, {}));
    QVERIFY(findingsOf("broken") > 0);
    QCOMPARE(findingAt("both", m_fault).status, FindingStatus::Confirmed);
  }

  void allLikeThisIsEveryOpenFindingAboutTheSameKeys() {
    const auto changed =
        must(giveVerdict(path(), {finding("retry 1").id, FindingStatus::FalsePositive, {}, true}));
    QVERIFY(changed.size() >= 2);
    QCOMPARE(finding("retry 2").status, FindingStatus::FalsePositive);
    QCOMPARE(finding("broken").status, FindingStatus::Open);
    must(undoChange(path(), {}, {}));
    QCOMPARE(finding("retry 2").status, FindingStatus::Open);
  }

  void aCancelledLessonIsTaughtByTheNextCall() {
    const ModelId before = activeModel();
    const auto run = shown();
    must(giveVerdict(path(), {finding("retry 1").id, FindingStatus::FalsePositive, {}, false}));
    std::stop_source stop;
    bool begun = false;
    const auto report = teach(path(), stop.get_token(), [&](const Progress&) {
      begun = true;
      stop.request_stop();
    });
    QVERIFY(begun);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QCOMPARE(activeModel(), before);
    QCOMPARE(shown(), run);
    QCOMPARE(must(teach(path(), {}, {})).verdicts, std::uint64_t{1});
  }

  void anUnknownFindingIsSaidToBe() {
    QCOMPARE(giveVerdict(path(), {FindingId{9999}, FindingStatus::Confirmed, {}, false}).error().code,
             ErrorCode::FindingUnknown);
  }

 private:
  [[nodiscard]] std::filesystem::path path() const {
    return m_folder->filePath("orders.faultline").toStdString();
  }

  void add(SourceId source, const std::string& label, std::initializer_list<KeyId> keys) {
    const SessionId session = m_project->session(label);
    for (const KeyId key : keys) m_project->addEvent(source, session, key);
  }

  /// Orders that are taken, packed and sent; some are paid again, one breaks, one does both.
  void makeOrders() {
    const KeyId taken = m_project->addKey("order taken");
    const KeyId paid = m_project->addKey("paid");
    const KeyId packed = m_project->addKey("packed");
    const KeyId sent = m_project->addKey("sent");
    m_retry = m_project->addKey("payment tried again");
    m_fault = m_project->addKey("printer broke");
    m_normal = m_project->addSource("normal");
    for (int n = 0; n < 40; ++n) add(m_normal, "n" + std::to_string(n), {taken, paid, packed, sent});
    const SourceId today = m_project->addSource("today");
    add(today, "plain", {taken, paid, packed, sent});
    add(today, "retry 1", {taken, m_retry, paid, packed, sent});
    add(today, "retry 2", {taken, m_retry, paid, packed, sent});
    add(today, "broken", {taken, paid, packed, m_fault, sent});
    add(today, "both", {taken, m_retry, paid, packed, m_fault, sent});
  }

  [[nodiscard]] std::vector<Finding> all() const { return must(loadFindings(path())).findings; }
  [[nodiscard]] std::size_t findingsOf(const std::string& session) const {
    const auto list = all();
    return static_cast<std::size_t>(std::ranges::count(list, session, &Finding::session));
  }
  [[nodiscard]] Finding finding(const std::string& session) const {
    for (const Finding& one : all()) {
      if (one.session == session) return one;
    }
    throw std::runtime_error("no finding in " + session);
  }
  [[nodiscard]] Finding findingAt(const std::string& session, KeyId key) const {
    for (const Finding& one : all()) {
      const auto event = must(store::EventRepository(m_project->database()).get(one.event));
      if (one.session == session && event && event->key == key) return one;
    }
    throw std::runtime_error("no finding about that key in " + session);
  }
  /// The run that is shown and what is in it, leaders among it.
  [[nodiscard]] std::vector<std::int64_t> shown() const {
    const FindingList list = must(loadFindings(path()));
    std::vector<std::int64_t> ids{list.run.value};
    for (const Finding& one : list.findings)
      ids.insert(ids.end(), {one.id.value, one.leader.value, one.incident});
    return ids;
  }
  [[nodiscard]] ModelId activeModel() const {
    return *must(store::ModelRepository(m_project->database()).active());
  }
  [[nodiscard]] std::string bundleOf(ModelId model) const {
    return must(store::ModelRepository(m_project->database()).bundle(model));
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<MadeProject> m_project;
  SourceId m_normal;
  KeyId m_retry;
  KeyId m_fault;
};

QTEST_GUILESS_MAIN(TestVerdicts)
#include "test_verdicts.moc"
