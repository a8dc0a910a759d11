#include <fstream>

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "engine/sequence/session_file.h"

using namespace faultline;
using namespace faultline::sequence;

class TestSessionFile : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;

  std::filesystem::path written(const std::string& text) const {
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "sessions.txt";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static std::vector<LogKey> keys(const SessionSet& sessions, std::size_t session) {
    return {sessions[session].begin(), sessions[session].end()};
  }

 private Q_SLOTS:
  void blanksOfEveryKindSeparateKeys() {
    const auto sessions = readSessionFile(written("5  22\t11 \r\n\n -3 7"), {});
    QVERIFY(sessions);
    QCOMPARE(sessions->size(), std::size_t{3});
    QCOMPARE(keys(*sessions, 0), (std::vector<LogKey>{5, 22, 11}));
    QVERIFY((*sessions)[1].empty());
    QCOMPARE(keys(*sessions, 2), (std::vector<LogKey>{-3, 7}));
    QCOMPARE(sessions->kind(0), SessionKind::Whole);
  }

  void whatIsWrittenIsReadBack() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{1, 2, 3});
    sessions.add(std::vector<LogKey>{});
    sessions.add(std::vector<LogKey>{-4});
    const auto path = written("");
    QVERIFY(writeSessionFile(path, sessions));
    const auto read = readSessionFile(path, {});
    QVERIFY(read);
    QCOMPARE(read->size(), std::size_t{3});
    QCOMPARE(keys(*read, 0), keys(sessions, 0));
    QVERIFY((*read)[1].empty());
    QCOMPARE(keys(*read, 2), keys(sessions, 2));
  }

  void badLinesAreNamed_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("word") << "1 2\n3 x\n" << 2;
    QTest::newRow("fraction") << "1.5\n" << 1;
    QTest::newRow("too large") << "1\n2\n2147483648\n" << 3;
    QTest::newRow("the start's own number") << "-2147483648\n" << 1;
    QTest::newRow("the end's own number") << "7 -2147483647\n" << 1;
  }
  void badLinesAreNamed() {
    QFETCH(QString, text);
    QFETCH(int, line);
    const auto path = written(text.toStdString());
    const auto sessions = readSessionFile(path, {});
    QVERIFY(!sessions);
    QCOMPARE(sessions.error().code, ErrorCode::SessionFileInvalid);
    QCOMPARE(sessions.error().where, path.string() + ":" + std::to_string(line));
  }

  void missingEmptyAndFolderAreToldApart() {
    const std::filesystem::path folder = m_folder.path().toStdString();
    QCOMPARE(readSessionFile(folder / "none.txt", {}).error().code, ErrorCode::FileMissing);
    QCOMPARE(readSessionFile(written(""), {}).error().code, ErrorCode::FileEmpty);
    QCOMPARE(readSessionFile(folder, {}).error().code, ErrorCode::FileUnreadable);
  }

  void readingCanBeCancelled() {
    std::string text;
    for (int line = 0; line < 5000; ++line) text += "1 2\n";
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(readSessionFile(written(text), stop.get_token()).error().code, ErrorCode::Cancelled);
  }

  void flagsAreOneALine() {
    const auto path = written("");
    QVERIFY(writeFlagFile(path, {0, 1, 1}));
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    QCOMPARE(text, std::string("0\n1\n1\n"));
  }

  void anUnwritableFileIsAnError() {
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "no such folder" / "f.txt";
    QCOMPARE(writeFlagFile(path, {1}).error().code, ErrorCode::OutputUnwritable);
    QCOMPARE(writeSessionFile(path, {}).error().code, ErrorCode::OutputUnwritable);
  }
};

QTEST_APPLESS_MAIN(TestSessionFile)
#include "test_session_file.moc"
