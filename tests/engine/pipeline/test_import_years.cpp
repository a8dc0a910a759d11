#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using namespace faultline::test;

/// Times of lines that leave out their year, and entries of containers, as they are stored.
class TestImportYears : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void yearsAcrossTwoNewYears() {
    const auto path = m_logs->write("messages",
                                    "Nov  1 12:00:00 host app: a\n"
                                    "Dec 31 23:59:59 host app: b\n"
                                    "Jan  1 00:00:01 host app: c\n"
                                    "Jun  1 12:00:00 host app: d\n"
                                    "Aug  1 12:00:00 host app: e\n"
                                    "Oct  1 12:00:00 host app: f\n"
                                    "Dec  1 12:00:00 host app: g\n"
                                    "Jan  2 00:00:00 host app: h\n");
    changedAt(path, QDateTime({2026, 1, 2}, {1, 0}, Qt::UTC));
    QCOMPARE(m_logs->importOne(path).layout, std::string("syslog"));
    QCOMPARE(years(), QString("2024 2024 2025 2025 2025 2025 2025 2026"));
  }

  /// What a container wrote in several lines is one event.
  void aTraceInAContainersLog() {
    const std::string head = "2026-05-31T12:00:00.1Z stdout F ";
    const auto file = m_logs->importOne(m_logs->write(
        "pod.log", head + "2026-05-31 12:00:00 ERROR shop.Cart: failed\n" + head + "\tat a.b.C(C.java:1)\n" +
                       head + "2026-05-31 12:00:00 INFO shop.Cart: next\n"));
    QCOMPARE(file.layout, std::string("cri"));
    QCOMPARE(file.events, std::uint64_t{2});
    QCOMPARE(m_logs->events()[0].extraLines, std::uint32_t{1});
  }

 private:
  static void changedAt(const std::filesystem::path& path, const QDateTime& when) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(when, QFileDevice::FileModificationTime));
  }

  [[nodiscard]] QString years() const {
    QStringList all;
    for (const auto& event : m_logs->events()) {
      all << QString::fromStdString(isoUtc(UtcTime(event.time->time_since_epoch()))).left(4);
    }
    return all.join(' ');
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_APPLESS_MAIN(TestImportYears)
#include "test_import_years.moc"
