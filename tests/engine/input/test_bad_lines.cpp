#include "layout_cases.h"

using namespace faultline;
using namespace faultline::input;
using namespace std::string_view_literals;

namespace {

/// A line of each kind that a layout could be taken in by.
const std::vector<std::string>& goodLines() {
  static const std::vector<std::string> lines = {
      "May 30 22:14:15 host sshd[812]: message",
      "<165>1 2003-10-11T22:14:15.003Z host app 87 ID [a b=\"c\"] message",
      "081109 203615 148 INFO dfs.DataNode: message",
      "2015-10-18 18:01:47,978 INFO [main] a.b.C: message",
      "17/06/09 20:10:40 INFO a.B: message",
      "2015-07-29 17:41:44,747 - INFO  [main:C@774] - message",
      "2017-05-16 00:00:04.500 2931 INFO nova.compute [req-1] message",
      "[Sun Dec 04 04:47:44 2005] [error] message",
      "127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326",
      "2023/01/02 12:34:56 [error] 123#456: message",
      "- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.67 R02 RAS KERNEL INFO message",
      "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: message",
      "134681 node-246 unix.hw state 1077804742 1 message",
      "2016-09-28 04:30:30, Info                  CBS    message",
      "03-17 16:13:38.811  1702  2395 D Tag: message",
      "E0531 12:00:00.123456   1234 a.go:191] message",
      "2026-05-31 12:00:00 INFO message",
      "12:00:00.000 [main] INFO a.B - message",
      "ts=2026-05-31T12:00:00Z level=info msg=\"message\"",
      "2016-10-06T00:17:09Z stdout F message",
      "2026-01-01 00:00:00.123+0000: 1234: error : f:1 : message",
      "2026-01-01T00:00:00.000Z cpu12:1234)Foo: message",
      "[    1.234567] message",
      "2026-01-01 00:00:00 UTC [1] LOG:  message",
      "2026-01-01T00:00:00Z 0 [Note] [MY-1] [Server] message",
      "1:M 01 Jan 2026 00:00:00.123 * message",
      "2019-01-01T01:00:00.000+0100 I NETWORK  [c] message",
      R"({"time":"2026-05-31T12:00:00Z","level":"info","msg":"message"})",
  };
  return lines;
}

std::string replaced(const std::string& line, std::string_view what, std::string_view by) {
  std::string changed = line;
  for (std::size_t at = changed.find(what); at != std::string::npos;
       at = changed.find(what, at + by.size())) {
    changed.replace(at, what.size(), by);
  }
  return changed;
}

}  // namespace

/// What logs in the field hold: bytes of no text, fields that are missing or without end.
class TestBadLines : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The message may hold anything; the header is read as if it were not there.
  void anyBytesInTheMessage_data() {
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("carriage return") << QByteArray("a\rb");
    QTest::newRow("escape") << QByteArray("\x1b[31mred\x1b[0m");
    QTest::newRow("no UTF-8") << QByteArray("caf\xe9 \xff\xfe\xc3");
    QTest::newRow("a megabyte") << QByteArray(1024 * 1024, 'x');
    QTest::newRow("a megabyte of blanks") << QByteArray(1024 * 1024, ' ') + "x";
    QTest::newRow("a megabyte of brackets") << QByteArray(1024 * 1024, '[');
    QTest::newRow("a megabyte of closing ones") << QByteArray("] ").repeated(512 * 1024);
    QTest::newRow("a megabyte of quotes") << QByteArray(1024 * 1024, '\'');
    QTest::newRow("a megabyte of colons") << QByteArray(": ").repeated(512 * 1024) + "x";
    QTest::newRow("a megabyte of pairs") << QByteArray("a=b ").repeated(256 * 1024) + "x";
  }
  void anyBytesInTheMessage() {
    QFETCH(QByteArray, message);
    Record record;
    Record expected;
    for (const std::string& line : goodLines()) {
      if (line.starts_with("127.0.0.1") || line.starts_with('{') || line.starts_with("ts=")) continue;
      const LayoutPtr layout = detectLayout(std::vector<std::string_view>(3, line), caseContext()).layout;
      QVERIFY(layout->name() != "plain");
      const std::string changed = replaced(line, "message", "m " + message.toStdString());
      QVERIFY(layout->read(line, caseContext(), expected));
      QVERIFY2(layout->read(changed, caseContext(), record), layout->name().c_str());
      QCOMPARE(record.time, expected.time);
      QCOMPARE(text(record.level), text(expected.level));
      QCOMPARE(text(record.service), text(expected.service));
      QVERIFY(record.message.size() > 2 && record.message.starts_with("m "));
    }
  }

  /// Every word of every line made empty, endless or strange: every layout says yes or no.
  void anyBytesInAnyWord() {
    const std::vector<std::string> words = {"",
                                            std::string("\0", 1),
                                            "\r",
                                            "\xff\xfe",
                                            "[",
                                            "\"",
                                            "{",
                                            ":",
                                            std::string(100'000, '9'),
                                            std::string(100'000, 'a')};
    Record record;
    std::size_t read = 0;
    for (const std::string& line : goodLines()) {
      for (std::size_t at = 0; at < line.size();
           at = line.find(' ', at) == std::string::npos ? line.size() : line.find(' ', at) + 1) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        for (const std::string& word : words) {
          const std::string changed = line.substr(0, at) + word + line.substr(end);
          for (const LayoutPtr& layout : builtinLayouts()) {
            const bool fits = layout->read(changed, caseContext(), record);
            read += fits ? 1 : 0;
            (void)lineShape(changed);
            (void)layout->shapeOf(changed, record);
            QVERIFY(fits || (record.message.empty() && record.service.empty() && !record.time));
          }
        }
      }
    }
    QVERIFY(read > 3000);
  }

  void fieldsOfAMillionBytesArePassedOn() {
    const std::string name(1'000'000, 'n');
    Record record;
    QVERIFY((*makeLayout("syslog"))->read("May 30 22:14:15 " + name + " app: x", caseContext(), record));
    QCOMPARE(record.host.size(), name.size());
    const std::string shouting(1'000'000, 'N');
    const std::string line = "<13>1 - h " + shouting + " - - - x";
    QVERIFY((*makeLayout("syslog-5424"))->read(line, caseContext(), record));
    QCOMPARE(record.service.size(), shouting.size());
    QVERIFY(record.service.starts_with("nnn"));
  }

  void numbersBeyondAllBoundsAreNoTimes() {
    Record record;
    for (const char* line : {"- 99999999999999999999 2005.11.09 d Nov 9 12:01:01 d/d x: y",
                             "1 node unix.hw state 99999999999999999999 1 message"}) {
      for (const LayoutPtr& layout : builtinLayouts()) {
        QVERIFY(!layout->read(line, caseContext(), record) || !record.time);
      }
    }
    QVERIFY((*makeLayout("json"))->read(R"({"ts":1e300,"msg":"x"})", caseContext(), record));
    QVERIFY(!record.time);
    QVERIFY((*makeLayout("json"))->read(R"({"ts":-5,"msg":"x"})", caseContext(), record));
    QVERIFY(!record.time);
  }
};

QTEST_APPLESS_MAIN(TestBadLines)
#include "test_bad_lines.moc"
