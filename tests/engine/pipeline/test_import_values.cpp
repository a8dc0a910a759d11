#include <cmath>

#include <QtTest/QtTest>

#include "engine/pipeline/value_loader.h"
#include "engine/store/key_rule_repository.h"
#include "engine/store/keyed_events.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;

namespace {

std::string line(int second, const std::string& message) {
  return "2026-05-31 12:" + std::to_string(10 + second / 60 % 50) + ":" + std::to_string(10 + second % 50) +
         " INFO shop.Cart: " + message + "\n";
}

std::string textOf(const ValueMatrix& matrix) {
  std::ostringstream out;
  for (const auto& column : matrix.columns) out << column.parameter << ' ' << column.kind << ' ';
  for (std::size_t row = 0; row < matrix.events.size(); ++row) {
    out << "| " << matrix.events[row].ordinal << ':';
    for (std::size_t column = 0; column < matrix.columns.size(); ++column)
      out << ' ' << matrix.at(row, column);
  }
  return std::move(out).str();
}

}  // namespace

/// The numbers in messages, from the log to the matrix.
class TestImportValues : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void numbersInMessagesAreKept() {
    m_logs->importOne(m_logs->write("a.log", line(0, "sent 300 bytes to 10.0.0.1 in 12 ms") +
                                                 line(1, "cart is empty") +
                                                 line(2, "sent 45 bytes to 10.0.0.2 in 7 ms")));
    // 10.0.0.1 is no quantity.
    QCOMPARE(textOf(values(1)), std::string("0 bytes 2 seconds | 0: 300 0.012| 2: 45 0.007"));
    const ValueMatrix none = values(2);
    QVERIFY(none.columns.empty() && none.events.empty());
    store::Database database = open();
    QCOMPARE(loadValues(database, KeyId{9}).error().code, ErrorCode::KeyUnknown);
  }

  void timeSinceTheEventBeforeInItsSession() {
    m_logs->importOne(m_logs->write("a.log", line(0, "order 1 begun") + line(2, "order 2 begun") +
                                                 line(5, "order 1 paid") + line(9, "order 2 paid")),
                      {.sessionId = "order \\d+"});
    store::Database database = open();
    const ElapsedTimes paid = must(loadElapsed(database, KeyId{2}));
    QCOMPARE(paid.events.size(), std::size_t{2});
    QCOMPARE(paid.seconds, (std::vector<double>{5, 7}));
    QVERIFY(std::isnan(must(loadElapsed(database, KeyId{1})).seconds.at(0)));
  }

  /// What was imported before and after a cancellation gives the same matrix as one go.
  void cancellingDoesNotShow() {
    std::string text;
    for (int i = 0; i < 300'000; ++i) {
      text += line(i, i % 2 == 0 ? "read " + std::to_string(i) + " bytes"
                                 : "waited " + std::to_string(i % 77) + " ms");
    }
    const auto log = m_logs->write("a.log", text);
    for (const double share : {0.2, 0.5, 0.8}) {
      std::stop_source stop;
      must(importFiles(m_logs->project(), {{log, {}}}, stop.get_token(), [&](const Progress& progress) {
        if (static_cast<double>(progress.done) >= share * static_cast<double>(progress.total))
          stop.request_stop();
      }));
    }
    m_logs->importOne(log);
    m_logs->import({log}, {}, m_logs->project("whole"));
    for (const int key : {1, 2}) {
      const ValueMatrix pieces = values(key);
      QCOMPARE(pieces.events.size(), std::size_t{150'000});
      QCOMPARE(pieces.at(149'999, 0), key == 1 ? 299'998.0 : 299'999 % 77 / 1000.0);
      store::Database whole = must(store::Database::open(m_logs->project("whole"), store::Access::Read));
      QVERIFY(textOf(pieces) == textOf(must(loadValues(whole, KeyId{key}))));
    }
  }

  void mergedKeysAreReadAsOne() {
    m_logs->importOne(m_logs->write("a.log", line(0, "sent 300 bytes") + line(1, "received 7 bytes")));
    {
      store::Database database = must(store::Database::open(m_logs->project(), store::Access::Write));
      must(store::KeyRepository(database).setAlias(KeyId{2}, KeyId{1}, 1));
    }
    QCOMPARE(textOf(values(1)), std::string("0 bytes | 0: 300| 1: 7"));
    QCOMPARE(textOf(values(2)), textOf(values(1)));
  }

  void eventsThatASplitMovedBelongToTheNewKey() {
    m_logs->importOne(m_logs->write("a.log", line(0, "sent 300 bytes") + line(1, "sent 7 bytes")));
    {
      store::Database database = must(store::Database::open(m_logs->project(), store::Access::Write));
      const KeyId split = must(store::KeyRepository(database).insert("sent <*> bytes"));
      must(store::KeyRuleRepository(database).addSplit({split, KeyId{1}, "7", true}));
      const std::vector<EventId> moved{{SourceId{1}, 1}};
      must(store::KeyedEvents(database).move({KeyId{1}, {SourceId{1}, 0}, 2}, moved, split));
    }
    QCOMPARE(textOf(values(1)), std::string("0 bytes | 0: 300"));
    QCOMPARE(textOf(values(2)), std::string("0 bytes | 1: 7"));
  }

  void aTemplateThatBecameMoreGeneralKeepsItsValues() {
    m_logs->importOne(m_logs->write("a.log", line(0, "copied 300 bytes in 5 steps")));
    {
      store::Database database = must(store::Database::open(m_logs->project(), store::Access::Write));
      must(store::KeyRepository(database).refine(KeyId{1}, "<*> <*> bytes in <*> steps"));
    }
    QCOMPARE(textOf(values(1)), std::string("1 bytes 2 number | 0: 300 5"));
  }

  void aRemovedSourceTakesItsValuesAlong() {
    m_logs->import(
        {m_logs->write("a.log", line(0, "sent 300 bytes")), m_logs->write("b.log", line(0, "sent 7 bytes"))});
    {
      store::Database database = must(store::Database::open(m_logs->project(), store::Access::Write));
      must(store::SourceRepository(database).remove(SourceId{1}));
    }
    QCOMPARE(textOf(values(1)), std::string("0 bytes | 0: 7"));
  }

 private:
  [[nodiscard]] store::Database open() const {
    return must(store::Database::open(m_logs->project(), store::Access::Read));
  }
  [[nodiscard]] ValueMatrix values(int key) const {
    store::Database database = open();
    return must(loadValues(database, KeyId{key}));
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_GUILESS_MAIN(TestImportValues)
#include "test_import_values.moc"
