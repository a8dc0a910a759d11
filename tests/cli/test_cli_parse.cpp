#include <QtTest/QtTest>

#include "tests/cli/program.h"

using faultline::test::Outcome;
using faultline::test::runProgram;

/// `parse`: the columns and the counts of what it writes.
class TestCliParse : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QFile log(path("a.log"));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write(
        "10:00:01 INFO net: connected to 10.0.0.1 in 15 ms\n"
        "10:00:02 INFO net: connected to 10.0.0.2 in 7 ms\n"
        "no header\n"
        "10:00:03 WARN disk: \"sda\" is full, 3 files left\n");
  }

  void theFieldsOfTheLayoutAreColumns() {
    const Outcome outcome = parse({"--templates", path("t.csv"), "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(outcome.json()["lines"].toInteger(), 4);
    QCOMPARE(outcome.json()["unfitting"].toInteger(), 1);
    QCOMPARE(outcome.json()["keys"].toInteger(), 2);
    const QByteArrayList rows = rowsOf("s.csv");
    QCOMPARE(rows.size(), 5);
    QCOMPARE(rows[0], "LineId,Time,Level,Component,Content,EventId,EventTemplate,ParameterList");
    QCOMPARE(rows[1],
             "1,10:00:01,INFO,net,connected to 10.0.0.1 in 15 ms,E1,connected to <*> in <*> ms,"
             "\"[\"\"10.0.0.1\"\",\"\"15\"\"]\"");
    QVERIFY(rows[2].contains(",E1,"));
    QCOMPARE(rows[3], "3,,,,no header,,,");
    QVERIFY(rows[4].startsWith("4,10:00:03,WARN,disk,\"\"\"sda\"\" is full, 3 files left\",E2,"));
    const QByteArrayList templates = rowsOf("t.csv");
    QCOMPARE(templates.size(), 3);
    QCOMPARE(templates[0], "EventId,EventTemplate,Occurrences");
    QCOMPARE(templates[1], "E1,connected to <*> in <*> ms,2");
    QVERIFY(templates[2].startsWith("E2,") && templates[2].endsWith(",1"));
  }

  void spellSeesWhatItsMasksShow() {
    const Outcome outcome = parse({"--parser", "spell", "--tau", "0.7", "--mask", "(\\d+\\.){3}\\d+",
                                   "--mask", "\\b\\d+\\b", "--templates", path("t.csv")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QCOMPARE(rowsOf("t.csv")[1], "E1,connected to <*> in <*> ms,2");
    QCOMPARE(parse({"--parser", "spell", "--tau", "1", "--json"}).json()["keys"].toInteger(), 3);
  }

  void settingsThatCannotBeUsed_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("parser") << QStringList{"--parser", "drain"};
    QTest::newRow("tau 0") << QStringList{"--tau", "0"};
    QTest::newRow("tau above 1") << QStringList{"--tau", "1.5"};
    QTest::newRow("mask") << QStringList{"--mask", "(unclosed"};
    QTest::newRow("layout") << QStringList{"--layout", "<Time> <Level>"};
    QTest::newRow("layout's name") << QStringList{"--layout", "no-such-layout"};
  }
  void settingsThatCannotBeUsed() {
    QFETCH(QStringList, options);
    const Outcome outcome = parse(options);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(outcome.err.startsWith("faultline: "));
    QCOMPARE(outcome.err.count('\n'), 1);
    QVERIFY(!QFile::exists(path("s.csv")));
  }

  void filesThatCannotBeRead() {
    QCOMPARE(runProgram({"parse", path("none.log"), "--structured", path("s.csv")}).exitCode, 1);
    QCOMPARE(runProgram({"parse", path("a.log"), "--structured", path("no/folder/s.csv")}).exitCode, 1);
    QVERIFY(!QFile::exists(path("s.csv")));
  }

 private:
  [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(name); }

  [[nodiscard]] Outcome parse(const QStringList& options) const {
    QStringList arguments{"parse", path("a.log"), "--structured", path("s.csv")};
    if (!options.contains("--layout"))
      arguments << "--layout"
                << "<Time> <Level> <Component>: <Content>";
    return runProgram(arguments + options, m_folder->path());
  }

  [[nodiscard]] QByteArrayList rowsOf(const char* name) const {
    QFile file(path(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QByteArrayList rows = file.readAll().split('\n');
    rows.removeLast();  // behind the last line end
    return rows;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCliParse)
#include "test_cli_parse.moc"
