#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QtTest>

#include "engine/workflow/document.h"
#include "engine/workflow/document_text.h"
#include "engine/workflow/graphviz.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

/// What would end a string, a label, a tag or a comment, or be replaced in one.
const std::vector<std::string> kHostile{
    "\"]; evil -> x [label=\"", "</text><script>alert(1)</script>", "<b>bold</b> &amp; &#60;",
    "\\N \\G \\\" \\",          "two\nlines\r\t\x1b[31m",           "]]> --> <!-- 'quoted'",
    "\xff\xfe broken \xc3",     "%1 %s {} \u202e ä 漢字",           ""};

Workflow hostile() {
  Workflow made;
  Task task;
  task.id = TaskId{3};
  task.name = kHostile[0];
  task.runs = 10;
  for (std::size_t at = 0; at < kHostile.size(); ++at) {
    Node node;
    node.key = static_cast<LogKey>(at);
    node.count = 10;
    task.nodes.push_back(node);
    if (at == 0) continue;
    Edge edge;
    edge.from = static_cast<NodeIndex>(at - 1);
    edge.to = static_cast<NodeIndex>(at);
    edge.count = 10;
    edge.probability = 1;
    edge.elapsed = {10, 12.3, 40, 100};
    task.edges.push_back(edge);
  }
  Edge back;
  back.from = 4;
  back.to = 3;
  back.count = 2;
  back.probability = 0.2;
  back.closesLoop = true;
  task.edges.push_back(back);
  task.starts = {{0, 10}};
  task.ends = {{8, 10}};
  task.concurrent = {{5, 6}};
  task.loops = {{{3, 4}, 1, 3}};
  made.tasks = {task, task};
  made.tasks[1].id = TaskId{4};
  return made;
}

KeyText textOf(LogKey key) {
  const std::string& text = kHostile.at(static_cast<std::size_t>(key));
  return {text, text};
}

template <class T>
T value(Result<T> result) {
  if (!result) qFatal("%s", errorLine(result.error()).c_str());
  return *std::move(result);
}

/// Every text in the elements of that name, in order.
QStringList textsIn(const std::string& svg, const char* name) {
  QXmlStreamReader reader(QByteArray::fromStdString(svg));
  QStringList all;
  while (!reader.atEnd()) {
    if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String(name)) {
      all << reader.readElementText();
    }
  }
  if (reader.hasError()) qFatal("%s", qPrintable(reader.errorString()));
  return all;
}

QString shown(const std::string& text) {
  // Printable, and valid UTF-8.
  std::string symbols;
  for (const std::string& line : wrappedText(text, 1, 1e9, 1)) symbols += line;
  return QString::fromStdString(symbols);
}

}  // namespace

class TestPicture : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void textStaysTextInSvg() {
    const std::string svg = value(toSvg(hostile(), textOf, TaskId{3}, {}));
    const QStringList tips = textsIn(svg, "title");
    QCOMPARE(tips.size(), qsizetype(kHostile.size() + 2));  // and start and end
    for (std::size_t at = 0; at < kHostile.size(); ++at) {
      QCOMPARE(tips[qsizetype(at)], shown(kHostile[at]));
    }
    QVERIFY(textsIn(svg, "script").isEmpty());
    const QStringList words = textsIn(svg, "text");
    for (const char* each : {"in any order", "20 %", "12 ms"}) {
      QVERIFY2(words.contains(QLatin1String(each)), each);
    }
    QVERIFY(words.contains(QStringLiteral("repeats 1–3 ×")));
    QCOMPARE(words.filter(QStringLiteral("10 runs")).size(), 1);
    QCOMPARE(textsIn(value(toSvg(hostile(), textOf, {}, {})), "title").size(), 2 * tips.size());
  }

  void textStaysTextInDot() {
    const std::string dot = toDot(hostile(), textOf, TaskId{3});
    const auto json = value(runDot(dot, {"-Tjson0"}, 60, {}));
    const QJsonObject graph = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    // Graphviz keeps escapes in its output: a label is right when Graphviz reads ours and no node is added.
    int nodes = 0;
    for (const auto& each : graph["objects"].toArray()) {
      const QString name = each.toObject()["name"].toString();
      if (name.startsWith(QLatin1String("cluster"))) continue;
      ++nodes;
      QVERIFY2(QRegularExpression(QStringLiteral("^t0(n\\d|start|end)$")).match(name).hasMatch(),
               qPrintable(name));
    }
    QCOMPARE(nodes, int(kHostile.size()) + 2);
    QCOMPARE(graph["edges"].toArray().size(), qsizetype(kHostile.size() - 1 + 3));
    QCOMPARE(quotedDot(std::string("a\"b\\N & c\nd")), std::string("\"a\\\"b\\\\N &amp; c\u240ad\""));
    // What it draws is the text itself.
    const auto svg = value(runDot("digraph { a [label=" + quotedDot(kHostile[3]) + "] }", {"-Tsvg"}, 60, {}));
    QVERIFY2(textsIn(svg, "text").contains(QString::fromStdString(kHostile[3])), svg.c_str());
  }

  void aPngIsDrawn() {
    const std::string png = value(toPng(hostile(), textOf, {}, {}));
    QVERIFY(png.starts_with("\x89PNG\r\n\x1a\n"));
    const auto width = [&](std::size_t at) {
      return (static_cast<unsigned char>(png[at + 2]) << 8) + static_cast<unsigned char>(png[at + 3]);
    };
    QVERIFY(width(16) > 1'000 && width(20) > 200);
  }

  void nothingSaysSo() {
    QVERIFY(textsIn(value(toSvg({}, textOf, {}, {})), "text").join(u' ').contains("No workflow was found"));
    QVERIFY(value(toPng({}, textOf, {}, {})).starts_with("\x89PNG"));
    QVERIFY(!value(runDot(toDot({}, textOf, {}), {"-Tjson0"}, 60, {})).empty());
  }

  void isStopped() {
    std::stop_source stopped;
    stopped.request_stop();
    QCOMPARE(toSvg(hostile(), textOf, {}, stopped.get_token()).error().code, ErrorCode::Cancelled);
    QCOMPARE(toPng(hostile(), textOf, {}, stopped.get_token()).error().code, ErrorCode::Cancelled);
  }

  void wrapsBetweenWords() {
    using Lines = std::vector<std::string>;
    QCOMPARE(wrappedText("one two three", 10, 45, 3), (Lines{"one two", "three"}));
    QCOMPARE(wrappedText("short", 10, 100, 3), Lines{"short"});
    QCOMPARE(wrappedText("", 10, 100, 3), Lines{""});
    const Lines cut = wrappedText(std::string(500, 'x'), 10, 60, 2);
    QCOMPARE(cut.size(), std::size_t{2});
    QVERIFY(cut[1].ends_with("…") && textWidth(cut[1], 10) <= 60);
    for (const auto& line : wrappedText("漢字漢字漢字漢字漢字", 10, 35, 2)) {
      QVERIFY(QString::fromStdString(line).toStdString() == line);
    }
  }

  void numbersAreShort() {
    QCOMPARE(shareText(0.97), std::string("97 %"));
    QCOMPARE(shareText(0.004), std::string("0.4 %"));
    QCOMPARE(shareText(0.0001), std::string("< 0.1 %"));
    QCOMPARE(shareText(0), std::string("0 %"));
    QCOMPARE(timeText(0.2), std::string("< 1 ms"));
    QCOMPARE(timeText(12.3), std::string("12 ms"));
    QCOMPARE(timeText(412), std::string("0.4 s"));
    QCOMPARE(timeText(13'400), std::string("13 s"));
    QCOMPARE(timeText(59'800), std::string("1:00"));
    QCOMPARE(timeText(3'725'000), std::string("1:02:05"));
    QCOMPARE(countText(11'175'629), std::string("11,175,629"));
    QCOMPARE(countText(812), std::string("812"));
  }
};

QTEST_GUILESS_MAIN(TestPicture)
#include "test_picture.moc"
