#include "layout_cases.h"

using namespace faultline;
using namespace faultline::input;

namespace {

const LayoutCase kCases[] = {
    {"syslog",
     "syslog",
     "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0",
     {"2025-06-14T15:16:01Z", false, "", "combo", "sshd", "19939", "authentication failure; logname= uid=0"}},
    {"syslog one digit day",
     "syslog",
     "May  1 00:00:09 web-1 CRON[77]: (root) CMD (true)",
     {"2026-05-01T00:00:09Z", false, "", "web-1", "cron", "77", "(root) CMD (true)"}},
    {"syslog priority",
     "syslog",
     "<34>May 30 22:14:15 mymachine su: 'su root' failed",
     {"2026-05-30T22:14:15Z", false, "crit", "mymachine", "su", "", "'su root' failed"}},
    {"syslog kernel",
     "syslog",
     "May 30 22:14:15 host kernel: [ 12.345678] eth0: link up",
     {"2026-05-30T22:14:15Z", false, "", "host", "kernel", "", "[ 12.345678] eth0: link up"}},
    {"syslog path tag",
     "syslog",
     "May 30 22:14:15 host /usr/sbin/cron[5]: (CRON) INFO",
     {"2026-05-30T22:14:15Z", false, "", "host", "cron", "5", "(CRON) INFO"}},
    {"syslog postfix",
     "syslog",
     "May 30 22:14:15 mx postfix/smtpd[812]: connect from unknown",
     {"2026-05-30T22:14:15Z", false, "", "mx", "postfix/smtpd", "812", "connect from unknown"}},
    {"syslog no tag",
     "syslog",
     "May 30 22:14:15 host last message repeated 3 times",
     {"2026-05-30T22:14:15Z", false, "", "host", "", "", "last message repeated 3 times"}},
    {"syslog with year",
     "syslog",
     "May 30 2024 22:14:15 fw asa: Teardown TCP",
     {"2024-05-30T22:14:15Z", false, "", "fw", "asa", "", "Teardown TCP"}},
    {"syslog iso",
     "syslog",
     "2026-05-31T12:00:00.123456+02:00 host systemd[1]: Started Session 4.",
     {"2026-05-31T10:00:00.123456Z", true, "", "host", "systemd", "1", "Started Session 4."}},
    {"syslog leap day",
     "syslog",
     "Feb 29 01:02:03 host app: x",
     {"2024-02-29T01:02:03Z", false, "", "host", "app", "", "x"}},
    {"rfc 5424",
     "syslog-5424",
     "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 "
     "[exampleSDID@32473 iut=\"3\" eventSource=\"Appl\\\"ic]ation\"][x@1 a=\"b\"] \xef\xbb\xbf"
     "An event",
     {"2003-10-11T22:14:15.003Z", true, "notice", "mymachine.example.com", "evntslog", "8710", "An event"}},
    {"rfc 5424 nil", "syslog-5424", "<13>1 - - - - - -", {"", false, "notice", "", "", "", ""}},
    {"rfc 5424 offset",
     "syslog-5424",
     "<14>1 2026-01-01T00:30:00+01:00 h app - - - message here",
     {"2025-12-31T23:30:00Z", true, "info", "h", "app", "", "message here"}},
    {"hdfs",
     "hdfs",
     "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38 terminating",
     {"2008-11-09T20:36:15Z", false, "INFO", "", "dfs.DataNode", "",
      "PacketResponder 1 for block blk_38 terminating"}},
    {"hadoop",
     "hadoop",
     "2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Created "
     "MRAppMaster",
     {"2015-10-18T18:01:47.978Z", false, "INFO", "", "hadoop.mapreduce", "", "Created MRAppMaster"}},
    {"hadoop brackets in thread",
     "hadoop",
     "2015-10-18 18:01:51,447 WARN [Thread [a] 0 on 62270] org.apache.hadoop.ipc.Server: a: b",
     {"2015-10-18T18:01:51.447Z", false, "WARN", "", "hadoop.ipc", "", "a: b"}},
    {"spark",
     "spark",
     "17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: Registered handlers",
     {"2017-06-09T20:10:40Z", false, "INFO", "", "executor.CoarseGrainedExecutorBackend", "",
      "Registered handlers"}},
    {"zookeeper",
     "zookeeper",
     "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - "
     "Notification time out: 3200",
     {"2015-07-29T17:41:44.747Z", false, "INFO", "", "FastLeaderElection", "",
      "Notification time out: 3200"}},
    {"zookeeper inner class",
     "zookeeper",
     "2015-07-29 19:04:29,071 - WARN  [SendWorker:188978561024:QuorumCnxManager$SendWorker@688] - Send "
     "worker",
     {"2015-07-29T19:04:29.071Z", false, "WARN", "", "QuorumCnxManager", "", "Send worker"}},
    {"nova with file",
     "nova",
     "nova-compute.log.1.2017-05-16_13:55:31 2017-05-16 00:00:04.500 2931 INFO nova.compute.manager "
     "[req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab - - - - -] [instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] "
     "VM "
     "Started (Lifecycle Event)",
     {"2017-05-16T00:00:04.500Z", false, "INFO", "", "nova-compute", "2931",
      "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] VM Started (Lifecycle Event)"}},
    {"nova without file",
     "nova",
     "2017-05-16 00:00:04.500 2931 INFO nova.compute.manager [-] hello",
     {"2017-05-16T00:00:04.500Z", false, "INFO", "", "nova.compute", "2931", "hello"}},
    {"nova without time",
     "nova",
     "INFO nova.virt.libvirt.driver [req-d69a3cb3-66dd-4109-bb97-418a7773c6a0] [instance: "
     "fa91d7de-0896-41e1-a733-0260d1e20e89] Creating image",
     {"", false, "INFO", "", "nova.virt", "",
      "[instance: fa91d7de-0896-41e1-a733-0260d1e20e89] Creating image"}},
    {"nova trace",
     "nova",
     "  ERROR nova.compute.manager   File \"/opt/x.py\", line 9, in f",
     {"", false, "ERROR", "", "nova.compute", "", "File \"/opt/x.py\", line 9, in f"}},
    {"apache old",
     "apache-error",
     "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6",
     {"2005-12-04T04:47:44Z", false, "error", "", "apache", "", "mod_jk child workerEnv in error state 6"}},
    {"apache new",
     "apache-error",
     "[Fri Sep 09 10:42:29.902022 2011] [core:warn] [pid 35708:tid 4328636416] [client 72.15.99.187] File "
     "missing",
     {"2011-09-09T10:42:29.902022Z", false, "warn", "", "apache", "", "[client 72.15.99.187] File missing"}},
    {"access common",
     "access",
     "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326",
     {"2000-10-10T20:55:36Z", true, "", "", "", "", "\"GET /a.gif HTTP/1.0\" 200 2326"}},
    {"access combined",
     "access",
     "::1 - - [10/Oct/2000:13:55:36 +0000] \"GET /\\\"x HTTP/1.0\" 404 - \"http://r/\" \"Mozilla/4.08 [en] "
     "(X)\"",
     {"2000-10-10T13:55:36Z", true, "", "", "", "", "\"GET /\\\"x HTTP/1.0\" 404 -"}},
    {"nginx error",
     "nginx-error",
     "2023/01/02 12:34:56 [error] 123#456: *789 open() failed",
     {"2023-01-02T12:34:56Z", false, "error", "", "nginx", "123", "*789 open() failed"}},
    {"iso simple",
     "iso",
     "2026-05-31T12:00:00Z INFO started",
     {"2026-05-31T12:00:00Z", true, "INFO", "", "", "", "started"}},
    {"iso comma",
     "iso",
     "2026-05-31 12:00:00,123 WARN shop.Cart: low stock",
     {"2026-05-31T12:00:00.123Z", false, "WARN", "", "shop.Cart", "", "low stock"}},
    {"iso offset",
     "iso",
     "2026-05-31T12:00:00.5-0330 [ERROR] boom",
     {"2026-05-31T15:30:00.500Z", true, "ERROR", "", "", "", "boom"}},
    {"iso brackets",
     "iso",
     "[2026-05-31 12:00:00,123] [INFO] [main] ready",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "", "", "ready"}},
    {"iso logback",
     "iso",
     "2026-05-31 12:00:00.123 [http-nio-1] INFO  com.example.shop.OrderService - placed 4",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "shop.OrderService", "", "placed 4"}},
    {"iso spring",
     "iso",
     "2026-05-31 12:00:00.123  INFO 12345 --- [           main] o.s.boot.Application : Started in 2.3 "
     "seconds",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "Application", "12345", "Started in 2.3 seconds"}},
    {"iso python",
     "iso",
     "2026-05-31 12:00:00,123 - shop.cart - ERROR - no such item",
     {"2026-05-31T12:00:00.123Z", false, "ERROR", "", "shop.cart", "", "no such item"}},
    {"iso kafka",
     "iso",
     "[2026-05-31 12:00:00,123] INFO Log loaded (kafka.log.LogManager)",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "kafka.log", "", "Log loaded"}},
    {"iso elasticsearch",
     "iso",
     "[2026-05-31T12:00:00,123][INFO ][o.e.n.Node               ] [node-1] started",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "Node", "", "started"}},
    {"iso level first", "iso", "INFO  [main] 2026-05-31 12:00:00,123 x", {}},
    {"iso level in front",
     "iso",
     "INFO 2026-05-31 12:00:00,123 x",
     {"2026-05-31T12:00:00.123Z", false, "INFO", "", "", "", "x"}},
    {"iso small level",
     "iso",
     "2026-05-31 12:00:00 error: disk is full",
     {"2026-05-31T12:00:00Z", false, "error", "", "", "", "disk is full"}},
    {"iso word that looks like a level",
     "iso",
     "2026-05-31 12:00:00 error while reading",
     {"2026-05-31T12:00:00Z", false, "", "", "", "", "error while reading"}},
    {"iso slashes",
     "iso",
     "2026/05/31 12:00:00 listening on :8080",
     {"2026-05-31T12:00:00Z", false, "", "", "", "", "listening on :8080"}},
    {"iso first word with colon",
     "iso",
     "2026-05-31 12:00:00 INFO Connected: 5",
     {"2026-05-31T12:00:00Z", false, "INFO", "", "", "", "Connected: 5"}},
    {"bgl",
     "bgl",
     "APPREAD 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02-M1-N0-C:J12-U11 RAS "
     "KERNEL "
     "INFO instruction cache parity error corrected",
     {"2005-06-03T22:42:50.675872Z", true, "INFO", "R02-M1", "KERNEL", "",
      "instruction cache parity error corrected"}},
    {"hpc",
     "hpc",
     "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change",
     {"2004-02-26T14:12:22Z", true, "", "node-246", "unix", "", "Component State Change"}},
    {"windows",
     "windows-cbs",
     "2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1",
     {"2016-09-28T04:30:30Z", false, "Info", "", "CBS", "", "Loaded Servicing Stack v6.1"}},
    {"android",
     "android",
     "03-17 16:13:38.811  1702  2395 D WindowManager: printFreezing: x",
     {"2026-03-17T16:13:38.811Z", false, "D", "", "WindowManager", "1702", "printFreezing: x"}},
    {"glog",
     "glog",
     "E0531 12:00:00.123456   1234 pod_workers.go:191] Error syncing pod",
     {"2026-05-31T12:00:00.123456Z", false, "E", "", "", "", "Error syncing pod"}},
    {"json",
     "json",
     R"({"time":"2026-05-31T12:00:00.25Z","level":"warn","msg":"a \"b\"\tc","logger":"shop.cart.Item","hostname":"h","pid":7})",
     {"2026-05-31T12:00:00.250Z", true, "warn", "h", "shop.cart", "7", "a \"b\"\tc"}},
    {"json nested",
     "json",
     R"({"@timestamp":"2026-05-31T12:00:00+02:00","log":{"level":"error"},"service":{"name":"cart"},"host":{"name":"n1"},"message":"m","other":{"message":"not this"}})",
     {"2026-05-31T10:00:00Z", true, "error", "n1", "cart", "", "m"}},
    {"json numbers",
     "json",
     R"({"level":50,"time":1780228800123,"pid":9,"name":"api","msg":"x"})",
     {"2026-05-31T12:00:00.123Z", true, "error", "", "api", "9", "x"}},
    {"json docker",
     "json",
     R"({"log":"hello\n","stream":"stdout","time":"2026-05-31T12:00:00.123456789Z"})",
     {"2026-05-31T12:00:00.123456789Z", true, "", "", "", "", "hello"}},
    {"json without message", "json", R"({"a":1})", {"", false, "", "", "", "", R"({"a":1})"}},
    {"plain", "plain", "  anything at all", {"", false, "", "", "", "", "  anything at all"}},
};

}  // namespace

class TestLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsALine_data() { addRows(kCases); }
  void readsALine() {
    QFETCH(int, index);
    const LayoutCase& c = kCases[index];
    if (std::string_view(c.name) == "iso level first") {
      Record record;  // a thread before the time is more than this layout takes
      QVERIFY(!(*makeLayout(c.layout))->read(c.line, caseContext(), record));
      return;
    }
    checkReading(c);
  }

  /// A file of lines like the one is found to have its layout.
  void detectsALine_data() { readsALine_data(); }
  void detectsALine() {
    // What says less, or is what a more specific layout reads as well.
    static const QHash<QString, QString> kOthers = {{"iso level first", "plain"}, {"json docker", "docker"}};
    QFETCH(int, index);
    const LayoutCase& c = kCases[index];
    QCOMPARE(detectedLayout(c), kOthers.value(c.name, c.layout));
  }

  void refusesOtherLines_data() {
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("line");
    QTest::newRow("syslog no date") << "syslog"
                                    << "Junk 14 15:16:01 combo sshd: x";
    QTest::newRow("syslog no such day") << "syslog"
                                        << "Feb 30 15:16:01 combo sshd: x";
    QTest::newRow("syslog iso with a level") << "syslog"
                                             << "2026-05-31T12:00:00Z INFO shop: x";
    QTest::newRow("rfc 5424 cut off") << "syslog-5424"
                                      << "<165>1 2003-10-11T22:14:15Z h a";
    QTest::newRow("rfc 5424 open data") << "syslog-5424"
                                        << "<165>1 - h a - - [x y=\"z";
    QTest::newRow("hdfs hour") << "hdfs"
                               << "081109 253615 148 INFO dfs.X: y";
    QTest::newRow("hdfs no level") << "hdfs"
                                   << "081109 203615 148 dfs.X: y";
    QTest::newRow("hadoop no component") << "hadoop"
                                         << "2015-10-18 18:01:47,978 INFO [main] no component";
    QTest::newRow("spark month") << "spark"
                                 << "17/16/09 20:10:40 INFO a.B: c";
    QTest::newRow("zookeeper no origin") << "zookeeper"
                                         << "2015-07-29 17:41:44,747 - INFO  [main] - x";
    QTest::newRow("nova plain words") << "nova"
                                      << "INFO Something happened";
    QTest::newRow("nova deprecation") << "nova"
                                      << "live_migration_uri is deprecated";
    QTest::newRow("access no status") << "access"
                                      << "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /\"";
    QTest::newRow("iso no date") << "iso"
                                 << "INFO hello";
    QTest::newRow("iso glued") << "iso"
                               << "2026-05-31T12:00:00Zoo";
    QTest::newRow("bgl short") << "bgl"
                               << "- 1117838570 2005.06.03 R02";
    QTest::newRow("android no tag") << "android"
                                    << "03-17 16:13:38.811  1702  2395 D words without one";
    QTest::newRow("json cut off") << "json"
                                  << R"({"a":1)";
    QTest::newRow("json list") << "json"
                               << "[1]";
    QTest::newRow("json bad") << "json"
                              << R"({"a":tru})";
    QTest::newRow("json followed by text") << "json"
                                           << R"({"a":1} {"b":2})";
    for (const LayoutPtr& layout : builtinLayouts()) {
      if (layout->name() != "plain")
        QTest::newRow(layout->name().c_str()) << QString::fromStdString(layout->name()) << "";
    }
  }
  void refusesOtherLines() {
    QFETCH(QString, layout);
    QFETCH(QString, line);
    checkRefused(layout, line);
  }

  /// Every layout, every beginning of every line: no crash, nothing read beyond the line.
  void surviveAnyBeginning() {
    const ReadContext context{local("2026-06-01T00:00:00Z")};
    Record record;
    int read = 0;
    for (const LayoutCase& c : kCases) {
      const std::string_view line = c.line;
      for (std::size_t length = 0; length <= line.size(); ++length) {
        const std::vector<char> exact(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(length));
        for (const LayoutPtr& layout : builtinLayouts()) {
          read += layout->read({exact.data(), exact.size()}, context, record) ? 1 : 0;
        }
      }
    }
    QVERIFY(read > 1000);
  }

  void fieldsCarryTheirNames() {
    const auto layout = makeLayout("hdfs");
    QCOMPARE((*layout)->fieldNames(),
             (std::vector<std::string>{"Date", "Time", "Pid", "Level", "Component", "Content"}));
    FieldValues values;
    QVERIFY((*layout)->match("081109 203615 148 INFO dfs.X: hello", values));
    QCOMPARE(values.value,
             (std::vector<std::string_view>{"081109", "203615", "148", "INFO", "dfs.X", "hello"}));
    QCOMPARE((*layout)->contentField(), std::size_t{5});
  }

  /// BGL's first column, and a field that a user calls so.
  void aLabelInTheLineIsRead() {
    const ReadContext context{local("2026-06-01T00:00:00Z")};
    const std::string_view line =
        " 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.67 R02-M1 RAS KERNEL FATAL machine check";
    Record record;
    for (const char* label : {"-", "KERNDTLB"}) {
      const std::string whole = label + std::string(line);
      QVERIFY((*makeLayout("bgl"))->read(whole, context, record));
      QCOMPARE(text(record.label), QString(label));
    }
    QVERIFY((*makeLayout("<Label> <Date> <Content>"))->read("ALERT 2026-05-01 x y", context, record));
    QCOMPARE(text(record.label), QString("ALERT"));
    QVERIFY((*makeLayout("plain"))->read("- x", context, record));
    QVERIFY(record.label.empty());
  }

  void aMissingYearIsSaid() {
    const ReadContext context{local("2026-06-01T00:00:00Z")};
    Record record;
    QVERIFY((*makeLayout("syslog"))->read("May 30 22:14:15 host app: x", context, record));
    QVERIFY(record.yearGuessed);
    QVERIFY((*makeLayout("syslog"))->read("May 30 2024 22:14:15 host app: x", context, record));
    QVERIFY(!record.yearGuessed);
    QVERIFY((*makeLayout("android"))->read("03-17 16:13:38.811  1702  2395 D Tag: x", context, record));
    QVERIFY(record.yearGuessed);
  }

  void everyLayoutDescribesItself() {
    QVERIFY(builtinLayouts().size() >= 16);
    QCOMPARE(builtinLayouts().back()->name(), std::string("plain"));
    for (const LayoutPtr& layout : builtinLayouts()) {
      QVERIFY(!layout->description().empty());
      QCOMPARE(layout->fieldNames()[layout->contentField()], std::string("Content"));
      QCOMPARE((*makeLayout(layout->name()))->name(), layout->name());
    }
  }

  /// Years that syslog leaves out: times run up to the file's own and not beyond.
  void missingYearsGoBackFromTheFilesTime_data() {
    QTest::addColumn<QString>("latest");
    QTest::addColumn<QString>("date");
    QTest::addColumn<QString>("time");
    QTest::newRow("before") << "2026-01-02T00:00:00Z"
                            << "Jan  1 10:00:00"
                            << "2026-01-01T10:00:00Z";
    QTest::newRow("across new year") << "2026-01-02T00:00:00Z"
                                     << "Dec 31 23:59:59"
                                     << "2025-12-31T23:59:59Z";
    QTest::newRow("just after") << "2026-01-02T00:00:00Z"
                                << "Jan  2 00:00:01"
                                << "2025-01-02T00:00:01Z";
    QTest::newRow("leap day") << "2026-01-02T00:00:00Z"
                              << "Feb 29 12:00:00"
                              << "2024-02-29T12:00:00Z";
  }
  void missingYearsGoBackFromTheFilesTime() {
    QFETCH(QString, latest);
    QFETCH(QString, date);
    QFETCH(QString, time);
    const std::string line = date.toStdString() + " host app: x";
    Record record;
    QVERIFY((*makeLayout("syslog"))->read(line, {local(latest.toUtf8().constData())}, record));
    QCOMPARE(QString::fromStdString(isoUtc(UtcTime(record.time->time_since_epoch()))), time);
  }
};

QTEST_APPLESS_MAIN(TestLayouts)
#include "test_layouts.moc"
