#include <fstream>

#include <QtTest/QtTest>

#include "engine/base/named_parts.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/session_ends.h"
#include "engine/store/model_repository.h"
#include "tests/engine/pipeline/import_fixture.h"
#include "tests/support/made_log.h"

using namespace faultline;
using namespace faultline::pipeline;
using namespace std::chrono_literals;
using test::must;

namespace {

/// Findings that a session ends early, and those about counts.
std::size_t endsFound(const std::filesystem::path& project, const std::string& file) {
  std::size_t count = 0;
  for (const Finding& finding : must(loadFindings(project)).findings) {
    const bool isEnd = finding.code == "unexpected-end" || finding.code == "unusual-counts";
    count += isEnd && finding.source.ends_with(file) ? 1 : 0;
  }
  return count;
}

/// The first lines of a file, as a log that is read while it is being written.
void cut(const std::filesystem::path& from, const std::filesystem::path& to, int lines) {
  std::ifstream in(from);
  std::ofstream out(to);
  std::string line;
  while (lines-- > 0 && std::getline(in, line)) out << line << '\n';
}

/// The active model without its pauses: as models of older versions are.
void forgetPauses(const std::filesystem::path& project) {
  store::Database database = must(store::Database::open(project, store::Access::Write));
  store::ModelRepository models(database);
  const NamedParts parts = must(loadActiveModel(database)).parts;
  NamedParts without;
  without.set(kKeyPart, *parts.find(kKeyPart));
  store::ModelRow row;
  row.settings = row.saw = "{}";
  must(models.activate(must(models.insert(row, without.save()))));
}

}  // namespace

class TestSessionEnds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// 2,000 pauses of a second (the bin that ends there) and two that are far longer: one in a thousand is
  /// left out.
  void theLongestPauseLeavesOutOneInAThousand() {
    Pauses pauses;
    for (int i = 0; i < 1998; ++i) pauses.add(7, {1s, 4});
    pauses.add(7, {1000s, 5000});
    pauses.add(7, {2000s, 9000});
    pauses.note(8);
    pauses.settle();
    const auto second = std::chrono::nanoseconds(1s).count();
    QVERIFY(pauses.after(7).time.count() >= 2 * second && pauses.after(7).time.count() < second * 12 / 5);
    QCOMPARE(pauses.after(7).events, 8U);
    // Nothing ever followed this one; and of one never seen holds what holds for all.
    QCOMPARE(pauses.after(8).time.count(), 0);
    QVERIFY(pauses.after(99).time == pauses.after(7).time);
  }

  void theLongestOfFewCounts() {
    Pauses pauses;
    pauses.add(7, {0s, 16});
    pauses.settle();
    QCOMPARE(pauses.after(7).events, 32U);
    QCOMPARE(pauses.after(7).time.count(), 0);
  }

  void theyAreKept() {
    Pauses pauses;
    for (int i = 0; i < 200; ++i) pauses.add(7, {3s, 8});
    pauses.note(8);
    pauses.settle();
    const Pauses loaded = must(Pauses::load(pauses.save()));
    QVERIFY(loaded.after(7).time == pauses.after(7).time);
    QCOMPARE(loaded.after(7).events, 16U);
    QCOMPARE(loaded.after(8).events, 0U);
    QCOMPARE(loaded.save(), pauses.save());
    QVERIFY(Pauses().empty() && !loaded.empty());
    for (const std::string& damaged : {std::string("x"), pauses.save() + "x"})
      QVERIFY(Pauses::load(damaged).error().code == ErrorCode::ModelInvalid);
  }

  void sessionsStillGoingOnDoNotEndEarly_data() {
    QTest::addColumn<bool>("hasTimes");
    QTest::newRow("by time") << true;
    QTest::newRow("by events") << false;
  }

  void sessionsStillGoingOnDoNotEndEarly() {
    QFETCH(bool, hasTimes);
    const test::ImportFixture folder;
    support::MadeLogSettings made;
    made.lines = 6000;
    made.faultRate = 0;
    support::writeMadeLog(folder.path("normal.log"), made);
    made.seed = 2;
    support::writeMadeLog(folder.path("whole.log"), made);
    cut(folder.path("whole.log"), folder.path("cut.log"), 3000);
    ImportOptions options;
    options.sessionId = "chunk-\\d+";
    if (!hasTimes) options.layout = "<Date>,<Millis> <Level> <Component>: <Content>";
    folder.import({folder.path("normal.log")}, options);
    LearnSettings settings;
    settings.sources = {SourceId{1}};
    settings.epochs = 2;
    settings.units = 16;
    must(learn(folder.project(), settings, {}, {}));
    folder.import({folder.path("cut.log")}, options);
    must(pipeline::detect(folder.project(), {}, {}));
    QCOMPARE(endsFound(folder.project(), "cut.log"), std::size_t{0});
    forgetPauses(folder.project());
    must(pipeline::detect(folder.project(), {}, {}));
    QVERIFY2(endsFound(folder.project(), "cut.log") >= 10,
             qPrintable(QString::number(endsFound(folder.project(), "cut.log"))));
  }

  /// The rule must not hide what it is there to tell: sessions that were cut off well before the end.
  void sessionsThatEndedEarlyAreStillFound() {
    const test::ImportFixture folder;
    support::MadeLogSettings made;
    made.lines = 6000;
    made.faultRate = 0;
    support::writeMadeLog(folder.path("normal.log"), made);
    made.seed = 3;
    made.faultRate = 0.2;
    const support::MadeLog log = support::writeMadeLog(folder.path("faulty.log"), made);
    ImportOptions options;
    options.sessionId = "chunk-\\d+";
    folder.import({folder.path("normal.log")}, options);
    LearnSettings settings;
    settings.sources = {SourceId{1}};
    settings.epochs = 2;
    settings.units = 16;
    must(learn(folder.project(), settings, {}, {}));
    folder.import({folder.path("faulty.log")}, options);
    must(pipeline::detect(folder.project(), {}, {}));
    const std::size_t found = endsFound(folder.project(), "faulty.log");
    forgetPauses(folder.project());
    must(pipeline::detect(folder.project(), {}, {}));
    const std::size_t before = endsFound(folder.project(), "faulty.log");
    QVERIFY(before >= 20);
    QVERIFY2(found * 100 >= before * 95, qPrintable(QStringLiteral("%1 of %2").arg(found).arg(before)));
  }
};

QTEST_GUILESS_MAIN(TestSessionEnds)
#include "test_session_ends.moc"
