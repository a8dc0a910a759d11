#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "engine/pipeline/demo_log.h"
#include "engine/pipeline/demo_scenario.h"

using namespace faultline;
using namespace faultline::pipeline;

class TestDemoLog : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;

  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return std::filesystem::path(m_folder.path().toStdString()) / name;
  }

  static std::vector<std::string> linesOf(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

 private Q_SLOTS:
  void sameSeedSameBytes() {
    const auto one = writeDemoLogs(path("one"), 1);
    const auto again = writeDemoLogs(path("again"), 1);
    const auto other = writeDemoLogs(path("other"), 2);
    QVERIFY(one && again && other);
    QCOMPARE(one->files.size(), std::size_t{3});
    for (std::size_t i = 0; i < one->files.size(); ++i) {
      QVERIFY(linesOf(one->files[i]) == linesOf(again->files[i]));
      QVERIFY(linesOf(one->files[i]) != linesOf(other->files[i]));
    }
  }

  void linesFitTheirLayoutInOrder() {
    const auto logs = writeDemoLogs(path("fit"), 1);
    QVERIFY(logs.has_value());
    const auto layout = input::makeLayout("nova");
    QVERIFY(layout.has_value());
    std::size_t count = 0;
    for (const auto& file : logs->files) {
      std::optional<LocalTime> last;
      input::Record record;
      for (const std::string& line : linesOf(file)) {
        QVERIFY2((*layout)->read(line, {LocalTime::max()}, record), line.c_str());
        QVERIFY2(record.message.find('{') == std::string_view::npos, line.c_str());
        QVERIFY(record.time && (!last || *record.time >= *last));
        last = record.time;
        ++count;
      }
    }
    QVERIFY2(count >= 10'000 && count <= 20'000, qPrintable(QString::number(count)));
  }

  void everyFaultIsThereOnceInASessionOfItsOwn() {
    const auto logs = writeDemoLogs(path("faults"), 1);
    const auto scenario = readDemoScenario(demoScenarioText());
    QVERIFY(logs && scenario);
    std::set<std::string> kinds;
    std::set<std::string> sessions;
    for (const DemoTruth& truth : logs->faults) {
      kinds.insert(truth.kind);
      sessions.insert(truth.session);
      const auto lines = linesOf(truth.file);
      QVERIFY(truth.line >= 1 && truth.line <= lines.size());
      QVERIFY(lines[truth.line - 1].find("[instance: " + truth.session + "]") != std::string::npos);
    }
    QCOMPARE(logs->faults.size(), scenario->faults.size());
    QCOMPARE(kinds.size(), scenario->faults.size());
    QCOMPARE(sessions.size(), scenario->faults.size());
  }

  // What a fault leaves out or repeats is really left out or repeated, and nowhere else.
  void faultsShowInTheirSessions() {
    const auto logs = writeDemoLogs(path("show"), 1);
    QVERIFY(logs.has_value());
    std::map<std::string, std::map<std::string, int>> counts;
    const std::vector<std::string> marks{"Claim granted",         "Files removed", "Root disk of",
                                         "Stop request accepted", "timed out",     "to DELETED"};
    for (const auto& file : logs->files) {
      for (const std::string& line : linesOf(file)) {
        const std::size_t at = line.find("[instance: ");
        if (at == std::string::npos) continue;
        auto& session = counts[line.substr(at + 11, 36)];
        for (const std::string& mark : marks) session[mark] += line.find(mark) != std::string::npos ? 1 : 0;
      }
    }
    std::map<std::string, std::string> kindOf;
    for (const DemoTruth& truth : logs->faults) kindOf[truth.session] = truth.kind;
    for (auto& [session, count] : counts) {
      const std::string kind = kindOf.contains(session) ? kindOf[session] : "";
      const bool cut = kind == "ended-early" || kind == "no-room";
      QCOMPARE(count["Claim granted"], kind == "missing-step" || kind == "no-room" ? 0 : 1);
      QCOMPARE(count["Root disk of"], kind == "repeated-step" ? 4 : kind == "no-room" ? 0 : 1);
      QCOMPARE(count["Files removed"], kind == "cleanup-failed" || cut ? 0 : 1);
      QCOMPARE(count["to DELETED"], cut ? 0 : 1);
      QCOMPARE(count["timed out"], kind == "network-timeout" ? 1 : 0);
      QVERIFY(kind == "too-many-restarts" ? count["Stop request accepted"] == 11
                                          : count["Stop request accepted"] <= 3);
    }
  }

  void anUnwritableFolderIsAnError() {
    std::ofstream(path("file")) << "x";
    const auto logs = writeDemoLogs(path("file") / "below", 1);
    QVERIFY(!logs);
    QCOMPARE(logs.error().code, ErrorCode::OutputUnwritable);
  }

  void aBadScenarioIsAnError() {
    for (const char* text : {"", "{", "{}", R"({"start":"never"})"}) {
      const auto scenario = readDemoScenario(text);
      QVERIFY(!scenario);
      QCOMPARE(scenario.error().code, ErrorCode::InvalidArgument);
    }
  }
};

QTEST_APPLESS_MAIN(TestDemoLog)
#include "test_demo_log.moc"
