#include <QtTest/QtTest>

#include "tests/cli/program.h"

using namespace faultline;
using test::Outcome;
using test::runProgram;

/// `evaluate sequences`, `evaluate sweep` and `evaluate project` on data whose truth is made.
class TestCliEvaluate : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QByteArray normal;
    for (int i = 0; i < 60; ++i) normal += i % 2 == 0 ? "1 2 3 4 5\n" : "1 2 4 3 5\n";
    write("train.txt", normal);
    write("normal.txt", "1 2 3 4 5\n1 2 4 3 5\n1 2 3 4 5\n");
    write("abnormal.txt", "1 2 9 4 5\n1 9\n");  // a key that was never seen
  }

  void sequencesAreCounted() {
    const Outcome outcome = sequences({"--json", "--detector", "new-key,faultline", "--normal-weight", "10",
                                       "--epochs", "2", "--units", "8", "--flags", path("flags")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonObject document = outcome.json();
    QCOMPARE(document["schema"].toInt(), 1);
    QCOMPARE(document["settings"].toObject()["normal_weight"].toDouble(), 10.0);
    QCOMPARE(document["settings"].toObject()["seed"].toInt(), 1);
    QCOMPARE(document["settings"].toObject()["epochs"].toInt(), 2);
    const QJsonArray detectors = document["detectors"].toArray();
    QCOMPARE(detectors.size(), 2);
    const QJsonObject newKey = detectors.at(0).toObject();
    QCOMPARE(newKey["name"].toString(), QStringLiteral("new-key"));
    QCOMPARE(newKey["tp"].toInt(-1), 2);
    QCOMPARE(newKey["fp"].toInt(-1), 0);
    QCOMPARE(newKey["fn"].toInt(-1), 0);
    QCOMPARE(newKey["tn"].toInt(-1), 3);
    QCOMPARE(newKey["f1"].toDouble(), 1.0);
    QVERIFY(newKey["f1_low"].toDouble() < 1.0);  // no false positive among three says little
    QCOMPARE(newKey["f1_high"].toDouble(), 1.0);
    QCOMPARE(newKey["entries"].toInt(), 22);
    const QJsonObject faultline = detectors.at(1).toObject();
    for (const char* field : {"precision", "recall", "train_s", "detect_s", "windows", "distinct_windows"})
      QVERIFY2(faultline[QLatin1String(field)].isDouble(), field);
    QCOMPARE(faultline["tp"].toInt(-1), 2);
    QCOMPARE(read("flags/new-key.normal.txt"), "0\n0\n0\n");
    QCOMPARE(read("flags/new-key.abnormal.txt"), "1\n1\n");
    QCOMPARE(read("flags/faultline.abnormal.txt"), "1\n1\n");
  }

  void sequencesThatCannotBeJudged_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no such detector") << QStringList{"--detector", "oracle"} << 2;
    QTest::newRow("weight") << QStringList{"--normal-weight", "0"} << 2;
    QTest::newRow("history") << QStringList{"--history", "0"} << 2;
    QTest::newRow("flags") << QStringList{"--detector", "new-key", "--flags", "/proc/none"} << 1;
  }
  void sequencesThatCannotBeJudged() {
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    const Outcome outcome = sequences(options);
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(outcome.err.count('\n'), 1);
  }

  void aSessionFileThatIsNoneIsNamed() {
    write("bad.txt", "1 2 3\n4 five\n");
    const Outcome outcome =
        runProgram({"evaluate", "sequences", "--train", path("train.txt"), "--normal", path("bad.txt"),
                    "--abnormal", path("abnormal.txt"), "--detector", "new-key"});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("bad.txt:2"), outcome.err.constData());
  }

  void everyDetectorIsCounted() {
    const Outcome outcome = sequences({"--detector", "all", "--json", "--epochs", "1", "--units", "8"});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonArray detectors = outcome.json()["detectors"].toArray();
    QStringList names;
    for (const auto& one : detectors) {
      const QJsonObject row = one.toObject();
      names.append(row["name"].toString());
      // The supervised one has learnt from one of the two abnormal sessions.
      const int abnormal = names.last() == "tfidf-lstm" ? 1 : 2;
      QVERIFY2(row["tp"].toInt(-9) + row["fn"].toInt(-9) == abnormal, qPrintable(names.last()));
      QVERIFY2(row["fp"].toInt(-9) + row["tn"].toInt(-9) == 3, qPrintable(names.last()));
    }
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
    for (const char* name : {"faultline", "deeplog", "deeplog-padded", "ngram", "pca", "invariants",
                             "tfidf-lstm", "autoencoder", "count-vector", "bigram-or-count", "workflow", "new-key"})
      QVERIFY2(names.contains(name), name);
  }

  void settingsAreVaried() {
    const Outcome outcome = sweep({"--vary", "candidates=1,2", "--json", "--out", path("sweep.csv")});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QJsonObject document = outcome.json();
    QCOMPARE(document["schema"].toInt(), 1);
    QCOMPARE(document["detector"].toString(), QStringLiteral("deeplog"));
    const QJsonArray points = document["points"].toArray();
    QCOMPARE(points.size(), 2);
    for (int i = 0; i < 2; ++i) {
      const QJsonObject point = points.at(i).toObject();
      QCOMPARE(point["setting"].toString(), QStringLiteral("candidates"));
      QCOMPARE(point["value"].toInt(), i + 1);
      QVERIFY(point["reused"].isBool());
      QCOMPARE(point["tp"].toInt(-9) + point["fn"].toInt(-9), 2);
      QCOMPARE(point["fp"].toInt(-9) + point["tn"].toInt(-9), 3);
    }
    const QList<QByteArray> rows = read("sweep.csv").split('\n');
    QCOMPARE(rows.size(), 4);  // the last one is empty
    QVERIFY2(rows.at(0).startsWith("setting,value,tp,fp,fn,tn,precision,recall,f1,"), rows.at(0).constData());
    QVERIFY(rows.at(1).startsWith("candidates,1,") && rows.at(2).startsWith("candidates,2,"));
    QCOMPARE(rows.at(1).count(','), rows.at(0).count(','));
  }

  void whatCannotBeVaried_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    for (const char* vary : {"history", "history=", "depth=3", "history=0", "history=9:2", "history=a"})
      QTest::newRow(vary) << QStringList{"--vary", vary} << 2;
    QTest::newRow("nothing") << QStringList() << 2;
    QTest::newRow("two detectors") << QStringList{"--vary", "history=2", "--detector", "ngram,pca"} << 2;
    QTest::newRow("no folder") << QStringList{"--vary", "history=2", "--out", "/proc/none/x.csv"} << 1;
  }
  void whatCannotBeVaried() {
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    const Outcome outcome = sweep(options);
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.startsWith("faultline: ") && outcome.err.count('\n') == 1, outcome.err.constData());
  }

  void aProjectsDetectorsAreCompared() {
    const QByteArray labels = makeShop();
    const QString project = path("compared.faultline");
    QCOMPARE(
        runProgram({"import", project, path("normal.log"), path("shop.log"), "--session-id", "order-\\d+"})
            .exitCode,
        0);
    const QStringList compare{"evaluate", "project",  project, "--detector", "all", "--sources",
                              "1",        "--epochs", "1",     "--units",    "8",   "--json"};
    const QJsonObject blind = runProgram(compare).json();
    QCOMPARE(blind["trained"].toInt(), kNormal);
    QCOMPARE(blind["judged"].toInt(), kOrders);
    QVERIFY(blind["normal_given"].toBool());
    for (const auto& one : blind["detectors"].toArray()) QVERIFY(!one.toObject().contains("tp"));
    const QJsonObject blindNewKey = detector(blind, "new-key");
    QCOMPARE(blindNewKey["flagged"].toInt(), 2);
    QCOMPARE(detector(blind, "faultline")["agreeing"], detector(blind, "faultline")["flagged"]);
    QVERIFY(detector(blind, "tfidf-lstm")["error"].isObject());  // it learns from labels

    QCOMPARE(runProgram({"import", project, "--labels", write("labels.csv", labels)}).exitCode, 0);
    const QJsonObject newKey = detector(runProgram(compare).json(), "new-key");
    QCOMPARE(newKey["tp"].toInt(-1), 2);
    QCOMPARE(newKey["fp"].toInt(-1), 0);
    QCOMPARE(newKey["fn"].toInt(-1), 0);
    QCOMPARE(newKey["tn"].toInt(-1), kOrders - 2);
    QCOMPARE(newKey["f1"].toDouble(), 1.0);
  }

  void aProjectsSettingsAreVaried() {
    makeShop();
    const QString project = path("varied.faultline");
    QCOMPARE(
        runProgram({"import", project, path("normal.log"), path("shop.log"), "--session-id", "order-\\d+"})
            .exitCode,
        0);
    const QStringList vary{"evaluate", "project", project,   "--sources", "1",
                           "--epochs", "1",       "--units", "8",         "--vary"};
    const QJsonObject document = runProgram(vary + QStringList{"history=2:3", "--json"}).json();
    const QJsonArray points = document["points"].toArray();
    QCOMPARE(points.size(), 2);
    for (int i = 0; i < 2; ++i) {
      QCOMPARE(points.at(i).toObject()["value"].toInt(), i + 2);
      QVERIFY(points.at(i).toObject()["flagged_share"].isDouble());
      QVERIFY(!points.at(i).toObject().contains("f1"));  // no labels
    }
    for (const QStringList& wrong :
         {QStringList{"depth=2"}, QStringList{"history=2", "--detector", "ngram"}}) {
      const Outcome outcome = runProgram(vary + wrong);
      QCOMPARE(outcome.exitCode, 2);
      QVERIFY(outcome.out.isEmpty());
    }
    QCOMPARE(runProgram({"evaluate", "project", project, "--detector", "oracle"}).exitCode, 2);
  }

  void aProjectIsScoredAgainstItsLabels() {
    const QByteArray labels = makeShop();
    const QString project = path("p.faultline");
    const Outcome import =
        runProgram({"import", "--json", project, path("normal.log"), path("shop.log"), "--session-id",
                    "order-\\d+", "--labels", write("labels.csv", labels)});
    QVERIFY2(import.exitCode == 0, import.err.constData());
    const QJsonObject told = import.json()["labels"].toObject();
    QCOMPARE(told["rows"].toInt(), kNormal + kOrders);
    QCOMPARE(told["abnormal"].toInt(), 2);
    QCOMPARE(told["unknown"].toInt(-1), 0);
    const Outcome early = runProgram({"evaluate", "project", project});
    QCOMPARE(early.exitCode, 1);
    QVERIFY2(early.err.contains("nothing has been detected"), early.err.constData());
    const QStringList learn{"learn", project,   "--sources", "1",      "--epochs",
                            "2",     "--units", "8",         "--seed", "3"};
    QCOMPARE(runProgram(learn).exitCode, 0);
    QCOMPARE(runProgram({"detect", project}).exitCode, 0);

    const QJsonObject document = runProgram({"evaluate", "project", project, "--json"}).json();
    QCOMPARE(document["schema"].toInt(), 1);
    const QJsonObject settings = document["settings"].toObject();
    QCOMPARE(settings["settings"].toObject()["seed"].toInt(), 3);
    QCOMPARE(settings["settings"].toObject()["history"].toInt(), 10);
    QCOMPARE(settings["saw"].toObject()["sources"].toArray(), QJsonArray{1});
    const QJsonArray scores = document["detectors"].toArray();
    QCOMPARE(scores.size(), 2);
    const QJsonObject all = scores.at(0).toObject();
    QCOMPARE(all["unit"].toString(), QStringLiteral("session"));
    QCOMPARE(all["tp"].toInt(-1), 2);
    QCOMPARE(all["fn"].toInt(-1), 0);
    QCOMPARE(all["fp"].toInt(-1) + all["tn"].toInt(-1), kNormal + kOrders - 2);
    QCOMPARE(all["recall"].toDouble(), 1.0);
    QCOMPARE(all["learnt_from"].toInt(-1), kNormal);
    QCOMPARE(all["unlabelled"].toInt(-1), 0);
    const QJsonObject rest = scores.at(1).toObject();
    QCOMPARE(rest["part"].toString(), QStringLiteral("not-learnt-from"));
    QCOMPARE(rest["tp"].toInt(-1), 2);
    QCOMPARE(rest["fp"].toInt(-1) + rest["tn"].toInt(-1), kOrders - 2);
    // The findings themselves say how many sessions are flagged.
    QSet<QString> flagged;
    for (const auto& finding : runProgram({"findings", project, "--json"}).json()["findings"].toArray())
      flagged.insert(finding.toObject()["session"].toString());
    QCOMPARE(all["tp"].toInt() + all["fp"].toInt(), static_cast<int>(flagged.size()));
    QVERIFY(flagged.contains("order-1007") && flagged.contains("order-1015"));
    const Outcome text = runProgram({"evaluate", "project", project});
    QVERIFY2(text.out.contains("not learnt from") && text.out.contains("learnt from sources [1]"),
             text.out.constData());
  }

  void labelsMayComeLater() {
    makeShop();
    const QString project = path("later.faultline");
    QCOMPARE(runProgram({"import", project, path("shop.log"), "--session-id", "order-\\d+"}).exitCode, 0);
    const Outcome none = runProgram({"evaluate", "project", project});
    QCOMPARE(none.exitCode, 1);
    QVERIFY2(none.err.contains("--labels"), none.err.constData());
    const QString csv = write("few.csv", "order,verdict\norder-1001,Normal\norder-7777,Anomaly\n");
    const Outcome labels =
        runProgram({"import", project, "--labels", csv, "--label-column", "verdict", "--json"});
    QVERIFY2(labels.exitCode == 0, labels.err.constData());
    QCOMPARE(labels.json()["labels"].toObject()["unknown"].toInt(), 1);
  }

  void badLabelsComeBeforeTheLogIsRead() {
    makeShop();
    const QString project = path("none.faultline");
    const QString csv = write("bad.csv", "BlockId,Label\norder-1,Normal\norder-2,maybe\n");
    const Outcome outcome = runProgram({"import", project, path("shop.log"), "--labels", csv});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("bad.csv:3"), outcome.err.constData());
    QVERIFY(!QFile::exists(project));
    QCOMPARE(runProgram({"import", project, path("shop.log"), "--label-column", "x"}).exitCode, 2);
    QCOMPARE(runProgram({"import", project}).exitCode, 2);
  }

 private:
  static constexpr int kNormal = 80;
  static constexpr int kOrders = 20;

  /// Normal orders in one file and later ones, two of which fail, in another; gives the labels of all.
  QByteArray makeShop() {
    QByteArray labels = "Order,Label\n";
    write("normal.log", ordersFrom(0, kNormal, {}, labels));
    write("shop.log", ordersFrom(1000, kOrders, {1007, 1015}, labels));
    return labels;
  }

  /// Of four lines each.
  static QByteArray ordersFrom(int first, int count, const QSet<int>& failing, QByteArray& labels) {
    QByteArray log;
    for (int i = first; i < first + count; ++i) {
      const QByteArray order = "order-" + QByteArray::number(i);
      const QByteArray head = "2026-01-05 08:" + QByteArray::number(10 + i / 60) + ":" +
                              QByteArray::number(i % 60).rightJustified(2, '0') + " INFO shop: " + order +
                              " ";
      const bool fails = failing.contains(i);
      for (const char* step : {"taken", "paid", fails ? "lost on the way" : "packed", "closed"})
        log += head + step + "\n";
      labels += order + (fails ? ",Anomaly\n" : ",Normal\n");
    }
    return log;
  }

  [[nodiscard]] Outcome sequences(const QStringList& options) const {
    return runProgram(QStringList{"evaluate", "sequences", "--train", path("train.txt"), "--normal",
                                  path("normal.txt"), "--abnormal", path("abnormal.txt")} +
                      options);
  }

  [[nodiscard]] Outcome sweep(const QStringList& options) const {
    return runProgram(QStringList{"evaluate", "sweep", "--train", path("train.txt"), "--normal",
                                  path("normal.txt"), "--abnormal", path("abnormal.txt"), "--epochs", "1",
                                  "--units", "8"} +
                      options);
  }

  static QJsonObject detector(const QJsonObject& document, const char* name) {
    for (const auto& one : document["detectors"].toArray()) {
      if (one.toObject()["name"].toString() == QLatin1String(name)) return one.toObject();
    }
    return {};
  }

  [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }

  QString write(const char* name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", name);
    file.write(content);
    return file.fileName();
  }

  [[nodiscard]] QByteArray read(const char* name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliEvaluate)
#include "test_cli_evaluate.moc"
