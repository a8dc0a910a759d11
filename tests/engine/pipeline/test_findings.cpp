#include <QtTest/QtTest>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/evidence.h"
#include "engine/pipeline/finding_text.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/project.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/verdict_repository.h"
#include "tests/engine/pipeline/made_project.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::MadeProject;
using test::must;

namespace {

std::vector<sequence::LogKey> keysOf(const LoadedSessions& sessions, std::size_t n) {
  const auto keys = sessions.set[n];
  return {keys.begin(), keys.end()};
}

}  // namespace

/// From stored events to sessions, findings and their evidence.
class TestFindings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void sessionsKeepTheOrderOfTheirSource() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const SessionId first = project.session("1");
    const SessionId second = project.session("2");
    for (const int n : {1, 2, 3}) {
      project.addEvent(source, first, KeyId{n});
      project.addEvent(source, second, KeyId{n + 10});
    }
    const LoadedSessions loaded = load(project, {});
    QCOMPARE(loaded.set.size(), std::size_t{2});
    QCOMPARE(keysOf(loaded, 0), (std::vector<sequence::LogKey>{1, 2, 3}));
    QCOMPARE(keysOf(loaded, 1), (std::vector<sequence::LogKey>{11, 12, 13}));
    QCOMPARE(loaded.ids, (std::vector{first, second}));
  }

  void aSessionOfTwoFilesIsMergedByTrueTime() {
    MadeProject project(path());
    const SourceId early = project.addSource("a");
    const SourceId late =
        project.addSource("b", {"UTC", std::chrono::seconds(-100)});  // its clock runs 100 s ahead
    const SessionId session = project.session("1");
    project.addEvent(early, session, KeyId{1}, 0);
    project.addEvent(early, session, KeyId{3}, 20);
    project.addEvent(late, session, KeyId{2}, 110);  // 10 s in truth
    const LoadedSessions loaded = load(project, {});
    QCOMPARE(keysOf(loaded, 0), (std::vector<sequence::LogKey>{1, 2, 3}));
  }

  void keysThatStandForAnotherAreReadAsThatOne() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const KeyId kept = project.addKey("A");
    const KeyId merged = project.addKey("A as well");
    project.addEvent(source, project.session("1"), merged);
    const auto aliases = must(store::KeyRepository(project.database()).aliases());
    QVERIFY(aliases.empty());
    must(store::KeyRepository(project.database()).setAlias(merged, kept, 1));
    QCOMPARE(keysOf(load(project, {}), 0), (std::vector{static_cast<sequence::LogKey>(kept.value)}));
  }

  void aNormalPeriodTakesWholeSessionsOnly() {
    MadeProject project(path());
    const SourceId source = project.addSource("a");
    const SessionId inside = project.session("1");
    const SessionId across = project.session("2");
    const SessionId stream = project.session("s", "none");
    project.addEvent(source, inside, KeyId{1}, 10);
    project.addEvent(source, across, KeyId{2}, 20);
    project.addEvent(source, stream, KeyId{3}, 30);
    project.addEvent(source, across, KeyId{2}, 100);
    project.addEvent(source, stream, KeyId{3}, 110);
    EventFilter filter;
    filter.range =
        TimeRange{*parseMoment("2026-01-01T00:00:00Z", {}), *parseMoment("2026-01-01T00:01:00Z", {})};
    const LoadedSessions loaded = load(project, filter);
    QCOMPARE(loaded.ids, (std::vector{inside, stream}));
    QCOMPARE(loaded.set[1].size(), std::size_t{1});  // a stream is cut, a session is not
    QCOMPARE(loaded.set.kind(1), sequence::SessionKind::Stream);
    EventFilter other;
    other.sources = {SourceId{9}};
    QVERIFY(load(project, other).set.empty());
  }

  void loadingStopsWhenAsked() {
    MadeProject project(path());
    std::stop_source stop;
    stop.request_stop();
    const SessionLoader loader = must(SessionLoader::make(project.database()));
    QCOMPARE(loader.load({}, stop.get_token(), {}).error().code, ErrorCode::Cancelled);
  }

  void evidenceIsReadAsItWasWritten() {
    StoredEvidence evidence;
    evidence.history = {{KeyId{}, EventId{}}, {KeyId{3}, EventId{SourceId{2}, 7}}};
    evidence.expected = {{KeyId{4}, 0.75}, {KeyId{}, 0.25}};
    evidence.hasActual = true;
    evidence.actual = KeyId{9};
    evidence.rank = 12;
    const StoredEvidence back = must(readEvidence(writeEvidence(evidence)));
    QCOMPARE(back.history.size(), std::size_t{2});
    QCOMPARE(back.history[1].event, (EventId{SourceId{2}, 7}));
    QCOMPARE(back.expected[0].probability, 0.75);
    QCOMPARE(back.rank, 12);
    for (const char* bad :
         {"", "{", "[]", "{\"history\":[[1]],\"expected\":[]}", "{\"history\":[],\"expected\":[[\"x\",1]]}",
          "{\"history\":[[1e300,7]],\"expected\":[]}",
          "{\"history\":[],\"expected\":[[18446744073709551615,1]]}"}) {
      QCOMPARE(readEvidence(bad).error().code, ErrorCode::ProjectDamaged);
    }
  }

  void titlesAreFilledOnceAndPlain() {
    QCOMPARE(findingTitle("new-key", {"disk %2 <b>\x1b[31m", "x"}),
             std::string("New: disk %2 <b>\u241b[31m"));
    QCOMPARE(findingTitle("unseen-pair", {"B", "A"}),
             std::string("Out of order: B (never right after \u201cA\u201d)"));
  }

  void anOrderIsPutIntoWords() {
    Evidence evidence;
    evidence.finding.code = "out-of-order";
    evidence.finding.arguments = {"open", "close"};
    evidence.history = {{KeyId{1}, "read", {}, {}, 0}};
    evidence.actual = ActualKey{KeyId{2}, "open", 0.001, 4};
    const std::string words =
        "After \u201cread\u201d came \u201copen\u201d; never in what was learnt as normal does it come after "
        "\u201cclose\u201d in a session. A normal log of this length would show something like this often.";
    QCOMPARE(evidenceSentence(evidence), words);
    evidence.finding.p = 0.0198013;
    QCOMPARE(findingTitle("out-of-order", {"open", "close"}),
             std::string("Out of order: open (never after \u201cclose\u201d)"));
    evidence.finding.code = "repeated";
    QCOMPARE(
        evidenceSentence(evidence),
        std::string(
            "After \u201cread\u201d came \u201copen\u201d once more; in what was learnt as normal it "
            "comes once in a session at most. A normal log of this length would show something like this "
            "0.02 times."));
    detect::Anomaly again;
    again.reason = detect::Reason::OutOfOrder;
    again.actual = 5;
    again.earlier = 3;
    QCOMPARE(findingCode(again, detect::TrainMode::Normal), "out-of-order");
    again.earlier = 5;
    QCOMPARE(findingCode(again, detect::TrainMode::Unlabelled), "rare-repeat");
    evidence.finding.code = "out-of-order";
    evidence.finding.arguments.clear();
    QVERIFY(evidenceSentence(evidence).find("another line") != std::string::npos);
  }

  void aStrangeSessionIsFoundAndExplained() {
    MadeProject project(path());
    const SessionId strange = makeShop(project);
    const LearnReport learnt = must(learn(path(), shopSettings(), {}, {}));
    QCOMPARE(learnt.sessions, std::uint64_t{61});
    const DetectReport detected = must(pipeline::detect(path(), {}, {}));
    QCOMPARE(detected.sessions, std::uint64_t{61});

    const FindingList list = must(loadFindings(path()));
    QCOMPARE(list.run, detected.run);
    QCOMPARE(list.findings.size(), static_cast<std::size_t>(detected.findings));
    const auto found = std::ranges::find_if(
        list.findings, [](const Finding& finding) { return finding.code == "rare-key"; });
    QVERIFY(found != list.findings.end());
    QCOMPARE(found->sessionId, strange);
    QCOMPARE(found->session, std::string("order-strange"));
    QCOMPARE(found->title, std::string("Rare: payment refused by <*>"));
    QCOMPARE(found->service, std::string("service"));
    QCOMPARE(found->line, std::uint64_t{found->event.ordinal + 1U});
    QVERIFY(found->time.has_value());

    const Evidence evidence = must(loadEvidence(path(), found->id));
    QCOMPARE(evidence.history.size(), std::size_t{3});  // the start and two events
    QVERIFY(!evidence.history[0].key);
    QCOMPARE(evidence.history[2].text, std::string("paid with <*>"));
    QCOMPARE(evidence.actual->rank, 0);
    QVERIFY(!evidence.expected.empty());
    QCOMPARE(evidence.expected[0].text, std::string("shipped"));
    QVERIFY(evidence.linesError.has_value());  // there is no file behind this project
    QVERIFY(evidence.sentence.find("payment refused") != std::string::npos);
  }

  void detectingAgainKeepsVerdicts() {
    MadeProject project(path());
    makeShop(project);
    must(learn(path(), shopSettings(), {}, {}));
    must(pipeline::detect(path(), {}, {}));
    const FindingId first = must(loadFindings(path())).findings.front().id;
    {
      store::FindingRepository findings(project.database());
      const auto row = must(findings.get(first));
      must(store::VerdictRepository(project.database())
               .put({row->fingerprint, FindingStatus::Confirmed, "seen", "ann", now(), {}}));
    }
    must(pipeline::detect(path(), {}, {}));
    const FindingList again = must(loadFindings(path()));
    QVERIFY(again.findings.front().id != first);
    QCOMPARE(again.findings.front().status, FindingStatus::Confirmed);
    FindingFilter open;
    open.status = FindingStatus::Open;
    QCOMPARE(must(loadFindings(path(), open)).findings.size(), again.findings.size() - 1);
  }

  void aCancelledRunLeavesTheLastOne() {
    MadeProject project(path());
    makeShop(project);
    must(learn(path(), shopSettings(), {}, {}));
    const RunId before = must(pipeline::detect(path(), {}, {})).run;
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(pipeline::detect(path(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
    QCOMPARE(learn(path(), shopSettings(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
    QCOMPARE(must(loadFindings(path())).run, before);
    QCOMPARE(must(loadProject(path())).models.size(), std::size_t{1});
  }

  void whatIsMissingIsSaid() {
    MadeProject project(path());
    QCOMPARE(pipeline::detect(path(), {}, {}).error().code, ErrorCode::ModelMissing);
    QCOMPARE(learn(path(), {}, {}, {}).error().code, ErrorCode::NothingToLearn);
    QCOMPARE(loadEvidence(path(), FindingId{7}).error().code, ErrorCode::FindingUnknown);
    QVERIFY(!must(loadFindings(path())).run);
  }

  void aDamagedModelIsSaid() {
    MadeProject project(path());
    store::ModelRepository models(project.database());
    must(models.activate(must(models.insert({{}, {}, now(), "{}", "{}", 0}, "not a bundle"))));
    QCOMPARE(pipeline::detect(path(), {}, {}).error().code, ErrorCode::ModelInvalid);
  }

  void twoJobsDoNotWriteAtOnce() {
    MadeProject project(path());
    const auto lock = must(store::WriterLock::take(path(), "import"));
    QCOMPARE(learn(path(), {}, {}, {}).error().code, ErrorCode::ProjectLocked);
    QCOMPARE(changeSource(path(), SourceId{1}, {}).error().code, ErrorCode::ProjectLocked);
    QVERIFY(must(loadProject(path())).writer->find("import") != std::string::npos);
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p.faultline").toStdString(); }

  static LoadedSessions load(MadeProject& project, const EventFilter& filter) {
    return must(must(SessionLoader::make(project.database())).load(filter, {}, {}));
  }

  static LearnSettings shopSettings() {
    LearnSettings settings;
    settings.units = 16;
    settings.layers = 1;
    return settings;
  }

  /// Sixty orders that go as ever, and one whose payment is refused.
  static SessionId makeShop(MadeProject& project) {
    const SourceId source = project.addSource("shop.log");
    const KeyId placed = project.addKey("order <*> placed");
    const KeyId paid = project.addKey("paid with <*>");
    const KeyId shipped = project.addKey("shipped");
    const KeyId closed = project.addKey("closed");
    const KeyId refused = project.addKey("payment refused by <*>");
    for (int i = 0; i < 60; ++i) {
      const SessionId session = project.session("order-" + std::to_string(i));
      for (const KeyId key : {placed, paid, shipped, closed}) project.addEvent(source, session, key);
    }
    const SessionId strange = project.session("order-strange");
    for (const KeyId key : {placed, paid, refused, closed}) project.addEvent(source, strange, key);
    return strange;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestFindings)
#include "test_findings.moc"
