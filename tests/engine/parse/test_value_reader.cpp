#include <cmath>

#include <QtTest/QtTest>

#include "engine/parse/value_reader.h"

using namespace faultline::parse;

class TestValueReader : public QObject {
  Q_OBJECT

  const LogKeyParser m_parser = std::move(*LogKeyParser::make({}));

  std::vector<double> read(ValueReader& reader, const std::string& message) const {
    std::vector<double> values;
    reader.values(message, m_parser.prepare(message), values);
    return values;
  }

 private Q_SLOTS:
  void valuesInOrder() {
    ValueReader reader("served <*> to <*> in <*> ms, <*>% done");
    QCOMPARE(reader.size(), std::size_t{4});
    for (int i = 0; i < 2; ++i) {  // the second time its shape is known
      const auto values = read(reader, "served 5.5 KB to 10.0.0.1 in 20 ms, 50% done");
      QCOMPARE(values.size(), std::size_t{4});
      QCOMPARE(values[0], 5632.0);
      QVERIFY(std::isnan(values[1]));
      QCOMPARE(values[2], 0.02);
      QCOMPARE(values[3], 0.5);
    }
  }

  void kindsInOrder() {
    const std::string message = "open /etc/x from 10.0.0.1 by bob";
    ValueReader reader("open <*> from <*> by <*>");
    std::vector<ParameterValue> parameters;
    reader.read(message, m_parser.prepare(message), parameters);
    QCOMPARE(parameters.size(), std::size_t{3});
    QVERIFY(parameters[0].kind == ParameterKind::Path);
    QVERIFY(parameters[1].kind == ParameterKind::Address);
    QVERIFY(parameters[2].kind == ParameterKind::Text);
  }

  // What was never masked: the template became more general than the message's own shape.
  void valuesBesideNames() {
    ValueReader reader("copied <*> as <*> files");
    const auto values = read(reader, "copied com.x.y as 12 files");
    QVERIFY(std::isnan(values.at(0)));
    QCOMPARE(values.at(1), 12.0);
  }

  void missingParametersHaveNoValue() {
    ValueReader reader("a <*> <*> b");
    const auto values = read(reader, "a 5 b");
    QCOMPARE(values.size(), std::size_t{2});
    QCOMPARE(values[0], 5.0);
    QVERIFY(std::isnan(values[1]));
  }

  void noParameters() {
    ValueReader reader("all is well");
    QVERIFY(read(reader, "all is well").empty());
  }

  void readersMayBeMoved() {
    ValueReader reader("n <*>");
    ValueReader moved = std::move(reader);
    QCOMPARE(read(moved, "n 7"), std::vector<double>{7});
  }

  void otherBytesAreReadAsText() {
    ValueReader reader("M\u00fcller <*>");
    QCOMPARE(read(reader, "M\xfcller 12"), std::vector<double>{12});
  }

  void userMasksAndCutsKeepPlaces() {
    ParserSettings settings;
    settings.masks = {"user [a-z]+", "q+"};
    const LogKeyParser parser = std::move(*LogKeyParser::make(settings));
    const std::string message = "user bob 12 is qqqq 13";
    const PreparedMessage prepared = parser.prepare(message);
    QCOMPARE(prepared.text, std::string("<*> <*> is <*> <*>"));
    ValueReader reader(prepared.text);
    std::vector<double> values;
    reader.values(message, prepared, values);
    QCOMPARE(values.size(), std::size_t{4});
    QVERIFY(std::isnan(values[0]));
    QCOMPARE(values[1], 12.0);
    QVERIFY(std::isnan(values[2]));
    QCOMPARE(values[3], 13.0);
  }
};

QTEST_APPLESS_MAIN(TestValueReader)
#include "test_value_reader.moc"
