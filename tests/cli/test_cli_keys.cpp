#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include "tests/cli/program.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// `keys` and `undo`, as a script would use them.
class TestCliKeys : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QByteArray text;
    for (int i = 0; i < 12; ++i) {
      text += i % 2 == 0 ? "user alice logged in\n" : "user \x1b[31mbob\x07 logged in\n";
      text +=
          "status " + QByteArray(i % 3 == 0 ? "404" : "200") + " for /page/" + QByteArray::number(i) + "\n";
    }
    write("a.log", text);
    QCOMPARE(import({}).exitCode, 0);
  }

  void keysAreListedWithoutControlCharacters() {
    const Outcome outcome = keys({});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.out.startsWith("3 log keys\n"));
    QVERIFY(outcome.out.contains("user alice logged in"));
    QVERIFY(!outcome.out.contains('\x1b') && !outcome.out.contains('\x07'));
    const QJsonObject document = keys({"--json"}).json();
    QCOMPARE(document["schema"].toInt(), 1);
    const QJsonObject first = document["keys"].toArray().at(0).toObject();
    QCOMPARE(first["template"].toString(), QStringLiteral("status <*> for <*>"));
    QCOMPARE(first["events"].toInt(), 12);
    QVERIFY(document["needs_relearning"].isNull());
  }

  void aDryRunShowsTheLinesAndChangesNothing() {
    const QByteArray before = keys({"--json"}).out;
    const Outcome outcome = keys({"--split", "2", "--on", "404", "--dry-run"});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out.contains("would change 1 log keys, 4 events"), outcome.out.constData());
    QVERIFY(outcome.out.contains("status 404 for <*>"));
    QVERIFY(outcome.out.contains("1:2  status 404 for /page/0"));
    const QJsonObject document = keys({"--mask", "alice", "--dry-run", "--json"}).json();
    QCOMPARE(document["lines"].toArray().size(), 6);
    QCOMPARE(keys({"--json"}).out, before);
  }

  void everyEditIsMadeAndTakenBack_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("title");
    QTest::newRow("merge") << QStringList{"--merge", "1,3"}
                           << "Log keys 3 merged into 1: user alice logged in";
    QTest::newRow("split") << QStringList{"--split", "2", "--on", "404"}
                           << "Log key 2 split on “404”: status <*> for <*>";
    QTest::newRow("mask") << QStringList{"--mask", "ali.e"} << "Mask added: ali.e";
    QTest::newRow("rename") << QStringList{"--rename", "2", "an answer"} << "Log key 2 named “an answer”";
  }
  void everyEditIsMadeAndTakenBack() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, title);
    const QByteArray before = keys({"--json"}).out;
    const Outcome made = keys(arguments);
    QVERIFY2(made.exitCode == 0, made.err.constData());
    const QByteArray after = keys({"--json"}).out;
    QVERIFY(after != before);
    const QJsonObject change =
        runProgram({"undo", project(), "--list", "--json"}).json()["changes"].toArray().at(0).toObject();
    QCOMPARE(change["title"].toString(), title);
    QVERIFY(change["can_undo"].toBool());
    QCOMPARE(runProgram({"undo", project()}).out, "undone: " + title.toUtf8() + "\n");
    QCOMPARE(keys({"--json"}).out, before);
    QCOMPARE(
        runProgram({"undo", project(), "--redo", "--json"}).json()["change"].toObject()["undone"].toBool(),
        false);
    QCOMPARE(keys({"--json"}).out, after);
  }

  void whatCannotBeDoneIsSaid() {
    QCOMPARE(runProgram({"undo", project()}).exitCode, 1);
    QCOMPARE(runProgram({"undo", project(), "--redo"}).exitCode, 1);
    const Outcome split = keys({"--split", "2", "--on", "503"});
    QCOMPARE(split.exitCode, 1);
    QVERIFY2(split.err.contains("no line of the log key has this word"), split.err.constData());
    QVERIFY(keys({"--merge", "1,77"}).err.contains("there is no such log key"));
    QVERIFY(keys({"--rename", "x", "y"}).err.contains("there is no such log key"));
    QVERIFY(keys({"--mask", "("}).err.contains("regular expression"));
    QCOMPARE(keys({"--split", "2"}).exitCode, 2);
    QCOMPARE(keys({"--merge", "1,2", "--mask", "x"}).exitCode, 2);
    QCOMPARE(runProgram({"keys", project() + "nowhere"}).exitCode, 1);
  }

  void aFrozenImportKeepsTheKeys() {
    write("a.log", "status 200 for /page/99\nnever seen before\nnor was this\n", QIODevice::Append);
    QCOMPARE(import({"--frozen"}).exitCode, 0);
    const QJsonArray list = keys({"--json"}).json()["keys"].toArray();
    QCOMPARE(list.size(), 4);
    QCOMPARE(list.at(0).toObject()["events"].toInt(), 13);
    QCOMPARE(list.at(3).toObject()["template"].toString(), QStringLiteral("message of no known kind"));
    QCOMPARE(list.at(3).toObject()["events"].toInt(), 2);
  }

  void findingsSayWhatKeysAreCalledAndModelsWhatTheyMissed() {
    QByteArray text;
    for (int i = 0; i < 400; ++i) {
      const QByteArray session = "[req-" + QByteArray::number(10'000 + i) + "] ";
      text += session + "begin of work\n";
      text += session + (i == 377 ? QByteArray("disk is broken\n") : QByteArray("work goes on\n"));
      text += session + "end of work\n";
    }
    write("s.log", text);
    const QString sessions = file("s.faultline");
    const Outcome analysis = runProgram({"analyze", sessions, file("s.log"), "--layout", "plain",
                                         "--session-id", "req-([0-9]+)", "--epochs", "2", "--json"});
    QVERIFY2(analysis.exitCode == 0, analysis.err.constData());
    const auto titles = [&] { return QString::fromUtf8(runProgram({"findings", sessions, "--csv"}).out); };
    QVERIFY2(titles().contains("disk is broken"), qPrintable(titles()));
    qint64 broken = 0;
    qint64 begin = 0;
    qint64 goes = 0;
    for (const auto& value : runProgram({"keys", sessions, "--json"}).json()["keys"].toArray()) {
      const QJsonObject key = value.toObject();
      if (key["template"].toString().contains("broken")) broken = key["id"].toInteger();
      if (key["template"].toString().contains("begin of")) begin = key["id"].toInteger();
      if (key["template"].toString().contains("goes on")) goes = key["id"].toInteger();
    }
    QVERIFY(broken != 0 && begin != 0 && goes != 0);
    QCOMPARE(runProgram({"keys", sessions, "--rename", QString::number(broken), "DEAD DISK"}).exitCode, 0);
    QVERIFY(titles().contains("DEAD DISK"));
    QVERIFY(!titles().contains("disk is broken"));
    QVERIFY(runProgram({"info", sessions, "--json"}).json()["needs_relearning"].isNull());
    const Outcome merged =
        runProgram({"keys", sessions, "--merge", QString::number(goes) + "," + QString::number(begin)});
    QVERIFY2(merged.err.contains("learn again"), merged.err.constData());
    QVERIFY(runProgram({"detect", sessions}).err.contains("learn again"));
    QVERIFY(runProgram({"info", sessions, "--json"}).json()["needs_relearning"].isString());
  }

 private:
  [[nodiscard]] QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
  [[nodiscard]] QString project() const { return file("p.faultline"); }

  [[nodiscard]] Outcome keys(const QStringList& arguments) const {
    return runProgram(QStringList{"keys", project()} + arguments);
  }

  [[nodiscard]] Outcome import(const QStringList& arguments) const {
    return runProgram(
        QStringList{"import", project(), file("a.log"), "--layout", "plain", "--session-id", "none"} +
        arguments);
  }

  void write(const char* name, const QByteArray& text,
             QIODevice::OpenMode mode = QIODevice::WriteOnly) const {
    QFile log(file(name));
    QVERIFY(log.open(mode));
    log.write(text);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCliKeys)
#include "test_cli_keys.moc"
