#include <fstream>
#include <map>
#include <sstream>

#include <QtTest/QtTest>

#include "engine/parse/log_key_parser.h"

using namespace faultline::parse;

namespace {

/// The settings with which Spell's published grouping accuracies were made.
struct PublishedSet {
  const char* name;
  double accuracy;
  double tau;
  std::vector<std::string> masks;
};

const std::vector<PublishedSet>& publishedSets() {
  static const std::vector<PublishedSet> kSets = {
      {"HDFS", 1.0, 0.7, {R"(blk_-?\d+)", R"((\d+\.){3}\d+(:\d+)?)"}},
      {"Hadoop", 0.7775, 0.7, {R"((\d+\.){3}\d+)"}},
      {"Spark", 0.905, 0.55, {R"((\d+\.){3}\d+)", R"(\b[KGTM]?B\b)", R"(([\w-]+\.){2,}[\w-]+)"}},
      {"Zookeeper", 0.9635, 0.7, {R"((/|)(\d+\.){3}\d+(:\d+)?)"}},
      {"BGL", 0.7865, 0.75, {R"(core\.\d+)"}},
      {"HPC", 0.654, 0.65, {R"(=\d+)"}},
      {"Windows", 0.9885, 0.7, {R"(0x.*?\s)"}},
      {"Android",
       0.9185,
       0.95,
       {R"((/[\w-]+)+)", R"(([\w-]+\.){2,}[\w-]+)",
        R"(\b(\-?\+?\d+)\b|\b0[Xx][a-fA-F\d]+\b|\b[a-fA-F\d]{4,}\b)"}},
      {"Apache", 1.0, 0.6, {R"((\d+\.){3}\d+)"}},
      {"OpenStack", 0.764, 0.9, {R"(((\d+\.){3}\d+,?)+)", R"(/.+?\s)", R"(\d+)"}}};
  return kSets;
}

struct Labelled {
  std::string message;
  std::string event;
};

std::vector<std::string> csvRow(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else if (line[i] != '\r') {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::vector<Labelled> readSet(const std::string& folder, const std::string& name) {
  std::ifstream file(folder + "/loghub_2k/" + name + "/" + name + "_2k.log_structured.csv");
  std::string line;
  std::getline(file, line);
  const auto header = csvRow(line);
  const auto column = [&](const char* title) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), title) - header.begin());
  };
  const std::size_t content = column("Content");
  const std::size_t event = column("EventId");
  std::vector<Labelled> rows;
  while (std::getline(file, line)) {
    const auto fields = csvRow(line);
    rows.push_back({fields.at(content), fields.at(event)});
  }
  return rows;
}

/// Share of the messages whose group holds just the messages of one true group.
double groupingAccuracy(const std::vector<Labelled>& rows, const std::vector<KeyIndex>& keys) {
  std::map<std::string, int> trueSize;
  std::map<KeyIndex, int> foundSize;
  std::map<std::pair<std::string, KeyIndex>, int> both;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ++trueSize[rows[i].event];
    ++foundSize[keys[i]];
    ++both[{rows[i].event, keys[i]}];
  }
  int correct = 0;
  for (const auto& [group, count] : both) {
    if (count == trueSize[group.first] && count == foundSize[group.second]) correct += count;
  }
  return static_cast<double>(correct) / static_cast<double>(rows.size());
}

double accuracyOf(const std::vector<Labelled>& rows, const ParserSettings& settings) {
  LogKeyParser parser = std::move(*LogKeyParser::make(settings));
  std::vector<KeyIndex> keys;
  for (const Labelled& row : rows) keys.push_back(parser.match(parser.prepare(row.message)).index);
  return groupingAccuracy(rows, keys);
}

}  // namespace

class TestPublishedAccuracy : public QObject {
  Q_OBJECT

  std::string m_folder;

 private Q_SLOTS:
  void initTestCase() {
    m_folder = qEnvironmentVariable("FAULTLINE_DATA").toStdString();
    if (m_folder.empty()) QSKIP("FAULTLINE_DATA does not name the folder with the real logs");
  }

  void spellReachesThePublishedAccuracy() {
    for (const PublishedSet& set : publishedSets()) {
      const auto rows = readSet(m_folder, set.name);
      QCOMPARE(rows.size(), std::size_t{2000});
      ParserSettings settings;
      settings.kind = ParserKind::Spell;
      settings.tau = set.tau;
      settings.masks = set.masks;
      const double accuracy = accuracyOf(rows, settings);
      QVERIFY2(std::abs(accuracy - set.accuracy) < 0.0001,
               qPrintable(QString("%1 %2").arg(set.name).arg(accuracy)));
    }
  }

  void autoIsBetterOnAverage() {
    double sum = 0;
    for (const PublishedSet& set : publishedSets()) {
      const double accuracy = accuracyOf(readSet(m_folder, set.name), {});
      QVERIFY2(accuracy > 0.94, qPrintable(QString("%1 %2").arg(set.name).arg(accuracy)));
      sum += accuracy;
    }
    const double mean = sum / static_cast<double>(publishedSets().size());
    QVERIFY2(mean > 0.98, qPrintable(QString::number(mean)));
  }
};

QTEST_APPLESS_MAIN(TestPublishedAccuracy)
#include "test_published_accuracy.moc"
