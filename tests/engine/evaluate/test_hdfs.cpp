#include <cstdlib>
#include <filesystem>

#include <QtTest/QtTest>

#include "engine/evaluate/sequences.h"
#include "engine/sequence/session_file.h"

using namespace faultline;
using namespace faultline::evaluate;

/// The public HDFS sessions: 4,855 to learn from, 5,583 of 553,366 normal and 16,838 abnormal ones to judge.
class TestHdfs : public QObject {
  Q_OBJECT

  static constexpr double kNormalWeight = 99.1;
  LabelledSessions m_sessions;

 private Q_SLOTS:
  void initTestCase() {
    const char* data = std::getenv("FAULTLINE_DATA");
    if (data == nullptr) QSKIP("FAULTLINE_DATA does not name a folder with the HDFS sessions");
    const auto folder = std::filesystem::path(data) / "hdfs";
    auto train = sequence::readSessionFile(folder / "train_normal.txt", {});
    auto normal = sequence::readSessionFile(folder / "test_normal_sample.txt", {});
    auto abnormal = sequence::readSessionFile(folder / "test_abnormal.txt", {});
    QVERIFY(train && normal && abnormal);
    m_sessions = {std::move(*train), std::move(*normal), std::move(*abnormal)};
  }

  void theDefaultDetectorReachesItsScore() {
    detect::Settings settings;
    settings.seed = 1;
    const auto evaluations = evaluateSequences({"faultline"}, settings, m_sessions, kNormalWeight, {}, {});
    QVERIFY2(evaluations, evaluations ? "" : errorLine(evaluations.error()).c_str());
    const Evaluation& own = evaluations->front();
    QVERIFY2(own.score.f1 >= 0.95, qPrintable(QString("F1 %1: %2 found, %3 false alarms")
                                                  .arg(own.score.f1)
                                                  .arg(own.confusion.truePositives)
                                                  .arg(own.confusion.falsePositives)));
  }

  void newKeysAreInNearlyHalfOfTheAbnormalSessions() {
    const auto evaluations = evaluateSequences({"new-key"}, {}, m_sessions, kNormalWeight, {}, {});
    QVERIFY(evaluations);
    QCOMPARE(evaluations->front().confusion.truePositives, std::uint64_t{7908});
    QCOMPARE(evaluations->front().confusion.falsePositives, std::uint64_t{2});
  }
};

QTEST_APPLESS_MAIN(TestHdfs)
#include "test_hdfs.moc"
