#include <QtTest/QtTest>

#include "engine/input/session_rule.h"

using namespace faultline;
using namespace faultline::input;

namespace {
constexpr std::string_view kOne = "78dc1847-8848-49cc-933e-9239b12c9dcf";
constexpr std::string_view kTwo = "b9000564-fe1a-409b-b8cc-1e88b294cd1d";

std::vector<std::string> idsOf(const char* rule, const std::string& line, const Record& record = {}) {
  SessionIds ids;
  SessionRule::make(rule)->find(line, record, ids);
  std::vector<std::string> all;
  if (!ids.main.empty()) all.emplace_back(ids.main);
  all.insert(all.end(), ids.further.begin(), ids.further.end());
  return all;
}

using Ids = std::vector<std::string>;
}  // namespace

class TestSessionRule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void blocks() {
    QCOMPARE(idsOf("block", "PacketResponder 1 for block blk_38865049064139660 terminating"),
             Ids{"blk_38865049064139660"});
    QCOMPARE(idsOf("block", "BLOCK* ask 10.0.0.1:50010 to delete blk_-1 blk_2 blk_-1 blk_3"),
             (Ids{"blk_-1", "blk_2", "blk_3"}));
    QCOMPARE(idsOf("block", "/data/blk_1073741825_1001.meta"), Ids{"blk_1073741825"});
    QCOMPARE(idsOf("block", "blk_ blk_- blk_x black_7"), Ids{});
  }

  void instancesAndRequests() {
    const std::string line =
        "[req-" + std::string(kOne) + " - -] [instance: " + std::string(kTwo) + "] hello";
    QCOMPARE(idsOf("instance", line), Ids{std::string(kTwo)});
    QCOMPARE(idsOf("request", line), Ids{"req-" + std::string(kOne)});
    QCOMPARE(idsOf("instance", "[instance: " + std::string(kTwo).substr(0, 35) + "] cut off"), Ids{});
    QCOMPARE(idsOf("request", "req-no-uuid-at-all-but-long-enough-for-one"), Ids{});
  }

  void traces() {
    const Ids id{"49a51828322183eb20bfe4ace3060000"};
    QCOMPARE(idsOf("trace", "TraceID: " + id[0] + " SpanID: 083e5d40259e7999 [x]"), id);
    QCOMPARE(idsOf("trace", "level=info trace_id=" + id[0] + " msg=x"), id);
    QCOMPARE(idsOf("trace", "{\"traceId\":\"" + id[0] + "\"}"), id);
    QCOMPARE(idsOf("trace", "{\\\"trace.id\\\": \\\"" + id[0] + "\\\"}"), id);
    QCOMPARE(idsOf("trace", "trace-id " + std::string(kOne)), Ids{std::string(kOne)});
    QCOMPARE(idsOf("trace", "trace_id=12345 traceid traceid: race TraceID: none of these"), Ids{});
  }

  void processes() {
    Record record;
    record.host = "web";
    record.service = "sshd";
    record.process = "77";
    QCOMPARE(idsOf("process", "anything", record), Ids{"web/sshd[77]"});
    record.host = {};
    QCOMPARE(idsOf("process", "anything", record), Ids{"sshd[77]"});
    record.process = {};
    QCOMPARE(idsOf("process", "anything", record), Ids{});
  }

  void expressionsOfTheUser() {
    QCOMPARE(idsOf("order=(\\d+)", "order=12 order=13 order=12"), (Ids{"12", "13"}));
    QCOMPARE(idsOf("chunk-\\d+", "moved chunk-4711 to b"), Ids{"chunk-4711"});
    QCOMPARE(idsOf("x*", "aaa"), Ids{});   // empty matches name nothing
    QCOMPARE(idsOf("(a)?b", "b"), Ids{});  // the group took no part
    QCOMPARE(idsOf("\\w\xfc\\w", "M\xfcl"), Ids{"M\xfcl"});
  }

  void noneFindsNothing() {
    QVERIFY(SessionRule::make("none")->isNone());
    QCOMPARE(idsOf("none", "blk_1 req-" + std::string(kOne)), Ids{});
  }

  void badExpressionsAreRefused() {
    for (const char* expression : {"(unclosed", "", "a(?!b)"}) {
      const auto rule = SessionRule::make(expression);
      QVERIFY2(!rule, expression);
      QCOMPARE(rule.error().code, ErrorCode::RegexInvalid);
    }
  }

  void hostileLinesAreBounded() {
    std::string line;
    for (int i = 0; i < 10'000; ++i) line += "blk_" + std::to_string(i) + " ";
    QCOMPARE(idsOf("block", line).size(), SessionIds::kMostFurther + 1);
    QCOMPARE(idsOf("a+", std::string(100'000, 'a')), Ids{std::string(SessionIds::kMostLength, 'a')});
  }

  void everyBuiltinRuleCanBeMade() {
    QCOMPARE(std::string(builtinSessionRules().back().name), std::string("none"));
    for (const SessionRuleInfo& info : builtinSessionRules()) {
      QCOMPARE(SessionRule::make(info.name)->name(), std::string(info.name));
    }
  }
};

QTEST_APPLESS_MAIN(TestSessionRule)
#include "test_session_rule.moc"
