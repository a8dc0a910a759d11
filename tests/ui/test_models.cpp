#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

#include "tests/ui/fake_engine.h"
#include "ui/models/findings_filter.h"
#include "ui/models/findings_model.h"
#include "ui/models/import_files_model.h"
#include "ui/models/import_preview_model.h"
#include "ui/models/key_list_model.h"
#include "ui/models/log_model.h"
#include "ui/models/sources_model.h"
#include "ui/style/style.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

QStringList column(const QAbstractItemModel& model, int number) {
  QStringList texts;
  for (int row = 0; row < model.rowCount(); ++row) texts << model.index(row, number).data().toString();
  return texts;
}

}  // namespace

class TestModels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_engine = std::make_shared<FakeEngine>(); }

  void findingsAreShownWithColourIconAndWord() {
    FindingsModel model(m_engine);
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setFindings(list());
    QCOMPARE(column(model, FindingsModel::SeverityColumn),
             QStringList({"Critical", "Major", "Minor", "Warning", "Info"}));
    QVERIFY(!model.index(0, FindingsModel::SeverityColumn).data(Qt::DecorationRole).value<QIcon>().isNull());
    QCOMPARE(model.index(0, FindingsModel::What).data().toString(),
             QStringLiteral("Unexpected: “Timeout waiting for <*>” instead of “VM Started”"));
    QCOMPARE(model.index(3, FindingsModel::Time).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(3, FindingsModel::Service).data().toString(), QStringLiteral("–"));
    model.setFindings(nullptr);
    QCOMPARE(model.rowCount(), 0);
  }

  void findingTextsStayPlain() {
    FindingsModel model(m_engine);
    model.setFindings(list());
    const QModelIndex what = model.index(2, FindingsModel::What);
    QCOMPARE(what.data().toString(), QStringLiteral("Never seen before: “<b>bold</b> & %1 unknown”"));
    QVERIFY(what.data(Qt::ToolTipRole).toString().contains(QLatin1String("&lt;b&gt;bold")));
  }

  void theDayIsLeftOutWhenAllFindingsShareIt() {
    FindingsModel model(m_engine);
    model.setFindings(list());
    QCOMPARE(model.day(), QStringLiteral("2026-05-06"));
    QCOMPARE(model.index(0, FindingsModel::Time).data().toString(), QStringLiteral("12:08:20.000"));
    m_engine->findings.findings[1].time = *m_engine->findings.findings[1].time + std::chrono::hours(24);
    model.setFindings(list());
    QVERIFY(!model.sameDay());
    QCOMPARE(model.index(0, FindingsModel::Time).data().toString(),
             QStringLiteral("2026-05-06 12:08:20.000"));
  }

  void theZoneChangesTheTimes() {
    FindingsModel model(m_engine);
    model.setFindings(list());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setZone(DisplayZone::named(QStringLiteral("Asia/Tokyo")));
    QCOMPARE(model.index(0, FindingsModel::Time).data().toString(), QStringLiteral("21:08:20.000"));
    QVERIFY(changed.count() > 0);
  }

  void sortingGoesByValueNotByText() {
    m_engine->findings.findings[0].score = 9;
    m_engine->findings.findings[1].score = 100;
    FindingsModel model(m_engine);
    FindingsFilter filter(&model);
    const QAbstractItemModelTester tester(&filter, kFatal);
    model.setFindings(list());
    filter.sort(FindingsModel::Score, Qt::DescendingOrder);
    QCOMPARE(column(filter, FindingsModel::Score), QStringList({"100", "28.5", "27.5", "26.5", "9.00"}));
    filter.sort(FindingsModel::Time, Qt::AscendingOrder);
    QCOMPARE(column(filter, FindingsModel::Time).last(), QStringLiteral("–"));
    filter.sort(FindingsModel::SeverityColumn, Qt::DescendingOrder);
    QCOMPARE(column(filter, FindingsModel::SeverityColumn).first(), QStringLiteral("Critical"));
    filter.sort(-1);
    QCOMPARE(column(filter, FindingsModel::Score).first(), QStringLiteral("9.00"));  // as they came
  }

  void theFilterLooksInAllColumnsForAllWords() {
    FindingsModel model(m_engine);
    FindingsFilter filter(&model);
    model.setFindings(list());
    filter.setFilter(QStringLiteral("NOVA-COMPUTE destroyed"));
    QCOMPARE(filter.rowCount(), 1);
    filter.setFilter(QStringLiteral("critical"));
    QCOMPARE(filter.rowCount(), 1);
    filter.setFilter(QStringLiteral("(["));  // plain text, no expression
    QCOMPARE(filter.rowCount(), 0);
    filter.setFilter(QStringLiteral("  "));
    QCOMPARE(filter.rowCount(), 5);
  }

  void logLinesArriveInPages() {
    QueryRunner pages;
    LogModel model(m_engine, &pages);
    const QAbstractItemModelTester tester(&model, kFatal);
    model.open("p.faultline", SourceId{1});
    QCOMPARE(model.state(), LogModel::State::Opening);
    QTRY_COMPARE(model.state(), LogModel::State::Ready);
    QCOMPARE(model.lineCount(), FakeEngine::kLines);
    QSignalSpy arrived(&model, &LogModel::linesArrived);
    QCOMPARE(model.index(700, LogModel::Text).data().toString(), QStringLiteral("Reading…"));
    QTRY_VERIFY(model.line(700) != nullptr);
    QVERIFY(arrived.count() >= 1);
    QCOMPARE(model.index(700, LogModel::LineNumber).data().toInt(), 701);
    QVERIFY(model.index(700, LogModel::Text).data().toString().endsWith(QLatin1String("#700")));
  }

  void pagesThatWereNotUsedAreForgotten() {
    QueryRunner pages;
    LogModel model(m_engine, &pages);
    m_engine->lineCount = static_cast<std::uint32_t>(LogModel::kMostPages + 2) * LogModel::kPageLines;
    model.open("p.faultline", SourceId{1});
    QTRY_COMPARE(model.state(), LogModel::State::Ready);
    for (std::uint32_t row = 0; row < model.lineCount(); row += LogModel::kPageLines) {
      QTRY_VERIFY(model.line(row) != nullptr);
    }
    QVERIFY(model.line(0) == nullptr);
    QTRY_VERIFY(model.line(0) != nullptr);
  }

  void aLogMayHaveMoreLinesThanAnIntCounts() {
    QueryRunner pages;
    LogModel model(m_engine, &pages);
    m_engine->lineCount = 4'000'000'000U;
    model.open("p.faultline", SourceId{1});
    QTRY_COMPARE(model.state(), LogModel::State::Ready);
    QCOMPARE(model.rowCount(), std::numeric_limits<int>::max());
    QTRY_VERIFY(model.line(3'999'999'999U) != nullptr);
    QCOMPARE(model.line(3'999'999'999U)->line, std::uint64_t{4'000'000'000});
  }

  void aMissingFileIsAStateWithItsError() {
    QueryRunner pages;
    LogModel model(m_engine, &pages);
    m_engine->logError = Error{ErrorCode::FileMissing, "/logs/x.log", {}};
    model.open("p.faultline", SourceId{1});
    QTRY_COMPARE(model.state(), LogModel::State::Failed);
    QCOMPARE(model.error()->code, ErrorCode::FileMissing);
    QCOMPARE(model.rowCount(), 0);
  }

  void sourcesSayWhereTheirFilesStand() {
    SourcesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setProject(std::make_shared<const pipeline::ProjectInfo>(m_engine->project));
    QCOMPARE(column(model, SourcesModel::Entries), QStringList({"10,000", "Grown", "Missing"}));
    QVERIFY(model.index(2, 0).data(Qt::AccessibleTextRole).toString().contains(QLatin1String("Missing")));
    QCOMPARE(model.rowOf(SourceId{2}), 1);
    QCOMPARE(model.rowOf(SourceId{9}), -1);
  }

  void filesToImportShowWhatWasFound() {
    ImportFilesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setFiles({"/new/a.log", "/new/a.log", "/logs/nova-compute.log", "/logs/nova-api.log", "/new/b.bin"},
                   m_engine->project.sources);
    QVERIFY(!model.entry(1).included);  // named twice
    QVERIFY(!model.entry(2).included);  // in the project, unchanged
    QVERIFY(model.entry(3).included);   // grown
    QCOMPARE(model.reading(), 3);
    for (int row = 0; row < 4; ++row) model.setPreview(row, m_engine->previewFile(model.entry(row).path, {}));
    pipeline::FilePreview binary;
    binary.error = Error{ErrorCode::FileIsBinary, "/new/b.bin", "bytes that no text has"};
    model.setPreview(4, binary);
    QCOMPARE(model.refused(), 1);
    QCOMPARE(model.index(4, ImportFilesModel::Layout).data().toString(),
             QStringLiteral("this is not a text file"));
    QCOMPARE(model.chosen().size(), std::size_t{2});
    QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.chosen().size(), std::size_t{1});
  }

  void previewedLinesShowThoseThatDoNotFit() {
    ImportPreviewModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    auto lines = m_engine->previewFile("/x.log", {}).lines;
    lines[1].raw = lines[1].message = "first\n at <b>second</b>\n\tat third";
    model.setLines(lines, {});
    QCOMPARE(model.rowCount(), 40);
    using Kind = ImportPreviewModel::Kind;
    const int message = model.columnOf(Kind::Message);
    QVERIFY(model.index(5, message)
                .data(Qt::AccessibleTextRole)
                .toString()
                .startsWith(QLatin1String("Does not fit")));
    QCOMPARE(model.misfits(), 3);
    QCOMPARE(model.columnOf(Kind::Process), -1);  // no line has one
    QVERIFY(model.columnOf(Kind::Level) > 0);
    // An entry of several lines is one row, and the rows after it keep their lines' numbers.
    QVERIFY(model.index(1, message).data().toString().startsWith(QStringLiteral("first  ⏎ +2 line")));
    QVERIFY(
        model.index(1, message).data(Qt::ToolTipRole).toString().contains(QLatin1String("&lt;b&gt;second")));
    QCOMPARE(model.index(2, model.columnOf(Kind::Number)).data().toString(), QStringLiteral("5"));
  }

  void linesThatGoOnWithAnEntryAreFoldedIntoIt() {
    ImportPreviewModel model;
    auto lines = m_engine->previewFile("/x.log", {}).lines;
    lines.resize(3);
    lines[1].continues = true;
    lines[1].fits = false;
    model.setLines(lines, {});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.misfits(), 0);
    const int message = model.columnOf(ImportPreviewModel::Kind::Message);
    QVERIFY(model.index(0, message).data().toString().contains(QStringLiteral("⏎ +1 line")));
    QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("3"));
  }

  void aPatternOfOnesOwnIsShownFieldByField() {
    ImportPreviewModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    auto lines = m_engine->previewFile("/x.log", {}).lines;
    for (auto& line : lines) line.fields = {"06.05.2026", line.fits ? "INFO" : "", ""};
    model.setLines(lines, {"Date", "Level", "Empty"});
    QStringList titles;
    for (int column = 0; column < model.columnCount(); ++column) {
      titles << model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    QCOMPARE(titles, QStringList({"Line", "Time as read", "Date", "Level", "Session", "Message"}));
    QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("06.05.2026"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
  }

  void keyListsGiveTheChanceInWords() {
    KeyListModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setRows({{QStringLiteral("#28"), QStringLiteral("Timeout"), 0.02, {}}});
    QCOMPARE(model.index(0, KeyListModel::Chance).data().toString(), QStringLiteral("2 %"));
    QCOMPARE(model.index(0, KeyListModel::Text).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("#28 Timeout 2 %"));
  }

 private:
  std::shared_ptr<const pipeline::FindingList> list() const {
    return std::make_shared<const pipeline::FindingList>(m_engine->findings);
  }

  std::shared_ptr<FakeEngine> m_engine;
};

QTEST_MAIN(TestModels)
#include "test_models.moc"
