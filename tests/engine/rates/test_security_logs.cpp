#include <algorithm>

#include <QtTest/QtTest>

#include "engine/pipeline/finding_charts.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/store/event_repository.h"
#include "engine/store/model_repository.h"
#include "tests/engine/pipeline/import_fixture.h"
#include "tests/support/made_security_log.h"

using namespace faultline;
using namespace faultline::pipeline;
using support::MadeAttack;
using support::MadeSecurityLog;
using support::MadeSecuritySettings;
using test::ImportFixture;
using test::must;

namespace {

using Write = MadeSecurityLog (*)(const std::filesystem::path&, const MadeSecuritySettings&);

enum class Learn { NormalDays, Everything };

/// A made log read into a project, and what its rates give.
struct Read {
  ImportFixture fixture;
  MadeSecurityLog made;
  std::vector<FindingGroup> groups;
  std::vector<RunSeries> series;
};

LearnSettings settingsFor(const MadeSecurityLog& made, Learn learn) {
  LearnSettings settings;
  if (learn == Learn::NormalDays)
    settings.normal = TimeRange{*parseMoment(made.normalFrom, {}), *parseMoment(made.normalTo, {})};
  return settings;
}

std::unique_ptr<Read> read(Write write, Learn learn, const MadeSecuritySettings& made) {
  auto result = std::make_unique<Read>();
  const std::filesystem::path file = result->fixture.path("made.log");
  result->made = write(file, made);
  result->fixture.import({file});
  store::Database database = must(store::Database::open(result->fixture.project(), store::Access::Write));
  const LearnSettings settings = settingsFor(result->made, learn);
  EventFilter filter;
  filter.range = settings.normal;
  NamedParts parts;
  LearnReport report;
  must(learnRates(database, filter, settings, {}, {}, parts, report));
  must(addRateFindings(database, parts, {}, {}, result->groups, result->series));
  return result;
}

/// Lines are events here, for all are of one line.
bool isIn(const store::FindingRow& finding, const MadeAttack& attack) {
  const std::uint64_t line = finding.event.ordinal + 1;
  return line + 50 >= attack.firstLine && line <= attack.lastLine;
}

bool isFound(const Read& read, const std::string& attack) {
  const auto one = std::ranges::find(read.made.attacks, attack, &MadeAttack::name);
  return std::ranges::any_of(read.groups,
                             [&](const FindingGroup& group) { return isIn(group.findings.front(), *one); });
}

std::ptrdiff_t falseFindings(const Read& read) {
  return std::ranges::count_if(read.groups, [&](const FindingGroup& group) {
    return std::ranges::none_of(
        read.made.attacks, [&](const MadeAttack& attack) { return isIn(group.findings.front(), attack); });
  });
}

}  // namespace

/// DeepLog's security logs (section 5.4, table 6), made: what their rates alone find.
class TestSecurityLogs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void attacksAreBursts_data() {
    QTest::addColumn<int>("log");
    QTest::addColumn<QStringList>("attacks");
    QTest::newRow("kernel") << 0 << QStringList{"BROP"};
    QTest::newRow("intrusion detection")
        << 1 << QStringList{"denial of service", "port scan", "slow port scan"};
    QTest::newRow("firewall") << 2 << QStringList{"denial of service", "port scan"};
  }
  void attacksAreBursts() {
    QFETCH(int, log);
    QFETCH(QStringList, attacks);
    constexpr Write kWriters[] = {support::writeKernelLog, support::writeIdsLog, support::writeFirewallLog};
    for (const std::uint64_t seed : {101U, 102U}) {
      for (const Learn learn : {Learn::NormalDays, Learn::Everything}) {
        const auto found = read(kWriters[log], learn, {.seed = seed});
        for (const QString& attack : attacks) {
          QVERIFY2(isFound(*found, attack.toStdString()), qPrintable(attack));
        }
        QCOMPARE(falseFindings(*found), std::ptrdiff_t{0});
        QVERIFY(found->groups.size() <= static_cast<std::size_t>(attacks.size() + 1));  // not one a line
      }
    }
  }

  void aCrashNeverSeenBeforeIsABurstToo() {
    const auto found = read(support::writeKernelLog, Learn::NormalDays, {.seed = 103, .oneCrash = false});
    QVERIFY(isFound(*found, "BROP"));
    QCOMPARE(found->groups.size(), std::size_t{1});
    const auto keys = found->fixture.keys();
    QCOMPARE(
        std::ranges::count_if(keys, [](const std::string& key) { return key.find("segfault") != key.npos; }),
        1);
  }

  void everyKindOfLineOfAFirewallIsAKey() {
    const auto found = read(support::writeFirewallLog, Learn::NormalDays, {.seed = 104, .normalDays = 2});
    const auto keys = found->fixture.keys();
    for (const char* part :
         {"Built inbound", "Built outbound", "Teardown", "Deny", "Login", "translation", "attacking"}) {
      QVERIFY2(std::ranges::count_if(keys,
                                     [&](const std::string& key) { return key.find(part) != key.npos; }) >= 1,
               part);
    }
    QVERIFY(keys.size() <= 9);
  }

  void whatIsFoundOfItsLinesFollowsFromABurst() {
    const auto found = read(support::writeKernelLog, Learn::NormalDays, {.seed = 105});
    const store::FindingRow& burst = found->groups.at(0).findings.at(0);
    const auto taught = must(taughtBurst(burst));
    QVERIFY(taught.has_value());
    // As if each line had been found to be a new key, and one of another key.
    store::Database database = must(store::Database::open(found->fixture.project(), store::Access::Write));
    NamedParts parts;
    LearnReport report;
    const LearnSettings settings = settingsFor(found->made, Learn::NormalDays);
    EventFilter filter;
    filter.range = settings.normal;
    must(learnRates(database, filter, settings, {}, {}, parts, report));
    std::vector<FindingGroup> groups;
    const auto add = [&groups](std::int64_t key, EventId event) {
      store::FindingRow row;
      row.kind = "key";
      row.arguments = "[" + std::to_string(key) + ",0]";
      row.event = event;
      groups.push_back({SessionId{1}, false, {row}});
    };
    add(taught->key.value, burst.event);
    add(taught->key.value + 1, burst.event);
    add(taught->key.value, EventId{SourceId{1}, 0});  // days before
    std::vector<RunSeries> series;
    must(addRateFindings(database, parts, {}, {}, groups, series));
    QCOMPARE(groups.size(), std::size_t{3});
    QCOMPARE(groups.back().findings.size(), std::size_t{2});
    QCOMPARE(groups.back().findings[0].kind, std::string("rate"));
    QCOMPARE(groups.back().findings[1].kind, std::string("key"));
  }

  void aBurstHasAChart() {
    const auto found = read(support::writeKernelLog, Learn::NormalDays, {.seed = 106});
    store::Database database = must(store::Database::open(found->fixture.project(), store::Access::Write));
    store::RunRow run;
    run.model = must(store::ModelRepository(database).insert({}, "none"));
    const RunId id = must(storeRun(database, run, found->groups, found->series, {}));
    const auto rows = must(store::FindingRepository(database).ofRun(id));
    const auto row = must(store::FindingRepository(database).get(rows.at(0).id));
    const auto chart = must(rateChart(database, *row));
    QVERIFY(chart.has_value());
    QCOMPARE(chart->code, std::string("rate"));
    QCOMPARE(chart->unit, std::string("lines a minute"));
    QVERIFY(chart->subject.find("segfault") != std::string::npos);
    QVERIFY(chart->points.size() > 300 && chart->points.size() < 2100);
    QVERIFY(chart->own.has_value());
    double sum = 0;
    for (const ChartPoint& point : chart->points) sum += point.value;
    QCOMPARE(sum, 400.0);  // each crash once
    QVERIFY(chart->points[*chart->own].value > 50);
    store::FindingRow other;
    other.kind = "key";
    QVERIFY(!must(rateChart(database, other)).has_value());
    QVERIFY(!must(taughtBurst(other)).has_value());
    other.kind = "rate";
    other.code = "burst";
    other.evidence = "{";
    QCOMPARE(taughtBurst(other).error().code, ErrorCode::ProjectDamaged);
  }
};

QTEST_APPLESS_MAIN(TestSecurityLogs)
#include "test_security_logs.moc"
