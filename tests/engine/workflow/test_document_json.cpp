#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest/QtTest>

#include "engine/workflow/document.h"
#include "tests/engine/workflow/task_text.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

KeyText numbered(LogKey key) { return {"Step " + std::string(1, static_cast<char>('a' + key)) + " <*>", {}}; }

QJsonObject jsonOf(const Workflow& workflow, const KeyTexts& texts = numbered, TaskId only = {}) {
  const QJsonDocument document =
      QJsonDocument::fromJson(QByteArray::fromStdString(toJson(workflow, texts, only)));
  Q_ASSERT(document.isObject());
  return document.object();
}

QString text(const QJsonValue& value) {
  return QString::fromUtf8(value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                           : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

}  // namespace

class TestDocumentJson : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hasWhatTheContractSays();
  void nodesOfOneKeyAreJoined();
  void concurrentKeysFollowEachOther();
  void branchesAreListed();
  void oneTaskAlone();
  void hostileTextsStayTexts();
  void tellingWordsLeaveParametersOut_data();
  void tellingWordsLeaveParametersOut();
  void wordsThatBeginAlikeGoOnWithWhatSetsThemApart();
  void tasksAreNamedByTheirOwnKeys();
  void aShortTaskIsNamedByTheOneKeyOfItsOwn();
  void namesAreNeverEmptyOrTheSame();
};

void TestDocumentJson::hasWhatTheContractSays() {
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 2, 2});
  Separation separation;
  separation.tasks = 1;
  separation.background = {5};
  separation.runs = {{0, 0, 3, 0}};
  const std::vector<std::int64_t> times{0, 5'000'000, 7'000'000};
  const QJsonObject json = jsonOf(*buildWorkflow({sessions, times}, separation, {}));
  QCOMPARE(json["schema"].toInt(), 1);
  QCOMPARE(text(json["suggested"]), QString(R"({"candidates":1,"history":3})"));
  QCOMPARE(json["sessions"].toInt(), 1);
  QCOMPARE(json["events"].toInt(), 3);
  QCOMPARE(text(json["background"]), QString("[5]"));
  const QJsonObject task = json["tasks"].toArray().at(0).toObject();
  QCOMPARE(task["id"].toInt(), 1);
  QCOMPARE(task["name"].toString(), QString::fromUtf8("Step b \u2026 Step c"));
  QCOMPARE(task["runs"].toInt(), 1);
  QCOMPARE(
      text(task["keys"]),
      QString(R"([{"count":1,"id":1,"template":"Step b <*>"},{"count":2,"id":2,"template":"Step c <*>"}])"));
  QCOMPARE(text(task["edges"]),
           QString(R"([{"count":1,"from":1,"median_ms":5,"p95_ms":5,"probability":1,"to":2},)"
                   R"({"count":1,"from":2,"median_ms":2,"p95_ms":2,"probability":0.5,"to":2}])"));
  QCOMPARE(text(task["start"]), QString("[1]"));
  QCOMPARE(text(task["end"]), QString("[2]"));
  QCOMPARE(text(task["concurrent"]), QString("[]"));
  QCOMPARE(text(task["loops"]), QString("[[2]]"));
  QCOMPARE(text(task["branches"]), QString("[]"));
  QCOMPARE(text(task["variants"]), QString(R"([{"count":1,"keys":[1,2,2],"share":1}])"));
}

void TestDocumentJson::nodesOfOneKeyAreJoined() {
  // 7 1 7 2: two nodes of key 7, one key in the document; without times they are not known.
  const QJsonObject task = jsonOf(OneTask({{4, {7, 1, 7, 2}}}).build())["tasks"].toArray().at(0).toObject();
  QCOMPARE(task["keys"].toArray().size(), 3);
  QCOMPARE(task["keys"].toArray().at(0).toObject()["count"].toInt(), 8);
  const QJsonArray edges = task["edges"].toArray();
  QCOMPARE(edges.size(), 3);
  for (const QJsonValue& edge : edges) {
    QVERIFY(edge.toObject()["median_ms"].isNull());
    if (edge.toObject()["from"].toInt() == 7) QCOMPARE(edge.toObject()["probability"].toDouble(), .5);
  }
}

void TestDocumentJson::concurrentKeysFollowEachOther() {
  // 2 and 3 at once, then a loop of 4 and 5: both are pairs in either order.
  const QJsonObject task =
      jsonOf(OneTask({{4, {1, 2, 3, 4, 5}}, {4, {1, 3, 2, 4, 5, 4, 5}}}).build())["tasks"]
          .toArray()
          .at(0)
          .toObject();
  QCOMPARE(text(task["concurrent"]), QString("[[2,3],[4,5]]"));
}

void TestDocumentJson::branchesAreListed() {
  const QJsonObject task = jsonOf(OneTask({{4, {1, 2, 9}}, {4, {1, 3, 4, 9}}, {4, {1, 9}}}).build())["tasks"]
                               .toArray()
                               .at(0)
                               .toObject();
  QCOMPARE(text(task["branches"]), QString("[[3,4],[2]]"));
}

void TestDocumentJson::oneTaskAlone() {
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 2});
  Separation separation;
  separation.tasks = 2;
  separation.runs = {{0, 0, 1, 0}, {0, 1, 2, 1}};
  const Workflow workflow = *buildWorkflow({sessions}, separation, {});
  const QJsonArray tasks = jsonOf(workflow, numbered, TaskId{2})["tasks"].toArray();
  QCOMPARE(tasks.size(), 1);
  QCOMPARE(tasks.at(0).toObject()["id"].toInt(), 2);
}

void TestDocumentJson::hostileTextsStayTexts() {
  const std::string hostile = "\"]} <b>\\l -> {|}\n\t\x01 \xff\xfe end";
  const KeyTexts texts = [&](LogKey) { return KeyText{hostile, {}}; };
  const QJsonObject json = jsonOf(OneTask({{2, {1, 2}}}).build(), texts);
  const QJsonObject key = json["tasks"].toArray().at(0).toObject()["keys"].toArray().at(0).toObject();
  QVERIFY(key["template"].toString().startsWith("\"]} <b>\\l -> {|}\n\t\x01 "));
  QVERIFY(key["template"].toString().endsWith(" end"));
  const QString name = json["tasks"].toArray().at(0).toObject()["name"].toString();
  QVERIFY(!name.isEmpty());
  QVERIFY(!name.contains('\n') && !name.contains(QChar(1)));
}

void TestDocumentJson::tellingWordsLeaveParametersOut_data() {
  QTest::addColumn<QString>("given");
  QTest::addColumn<QString>("expected");
  QTest::newRow("sentence") << "Took <*> seconds to build instance."
                            << "Took seconds to build instance";
  QTest::newRow("tag") << "[instance: <*>] VM Paused (Lifecycle Event)"
                       << "VM Paused (Lifecycle Event)";
  QTest::newRow("stars") << "Took * seconds"
                         << "Took seconds";
  QTest::newRow("within a word") << "network-vif-plugged:<*> for <*>"
                                 << "network-vif-plugged for";
  QTest::newRow("request") << "<*> \"POST <*> HTTP/1.1\" status: <*>"
                           << "POST HTTP/1.1 status";
  QTest::newRow("typed") << "from <ip> to <num>"
                         << "from to";
  QTest::newRow("parameters only") << "<*> <*>"
                                   << "<*>";
  QTest::newRow("empty") << ""
                         << "<*>";
  QTest::newRow("marks only") << "--- :: ***"
                              << "<*>";
  QTest::newRow("whole words") << "Attempting claim: memory <*> MB, disk <*> GB, vcpus <*> CPU"
                               << "Attempting claim memory MB disk GB vcpus";
  QTest::newRow("one long word") << QString(60, 'x') << QString(40, 'x');
  QTest::newRow("no character in two") << QString(30, QChar(0xe9)) << QString(20, QChar(0xe9));
  QTest::newRow("line breaks") << "one\ntwo\rthree"
                               << "one two three";
  QTest::newRow("not a tag") << "[main] started"
                             << "main started";
}

void TestDocumentJson::tellingWordsLeaveParametersOut() {
  QFETCH(QString, given);
  QFETCH(QString, expected);
  QCOMPARE(QString::fromStdString(tellingWords(given.toStdString())), expected);
}

void TestDocumentJson::tasksAreNamedByTheirOwnKeys() {
  // Two tasks that begin and end alike, too long to be named by one key.
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 2, 6, 7, 8, 9, 3, 1, 4, 5, 10, 11, 12, 3});
  Separation separation;
  separation.tasks = 2;
  separation.runs = {{0, 0, 7, 0}, {0, 7, 14, 1}};
  Workflow workflow = *buildWorkflow({sessions}, separation, {});
  const std::vector<std::string> names = taskNames(workflow, numbered);
  QCOMPARE(QString::fromStdString(names[0]), QString::fromUtf8("Step c \u2026 Step j"));
  QCOMPARE(QString::fromStdString(names[1]), QString::fromUtf8("Step e \u2026 Step m"));
  workflow.tasks[0].name = "Mine";
  QCOMPARE(taskNames(workflow, numbered)[0], std::string("Mine"));
  QCOMPARE(taskName(workflow.tasks[0], numbered), std::string("Mine"));
}

void TestDocumentJson::wordsThatBeginAlikeGoOnWithWhatSetsThemApart() {
  const std::string start = "During sync_power_state the instance has a pending task ";
  const std::vector<std::string> labels =
      tellingLabels({start + "(pausing). Skip.", "VM Started", start + "(resuming). Skip.", "VM Started"});
  QCOMPARE(labels.size(), std::size_t{4});
  QVERIFY2(labels[0].find("pausing") != std::string::npos, labels[0].c_str());
  QVERIFY2(labels[2].find("resuming") != std::string::npos, labels[2].c_str());
  for (const std::size_t at : {std::size_t{0}, std::size_t{2}}) {
    QVERIFY2(labels[at].starts_with("During sync_power_state"), labels[at].c_str());
    QVERIFY2(labels[at].find("\xe2\x80\xa6") != std::string::npos, labels[at].c_str());
  }
  QCOMPARE(labels[1], std::string("VM Started"));
  QCOMPARE(labels[3], labels[1]);
  QVERIFY(tellingLabels({}).empty());
}

void TestDocumentJson::aShortTaskIsNamedByTheOneKeyOfItsOwn() {
  // Both come through 1 and 2; of its own the first has 3, the second 4.
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 3, 2, 1, 4, 2});
  Separation separation;
  separation.tasks = 2;
  separation.runs = {{0, 0, 3, 0}, {0, 3, 6, 1}};
  const std::vector<std::string> names = taskNames(*buildWorkflow({sessions}, separation, {}), numbered);
  QCOMPARE(names, (std::vector<std::string>{"Step d", "Step e"}));
}

void TestDocumentJson::namesAreNeverEmptyOrTheSame() {
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 2});
  Separation separation;
  separation.tasks = 2;
  separation.runs = {{0, 0, 1, 0}, {0, 1, 2, 1}};
  const Workflow workflow = *buildWorkflow({sessions}, separation, {});
  const std::vector<std::string> names = taskNames(workflow, [](LogKey) { return KeyText{"<*> <*>", {}}; });
  QVERIFY(!names[0].empty());
  QVERIFY(!names[1].empty());
  QVERIFY(names[0] != names[1]);
}

QTEST_GUILESS_MAIN(TestDocumentJson)
#include "test_document_json.moc"
