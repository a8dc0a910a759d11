#include "layout_cases.h"

using namespace faultline;
using namespace faultline::input;

namespace {

/// JSON by its kinds, logfmt, and the logs of containers, whose lines have a header of their own inside.
const LayoutCase kCases[] = {
    {"journald",
     "journald",
     R"({"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1780228800123456","_BOOT_ID":"b","PRIORITY":"3","_HOSTNAME":"web-1","SYSLOG_IDENTIFIER":"SSHD","_COMM":"sshd","_PID":"812","MESSAGE":"error: \"x\""})",
     {"2026-05-31T12:00:00.123456Z", true, "err", "web-1", "sshd", "812", "error: \"x\""}},
    {"journald bytes",
     "journald",
     R"({"MESSAGE":[72,105,255],"__REALTIME_TIMESTAMP":"1780228800000000","_HOSTNAME":"h","_SYSTEMD_UNIT":"foo.service"})",
     {"2026-05-31T12:00:00Z", true, "", "h", "foo", "", "Hi\xff"}},
    {"journald no identifier",
     "journald",
     R"({"__REALTIME_TIMESTAMP":"1780228800000000","_HOSTNAME":"h","_COMM":"cron","MESSAGE":null})",
     {"2026-05-31T12:00:00Z", true, "", "h", "cron", "", ""}},
    {"mongodb",
     "mongodb",
     R"({"t":{"$date":"2026-05-31T14:00:00.180+02:00"},"s":"I","c":"NETWORK","id":12345,"ctx":"listener","msg":"Listening on","attr":{"address":"127.0.0.1"}})",
     {"2026-05-31T12:00:00.180Z", true, "I", "", "NETWORK", "", "Listening on"}},
    {"docker",
     "docker",
     R"({"log":"hello = there\n","stream":"stdout","time":"2026-05-31T12:00:00.123456789Z"})",
     {"2026-05-31T12:00:00.123456789Z", true, "", "", "", "", "hello = there"}},
    {"docker json",
     "docker",
     R"({"log":"{\"level\":\"warn\",\"logger\":\"shop.Cart\",\"msg\":\"low\"}\n","stream":"stderr","time":"2026-05-31T12:00:00Z"})",
     {"2026-05-31T12:00:00Z", true, "warn", "", "shop.Cart", "", "low"}},
    {"docker klog",
     "docker",
     R"({"log":"E0531 12:00:00.123456       1 pods.go:19] Error syncing\n","stream":"stderr","time":"2026-05-31T12:00:00Z"})",
     {"2026-05-31T12:00:00Z", true, "E", "", "", "", "Error syncing"}},
    {"docker blanks first",
     "docker",
     R"({"log":"\tat a.b.C(C.java:1)\n","stream":"stderr","time":"2026-05-31T12:00:00Z"})",
     {"2026-05-31T12:00:00Z", true, "", "", "", "", "\tat a.b.C(C.java:1)"}},
    {"cri",
     "cri",
     "2016-10-06T00:17:09.669794202Z stdout F The content of the log entry 1",
     {"2016-10-06T00:17:09.669794202Z", true, "", "", "", "", "The content of the log entry 1"}},
    {"cri partial",
     "cri",
     "2016-10-06T02:17:09.1+02:00 stderr P a part, ",
     {"2016-10-06T00:17:09.100Z", true, "", "", "", "", "a part, "}},
    {"cri empty", "cri", "2016-10-06T00:17:09Z stderr F", {"2016-10-06T00:17:09Z", true, "", "", "", "", ""}},
    {"cri iso inside",
     "cri",
     "2016-10-06T00:17:09Z stdout F 2016-10-06 02:17:08,500 ERROR [main] shop.Cart: boom",
     {"2016-10-06T00:17:09Z", true, "ERROR", "", "shop.Cart", "", "boom"}},
    {"cri json inside",
     "cri",
     R"(2016-10-06T00:17:09Z stdout F {"severity":"ERROR","message":"x","pid":7})",
     {"2016-10-06T00:17:09Z", true, "ERROR", "", "", "7", "x"}},
    {"cri logfmt inside",
     "cri",
     "2016-10-06T00:17:09Z stderr F level=warn ts=2016-10-06T00:17:09Z caller=a.go:1 msg=\"slow query\"",
     {"2016-10-06T00:17:09Z", true, "warn", "", "", "", "slow query"}},
    {"pods",
     "pod-csv",
     R"(2023-01-29T14:50:27.437262323Z,1675003827437262323,33.33.33.76,ts-order-service-5b67c48447-mv5hb,server,f88,a60,"{""log"":""22:50:27.436 INFO  o.s.OrderServiceImpl#365 TraceID: f88 [Get ""Order""]\n"",""stream"":""stdout"",""time"":""2023-01-29T14:50:27.437262323Z""}")",
     {"2023-01-29T14:50:27.437262323Z", true, "", "33.33.33.76", "ts-order-service",
      "ts-order-service-5b67c48447-mv5hb",
      R"({"log":"22:50:27.436 INFO  o.s.OrderServiceImpl#365 TraceID: f88 [Get "Order"]\n","stream":"stdout","time":"2023-01-29T14:50:27.437262323Z"})"}},
    {"pods docker inside",
     "pod-csv",
     R"(2023-01-29T14:50:27.437262323Z,1675003827437262323,33.33.33.76,pod,server,f88,a60,"{""log"":""22:50:27.436 WARN  o.s.OrderServiceImpl#365 TraceID: f88 [Get]\n"",""stream"":""stdout"",""time"":""2023-01-29T14:50:27.437262323Z""}")",
     {"2023-01-29T14:50:27.437262323Z", true, "WARN", "33.33.33.76", "pod", "pod",
      "o.s.OrderServiceImpl#365 TraceID: f88 [Get]"}},
    {"logfmt",
     "logfmt",
     R"(time="2026-05-31T14:00:00+02:00" level=error msg="a \"b\"\tc" host=h pid=7 app=shop n=1)",
     {"2026-05-31T12:00:00Z", true, "error", "h", "shop", "7", "a \"b\"\tc"}},
    {"logfmt other order",
     "logfmt",
     "level=info ts=1780228800.5 caller=main.go:5 component=tsdb msg=started flag",
     {"2026-05-31T12:00:00.500Z", true, "info", "", "tsdb", "", "started"}},
    {"logfmt empty message", "logfmt", "level=debug msg=\"\"", {"", false, "debug", "", "", "", ""}},
    {"logfmt open quote", "logfmt", "level=debug msg=\"cut \\", {"", false, "debug", "", "", "", "cut \\"}},
    {"clock",
     "clock",
     "14:31:45.123 [main] DEBUG com.example.shop.App - started",
     {"", false, "DEBUG", "", "shop.App", "", "started"}},
};

std::string padded(std::size_t size) { return std::string(size, 'x'); }

constexpr std::size_t kKept = 64 * 1024;

}  // namespace

class TestWrappedLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsALine_data() { addRows(kCases); }
  void readsALine() {
    QFETCH(int, index);
    checkReading(kCases[index]);
  }

  void detectsALine_data() { readsALine_data(); }
  void detectsALine() {
    QFETCH(int, index);
    QCOMPARE(detectedLayout(kCases[index]), QString(kCases[index].layout));
  }

  void refusesOtherLines_data() {
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("line");
    QTest::newRow("journald without a time") << "journald"
                                             << "{\"MESSAGE\":\"x\",\"_HOSTNAME\":\"h\"}";
    QTest::newRow("docker without a stream") << "docker"
                                             << "{\"log\":\"x\",\"time\":\"2026-05-31T12:00:00Z\"}";
    QTest::newRow("docker, other stream")
        << "docker"
        << "{\"log\":\"x\",\"stream\":\"s\",\"time\":\"2026-05-31T12:00:00Z\"}";
    QTest::newRow("cri without a flag") << "cri"
                                        << "2016-10-06T00:17:09Z stdout message";
    QTest::newRow("cri, other stream") << "cri"
                                       << "2016-10-06T00:17:09Z stdin F message";
    QTest::newRow("cri, no such day") << "cri"
                                      << "2016-13-06T00:17:09Z stdout F message";
    QTest::newRow("logfmt, no message") << "logfmt"
                                        << "level=info a=b";
    QTest::newRow("logfmt, neither time nor level") << "logfmt"
                                                    << "a=b msg=c";
    QTest::newRow("logfmt, words first") << "logfmt"
                                         << "words level=info msg=c";
    QTest::newRow("clock without a level") << "clock"
                                           << "14:31:45.123 words";
    QTest::newRow("pods, fields missing") << "pod-csv"
                                          << "a,1,b,c,\"x\"";
  }
  void refusesOtherLines() {
    QFETCH(QString, layout);
    QFETCH(QString, line);
    checkRefused(layout, line);
  }

  /// A reader that was handed another layout's line before reads the next one as if it had not.
  void oneRecordServesAllLayouts() {
    Record record;
    for (int round = 0; round < 3; ++round) {
      for (const LayoutCase& c : kCases) {
        QVERIFY((*makeLayout(c.layout))->read(c.line, caseContext(), record));
        QCOMPARE(text(record.message), QString(c.expected.message));
      }
    }
  }

  /// Lines longer than what is kept of them are read as far as they go.
  void cutJsonIsReadAsFarAsItGoes_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("level");
    QTest::addColumn<QString>("messageBegins");
    const QByteArray head = "{\"time\":\"2026-05-31T12:00:00Z\",\"level\":\"warn\",";
    const QByteArray filler(kKept, 'x');
    QTest::newRow("in the message") << head + "\"msg\":\"long " + filler << "warn"
                                    << "long xxx";
    QTest::newRow("in another member") << head + "\"msg\":\"m\",\"n\":{\"a\":[1,{\"b\":\"" + filler << "warn"
                                       << "m";
    QTest::newRow("in a name") << head + "\"msg\":\"m\",\"" + filler << "warn"
                               << "m";
    QTest::newRow("in a number") << head + "\"msg\":\"m\",\"n\":" + QByteArray(kKept, '1') << "warn"
                                 << "m";
    QTest::newRow("quotes inside") << head + "\"msg\":\"\\\"{[\\\\\"," + "\"n\":\"" + filler << "warn"
                                   << "\"{[\\";
  }
  void cutJsonIsReadAsFarAsItGoes() {
    QFETCH(QByteArray, line);
    QFETCH(QString, level);
    QFETCH(QString, messageBegins);
    Record record;
    const std::string kept = line.left(kKept).toStdString();
    QVERIFY((*makeLayout("json"))->read(kept, caseContext(), record));
    QCOMPARE(text(record.level), level);
    QVERIFY(text(record.message).startsWith(messageBegins));
    QVERIFY(record.time.has_value());
  }

  /// An escape or a character that the cut went through is left out, whole ones stay.
  void cutsWithinACharacter_data() {
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("backslash") << QByteArray("\\") << QByteArray();
    QTest::newRow("unicode escape") << QByteArray("\\u00") << QByteArray();
    QTest::newRow("half of a pair") << QByteArray("\\ud83d") << QByteArray();
    QTest::newRow("whole escape") << QByteArray("\\u00e9") << QByteArray("\xc3\xa9");
    QTest::newRow("escaped backslash") << QByteArray("\\\\") << QByteArray("\\");
    QTest::newRow("one byte of two") << QByteArray("\xc3") << QByteArray();
    QTest::newRow("three bytes of four") << QByteArray("\xf0\x9f\x98") << QByteArray();
    QTest::newRow("all of three") << QByteArray("\xe2\x82\xac") << QByteArray("\xe2\x82\xac");
  }
  void cutsWithinACharacter() {
    QFETCH(QByteArray, end);
    QFETCH(QByteArray, kept);
    const std::string head = "{\"level\":\"info\",\"msg\":\"";
    const std::string filler = padded(kKept - head.size() - static_cast<std::size_t>(end.size()));
    const std::string line = head + filler + end.toStdString();
    Record record;
    QVERIFY((*makeLayout("json"))->read(line, caseContext(), record));
    QCOMPARE(std::string(record.message), filler + kept.toStdString());
  }

  void cutLinesOfOtherKinds() {
    Record record;
    const std::string docker =
        ("{\"stream\":\"stdout\",\"time\":\"2026-05-31T12:00:00Z\",\"log\":\"" + padded(2 * kKept))
            .substr(0, kKept);
    QVERIFY((*makeLayout("docker"))->read(docker, caseContext(), record));
    QVERIFY(record.message.starts_with("xxx") && record.message.size() < kKept);
    const std::string journal =
        ("{\"__REALTIME_TIMESTAMP\":\"1780228800000000\",\"_HOSTNAME\":\"h\",\"MESSAGE\":\"" +
         padded(2 * kKept))
            .substr(0, kKept);
    QVERIFY((*makeLayout("journald"))->read(journal, caseContext(), record));
    QVERIFY(record.message.starts_with("xxx"));
    const std::string brackets(kKept, '[');
    QVERIFY(!(*makeLayout("json"))->read("{\"a\":" + brackets, caseContext(), record));
  }

  void brokenBytesInJson() {
    Record record;
    const std::string latin = "{\"msg\":\"caf\xe9\"}";
    QVERIFY((*makeLayout("json"))->read(latin, caseContext(), record));
    QCOMPARE(text(record.message), QString::fromUtf8("café"));
    using namespace std::string_view_literals;
    QVERIFY((*makeLayout("json"))->read("{\"msg\":\"a\0b\rc\"}"sv, caseContext(), record));
    QCOMPARE(text(record.message), QString("a b c"));
    QVERIFY((*makeLayout("json"))->read("{\"msg\":\"one of a list\"},", caseContext(), record));
    QCOMPARE(text(record.message), QString("one of a list"));
  }
};

QTEST_APPLESS_MAIN(TestWrappedLayouts)
#include "test_wrapped_layouts.moc"
