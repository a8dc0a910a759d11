#include <algorithm>

#include <QtTest/QtTest>

#include "engine/pipeline/analyze.h"
#include "engine/pipeline/finding_charts.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/value_series.h"
#include "tests/support/made_cloud_log.h"

using namespace faultline;
using namespace faultline::pipeline;

/// From a log of virtual machines to odd values and slow steps, with what was expected and its charts.
class TestValueFindings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void namesOfParameters() {
    QCOMPARE(parameterNames("claim: memory <*> MB, disk <*> GB"),
             (std::vector<std::string>{"memory", "disk"}));
    QCOMPARE(parameterNames("<*> status: <*> status: <*>"),
             (std::vector<std::string>{"status", "status 2", "status 3"}));
    QCOMPARE(parameterNames("<*>"), (std::vector<std::string>{"value"}));
  }

  void findsWhatIsOddAndNamesIt() {
    const QTemporaryDir folder;
    const std::filesystem::path log = folder.filePath("nova.log").toStdString();
    const std::filesystem::path project = folder.filePath("p.faultline").toStdString();
    const auto made = support::writeMadeCloudLog(log, {});
    ImportFile file;
    file.path = log;
    QVERIFY(importFiles(project, {file}, {}, {}).has_value());
    LearnSettings settings;
    settings.epochs = 2;
    settings.normal = TimeRange{*parseMoment("2026-03-01", {}), *parseMoment(made.endOfTraining, {})};
    QVERIFY(learn(project, settings, {}, {}).has_value());
    QVERIFY(detect(project, {}, {}).has_value());
    FindingFilter filter;
    filter.kind = "value";
    const auto list = loadFindings(project, filter);
    QVERIFY(list.has_value());
    QCOMPARE(list->findings.size(), made.oddities.size());
    for (const support::MadeOddity& oddity : made.oddities) {
      const auto finding = std::ranges::find(list->findings, oddity.line, &Finding::line);
      QVERIFY(finding != list->findings.end());
      QCOMPARE(finding->code, std::string(oddity.parameter == "elapsed_s" ? "slow" : "odd-value"));
      const auto evidence = loadEvidence(project, finding->id);
      QVERIFY(evidence.has_value() && !evidence->values.empty());
      const ValueEvidence& odd = evidence->values.front();
      QCOMPARE(odd.name, oddity.parameter);
      QVERIFY(odd.isOdd && odd.value > odd.high && odd.low < odd.expected && odd.expected < odd.high);
      const auto charts = loadFindingCharts(project, finding->id);
      QVERIFY(charts.has_value());
      QCOMPARE(charts->size(), std::size_t{2});
      QCOMPARE((*charts)[0].code, std::string("value"));
      QVERIFY((*charts)[0].own.has_value());
      QVERIFY((*charts)[0].points[*(*charts)[0].own].isFinding);
      QCOMPARE((*charts)[1].levels.size(), std::size_t{4});
    }
  }

  void aLevelThatMovedIsOneFinding() {
    const QTemporaryDir folder;
    const std::filesystem::path log = folder.filePath("nova.log").toStdString();
    const std::filesystem::path project = folder.filePath("p.faultline").toStdString();
    // From then on every second machine is slow, and the others take odd seconds: 20 of each.
    support::MadeCloudSettings every;
    every.everyOdd = 1;
    const auto made = support::writeMadeCloudLog(log, every);
    QCOMPARE(made.oddities.size(), std::size_t{60});
    ImportFile file;
    file.path = log;
    QVERIFY(importFiles(project, {file}, {}, {}).has_value());
    LearnSettings settings;
    settings.epochs = 2;
    settings.normal = TimeRange{*parseMoment("2026-03-01", {}), *parseMoment(made.endOfTraining, {})};
    QVERIFY(learn(project, settings, {}, {}).has_value());
    QVERIFY(detect(project, {}, {}).has_value());
    FindingFilter filter;
    filter.kind = "value";
    const auto list = loadFindings(project, filter);
    QVERIFY(list.has_value());
    QCOMPARE(list->findings.size(), std::size_t{3});
    QCOMPARE(std::ranges::count(list->findings, std::string("slowed"), &Finding::code), 1);
    QCOMPARE(std::ranges::count(list->findings, std::string("moved"), &Finding::code), 2);
    for (const Finding& finding : list->findings) {
      QCOMPARE(finding.arguments.back(), std::string("20"));
      QVERIFY(finding.session.empty());
      const auto first = std::ranges::find(made.oddities, finding.line, &support::MadeOddity::line);
      QVERIFY(first != made.oddities.end());
      const auto evidence = loadEvidence(project, finding.id);
      QVERIFY(evidence.has_value() && !evidence->values.empty());
      QCOMPARE(evidence->values.front().name, first->parameter);
      const auto charts = loadFindingCharts(project, finding.id);
      QVERIFY(charts.has_value());
      QCOMPARE(std::ranges::count_if((*charts)[0].points, [](const auto& point) { return point.isFinding; }),
               20);
    }
  }
};

QTEST_GUILESS_MAIN(TestValueFindings)
#include "test_value_findings.moc"
