#include <QtTest/QtTest>

#include "engine/input/civil_time.h"

using namespace faultline;
using namespace faultline::input;

class TestCivilTime : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void epochsAreToldByTheirSize_data() {
    QTest::addColumn<QString>("digits");
    QTest::addColumn<qint64>("nanos");
    QTest::newRow("seconds") << "1780228800" << qint64{1'780'228'800'000'000'000};
    QTest::newRow("milliseconds") << "1780228800123" << qint64{1'780'228'800'123'000'000};
    QTest::newRow("microseconds") << "1780228800123456" << qint64{1'780'228'800'123'456'000};
    QTest::newRow("nanoseconds") << "1780228800123456789" << qint64{1'780'228'800'123'456'789};
    QTest::newRow("fraction") << "1780228800.25" << qint64{1'780'228'800'250'000'000};
    QTest::newRow("zero") << "0" << qint64{0};
  }
  void epochsAreToldByTheirSize() {
    QFETCH(QString, digits);
    QFETCH(qint64, nanos);
    const auto time = epochMoment(digits.toStdString());
    QVERIFY(time);
    QCOMPARE(qint64{time->time_since_epoch().count()}, nanos);
  }

  void badEpochsAreNone() {
    for (const char* digits : {"", "-1", "12x", "99999999999999999999", "9223372036854775807", "1.x"}) {
      QVERIFY2(!epochMoment(digits), digits);
    }
  }

  void daysThatAreNoneAreRefused() {
    const LocalTime latest{};
    QVERIFY(moment({2024, 2, 29, 0, 0, 0, 0, {}}, latest));
    QVERIFY(!moment({2025, 2, 29, 0, 0, 0, 0, {}}, latest));
    QVERIFY(!moment({2025, 13, 1, 0, 0, 0, 0, {}}, latest));
    QVERIFY(!moment({2025, 0, 1, 0, 0, 0, 0, {}}, latest));
    QVERIFY(!moment({2025, 1, 1, 24, 0, 0, 0, {}}, latest));
    QVERIFY(!moment({2025, 1, 1, 0, 60, 0, 0, {}}, latest));
    QVERIFY(!moment({9999, 1, 1, 0, 0, 0, 0, {}}, latest));  // beyond 64 bits of nanoseconds
  }

  void leapSecondsAreTheNextSecond() {
    QCOMPARE(*moment({2016, 12, 31, 23, 59, 60, 0, 0}, {}), *moment({2017, 1, 1, 0, 0, 0, 0, 0}, {}));
  }

  void fractionsHaveAnyNumberOfDigits() {
    CivilTime civil;
    Cursor cursor("12:00:00,5");
    QVERIFY(takeClock(cursor, civil));
    QCOMPARE(civil.nanos, std::int64_t{500'000'000});
    cursor = Cursor("12:00:00.1234567894444 x");
    QVERIFY(takeClock(cursor, civil));
    QCOMPARE(civil.nanos, std::int64_t{123'456'789});
    QCOMPARE(cursor.rest(), std::string_view(" x"));
  }

  void failedTakesLeaveTheCursor() {
    for (const char* text : {"2026-5", "2026-05-31", "2026-05-31 12:00", "2026-05-31T1200"}) {
      Cursor cursor(text);
      CivilTime civil;
      QVERIFY(!takeIsoTimestamp(cursor, civil));
      QCOMPARE(cursor.position(), std::size_t{0});
    }
    Cursor zone("+25:00");
    CivilTime civil;
    QVERIFY(!takeZone(zone, civil));
    QCOMPARE(zone.position(), std::size_t{0});
  }
};

QTEST_APPLESS_MAIN(TestCivilTime)
#include "test_civil_time.moc"
