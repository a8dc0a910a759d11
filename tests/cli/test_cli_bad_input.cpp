#include <unistd.h>

#include <QtTest/QtTest>

#include "tests/cli/program.h"

using faultline::test::Outcome;
using faultline::test::runProgram;

/// Every bad input gets one line that names what, where and what to do.
class TestCliBadInput : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void wrongUsageExitsWithTwo_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown option") << QStringList{"info", "p.faultline", "--nonsense"};
    QTest::newRow("missing argument") << QStringList{"import", "p.faultline"};
    QTest::newRow("one too many") << QStringList{"info", "a", "b"};
    QTest::newRow("out of range") << QStringList{"learn", "p", "--history", "0"};
    QTest::newRow("not a number") << QStringList{"explain", "p", "seven"};
    QTest::newRow("not there yet") << QStringList{"workflow", "p.faultline", "--tau", "0.9"};
    QTest::newRow("follow") << QStringList{"detect", "p.faultline", "--follow"};
  }
  void wrongUsageExitsWithTwo() {
    QFETCH(QStringList, arguments);
    const Outcome outcome = runProgram(arguments);
    QCOMPARE(outcome.exitCode, 2);
    checkOneLine(outcome);
  }

  void aProjectThatIsNone_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("text") << QByteArray("just some text, no database\n")
                          << QByteArray("not a Faultline project");
    QTest::newRow("empty") << QByteArray() << QByteArray("not a Faultline project");
  }
  void aProjectThatIsNone() {
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, words);
    const QString project = write("p.faultline", content);
    for (const char* command : {"info", "learn", "detect", "findings", "sources"}) {
      const Outcome outcome = runProgram({command, project});
      QCOMPARE(outcome.exitCode, 1);
      checkOneLine(outcome);
      QVERIFY2(outcome.err.contains(words), outcome.err.constData());
    }
    const Outcome import = runProgram({"import", project, write("a.log", "2026-01-01 00:00:00 INFO a: b\n")});
    QCOMPARE(import.exitCode, 1);
    QFile kept(project);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), content);  // somebody's file is left as it is
  }

  void aMissingProject() {
    const Outcome outcome = runProgram({"info", m_folder->filePath("none.faultline")});
    QCOMPARE(outcome.exitCode, 1);
    checkOneLine(outcome);
    QVERIFY(!QFile::exists(m_folder->filePath("none.faultline")));
  }

  void filesThatCannotBeImported_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
    QTest::newRow("binary") << binary() << QByteArray("not a text file");
  }
  void filesThatCannotBeImported() {
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, words);
    const QString bad = write("bad.log", content);
    const Outcome alone = runProgram({"import", m_folder->filePath("p.faultline"), bad});
    QCOMPARE(alone.exitCode, 1);
    QVERIFY2(alone.err.contains(words), alone.err.constData());
    QVERIFY(alone.err.contains("bad.log"));
    const QString good = write("good.log", "2026-01-01 00:00:00 INFO a.b: hello\n");
    const Outcome both = runProgram({"import", "--json", m_folder->filePath("p.faultline"), bad, good});
    QCOMPARE(both.exitCode, 0);  // the good one is in
    QCOMPARE(both.json()["events"].toInteger(), 1);
    QVERIFY(both.err.contains(words));
  }

  void aFolderWithoutRights() {
    if (geteuid() == 0) QSKIP("root may read every folder");
    const QString folder = m_folder->filePath("closed");
    QVERIFY(QDir().mkdir(folder));
    QVERIFY(QFile::setPermissions(folder, {}));
    const Outcome outcome = runProgram({"import", m_folder->filePath("p.faultline"), folder});
    QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.err.contains("folder cannot be read"));
  }

  void encodingsOtherThanUtf8() {
    const QString latin = write("latin.log",
                                "2026-01-01 00:00:00 INFO shop: Gr\xfc\xdf"
                                "e aus M\xfcnchen\n");
    QByteArray wide("\xff\xfe", 2);
    for (const char c :
         QByteArray("2026-01-01 00:00:00 INFO shop: hello\n2026-01-01 00:00:01 INFO shop: bye\n")) {
      wide.append(c).append('\0');
    }
    const QString utf16 = write("wide.log", wide);
    const Outcome outcome = runProgram({"import", "--json", m_folder->filePath("p.faultline"), latin, utf16});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.json()["events"].toInteger(), 3);
    for (const auto& file : outcome.json()["files"].toArray())
      QCOMPARE(file.toObject()["unfitting"].toInteger(), 0);
  }

  void terminalEscapesInLogsDoNotReachTheTerminal() {
    QByteArray lines;
    for (int i = 0; i < 200; ++i)
      lines += "2026-01-01 00:00:" + QByteArray::number(10 + i % 50) + " INFO shop: step one of order\n";
    lines += "2026-01-01 00:01:10 ERROR shop: \x1b]0;owned\x07\x1b[31m<b>boom</b>\n";
    const QString project = m_folder->filePath("p.faultline");
    const Outcome outcome = runProgram({"analyze", project, write("evil.log", lines)});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY(!outcome.out.contains('\x1b'));
    const qint64 id = runProgram({"findings", project, "--json"})
                          .json()["findings"]
                          .toArray()
                          .at(0)
                          .toObject()["id"]
                          .toInteger();
    const Outcome explained = runProgram({"explain", project, QString::number(id)});
    QVERIFY(explained.out.contains("boom"));
    QVERIFY(!explained.out.contains('\x1b'));
    QVERIFY(!explained.out.contains('\x07'));
  }

  void aFileDeletedAfterImport() {
    const QString log =
        write("gone.log", "2026-01-01 00:00:00 INFO a.b: hello\n2026-01-01 00:00:01 INFO a.b: hello\n");
    const QString project = m_folder->filePath("p.faultline");
    QCOMPARE(runProgram({"analyze", project, log}).exitCode, 0);
    QVERIFY(QFile::remove(log));
    const Outcome info = runProgram({"info", project, "--json"});
    QCOMPARE(info.exitCode, 0);
    QCOMPARE(info.json()["sources"].toArray().at(0).toObject()["file"].toString(), QStringLiteral("missing"));
    QCOMPARE(runProgram({"findings", project}).exitCode, 0);
    QCOMPARE(runProgram({"detect", project}).exitCode, 0);  // the events are in the project
  }

  void badSettings() {
    const QString log = write("a.log", "2026-01-01 00:00:00 INFO a.b: hello\n");
    const QString project = m_folder->filePath("p.faultline");
    for (const QStringList& options :
         {QStringList{"--layout", "no-such"}, QStringList{"--session-id", "(unclosed"},
          QStringList{"--timezone", "Mars/Olympus"}}) {
      const Outcome outcome = runProgram(QStringList{"import", project, log} + options);
      QVERIFY2(outcome.exitCode == 1, qPrintable(options.join(' ')));
      QVERIFY(outcome.err.startsWith("faultline: "));
    }
  }

 private:
  static QByteArray binary() {
    QByteArray bytes;
    for (int i = 0; i < 4096; ++i) bytes.append(static_cast<char>(i * 31 % 256));
    return bytes;
  }

  QString write(const QString& name, const QByteArray& content) {
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(name));
    file.write(content);
    return file.fileName();
  }

  static void checkOneLine(const Outcome& outcome) {
    QVERIFY2(outcome.err.startsWith("faultline: "), outcome.err.constData());
    QCOMPARE(outcome.err.count('\n'), 1);
    QVERIFY(outcome.out.isEmpty());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCliBadInput)
#include "test_cli_bad_input.moc"
