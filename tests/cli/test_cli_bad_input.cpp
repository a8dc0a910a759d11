#include <array>
#include <unistd.h>
#include <zlib.h>

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
    QTest::newRow("not there yet") << QStringList{"dictionary", "p.faultline", "--ngrams", "2"};
    QTest::newRow("normal period") << QStringList{"learn", "p", "--normal", "yesterday"};
    QTest::newRow("since") << QStringList{"findings", "p", "--since", "yesterday"};
    QTest::newRow("source's zone") << QStringList{"sources", "p", "--set", "1", "--timezone", "Mars/Olympus"};
    QTest::newRow("relinked source") << QStringList{"sources", "p", "--relink", "one", "a.log"};
    QTest::newRow("layout's pattern") << QStringList{"layouts", "--add", "mine", "<Date>"};
    QTest::newRow("no project") << QStringList{"detect", "--follow"};
    QTest::newRow("follow without a project")
        << QStringList{"detect", "a.log", "--follow", "--model", "m.bundle"};
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
          QStringList{"--timezone", "Mars/Olympus"}, QStringList{"--layout", "<Date> (<Content>"},
          QStringList{"--clock-offset", "nan"}}) {
      const Outcome outcome = runProgram(QStringList{"import", project, log} + options);
      QVERIFY2(outcome.exitCode == 2, qPrintable(options.join(' ')));
      checkOneLine(outcome);
      QVERIFY(!QFile::exists(project));
    }
  }

  void mixedEncodingsAreTold() {
    const Outcome outcome = import("mixed.log",
                                   "2026-01-01 00:00:00 INFO shop: Gr\xc3\xbc\xc3\x9f"
                                   "e\n2026-01-01 00:00:01 INFO shop: Gr\xfc\xdf"
                                   "e\n");
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY2(outcome.err.contains("mixes encodings") && outcome.err.contains("1 lines are UTF-8, 1 are not"),
             outcome.err.constData());
    QCOMPARE(notices(outcome).size(), 1);
  }

  void nulBytesAndReturnsAreKeptOut() {
    QByteArray lines;
    for (int i = 0; i < 50; ++i)
      lines += "2026-01-01 00:00:" + QByteArray::number(10 + i) + " INFO shop: one\r\n";
    lines += QByteArray("2026-01-01 00:01:00 INFO shop: \0 two\r\n", 38);
    const Outcome outcome = import("nul.log", lines);
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.json()["events"].toInteger(), 51);
    QCOMPARE(outcome.json()["keys"].toInteger(), 2);
    QVERIFY(outcome.err.isEmpty());
  }

  void aClockThatJumpsBackIsTold() {
    const Outcome outcome = import("back.log",
                                   "2026-01-02 00:00:00 INFO shop: one\n"
                                   "2026-01-02 00:00:01 INFO shop: two\n"
                                   "2026-01-02 00:00:00 INFO shop: one\n"  // a thread that was late
                                   "2026-01-01 00:00:02 INFO shop: two\n"
                                   "2026-01-01 00:00:03 INFO shop: one\n");
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY2(outcome.err.contains("clock jumps back") && outcome.err.contains("back.log:4"),
             outcome.err.constData());
    QCOMPARE(runProgram({"info", m_folder->filePath("p.faultline")}).exitCode, 0);
  }

  void duplicateLinesAreEventsEach() {
    const Outcome outcome =
        import("dup.log", QByteArray("2026-01-02 00:00:00 INFO shop: one\n").repeated(5000));
    QCOMPARE(outcome.json()["events"].toInteger(), 5000);
    QCOMPARE(outcome.json()["keys"].toInteger(), 1);
    QVERIFY(outcome.err.isEmpty());
  }

  void manySessions() {
    QByteArray lines;
    for (int i = 0; i < 200'000; ++i)
      lines += "2026-01-02 00:00:00 INFO shop: order-" + QByteArray::number(i) + " paid\n";
    const Outcome outcome = import("sessions.log", lines, {"--session-id", "order-(\\d+)"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.json()["files"].toArray().at(0).toObject()["sessions"].toInteger(), 200'000);
    QCOMPARE(outcome.json()["keys"].toInteger(), 1);
  }

  /// Words, which no mask knows for what they are.
  void manyKeysAreBoundedAndAdvisedOn() {
    QByteArray lines;
    for (int i = 0; i < 60'000; ++i) {
      lines += "2026-01-02 00:00:00 INFO shop: " + word(i) + " met " + word(i * 7 + 1) + " at " +
               word(i * 3) + "\n";
    }
    const Outcome outcome = import("keys.log", lines);
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.json()["events"].toInteger(), 60'000);
    QVERIFY2(outcome.json()["keys"].toInteger() <= 20'001, outcome.out.constData());
    if (outcome.json()["keys"].toInteger() < 5'000) return;  // taken for what varies, which is better still
    QVERIFY2(outcome.err.contains("too many different messages") && outcome.err.contains("--mask"),
             outcome.err.constData());
  }

  void whatUnpacksToFillTheDiskIsStopped() {
    const QByteArray member = gzip(QByteArray(16 << 20, 'a'));
    const Outcome outcome = import("bomb.log.gz", member.repeated(48));  // 768 MiB in less than one
    QCOMPARE(outcome.json()["files"].toArray().at(0).toObject()["outcome"].toString(),
             QStringLiteral("partial"));
    QVERIFY2(outcome.err.contains("unpacks to too much") && outcome.err.contains("512 MiB"),
             outcome.err.constData());
  }

  void nothingStaysWhenEveryFileIsRefused() {
    const Outcome outcome = import("bad.log", binary());
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(!QFile::exists(m_folder->filePath("p.faultline")));
    QVERIFY(!QFile::exists(m_folder->filePath("p.faultline-wal")));
    QCOMPARE(import("good.log", "2026-01-01 00:00:00 INFO a.b: hello\n").exitCode, 0);
    QCOMPARE(import("bad.log", binary()).exitCode, 1);
    QVERIFY(QFile::exists(m_folder->filePath("p.faultline")));  // it was there before
  }

  void smallFilesOfAFolderAreToldOf() {
    QVERIFY(QDir(m_folder->path()).mkdir("logs"));
    write("logs/small.log", "2026-01-01 00:00:00 INFO shop: hello\n");
    write("logs/large.log", QByteArray("2026-01-01 00:00:00 INFO shop: hello\n").repeated(20));
    const Outcome outcome =
        runProgram({"import", "--json", m_folder->filePath("p.faultline"), m_folder->filePath("logs")});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()["events"].toInteger(), 20);
    QVERIFY2(outcome.err.contains("set aside") && outcome.err.contains("small.log"), outcome.err.constData());
  }

  void archivesOfSeveralFilesAreTold() {
    const Outcome outcome = import("logs.zip", QByteArray("PK\x03\x04\x14\0\0\0\b\0", 10) + binary());
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("zip archive; unpack it"), outcome.err.constData());
  }

 private:
  Outcome import(const QString& name, const QByteArray& content, const QStringList& options = {}) {
    return runProgram(
        QStringList{"import", "--json", m_folder->filePath("p.faultline"), write(name, content)} + options);
  }

  static QJsonArray notices(const Outcome& outcome) {
    return outcome.json()["files"].toArray().at(0).toObject()["notices"].toArray();
  }

  static QByteArray word(int number) {
    constexpr std::array<const char*, 16> kSyllables = {"ba", "ke", "ti", "lo", "mu", "ra", "ne", "so",
                                                        "fi", "du", "pa", "we", "xi", "yo", "zu", "ga"};
    QByteArray text;
    for (int i = 0; i < 5; ++i, number /= 16) text += kSyllables[static_cast<std::size_t>(number % 16)];
    return text;
  }

  static QByteArray gzip(const QByteArray& bytes) {
    QByteArray out(bytes.size() / 100 + 1024, '\0');
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      qFatal("zlib cannot start");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) qFatal("zlib cannot compress");
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
  }

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
