#include <QtTest/QtTest>

#include "tests/cli/program.h"

using faultline::test::Outcome;

/// Layouts that a user wrote: kept, named, passed on.
class TestCliLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_log = m_folder->filePath("shop.log");
    QFile log(m_log);
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write(
        "[WARN] 2026-01-01 00:00:00 cart ~ one item left\n[INFO] 2026-01-01 00:00:01 cart ~ two items "
        "left\n");
  }

  void aLayoutIsUsedByItsName() {
    QCOMPARE(run({"import", project(), m_log, "--layout", "shop"}).exitCode, 2);
    QVERIFY(!QFile::exists(project()));
    QCOMPARE(run({"layouts", "--add", "shop", kPattern}).exitCode, 0);
    const QJsonObject file = run({"import", project(), m_log, "--layout", "shop", "--json"})
                                 .json()["files"]
                                 .toArray()
                                 .at(0)
                                 .toObject();
    QCOMPARE(file["unfitting"].toInteger(-1), 0);
    QCOMPARE(file["layout"].toString(), QString(kPattern));
    const Outcome parsed =
        run({"parse", m_log, "--layout", "shop", "--structured", m_folder->filePath("s.csv")});
    QVERIFY2(parsed.exitCode == 0, parsed.err.constData());
    QFile structured(m_folder->filePath("s.csv"));
    QVERIFY(structured.open(QIODevice::ReadOnly));
    QCOMPARE(structured.readLine(),
             "LineId,Level,Date,Time,Component,Content,EventId,EventTemplate,ParameterList\n");
  }

  void theProjectsComesFirst() {
    QCOMPARE(run({"layouts", "--add", "shop", "<Content>"}).exitCode, 0);
    QCOMPARE(run({"layouts", project(), "--add", "shop", kPattern}).exitCode, 0);
    const QJsonArray layouts = run({"layouts", project(), "--json"}).json()["layouts"].toArray();
    QCOMPARE(layouts.at(0).toObject(),
             (QJsonObject{{"name", "shop"}, {"pattern", kPattern}, {"of", "project"}}));
    QCOMPARE(layouts.at(1).toObject(),
             (QJsonObject{{"name", "shop"}, {"pattern", "<Content>"}, {"of", "user"}}));
    QCOMPARE(layouts.last().toObject()["name"].toString(), QStringLiteral("plain"));
    QCOMPARE(run({"import", project(), m_log, "--layout", "shop"}).exitCode, 0);
    const QJsonObject source =
        run({"sources", project(), "--json"}).json()["sources"].toArray().at(0).toObject();
    QCOMPARE(source["layout"].toString(), QString(kPattern));
  }

  void theyArePassedOn() {
    const QString file = m_folder->filePath("out/layouts.json");
    QCOMPARE(run({"layouts", "--add", "shop", kPattern}).exitCode, 0);
    QCOMPARE(run({"layouts", "--add", "bare", "<Content>", "--export", file}).exitCode, 0);
    QCOMPARE(run({"layouts", "--remove", "shop"}).exitCode, 0);
    QCOMPARE(run({"layouts", "--remove", "shop"}).exitCode, 1);
    QVERIFY(!run({"layouts"}).out.contains(kPattern));
    QCOMPARE(run({"layouts", project(), "--import", file}).exitCode, 0);
    QVERIFY(run({"layouts", project()}).out.contains(kPattern));
    QCOMPARE(run({"layouts", "--import", m_folder->filePath("none.json")}).exitCode, 1);
  }

  void aBadPatternSaysWhatIsWrongAndWhere() {
    const Outcome outcome = run({"layouts", "--add", "bad", "<Date> [<Content>"});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.contains("character 8"), outcome.err.constData());
    QVERIFY(!outcome.err.contains("field0"));
  }

 private:
  static constexpr const char* kPattern = "\\[<Level>\\] <Date> <Time> <Component> ~ <Content>";

  [[nodiscard]] QString project() const { return m_folder->filePath("p.faultline"); }
  [[nodiscard]] Outcome run(const QStringList& arguments) const {
    return faultline::test::runProgram(arguments, m_folder->filePath("home"));
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_log;
};

QTEST_GUILESS_MAIN(TestCliLayouts)
#include "test_cli_layouts.moc"
