#include <map>

#include <QtTest/QtTest>

#include "engine/pipeline/project.h"
#include "engine/pipeline/truth.h"
#include "engine/store/truth_repository.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;

namespace {

using Truth = std::map<std::string, bool>;

const Truth kBoth{{"blk_1", false}, {"blk_2", true}};

}  // namespace

/// Labels beside the log and in its lines, as they get into a project.
class TestLabels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_logs = std::make_unique<ImportFixture>();
    m_logs->import({m_logs->write("a.log", test::blockLog(50))});
  }

  void labelsAreReadHoweverTheyAreWritten_data() {
    QTest::addColumn<QByteArray>("csv");
    QTest::newRow("as loghub writes them") << QByteArray("BlockId,Label\nblk_1,Normal\nblk_2,Anomaly\n");
    QTest::newRow("byte order mark, CRLF") << QByteArray(
        "\xef\xbb\xbf"
        "BlockId,Label\r\nblk_1,Normal\r\nblk_2,Anomaly\r\n");
    QTest::newRow("no line end") << QByteArray("BlockId,Label\nblk_1,Normal\nblk_2,Anomaly");
    QTest::newRow("no header") << QByteArray("blk_1,Normal\nblk_2,Anomaly\n");
    QTest::newRow("no header, label first") << QByteArray("0,blk_1\n1,blk_2\n");
    QTest::newRow("header twice") << QByteArray(
        "BlockId,Label\nBlockId,Label\nblk_1,Normal\nBlockId,Label\nblk_2,Anomaly\n");
    QTest::newRow("quotes") << QByteArray(
        "\"BlockId\",\"Label\"\n\"blk_1\",\"Normal\"\n \"blk_2\" , \"Anomaly\" \n");
    QTest::newRow("blank lines") << QByteArray("\nBlockId,Label\n\nblk_1,normal\n  \nblk_2,ANOMALY\n\n");
    QTest::newRow("semicolons") << QByteArray("session;is_anomaly\nblk_1;0\nblk_2;1\n");
    QTest::newRow("tabs") << QByteArray("Label\tSession_ID\nfalse\tblk_1\ntrue\tblk_2\n");
    QTest::newRow("further columns") << QByteArray(
        "n,BlockId,Label,Features\n7,blk_1,Success,\"[E5,\"\"E22\"\"]\"\n8,blk_2,Fail,\"[E5,E7]\"\n");
    QTest::newRow("the same twice") << QByteArray("BlockId,Label\nblk_1,Normal\nblk_2,Anomaly\nblk_2,1\n");
  }
  void labelsAreReadHoweverTheyAreWritten() {
    QFETCH(QByteArray, csv);
    must(importCsv(csv));
    QVERIFY(sessionTruth() == kBoth);
  }

  void rowsAreCounted() {
    const TruthReport report = must(importCsv(
        "BlockId,Label\nblk_1000,Normal\nblk_1001,Anomaly\nblk_77,Anomaly\nblk_78,Normal\nblk_1001,1\n"));
    QCOMPARE(report.rows, 5U);
    QCOMPARE(report.abnormal, 3U);
    QCOMPARE(report.unknown, 2U);  // the log has blk_1000 to blk_1007
  }

  void whatIsKnownOfTheSameSessionsIsReplaced() {
    must(importCsv("BlockId,Label\nblk_1,Anomaly\nblk_2,Anomaly\n"));
    must(importCsv("BlockId,Label\nblk_1,Normal\nblk_3,Normal\n"));
    QVERIFY(sessionTruth() == (Truth{{"blk_1", false}, {"blk_2", true}, {"blk_3", false}}));
  }

  void aColumnCanBeNamed() {
    const QByteArray csv = "BlockId,Label,Class\nblk_1,Anomaly,0\nblk_2,Normal,1\n";
    const auto guessed = importCsv(csv);
    QCOMPARE(guessed.error().code, ErrorCode::LabelsInvalid);
    QVERIFY(guessed.error().detail.find("--label-column") != std::string::npos);
    must(importCsv(csv, "class"));
    QVERIFY(sessionTruth() == kBoth);
    QCOMPARE(importCsv(csv, "Verdict").error().detail, std::string("no column is called “Verdict”"));
  }

  void aBadRowIsNamedAndNothingIsKept_data() {
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<int>("line");
    QTest::addColumn<std::string>("words");
    QTest::newRow("one column") << QByteArray("blk_1\n") << 1 << std::string("a session and a label");
    QTest::newRow("no labels") << QByteArray("a,b\nblk_1,x\n") << 1 << std::string("no column of labels");
    QTest::newRow("short row") << QByteArray("BlockId,Label\nblk_1,Normal\n\nblk_2\n") << 4
                               << std::string("1 columns");
    QTest::newRow("no word") << QByteArray("BlockId,Label\nblk_1,Normal\nblk_2,perhaps\n") << 3
                             << std::string("“perhaps”");
    QTest::newRow("no session") << QByteArray("BlockId,Label\nblk_1,Normal\n,Normal\n") << 3
                                << std::string("names no session");
    QTest::newRow("open quote") << QByteArray("BlockId,Label\n\"blk_1,Normal\n") << 2 << std::string("quote");
    QTest::newRow("contrary") << QByteArray("BlockId,Label\nblk_1,Normal\nblk_2,1\nblk_1,Anomaly\n") << 4
                              << std::string("normal in line 2");
    QTest::newRow("long row") << QByteArray("BlockId,Label\n" + QByteArray(70'000, 'x') + ",Normal\n") << 2
                              << std::string("too long");
  }
  void aBadRowIsNamedAndNothingIsKept() {
    QFETCH(QByteArray, csv);
    QFETCH(int, line);
    QFETCH(std::string, words);
    const auto imported = importCsv(csv);
    QVERIFY(!imported);
    QCOMPARE(imported.error().code, ErrorCode::LabelsInvalid);
    QCOMPARE(imported.error().where, m_logs->path("labels.csv").string() + ":" + std::to_string(line));
    QVERIFY2(imported.error().detail.find(words) != std::string::npos, imported.error().detail.c_str());
    QVERIFY(sessionTruth().empty());
    const auto checked = checkLabels(m_logs->path("labels.csv"), {}, {});
    QCOMPARE(checked.error().where, imported.error().where);
  }

  void filesThatAreNone() {
    QCOMPARE(importLabels(m_logs->project(), m_logs->path("none.csv"), {}, {}, {}).error().code,
             ErrorCode::FileMissing);
    QCOMPARE(importCsv("").error().code, ErrorCode::FileEmpty);
    QCOMPARE(importCsv("\n\n").error().code, ErrorCode::LabelsInvalid);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(importCsv("BlockId,Label\nblk_1,Normal\n", {}, stop.get_token()).error().code,
             ErrorCode::Cancelled);
    QVERIFY(sessionTruth().empty());
  }

  void linesThatCarryLabels() {
    const auto log = m_logs->write("b.log", "- 10 all is well\nKERNDTLB 11 data TLB error\nno label here\n");
    m_logs->import({log}, {.layout = "<Label> <Time> <Content>", .sessionId = "none"});
    m_logs->append("b.log", "Normal 12 all is well\nAPPSEV 13 ciod died\n");
    m_logs->import({log});
    QVERIFY(labelledSources() == std::unordered_set<SourceId>{SourceId{2}});
    const EventId first{SourceId{2}, 1};
    const EventId second{SourceId{2}, m_logs->events(SourceId{2}).back().id.ordinal};
    QVERIFY(abnormalEvents() == (std::vector{first, second}));
    must(removeSource(m_logs->project(), SourceId{2}));
    QVERIFY(labelledSources().empty());
    QVERIFY(abnormalEvents().empty());
  }

  void anEntryThatGrowsIsLabelledOnce() {
    const auto log = m_logs->write("b.log", "- 10 all is well\nFATAL 11 broken\n");
    m_logs->import({log}, {.layout = "<Label> <Time> <Content>", .sessionId = "none"});
    m_logs->write("b.log", "- 10 all is well\nFATAL 11 broken\n  at a.b\n- 12 well again\n");
    m_logs->import({log});
    QVERIFY(abnormalEvents() == (std::vector{EventId{SourceId{2}, 1}}));
  }

  void linesWithoutLabelsCarryNone() {
    QVERIFY(labelledSources().empty());
    QVERIFY(abnormalEvents().empty());
  }

 private:
  Result<TruthReport> importCsv(const QByteArray& csv, const std::optional<std::string>& column = {},
                                std::stop_token stop = {}) {
    const auto file = m_logs->write("labels.csv", csv.toStdString());
    return importLabels(m_logs->project(), file, column, std::move(stop), {});
  }

  [[nodiscard]] Truth sessionTruth() const {
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    Truth truth;
    must(store::TruthRepository(database).forEachSession(
        [&](std::string_view label, bool abnormal) { truth.emplace(label, abnormal); }));
    return truth;
  }

  [[nodiscard]] std::unordered_set<SourceId> labelledSources() const {
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    return must(store::TruthRepository(database).labelledSources());
  }

  [[nodiscard]] std::vector<EventId> abnormalEvents() const {
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    std::vector<EventId> events;
    must(store::TruthRepository(database).forEachAbnormalEvent([&](EventId id) { events.push_back(id); }));
    return events;
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_GUILESS_MAIN(TestLabels)
#include "test_labels.moc"
