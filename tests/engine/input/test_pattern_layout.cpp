#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "engine/input/layout.h"
#include "engine/input/literal_pattern.h"

using namespace faultline;
using namespace faultline::input;

namespace {
using Values = std::vector<std::string_view>;

std::string timeOf(const Record& record) {
  return record.time ? isoUtc(UtcTime(record.time->time_since_epoch())) : std::string();
}
}  // namespace

class TestPatternLayout : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void splitsAtTheTextBetweenFields() {
    const auto layout = makeLayout("<Date> <Time> <Pid> <Level> <Component>: <Content>");
    QVERIFY(layout);
    QCOMPARE((*layout)->fieldNames(),
             (std::vector<std::string>{"Date", "Time", "Pid", "Level", "Component", "Content"}));
    FieldValues values;
    QVERIFY((*layout)->match("081109 203615   148 INFO dfs.X: a: b", values));
    QCOMPARE(values.value, (Values{"081109", "203615", "148", "INFO", "dfs.X", "a: b"}));
    QVERIFY(!(*layout)->match("081109 203615 148 INFO no component", values));
  }

  void readsTheFieldsThatMeanSomething() {
    const auto layout = makeLayout(R"(<Date> <Time> <Host> <Level> \[<Pid>\] <Component> - <Content>)");
    Record record;
    const std::string line = "2026-05-31 12:00:00,250 web-1 WARN [77] shop.cart.Items - three left";
    QVERIFY((*layout)->read(line, {}, record));
    QCOMPARE(timeOf(record), std::string("2026-05-31T12:00:00.250Z"));
    QCOMPARE(record.host, std::string_view("web-1"));
    QCOMPARE(record.level, std::string_view("WARN"));
    QCOMPARE(record.process, std::string_view("77"));
    QCOMPARE(record.service, std::string_view("shop.cart"));
    QCOMPARE(record.message, std::string_view("three left"));
  }

  /// The patterns that loghub publishes, each with a line of its kind.
  void readsTimesInManyForms_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("time");
    QTest::newRow("compact") << "<Date> <Time> <Content>"
                             << "081109 203615 x"
                             << "2008-11-09T20:36:15Z";
    QTest::newRow("short") << "<Date> <Time> <Level> <Content>"
                           << "17/06/09 20:10:40 INFO x"
                           << "2017-06-09T20:10:40Z";
    QTest::newRow("bgl")
        << "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>"
        << "- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 R02 RAS KERNEL INFO x"
        << "2005-06-03T15:42:50.675872Z";
    QTest::newRow("epoch") << "<LogId> <Node> <Component> <State> <Time> <Flag> <Content>"
                           << "1 n c s 1077804742 1 x"
                           << "2004-02-26T14:12:22Z";
    QTest::newRow("windows") << "<Date> <Time>, <Level>                  <Component>    <Content>"
                             << "2016-09-28 04:30:30, Info                  CBS    x"
                             << "2016-09-28T04:30:30Z";
    QTest::newRow("android") << "<Date> <Time>  <Pid>  <Tid> <Level> <Component>: <Content>"
                             << "03-17 16:13:38.811  1702  2395 D W: x"
                             << "2026-03-17T16:13:38.811Z";
    QTest::newRow("apache") << R"(\[<Time>\] \[<Level>\] <Content>)"
                            << "[Sun Dec 04 04:47:44 2005] [notice] x"
                            << "2005-12-04T04:47:44Z";
    QTest::newRow("linux") << R"(<Month> <Date> <Time> <Level> <Component>(\[<PID>\])?: <Content>)"
                           << "Jun 14 15:16:01 combo sshd[19939]: x"
                           << "2025-06-14T15:16:01Z";
    QTest::newRow("web") << R"(<Client> \[<Time>\] <Content>)"
                         << "c [10/Oct/2000:13:55:36 -0700] x"
                         << "2000-10-10T20:55:36Z";
    QTest::newRow("german") << "<Date> <Time> <Content>"
                            << "31.05.2026 12:00:01 x"
                            << "2026-05-31T12:00:01Z";
    QTest::newRow("none") << "<Date> <Time> <Content>"
                          << "yesterday noon x"
                          << "";
  }
  void readsTimesInManyForms() {
    QFETCH(QString, pattern);
    QFETCH(QString, line);
    QFETCH(QString, time);
    const auto layout = makeLayout(pattern.toStdString());
    QVERIFY(layout);
    const ReadContext context{LocalTime(parseMoment("2026-06-01T00:00:00Z", UtcTime{})->time_since_epoch())};
    const std::string raw = line.toStdString();
    Record record;
    QVERIFY((*layout)->read(raw, context, record));
    QCOMPARE(QString::fromStdString(timeOf(record)), time);
    QCOMPARE(record.message, std::string_view("x"));
  }

  void textBetweenFieldsIsAnExpression() {
    const auto layout = makeLayout(R"(<Level>[|;]\s*<Component>(\[<Pid>\])?: <Content>)");
    QVERIFY(layout);
    FieldValues values;
    QVERIFY((*layout)->match("INFO;  a[12]: hello", values));
    QCOMPARE(values.value, (Values{"INFO", "a", "12", "hello"}));
    QVERIFY((*layout)->match("INFO|a: hello", values));
    QCOMPARE(values.value, (Values{"INFO", "a", "", "hello"}));
  }

  void linesThatNeedAnotherPlaceAreFoundToo() {
    // The first `x` leaves no `y` behind it; only the expression finds the fit.
    const auto layout = makeLayout("<A>x<B>y<Content>end");
    FieldValues values;
    QVERIFY((*layout)->match("1x2y3end4end", values));
    QCOMPARE(values.value, (Values{"1", "2", "3end4"}));
  }

  void otherBytesThanUtf8Match() {
    const auto layout = makeLayout("<Level>: <Content>");
    FieldValues values;
    QVERIFY((*layout)->match("\xfcr: M\xfcller", values));
    QCOMPARE(values.value, (Values{"\xfcr", "M\xfcller"}));
  }

  void refusesBadPatterns_data() {
    QTest::addColumn<QString>("pattern");
    QTest::newRow("unknown name") << "no-such-layout";
    QTest::newRow("no content") << "<Date> <Time>";
    QTest::newRow("twice") << "<Date> <Date> <Content>";
    QTest::newRow("bad expression") << "<Date> (unclosed <Content>";
    QTest::newRow("look-ahead") << "<Date>(?=x)<Content>";
    QTest::newRow("field in a set of characters") << "<Date> [<Level>] <Content>";
    QTest::newRow("field in quoted text") << "<Date> \\Q<Level>\\E <Content>";
    QTest::newRow("empty") << "";
  }
  void refusesBadPatterns() {
    QFETCH(QString, pattern);
    const auto layout = makeLayout(pattern.toStdString());
    QVERIFY(!layout);
    QCOMPARE(layout.error().code, ErrorCode::LayoutInvalid);
    QVERIFY(!layout.error().detail.empty());
  }

  void plainSeparatorsNeedNoExpression() {
    QVERIFY(LiteralSeparator::parse(R"(\] - )"));
    QVERIFY(!LiteralSeparator::parse("[|;]"));
    QVERIFY(!LiteralSeparator::parse(R"(\s+)"));
    const auto separator = LiteralSeparator::parse("]  - ");
    QCOMPARE(separator->endAt("a]\t -  b", 1), std::size_t{7});
    QCOMPARE(separator->endAt("a] b", 1), std::string_view::npos);
  }
};

QTEST_APPLESS_MAIN(TestPatternLayout)
#include "test_pattern_layout.moc"
