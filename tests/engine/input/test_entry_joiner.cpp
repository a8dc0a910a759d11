#include <QtTest/QtTest>

#include "engine/input/entry_joiner.h"
#include "engine/input/layout.h"

using namespace faultline;
using namespace faultline::input;

namespace {

/// A text as joined: a `+` for a line that continues the entry before it, a `.` for one that begins one.
QString joined(EntryJoiner& joiner, const char* layoutName, const std::vector<std::string>& lines) {
  const LayoutPtr layout = *makeLayout(layoutName);
  const ReadContext context{LocalTime(std::chrono::seconds(1'780'000'000))};
  Record record;
  QString marks;
  for (const std::string& line : lines) {
    const bool fits = layout->read(line, context, record);
    marks += joiner.continues(layout->shapeOf(line, record), fits, line.size()) ? '+' : '.';
  }
  return marks;
}

QString joined(const char* layoutName, const std::vector<std::string>& lines) {
  EntryJoiner joiner(**makeLayout(layoutName));
  return joined(joiner, layoutName, lines);
}

const std::string kHead = "2026-05-01 12:00:00 ERROR shop.Cart: failed";

}  // namespace

class TestEntryJoiner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void linesBelowAHeader_data() {
    QTest::addColumn<std::vector<std::string>>("lines");
    QTest::addColumn<QString>("marks");
    using Lines = std::vector<std::string>;
    QTest::newRow("entries") << Lines{kHead, kHead, kHead} << "...";
    QTest::newRow("java") << Lines{kHead,
                                   "java.io.IOException: disk",
                                   "\tat a.b.C.d(C.java:12)",
                                   "at a.b.C.e(C.java:3)",
                                   "Caused by: java.net.SocketTimeoutException",
                                   "    ... 23 more",
                                   "... 4 more",
                                   kHead}
                          << ".++++++.";
    QTest::newRow("java, inner class, no message")
        << Lines{kHead, "com.acme.Boom$LateFailure", "java.lang.Boom: x", kHead} << ".++.";
    QTest::newRow("python")
        << Lines{kHead,     "Traceback (most recent call last):", "  File \"a.py\", line 3, in f",
                 "    g()", "mine.Oops: no suffix that says so",  "garbage",
                 kHead}
        << ".++++..";
    QTest::newRow("python, header ends with it")
        << Lines{kHead + " Traceback (most recent call last):", "  File \"a.py\", line 3, in f", "Oops",
                 "Oops"}
        << ".++.";
    QTest::newRow("go") << Lines{kHead,
                                 "panic: runtime error: index out of range",
                                 "",
                                 "goroutine 1 [running]:",
                                 "main.(*T).f(0xc000, 0x1)",
                                 "\t/src/main.go:12 +0x1d",
                                 "created by main.g",
                                 "exit status 2",
                                 kHead}
                        << ".+++++++.";
    QTest::newRow("a call outside of a goroutine") << Lines{kHead, "main.f(0xc000)", kHead} << "...";
    QTest::newRow("rust") << Lines{kHead, "thread 'main' panicked at src/main.rs:2:5:", "stack backtrace:",
                                   "   0: rust_begin_unwind"}
                          << ".+++";
    QTest::newRow("gdb") << Lines{kHead, "#0  0x00007f in raise () from libc.so.6", "#12 main ()"} << ".++";
    QTest::newRow("json") << Lines{kHead + " {", "  \"a\": [", "  ],", "}", "}", kHead} << ".++++.";
    QTest::newRow("json below") << Lines{kHead, "{", "  \"a\": 1", "}", kHead} << ".+++.";
    QTest::newRow("closing without an opening") << Lines{kHead, "}", kHead} << "...";
    QTest::newRow("xml") << Lines{kHead, "<?xml version=\"1.0\"?>", "<a>", "<b>", "</b>", "</a>", kHead}
                         << ".+++++.";
    QTest::newRow("xml on one line does not open") << Lines{kHead + " <a>1</a>", "</a>"} << "..";
    QTest::newRow("sql") << Lines{kHead, "\tSELECT *", "\t  FROM t", kHead} << ".++.";
    QTest::newRow("bars") << Lines{kHead, "| a table", "|", " | more", kHead} << ".+++.";
    QTest::newRow("blank lines") << Lines{"", kHead, "", "  indented", kHead} << "..++.";
    QTest::newRow("banner") << Lines{kHead, "/*****************", "STARTUP_MSG: x", "*****************/",
                                     "STARTUP_MSG: x"}
                            << ".+++.";
    QTest::newRow("garbage") << Lines{kHead, "garbage", "  below garbage", "at a.b.C(C.java:1)",
                                      "\tat x.y(Z)"}
                             << "....+";
    QTest::newRow("another format") << Lines{kHead, "Jun 14 15:16:01 combo sshd[1]: x", "ERROR: x",
                                             "Error: cannot connect", "at 12.5 seconds"}
                                    << ".....";
    QTest::newRow("trace first") << Lines{"java.lang.Error", "\tat a.b(C)", kHead} << ".+.";
  }
  void linesBelowAHeader() {
    QFETCH(std::vector<std::string>, lines);
    QFETCH(QString, marks);
    QCOMPARE(joined("iso", lines), marks);
  }

  void plainLines_data() {
    QTest::addColumn<std::vector<std::string>>("lines");
    QTest::addColumn<QString>("marks");
    using Lines = std::vector<std::string>;
    QTest::newRow("lines") << Lines{"a", "b", "", "c"} << "....";
    QTest::newRow("indented") << Lines{"a", "  a2", "\ta3", "b", " b2"} << ".++.+";
    QTest::newRow("all indented") << Lines{"  a", "  b", "  c"} << "...";
    QTest::newRow("java") << Lines{"failed",       "java.io.IOException: x", "\tat a.b(C)",
                                   "Caused by: y", "at a.b(C.java:1)",       "java.io.IOException: x",
                                   "next"}
                          << "..+++..";
    QTest::newRow("python") << Lines{"Traceback (most recent call last):",
                                     "  File \"x\"",
                                     "KeyError: 'a'",
                                     "",
                                     "During handling of the above exception, another exception occurred:",
                                     "",
                                     "Traceback (most recent call last):",
                                     "  File \"x\"",
                                     "ValueError: b",
                                     "next",
                                     "ValueError: c"}
                            << ".++++++++..";
    QTest::newRow("two tracebacks") << Lines{"Traceback (most recent call last):", "  x", "E: a",
                                             "Traceback (most recent call last):", "  x", "E: a"}
                                    << ".++.++";
    QTest::newRow("go") << Lines{"start",       "panic: x", "", "goroutine 1 [running]:",
                                 "main.f(0x1)", "\tf.go:1", "", "goroutine 2 [select]:",
                                 "a.b(...)",    "next"}
                        << "..+++++++.";
    QTest::newRow("json") << Lines{"{", "  \"a\": 1", "}", "{", "  \"a\": 1", "}"} << ".++.++";
    QTest::newRow("banner") << Lines{"/***", "a", "b"} << "...";
  }
  void plainLines() {
    QFETCH(std::vector<std::string>, lines);
    QFETCH(QString, marks);
    QCOMPARE(joined("plain", lines), marks);
  }

  /// What containers write is wrapped line by line.
  void wrappedLines() {
    const auto cri = [](const char* text, const char* stream = "stdout", const char* flag = "F") {
      return std::string("2026-05-01T12:00:00Z ") + stream + " " + flag + " " + text;
    };
    const std::string head = cri("2026-05-01 12:00:00 ERROR shop.Cart: failed");
    QCOMPARE(joined("cri", {head, cri("\tat a.b.C(C.java:1)"), cri("Caused by: x"), head, cri("words"),
                            cri("words")}),
             QString(".++..."));
    QCOMPARE(joined("cri", {head, cri("\tat a.b(C)", "stderr"), cri("\tat a.b(C)")}), QString("..."));
    QCOMPARE(joined("cri", {cri("half", "stdout", "P"), cri("whole", "stdout", "F"), cri("next"), "garbage",
                            cri("\tindented")}),
             QString(".+..."));

    const auto docker = [](const char* text) {
      return std::string("{\"log\":\"") + text +
             "\",\"stream\":\"stderr\",\"time\":\"2026-05-01T12:00:00Z\"}";
    };
    QCOMPARE(joined("docker", {docker("Traceback (most recent call last):\\n"), docker("  File \\\"x\\\"\\n"),
                               docker("KeyError: 1\\n"), docker("KeyError: 1\\n")}),
             QString(".++."));
    QCOMPARE(joined("docker", {docker("half"), docker(" and half\\n"), docker("next\\n")}), QString(".+."));

    const auto pod = [](const char* name, const char* text) {
      return std::string("t,1675003827437262323,n,") + name + ",server,a,b,\"" + text + "\"";
    };
    QCOMPARE(joined("pod-csv", {pod("p", "failed"), pod("p", "\tat a.b(C)"), pod("q", "\tat a.b(C)")}),
             QString(".+."));
  }

  /// What is too long begins anew, and goes on from there.
  void entriesAreBounded() {
    EntryJoiner joiner(**makeLayout("iso"));
    const LineShape indented = lineShape("  x");
    QVERIFY(!joiner.continues(lineShape(kHead), true, 10));
    std::uint32_t begun = 0;
    for (std::uint32_t i = 1; i < 2 * EntryJoiner::kMostLines; ++i) {
      begun += joiner.continues(indented, false, 1) ? 0 : 1;
    }
    QCOMPARE(begun, 1U);
    QVERIFY(!joiner.continues(indented, false, 1));

    EntryJoiner bytes(**makeLayout("iso"));
    QVERIFY(!bytes.continues(lineShape(kHead), true, EntryJoiner::kMostBytes - 1));
    QVERIFY(bytes.continues(indented, false, 1));
    QVERIFY(!bytes.continues(indented, false, 1));
    QVERIFY(bytes.continues(indented, false, 1));
  }

  /// The state is all there is: a copy goes on as the original does.
  void aCopyGoesOn() {
    EntryJoiner joiner(**makeLayout("iso"));
    QCOMPARE(joined(joiner, "iso", {kHead, "Traceback (most recent call last):", "  x"}), QString(".++"));
    EntryJoiner copy = joiner;
    QCOMPARE(joined(joiner, "iso", {"Oops", "Oops"}), QString("+."));
    QCOMPARE(joined(copy, "iso", {"Oops", "Oops"}), QString("+."));
  }

  void shapesOfOddLines() {
    using Form = LineShape::Form;
    QVERIFY(lineShape("").form == Form::Blank);
    QVERIFY(lineShape(" \t ").form == Form::Blank);
    QVERIFY(lineShape(std::string_view("\0x", 2)).form == Form::Other);
    QVERIFY(lineShape(std::string(100'000, ' ')).form == Form::Indented);
    QVERIFY(lineShape("at ").form == Form::Other);
    QVERIFY(lineShape("#").form == Form::Other);
    QVERIFY(lineShape("<").form == Form::Other);
    QVERIFY(lineShape("{").form == Form::Opening);
    QVERIFY(lineShape(std::string(1000, '{')).form == Form::Other);
    QVERIFY(lineShape("x {  \r").opens);
    QVERIFY(!lineShape("a > b").opens);
    QVERIFY(!lineShape("<br/>").opens);
    QVERIFY(lineShape("see <tag>").opens);
  }
};

QTEST_APPLESS_MAIN(TestEntryJoiner)
#include "test_entry_joiner.moc"
