#include <fstream>
#include <sstream>

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "engine/pipeline/parse_file.h"

using namespace faultline;
using namespace faultline::pipeline;

class TestParseFile : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  ProgressSink m_progress = [](const Progress&) {};

  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return std::filesystem::path(m_folder.path().toStdString()) / name;
  }

  void write(const char* name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  [[nodiscard]] QString read(const char* name) const {
    std::ostringstream text;
    text << std::ifstream(path(name), std::ios::binary).rdbuf();
    return QString::fromStdString(text.str());
  }

  Result<ParseReport> parse(const ParseOptions& options, std::stop_token stop = {}) {
    return parseFile(path("in.log"), options, {path("out.csv"), path("templates.csv")}, std::move(stop),
                     m_progress);
  }

 private Q_SLOTS:
  void init() {
    QVERIFY(m_folder.isValid());
    std::filesystem::remove(path("out.csv"));
    std::filesystem::remove(path("templates.csv"));
  }

  void structuredAndTemplates() {
    write("in.log",
          "12:00:01 INFO net: peer 10.0.0.1:80 said \"hi, there\" twice\n"
          "no header here, \"sorry\"\n"
          "12:00:02 WARN net: peer 10.0.0.2:81 said \"hi, there\" 3 times\n"
          "12:00:03 INFO net: peer 10.0.0.3:82 said \"hi, there\" twice\n");
    ParseOptions options;
    options.layout = "<Time> <Level> <Component>: <Content>";
    const auto report = parse(options);
    QVERIFY(report.has_value());
    QCOMPARE(report->lines, std::uint64_t{4});
    QCOMPARE(report->unfitting, std::uint64_t{1});
    QCOMPARE(report->keys, std::uint64_t{2});
    QCOMPARE(read("out.csv"),
             QString("LineId,Time,Level,Component,Content,EventId,EventTemplate,ParameterList\n"
                     "1,12:00:01,INFO,net,\"peer 10.0.0.1:80 said \"\"hi, there\"\" twice\",E1,"
                     "\"peer <*> said \"\"hi, there\"\" twice\",\"[\"\"10.0.0.1:80\"\"]\"\n"
                     "2,,,,\"no header here, \"\"sorry\"\"\",,,\n"
                     "3,12:00:02,WARN,net,\"peer 10.0.0.2:81 said \"\"hi, there\"\" 3 times\",E2,"
                     "\"peer <*> said \"\"hi, there\"\" <*> times\",\"[\"\"10.0.0.2:81\"\",\"\"3\"\"]\"\n"
                     "4,12:00:03,INFO,net,\"peer 10.0.0.3:82 said \"\"hi, there\"\" twice\",E1,"
                     "\"peer <*> said \"\"hi, there\"\" twice\",\"[\"\"10.0.0.3:82\"\"]\"\n"));
    QCOMPARE(read("templates.csv"), QString("EventId,EventTemplate,Occurrences\n"
                                            "E1,\"peer <*> said \"\"hi, there\"\" twice\",2\n"
                                            "E2,\"peer <*> said \"\"hi, there\"\" <*> times\",1\n"));
  }

  // A row's template is the one that its key ended with, not the one that it had at the time.
  void templatesAreTheFinalOnes() {
    write("in.log", "a b c d\na b x d\n");
    ParseOptions options;
    options.layout = "<Content>";
    options.parser = "spell";
    options.tau = 0.5;
    QVERIFY(parse(options).has_value());
    QCOMPARE(read("out.csv"), QString("LineId,Content,EventId,EventTemplate,ParameterList\n"
                                      "1,a b c d,E1,a b <*> d,\"[\"\"c\"\"]\"\n"
                                      "2,a b x d,E1,a b <*> d,\"[\"\"x\"\"]\"\n"));
  }

  void masksAndTauAreUsed() {
    write("in.log", "job a7 done\njob b8 gone\n");
    ParseOptions options;
    options.layout = "<Content>";
    options.parser = "spell";
    options.tau = 1;
    options.masks = {"[ab]\\d"};
    const auto report = parse(options);
    QVERIFY(report.has_value());
    QCOMPARE(report->keys, std::uint64_t{2});
    QVERIFY(read("templates.csv").contains("E1,job <*> done,1\n"));
  }

  void layoutIsFound() {
    write("in.log",
          "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38 "
          "terminating\n");
    const auto report = parse({});
    QVERIFY(report.has_value());
    QCOMPARE(report->layout, std::string("hdfs"));
    QCOMPARE(report->unfitting, std::uint64_t{0});
  }

  void errors() {
    write("in.log", "a b\n");
    const auto code = [&](const ParseOptions& options) {
      const auto report = parse(options);
      return report ? ErrorCode::Cancelled : report.error().code;
    };
    ParseOptions options;
    options.parser = "drain";
    QCOMPARE(code(options), ErrorCode::InvalidArgument);
    options = {};
    options.tau = 1.5;
    QCOMPARE(code(options), ErrorCode::InvalidArgument);
    options = {};
    options.masks = {"(?<=a)b"};
    QCOMPARE(code(options), ErrorCode::RegexInvalid);
    options = {};
    options.layout = "<Date";
    QCOMPARE(code(options), ErrorCode::LayoutInvalid);
    const auto missing = parseFile(path("missing.log"), {}, {path("out.csv"), {}}, {}, m_progress);
    QCOMPARE(missing.error().code, ErrorCode::FileMissing);
    const auto unwritable = parseFile(path("in.log"), {}, {path("no/folder.csv"), {}}, {}, m_progress);
    QCOMPARE(unwritable.error().code, ErrorCode::OutputUnwritable);
    QVERIFY(!std::filesystem::exists(path("out.csv")));
  }

  void cancelledLeavesNoFile() {
    write("in.log", "a b\n");
    std::stop_source stop;
    stop.request_stop();
    const auto report = parse({}, stop.get_token());
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(!std::filesystem::exists(path("out.csv")));
  }
};

QTEST_APPLESS_MAIN(TestParseFile)
#include "test_parse_file.moc"
