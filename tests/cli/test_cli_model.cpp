#include <set>

#include <QtTest/QtTest>

#include "tests/cli/program.h"
#include "tests/support/made_log.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
  file.write(bytes);
}

using Place = std::pair<QString, qint64>;

}  // namespace

/// A model as a file: `export --what model` and `detect --model`.
class TestCliModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    support::MadeLogSettings settings;
    settings.lines = 5'000;
    settings.faultRate = 0;
    support::writeMadeLog(path("normal.log").toStdString(), settings);
    settings.seed = 2;
    settings.faultRate = 0.2;
    m_made = support::writeMadeLog(path("faulty.log").toStdString(), settings);
    QCOMPARE(runProgram({"import", path("p.faultline"), path("normal.log"), "--session-id", "chunk-\\d+"})
                 .exitCode,
             0);
    QCOMPARE(runProgram({"learn", path("p.faultline"), "--sources", "1", "--epochs", "3"}).exitCode, 0);
    const Outcome outcome =
        runProgram({"export", path("p.faultline"), "--what", "model", "--out", path("m.bundle")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
  }

  /// What the model finds in files is what it finds in a project.
  void filesAreJudgedAsInAProject() {
    QVERIFY(QFile::copy(path("p.faultline"), path("q.faultline")));
    QCOMPARE(runProgram({"import", path("q.faultline"), path("faulty.log"), "--session-id", "chunk-\\d+"})
                 .exitCode,
             0);
    QCOMPARE(runProgram({"detect", path("q.faultline")}).exitCode, 0);
    std::set<Place> expected;
    const QJsonObject project =
        runProgram({"findings", path("q.faultline"), "--json", "--kind", "key"}).json();
    for (const auto& one : project["findings"].toArray()) {
      const QJsonObject finding = one.toObject();
      if (finding["source"].toString().endsWith("faulty.log"))
        expected.insert({finding["code"].toString().section('-', -1), finding["line"].toInteger()});
    }
    const Outcome outcome = runProgram({"detect", "--model", path("m.bundle"), path("faulty.log")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    std::set<Place> found;
    for (const QByteArray& line : outcome.out.split('\n')) {
      if (line.isEmpty()) continue;
      const QJsonObject finding = QJsonDocument::fromJson(line).object();
      for (const char* field :
           {"id", "kind", "code", "severity", "score", "p", "time", "end", "host", "service", "session",
            "source", "line", "title", "status", "incident", "expected"})
        QVERIFY2(finding.contains(QLatin1String(field)), field);
      QCOMPARE(finding["source"].toString(), path("faulty.log"));
      found.insert({finding["code"].toString().section('-', -1), finding["line"].toInteger()});
    }
    QVERIFY(expected.size() > 10);
    QVERIFY(found == expected);
    QVERIFY(outcome.err.contains("sessions"));
  }

  void anExportIsTheSameEachTime() {
    QCOMPARE(
        runProgram({"export", path("p.faultline"), "--what", "model", "--out", path("n.bundle")}).exitCode,
        0);
    QCOMPARE(contentOf(path("n.bundle")), contentOf(path("m.bundle")));
  }

  void whatIsNoModelIsRefused_data() {
    const QByteArray whole = contentOf(path("m.bundle"));
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a log") << contentOf(path("normal.log")).left(5000);
    QTest::newRow("cut") << whole.left(whole.size() / 2);
    QByteArray damaged = whole;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    QTest::newRow("a bit flipped") << damaged;
  }

  void whatIsNoModelIsRefused() {
    QFETCH(QByteArray, bytes);
    write(path("bad.bundle"), bytes);
    const Outcome outcome = runProgram({"detect", "--model", path("bad.bundle"), path("faulty.log")});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains("bad.bundle"), outcome.err.constData());
  }

  void anotherLayoutIsFoundOut() {
    write(path("other.log"),
          QByteArray("Jan  5 08:00:00 host sshd[1]: Accepted key for root\n").repeated(30));
    const Outcome outcome = runProgram({"detect", "--model", path("m.bundle"), path("other.log")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY2(outcome.err.contains("the model knows no such files"), outcome.err.constData());
    QVERIFY2(outcome.err.contains("30 of a kind that the model has never seen"), outcome.err.constData());
  }

  void aFileThatIsNotThereIsSaid() {
    QCOMPARE(runProgram({"detect", "--model", path("m.bundle"), path("none.log")}).exitCode, 1);
    QCOMPARE(runProgram({"detect", "--model", path("none.bundle"), path("faulty.log")}).exitCode, 1);
    QCOMPARE(runProgram({"detect", "--model", path("m.bundle")}).exitCode, 2);
  }

  void exportsThatCannotBeWrittenLeaveNothing() {
    const Outcome missing =
        runProgram({"export", path("p.faultline"), "--what", "model", "--out", path("no/such/m.bundle")});
    QCOMPARE(missing.exitCode, 1);
    QVERIFY(missing.err.contains("no/such/m.bundle"));
    QVERIFY(QDir(path("")).entryList({"*.part-*"}).isEmpty());
  }

  void tablesAreExported() {
    QCOMPARE(
        runProgram({"export", path("p.faultline"), "--what", "templates", "--out", path("t.csv")}).exitCode,
        0);
    QVERIFY(contentOf(path("t.csv")).startsWith("id,template,name,occurrences\n"));
    QCOMPARE(
        runProgram({"export", path("p.faultline"), "--what", "sessions", "--out", path("s.json")}).exitCode,
        0);
    const QJsonObject sessions = QJsonDocument::fromJson(contentOf(path("s.json"))).object();
    QVERIFY(sessions["sessions"].toArray().size() > 50);
    QCOMPARE(
        runProgram({"export", path("p.faultline"), "--what", "findings", "--out", path("f.csv")}).exitCode,
        0);
    QCOMPARE(runProgram({"export", path("p.faultline"), "--what", "scores", "--out", path("x.csv")}).exitCode,
             2);
    QCOMPARE(runProgram({"export", path("p.faultline"), "--what", "model", "--out", path("x.csv")}).exitCode,
             2);
    QVERIFY(!QFile::exists(path("x.csv")));
  }

 private:
  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

  QTemporaryDir m_folder;
  support::MadeLog m_made;
};

QTEST_GUILESS_MAIN(TestCliModel)
#include "test_cli_model.moc"
