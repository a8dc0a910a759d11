#include <cmath>
#include <limits>

#include <QtTest/QtTest>

#include "engine/parse/parameter_kind.h"

using namespace faultline::parse;
using Kind = ParameterKind;

Q_DECLARE_METATYPE(faultline::parse::ParameterKind)

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool same(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

}  // namespace

class TestParameterKind : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void reads_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<ParameterKind>("kind");
    QTest::addColumn<double>("value");
    const auto row = [](const char* before, const char* text, const char* after, Kind kind,
                        double value = kNone) {
      const QByteArray name = QByteArray(before) + "[" + text + "]" + after;
      QTest::newRow(name.constData())
          << QByteArray(before) << QByteArray(text) << QByteArray(after) << kind << value;
    };
    row("Took ", "19", " times", Kind::Number, 19);
    row("x=", "-3.5", "", Kind::Number, -3.5);
    row("x=", "+4", "", Kind::Number, 4);
    row("x=", "1.5e3", "", Kind::Number, 1500);
    row("sent ", "1,024,000", " of them", Kind::Number, 1024000);
    row("", ".5", "", Kind::Number, 0.5);
    row("list ", "1,2,3", "", Kind::Text);
    row("huge ", "1e999", "", Kind::Identifier);
    row("", "nan", "", Kind::Text);
    row("", "inf", "", Kind::Text);
    row("", "-", "", Kind::Text);
    row("", "", "", Kind::Text);

    row("Took ", "19.05", " seconds to build", Kind::Seconds, 19.05);
    row("waited ", "12ms", "", Kind::Seconds, 0.012);
    row("waited ", "5.2 sec", "", Kind::Seconds, 5.2);
    row("waited ", "7\302\265s", "", Kind::Seconds, 7e-6);
    row("took ", "3", " minutes", Kind::Seconds, 180);
    row("took ", "1h2m3.5s", "", Kind::Seconds, 3723.5);
    row("ran ", "00:01:02", "", Kind::Seconds, 62);
    row("ran ", "1:02:03.5", "", Kind::Seconds, 3723.5);
    row("lifetime ", "00:01", "", Kind::Seconds, 1);
    row("elapsedMs=", "250", ",", Kind::Seconds, 0.25);
    row("timeout_seconds: ", "2", "", Kind::Seconds, 2);
    row("sleepTime=", "1000", " MILLISECONDS)", Kind::Seconds, 1);
    row("(", "5", "-second timeout", Kind::Seconds, 5);
    row("since ", "08:16:53,123", "", Kind::Identifier);
    row("noon ", "12:99:00", "", Kind::Identifier);

    row("size ", "5.2 KB", ", free", Kind::Bytes, 5324.8);
    row("size ", "2", " MiB", Kind::Bytes, 2097152);
    row("", "67108864", " bytes", Kind::Bytes, 67108864);
    row("", "17179869184000", " bytes", Kind::Bytes, 17179869184000);
    row("heap ", "512M", "", Kind::Bytes, 536870912);
    row("read_bytes=", "10", "", Kind::Bytes, 10);
    row("free ", "3.0 B", "", Kind::Bytes, 3);

    row("disk ", "45%", " full", Kind::Percent, 0.45);
    row("disk ", "45", "% full", Kind::Percent, 0.45);
    row("disk ", "7.5", " percent", Kind::Percent, 0.075);

    row("sshd port ", "22", " ssh2", Kind::Identifier);
    row("pid=", "123", "", Kind::Identifier);
    row("id ", "77", "", Kind::Identifier);
    row("threadId: ", "5", "", Kind::Identifier);
    row("block blk_", "-38865", " is", Kind::Identifier);
    row("eth", "0", " is down", Kind::Identifier);
    row("HTTP/", "1.1", "\" 200", Kind::Identifier);
    row("avoid ", "77", "", Kind::Number, 77);
    row("at ", "1514038440000", "", Kind::Identifier);
    row("case ", "007", "", Kind::Identifier);
    row("at ", "0x1f", "", Kind::Identifier);
    row("iar ", "003a9260", "", Kind::Identifier);
    row("", "blk_-38865", "", Kind::Identifier);
    row("", "b9000564-fe1a-409b-b8cc-1e88b294cd1d", "", Kind::Identifier);
    row("", "attempt_1445144423722_0020_m_000001_0", "", Kind::Identifier);
    row("version ", "6.1.7601.23505", "", Kind::Identifier);
    row("at ", "2017-05-16 05:00:00.123", "", Kind::Identifier);

    row("from ", "10.0.0.1", "", Kind::Address);
    row("from ", "/10.251.42.84:50010", "", Kind::Address);
    row("route ", "10.0.0.0/8", "", Kind::Address);
    row("bind ", "0:0:0:0:0:0:0:0:2181", "", Kind::Address);
    row("bind ", "fe80::1", "", Kind::Address);
    row("to ", "db-1.example.org:5432", "", Kind::Address);
    row("chip ", "FF:F2:9F:16:DC:81", "", Kind::Address);
    row("rhost=", "n219.example.org", "", Kind::Address);

    row("file ", "/var/lib/x-1/y.txt", "", Kind::Path);
    row("path ", "\\SystemRoot\\x", "", Kind::Path);
    row("path ", "C:\\x", "", Kind::Path);
    row("see ", "http://a.b/c?d=e", "", Kind::Path);
    row("see ", "src/main.c", "", Kind::Path);

    row("class ", "com.x.y", "", Kind::Text);
    row("", "Broken pipe", "", Kind::Text);
    row("", "\xff\xfe", "", Kind::Text);
  }
  void reads() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, after);
    QFETCH(ParameterKind, kind);
    QFETCH(double, value);
    const ParameterValue read = readParameter(text.toStdString(), {before.constData(), after.constData()});
    QCOMPARE(QByteArray(parameterKindName(read.kind).data()), QByteArray(parameterKindName(kind).data()));
    QVERIFY2(same(read.value, value), qPrintable(QString::number(read.value)));
  }

  void longTextsAreText() {
    QVERIFY(readParameter(std::string(1'000'000, '7')).kind == Kind::Text);
    QVERIFY(readParameter(std::string(200, '7')).kind == Kind::Identifier);
  }

  // A quantity that its unit makes too large for a double, or none at all.
  void whatOverflowsHasNoValue() {
    const ParameterValue read = readParameter("9e299 weeks");
    QVERIFY(std::isfinite(read.value));
    QVERIFY(std::isnan(readParameter("9e305 weeks").value));
  }

  void hintsAreTheWordsAround() {
    const std::string text = "took <*> ms for <*>";
    const auto hints = parameterHints(text);
    QCOMPARE(hints.size(), std::size_t{2});
    QCOMPARE(std::string(hints[0].before), std::string("took "));
    QCOMPARE(std::string(hints[0].after), std::string(" ms for "));
    QCOMPARE(std::string(hints[1].before), std::string(" ms for "));
    QCOMPARE(std::string(hints[1].after), std::string());
    QVERIFY(parameterHints("no parameter").empty());
  }

  void kindsTogether() {
    QVERIFY(commonKind(Kind::Path, Kind::Path) == Kind::Path);
    QVERIFY(commonKind(Kind::Number, Kind::Seconds) == Kind::Seconds);
    QVERIFY(commonKind(Kind::Bytes, Kind::Number) == Kind::Bytes);
    QVERIFY(commonKind(Kind::Number, Kind::Identifier) == Kind::Identifier);
    QVERIFY(commonKind(Kind::Bytes, Kind::Seconds) == Kind::Text);
    QVERIFY(commonKind(Kind::Address, Kind::Number) == Kind::Text);
  }
};

QTEST_APPLESS_MAIN(TestParameterKind)
#include "test_parameter_kind.moc"
