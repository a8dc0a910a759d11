#include <cmath>

#include <QtTest/QtTest>

#include "engine/pipeline/severity_rule.h"

using namespace faultline;
using namespace faultline::pipeline;

namespace {

FindingGroup groupOf(const std::string& code, double chance, std::uint64_t units) {
  FindingGroup group;
  group.findings.emplace_back();
  group.findings.back().kind = "key";
  group.findings.back().code = code;
  setChance(group.findings.back(), chance, units);
  return group;
}

}  // namespace

class TestSeverityRule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pIsTheChanceInTheWholeLog() {
    store::FindingRow finding;
    setChance(finding, 0.001, 200);
    QCOMPARE(finding.expected, 0.2);
    QCOMPARE(finding.p, 1 - std::exp(-0.2));
    QCOMPARE(timesExpected(finding.p), 0.2);
    setChance(finding, 1, 1000000);
    QCOMPARE(finding.p, 1.0);
    QCOMPARE(timesExpected(finding.p), 30.0);
    setChance(finding, 0, 0);
    QVERIFY(finding.p > 0);
  }

  void theRarerTheMoreSevere() {
    QCOMPARE(severityOf(0.009), Severity::Critical);
    QCOMPARE(severityOf(0.09), Severity::Major);
    QCOMPARE(severityOf(0.9), Severity::Minor);
    QCOMPARE(severityOf(10), Severity::Warning);
    QCOMPARE(severityOf(11), Severity::Info);
    QCOMPARE(severityOf(8, 1000), Severity::Critical);
  }

  void whatComesFarMoreOftenThanExpectedIsNotChance() {
    std::vector<FindingGroup> groups;
    for (int i = 0; i < 99; ++i) groups.push_back(groupOf("new-key", 0.002, 1000));
    groups.push_back(groupOf("unseen-pair", 0.002, 1000));
    // Twice in one group is once as strange as that.
    groups.back().findings.push_back(groups.back().findings.front());
    rateSeverities(groups);
    QCOMPARE(groups[0].findings[0].severity, Severity::Major);     // 2 expected, 99 shown
    QCOMPARE(groups[99].findings[1].severity, Severity::Warning);  // 2 expected, 1 shown
  }

  void itIsSaidPlainly() {
    store::FindingRow finding;
    setChance(finding, 0.0001, 200);
    QCOMPARE(expectedSentence(finding.p),
             std::string("A normal log of this length would show something like this 0.02 times."));
    setChance(finding, 0.5, 24);
    QCOMPARE(expectedSentence(finding.p),
             std::string("A normal log of this length would show something like this 12 times."));
    QCOMPARE(expectedSentence(1),
             std::string("A normal log of this length would show something like this often."));
    QVERIFY(expectedSentence(1e-9).find("hardly ever") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestSeverityRule)
#include "test_severity_rule.moc"
