#include <cmath>
#include <limits>
#include <sstream>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include "engine/store/key_repository.h"
#include "engine/store/value_repository.h"

using namespace faultline;
using namespace faultline::store;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(errorLine(result.error()));
  return std::move(*result);
}
void must(Status status) {
  if (!status) throw std::runtime_error(errorLine(status.error()));
}

std::string textOf(const ValueTable& table) {
  std::ostringstream out;
  out.precision(17);
  for (const std::uint32_t ordinal : table.ordinals) out << ordinal << ' ';
  for (const ValueColumn& column : table.columns) {
    out << "| " << column.parameter << '/' << int(column.kind) << ": ";
    for (const double value : column.values) out << value << ' ';
  }
  return std::move(out).str();
}

}  // namespace

class TestValues : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tablesComeBackExactly_data() {
    QTest::addColumn<QList<double>>("values");
    QTest::newRow("whole") << QList<double>{67108864, 67108864, 0, -3, 9007199254740992.0};
    QTest::newRow("decimal") << QList<double>{0.1, 12.25, -7, 0.000001};
    QTest::newRow("neither") << QList<double>{1.0 / 3, 1e300, -0.0, 5e-324};
    QTest::newRow("missing") << QList<double>{kNone, 4, kNone, kNone, 5.5, kNone};
    QTest::newRow("all missing") << QList<double>{kNone, kNone};
    QTest::newRow("beyond exact") << QList<double>{1e17, 123456789012345680.0};
  }
  void tablesComeBackExactly() {
    QFETCH(QList<double>, values);
    ValueTable table;
    table.columns.push_back({3, 2, {values.begin(), values.end()}});
    table.columns.push_back(
        {7, 0, std::vector<double>(table.columns[0].values.rbegin(), table.columns[0].values.rend())});
    for (int i = 0; i < values.size(); ++i)
      table.ordinals.push_back(static_cast<std::uint32_t>(4000000000U + i * i));
    const auto back = unpackValues(packValues(table));
    QVERIFY(back);
    QCOMPARE(textOf(*back), textOf(table));
  }

  void manyEqualValuesTakeLittle() {
    ValueTable table;
    table.columns.push_back({0, 2, std::vector<double>(65'536, 67108864)});
    for (std::uint32_t i = 0; i < 65'536; ++i) table.ordinals.push_back(i * 7);
    const std::string bytes = packValues(table);
    QVERIFY2(bytes.size() < 1000, std::to_string(bytes.size()).c_str());
    QCOMPARE(unpackValues(bytes)->ordinals.back(), 65'535U * 7);
  }

  void damagedBytesAreTold() {
    ValueTable table;
    table.columns.push_back({0, 0, {1, 2, kNone, 1.0 / 3}});
    table.ordinals = {1, 2, 3, 4};
    const std::string bytes = packValues(table);
    QVERIFY(!unpackValues(""));
    for (std::size_t size = 1; size < bytes.size(); ++size) QVERIFY(!unpackValues(bytes.substr(0, size)));
    QVERIFY(!unpackValues(bytes + "x"));
    QVERIFY(!unpackValues(std::string("\0\xff\xff\xff\xff\x7f", 6)));  // four thousand million rows
    QVERIFY(!unpackValues("\x01nonsense"));
  }

  /// Where transactions end, and where writing was broken off, cannot be told from what is read.
  void writingGoesOnWhereItWasBrokenOff() {
    const std::string once = written({});
    QCOMPARE(written({70'000}), once);
    QCOMPARE(written({3, 65'536, 65'537, 140'000}), once);
  }

  void whatComesAgainReplacesWhatWas() {
    Database database = make("p.faultline");
    const KeyId key = must(KeyRepository(database).insert("took <*>"));
    {
      ValueWriter writer = must(ValueWriter::open(database, SourceId{1}, 0));
      for (std::uint32_t i = 0; i < 10; ++i) append(writer, i, key, "took <*>", 1);
      must(writer.flush());
    }
    ValueWriter writer = must(ValueWriter::open(database, SourceId{1}, 4));
    append(writer, 5, key, "took <*>", 2);
    append(writer, 6, key, "<*> took <*>", 3);
    must(writer.flush());
    QCOMPARE(all(database, key), std::string("took <*>: 0 1 2 3 5 | 0/0: 1 1 1 1 2 \n"
                                             "<*> took <*>: 6 | 0/0: 3 \n"));
    QCOMPARE(must(ValueRepository(database).keys()), std::vector<KeyId>{key});
  }

 private:
  Database make(const QString& name) { return must(Database::create(m_folder.filePath(name).toStdString())); }

  static void append(ValueWriter& writer, std::uint32_t ordinal, KeyId key, const std::string& text,
                     double value) {
    const std::vector<EventValue> values{{0, 0, value}};
    must(writer.append(ordinal, key, text, values));
  }

  static std::string all(Database& database, KeyId key) {
    std::string text;
    must(ValueRepository(database).forEach(key, [&](const ValueBlock& block) {
      text += block.templateText + ": " + textOf(block.table) + "\n";
      return true;
    }));
    return text;
  }

  /// 150,000 events of two keys, the writer made anew before each of `stops`.
  std::string written(const std::vector<std::uint32_t>& stops) {
    Database database = make(QString::number(m_projects++) + ".faultline");
    const KeyId one = must(KeyRepository(database).insert("a <*>"));
    const KeyId two = must(KeyRepository(database).insert("b <*>"));
    std::optional<ValueWriter> writer(must(ValueWriter::open(database, SourceId{1}, 0)));
    for (std::uint32_t i = 0; i < 150'000; ++i) {
      if (std::ranges::find(stops, i) != stops.end()) {
        must(writer->flush());
        writer.reset();
        writer.emplace(must(ValueWriter::open(database, SourceId{1}, i)));
      }
      if (i % 3 != 2) append(*writer, i, i % 3 == 0 ? one : two, i % 3 == 0 ? "a <*>" : "b <*>", i);
    }
    must(writer->flush());
    return all(database, one) + all(database, two);
  }

  QTemporaryDir m_folder;
  int m_projects = 0;
};

QTEST_GUILESS_MAIN(TestValues)
#include "test_values.moc"
