#include <QtTest/QtTest>

#include "engine/input/detection.h"
#include "engine/input/file_probe.h"
#include "engine/input/line_reader.h"

using namespace faultline;
using namespace faultline::input;

/// Real logs of many systems, from the folder that FAULTLINE_DATA names.
class TestRealLogs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    m_folder = qEnvironmentVariable("FAULTLINE_DATA");
    if (m_folder.isEmpty()) QSKIP("FAULTLINE_DATA names no folder with real logs");
  }

  void layoutsAndSessionsAreFound_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("rule");
    const auto loghub = [](const char* name) { return QStringLiteral("loghub_2k/%1/%1_2k.log").arg(name); };
    QTest::newRow("Android") << loghub("Android") << "android"
                             << "none";
    QTest::newRow("Apache") << loghub("Apache") << "apache-error"
                            << "none";
    QTest::newRow("BGL") << loghub("BGL") << "bgl"
                         << "none";
    QTest::newRow("HDFS") << loghub("HDFS") << "hdfs"
                          << "block";
    QTest::newRow("HPC") << loghub("HPC") << "hpc"
                         << "none";
    QTest::newRow("Hadoop") << loghub("Hadoop") << "hadoop"
                            << "none";
    QTest::newRow("OpenStack") << loghub("OpenStack") << "nova"
                               << "instance";
    QTest::newRow("Spark") << loghub("Spark") << "spark"
                           << "none";
    QTest::newRow("Windows") << loghub("Windows") << "windows-cbs"
                             << "none";
    QTest::newRow("Zookeeper") << loghub("Zookeeper") << "zookeeper"
                               << "none";
    QTest::newRow("nova") << "openstack/openstack-nova-sample.log"
                          << "nova"
                          << "instance";
    QTest::newRow("nova without dhcp") << "openstack/openstack-nova-dhcpoff.log"
                                       << "nova"
                                       << "instance";
    QTest::newRow("train tickets") << "trainticket/normal/log/08_50_log.csv.gz"
                                   << "pod-csv"
                                   << "trace";
  }
  void layoutsAndSessionsAreFound() {
    QFETCH(QString, file);
    QFETCH(QString, layout);
    QFETCH(QString, rule);
    const std::filesystem::path path = (m_folder + "/" + file).toStdString();
    const auto probe = probeFile(path);
    QVERIFY(probe);
    const ReadContext context{LocalTime(probe->modified.time_since_epoch() + std::chrono::hours(24))};
    const std::vector<std::string> lines = linesOf(path, *probe);
    const std::vector<std::string_view> all(lines.begin(), lines.end());
    const auto sample = std::span(all).first(std::min<std::size_t>(all.size(), 1000));
    const LayoutGuess guess = detectLayout(sample, context);
    QCOMPARE(QString::fromStdString(guess.layout->name()), layout);
    QVERIFY(fittingShare(all, *guess.layout, context) >= 0.99);
    QCOMPARE(QString::fromStdString(detectSessionRule(sample, *guess.layout, context)), rule);
  }

 private:
  static std::vector<std::string> linesOf(const std::filesystem::path& path, const FileProbe& probe) {
    auto stream = TextStream::open(path, probe.compression, probe.encoding);
    LineReader reader(*stream);
    LineBlock block;
    std::vector<std::string> lines;
    while (*reader.next(block)) {
      for (std::size_t i = 0; i < block.lines.size(); ++i) lines.emplace_back(block.line(i));
    }
    return lines;
  }

  QString m_folder;
};

QTEST_APPLESS_MAIN(TestRealLogs)
#include "test_real_logs.moc"
