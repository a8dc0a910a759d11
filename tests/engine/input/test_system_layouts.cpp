#include "layout_cases.h"

using namespace faultline;
using namespace faultline::input;

namespace {

/// Syslog by its peculiarities, clusters, machines and data bases.
const LayoutCase kCases[] = {
    {"syslog capitals",
     "syslog",
     "May 30 22:14:15 host SSHD[812]: x",
     {"2026-05-30T22:14:15Z", false, "", "host", "sshd", "812", "x"}},
    {"syslog first capital",
     "syslog",
     "May 30 22:14:15 host Keepalived: x",
     {"2026-05-30T22:14:15Z", false, "", "host", "keepalived", "", "x"}},
    {"syslog mixed case",
     "syslog",
     "May 30 22:14:15 host NetworkManager[1]: x",
     {"2026-05-30T22:14:15Z", false, "", "host", "NetworkManager", "1", "x"}},
    {"syslog no host",
     "syslog",
     "May 30 22:14:15 sshd[812]: x: y",
     {"2026-05-30T22:14:15Z", false, "", "", "sshd", "812", "x: y"}},
    {"syslog no host, no pid",
     "syslog",
     "May 30 22:14:15 kernel: eth0: up",
     {"2026-05-30T22:14:15Z", false, "", "", "kernel", "", "eth0: up"}},
    {"syslog iso, no host",
     "syslog",
     "2026-05-30T22:14:15Z sshd[812]: x",
     {"2026-05-30T22:14:15Z", true, "", "", "sshd", "812", "x"}},
    {"syslog address for a host",
     "syslog",
     "May 30 22:14:15 10.0.0.7 sshd: x",
     {"2026-05-30T22:14:15Z", false, "", "10.0.0.7", "sshd", "", "x"}},
    {"syslog repeated",
     "syslog",
     "May 30 22:14:15 last message repeated 3 times",
     {"2026-05-30T22:14:15Z", false, "", "", "", "", "last message repeated 3 times"}},
    {"syslog no colon after the pid",
     "syslog",
     "May 30 22:14:15 host sshd[812] x",
     {"2026-05-30T22:14:15Z", false, "", "host", "sshd", "812", "x"}},
    {"syslog pid in round brackets",
     "syslog",
     "May 30 22:14:15 host cron(812): x",
     {"2026-05-30T22:14:15Z", false, "", "host", "cron", "812", "x"}},
    {"syslog module in round brackets",
     "syslog",
     "May 30 22:14:15 host su(pam_unix): x",
     {"2026-05-30T22:14:15Z", false, "", "host", "su", "", "x"}},
    {"syslog name in round brackets",
     "syslog",
     "May 30 22:14:15 host (systemd)[9]: x",
     {"2026-05-30T22:14:15Z", false, "", "host", "systemd", "9", "x"}},
    {"syslog version after the name",
     "syslog",
     "May 30 22:14:15 host syslogd 1.4.1: restart.",
     {"2026-05-30T22:14:15Z", false, "", "host", "syslogd", "", "restart."}},
    {"syslog login",
     "syslog",
     "May 30 22:14:15 host  -- root[2421]: ROOT LOGIN",
     {"2026-05-30T22:14:15Z", false, "", "host", "root", "2421", "ROOT LOGIN"}},
    {"syslog repeated, another way",
     "syslog",
     "May 30 22:14:15 --- last message repeated 1 time ---",
     {"2026-05-30T22:14:15Z", false, "", "", "", "", "--- last message repeated 1 time ---"}},
    {"healthapp",
     "healthapp",
     "20171223-0:5:29:66|Step_LSC|30002312|onStandStepChanged 3579|x",
     {"2017-12-23T00:05:29.066Z", false, "", "", "Step_LSC", "30002312", "onStandStepChanged 3579|x"}},
    {"proxifier",
     "proxifier",
     "[10.30 16:49:06] chrome.exe *64 - proxy.example.org:5070 open - directly",
     {"2025-10-30T16:49:06Z", false, "", "", "chrome.exe", "", "proxy.example.org:5070 open - directly"}},
    {"snort",
     "snort",
     "08/05-10:09:08.123456  [**] [1:384:5] ICMP PING [**] [Priority: 3] {ICMP} 192.0.2.1 -> 192.0.2.2",
     {"2025-08-05T10:09:08.123456Z", false, "info", "", "ids", "",
      "[**] [1:384:5] ICMP PING [**] [Priority: 3] {ICMP} 192.0.2.1 -> 192.0.2.2"}},
    {"suricata",
     "snort",
     "05/31/2024-12:00:00.000001  [Drop] [**] [1:2001219:20] ET SCAN SSH [**] [Priority: 2] {TCP} "
     "192.0.2.1:1 -> "
     "192.0.2.2:22",
     {"2024-05-31T12:00:00.000001Z", false, "warning", "", "ids", "",
      "[Drop] [**] [1:2001219:20] ET SCAN SSH [**] [Priority: 2] {TCP} 192.0.2.1:1 -> 192.0.2.2:22"}},
    {"syslog of a firewall",
     "syslog",
     "May 30 2026 22:14:15 fw1 : %ASA-6-302013: Built inbound TCP connection 7",
     {"2026-05-30T22:14:15Z", false, "", "fw1", "asa", "", "%ASA-6-302013: Built inbound TCP connection 7"}},
    {"syslog of a firewall, by a relay",
     "syslog",
     "<166>May 30 22:14:15 fw1 %ASA-6-302013: Built inbound TCP connection 7",
     {"2026-05-30T22:14:15Z", false, "info", "fw1", "asa", "",
      "%ASA-6-302013: Built inbound TCP connection 7"}},
    {"thunderbird",
     "thunderbird",
     "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed",
     {"2005-11-09T20:01:01Z", true, "", "dn228", "crond", "2915", "session closed"}},
    {"thunderbird path",
     "thunderbird",
     "VAPI 1131566461 2005.11.09 tbird-admin1 Nov 10 12:01:01 local@tbird-admin1 /apps/sbin/gmetad[1682]: no "
     "answer",
     {"2005-11-09T20:01:01Z", true, "", "tbird-admin1", "gmetad", "1682", "no answer"}},
    {"thunderbird no tag",
     "thunderbird",
     "- 1131566461 2005.11.09 dn3 Nov 9 12:01:01 dn3/dn3 ",
     {"2005-11-09T20:01:01Z", true, "", "dn3", "", "", ""}},
    {"glog with year",
     "glog",
     "W20260531 12:00:00.123456  1234 a.cc:12] x",
     {"2026-05-31T12:00:00.123456Z", false, "W", "", "", "", "x"}},
    {"windows pair",
     "windows-cbs",
     "2016-09-28 04:30:31, Error                 CSI    00000001@2016/9/27:20:30:31.455 x",
     {"2016-09-28T04:30:31Z", false, "Error", "", "CSI", "", "00000001@2016/9/27:20:30:31.455 x"}},
    {"windows events",
     "windows-events",
     "Error,5/31/2026 12:00:00 AM,Service Control Manager,7031,None,\"The Foo service, x, terminated\"",
     {"2026-05-31T00:00:00Z", false, "Error", "", "Service Control Manager", "",
      "The Foo service, x, terminated"}},
    {"windows events, day first",
     "windows-events",
     "Audit Failure,31.05.2026 15:04:05,Microsoft-Windows-Security-Auditing,4625,Logon,\"goes on",
     {"2026-05-31T15:04:05Z", false, "Audit Failure", "", "Microsoft-Windows-Security-Auditing", "",
      "goes on"}},
    {"windows events, afternoon",
     "windows-events",
     "Information,5/1/2026 1:02:03 PM,EventLog,6013,None,uptime",
     {"2026-05-01T13:02:03Z", false, "Information", "", "EventLog", "", "uptime"}},
    {"libvirt",
     "libvirt",
     "2026-01-01 00:00:00.123+0000: 1234: error : virNetSocketReadWire:1806 : End of file: x",
     {"2026-01-01T00:00:00.123Z", true, "error", "", "libvirt", "", "End of file: x"}},
    {"libvirt version",
     "libvirt",
     "2026-01-01 02:00:00.123+0200: 1234: info : libvirt version: 8.0.0",
     {"2026-01-01T00:00:00.123Z", true, "info", "", "libvirt", "", "libvirt version: 8.0.0"}},
    {"libvirt guest",
     "libvirt",
     "2026-01-01 00:00:00.123+0000: shutting down, reason=crashed",
     {"2026-01-01T00:00:00.123Z", true, "", "", "libvirt", "", "shutting down, reason=crashed"}},
    {"qemu",
     "libvirt",
     "2026-01-01T00:00:00.123456Z qemu-system-x86_64: warning: host doesn't support x",
     {"2026-01-01T00:00:00.123456Z", true, "warning", "", "qemu", "", "host doesn't support x"}},
    {"qemu no level",
     "libvirt",
     "2026-01-01T00:00:00Z qemu-kvm: terminating on signal 15",
     {"2026-01-01T00:00:00Z", true, "", "", "qemu", "", "terminating on signal 15"}},
    {"vmkernel",
     "vmware",
     "2026-01-01T00:00:00.000Z cpu12:1234)ScsiDeviceIO: 2338: Cmd failed",
     {"2026-01-01T00:00:00Z", true, "", "", "vmkernel", "", "2338: Cmd failed"}},
    {"vmkernel warning",
     "vmware",
     "2026-01-01T00:00:00.000Z cpu1:33 opID=9f)WARNING: NMP: nmp_Issue:1: x",
     {"2026-01-01T00:00:00Z", true, "WARNING", "", "vmkernel", "", "nmp_Issue:1: x"}},
    {"vmkernel 8",
     "vmware",
     "2026-01-01T00:00:00.000Z Wa(180) vmkernel: cpu0:2097152)NMP: x",
     {"2026-01-01T00:00:00Z", true, "warning", "", "vmkernel", "", "x"}},
    {"hostd",
     "vmware",
     "2026-01-01T00:00:00.000Z info hostd[2099] [Originator@6876 sub=Vimsvc opID=x] Event 1",
     {"2026-01-01T00:00:00Z", true, "info", "", "hostd", "2099", "Event 1"}},
    {"hostd 8",
     "vmware",
     "2026-01-01T00:00:00.000Z Er(163) Hostd[2099]: [Originator@6876 sub=Vimsvc] Event 1",
     {"2026-01-01T00:00:00Z", true, "error", "", "hostd", "2099", "Event 1"}},
    {"vmware.log",
     "vmware",
     "2026-01-01T00:00:00.000Z| vcpu-0| I005: Guest: x",
     {"2026-01-01T00:00:00Z", true, "I", "", "vmx", "", "Guest: x"}},
    {"vmware.log 8",
     "vmware",
     "2026-01-01T00:00:00.000Z In(05) vmx - Log for VMware ESX",
     {"2026-01-01T00:00:00Z", true, "info", "", "vmx", "", "Log for VMware ESX"}},
    {"dmesg",
     "dmesg",
     "[    1.234567] usb 1-1: new device",
     {"", false, "", "", "kernel", "", "usb 1-1: new device"}},
    {"dmesg priority", "dmesg", "<3>[12345.678901] x", {"", false, "err", "", "kernel", "", "x"}},
    {"dmesg decoded", "dmesg", "kern  :warn  : [    0.000000] x", {"", false, "warn", "", "kernel", "", "x"}},
    {"dmesg dated",
     "dmesg",
     "[Sun May 31 12:00:00 2026] x",
     {"2026-05-31T12:00:00Z", false, "", "", "kernel", "", "x"}},
    {"postgres",
     "postgres",
     "2026-01-01 00:00:00.000 UTC [1234] LOG:  database system is ready",
     {"2026-01-01T00:00:00Z", true, "LOG", "", "postgres", "1234", "database system is ready"}},
    {"postgres user",
     "postgres",
     "2026-01-01 00:00:00.000 CET [1234-2] app@shop ERROR:  relation \"x\" does not exist",
     {"2026-01-01T00:00:00Z", false, "ERROR", "", "postgres", "1234", "relation \"x\" does not exist"}},
    {"postgres managed",
     "postgres",
     "2026-01-01 00:00:00 UTC:10.0.0.1(5432):app@shop:[1234]:STATEMENT:  SELECT 1",
     {"2026-01-01T00:00:00Z", true, "STATEMENT", "", "postgres", "1234", "SELECT 1"}},
    {"mysql 8",
     "mysql",
     "2026-01-01T00:00:00.123456Z 0 [Note] [MY-010116] [Server] starting as process 1",
     {"2026-01-01T00:00:00.123456Z", true, "Note", "", "mysql", "", "starting as process 1"}},
    {"mysql 5.6",
     "mysql",
     "2014-07-08 15:41:54 1234 [Warning] InnoDB: x",
     {"2014-07-08T15:41:54Z", false, "Warning", "", "mysql", "", "InnoDB: x"}},
    {"mysql 5.5",
     "mysql",
     "140708  9:41:54 [ERROR] x",
     {"2014-07-08T09:41:54Z", false, "ERROR", "", "mysql", "", "x"}},
    {"mysqld_safe",
     "mysql",
     "140708 15:41:54 mysqld_safe Starting",
     {"2014-07-08T15:41:54Z", false, "", "", "mysql", "", "mysqld_safe Starting"}},
    {"redis",
     "redis",
     "1234:M 01 Jan 2026 00:00:00.123 * Ready",
     {"2026-01-01T00:00:00.123Z", false, "notice", "", "redis", "1234", "Ready"}},
    {"redis old",
     "redis",
     "[1234] 01 Jan 00:00:00.123 # Server",
     {"2026-01-01T00:00:00.123Z", false, "warning", "", "redis", "1234", "Server"}},
    {"mongodb text",
     "mongodb-text",
     "2019-01-01T01:00:00.000+0100 I NETWORK  [listener] connection accepted",
     {"2019-01-01T00:00:00Z", true, "I", "", "NETWORK", "", "connection accepted"}},
};

}  // namespace

class TestSystemLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsALine_data() { addRows(kCases); }
  void readsALine() {
    QFETCH(int, index);
    checkReading(kCases[index]);
  }

  void detectsALine_data() { readsALine_data(); }
  void detectsALine() {
    QFETCH(int, index);
    QCOMPARE(detectedLayout(kCases[index]), QString(kCases[index].layout));
  }

  void refusesOtherLines_data() {
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("line");
    QTest::newRow("thunderbird, no month") << "thunderbird"
                                           << "- 1131566461 2005.11.09 dn1 No 9 12:01:01 a b: c";
    QTest::newRow("windows events, the names") << "windows-events"
                                               << "Level,Date and Time,Source,Event ID,Task Category";
    QTest::newRow("windows events, no such hour") << "windows-events"
                                                  << "Error,5/31/2026 13:00:00 PM,Foo,1,None,x";
    QTest::newRow("healthapp, hour") << "healthapp"
                                     << "20171223-24:5:29:66|a|1|b";
    QTest::newRow("proxifier, a date with a year") << "proxifier"
                                                   << "[2026.10.30 16:49:06] a - b";
    QTest::newRow("libvirt, no zone") << "libvirt"
                                      << "2026-01-01 00:00:00.123: 1234: error : f:1 : x";
    QTest::newRow("libvirt, another program") << "libvirt"
                                              << "2026-01-01T00:00:00Z foo: x";
    QTest::newRow("vmware, no bracket") << "vmware"
                                        << "2026-01-01T00:00:00.000Z cpu12:1234 x";
    QTest::newRow("vmware, daemon without a level") << "vmware"
                                                    << "2026-01-01T00:00:00.000Z hostd[1] x";
    QTest::newRow("dmesg, no microseconds") << "dmesg"
                                            << "[ 1.2] x";
    QTest::newRow("dmesg, words") << "dmesg"
                                  << "[main] x";
    QTest::newRow("postgres, no pid") << "postgres"
                                      << "2026-01-01 00:00:00 UTC LOG:  x";
    QTest::newRow("postgres, no level") << "postgres"
                                        << "2026-01-01 00:00:00 UTC [1] LOGS:  x";
    QTest::newRow("mysql, other level") << "mysql"
                                        << "2014-07-08 15:41:54 1234 [main] x";
    QTest::newRow("redis, no mark") << "redis"
                                    << "1234:M 01 Jan 2026 00:00:00.123 Ready";
    QTest::newRow("mongodb, no context") << "mongodb-text"
                                         << "2019-01-01T01:00:00.000+0100 I NETWORK x";
    QTest::newRow("syslog iso with a name and a colon") << "syslog"
                                                        << "2026-05-30T22:14:15Z sshd: x";
  }
  void refusesOtherLines() {
    QFETCH(QString, layout);
    QFETCH(QString, line);
    checkRefused(layout, line);
  }

  void aLabelInTheLineIsRead() {
    Record record;
    QVERIFY((*makeLayout("thunderbird"))
                ->read("VAPI 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 kernel: x", caseContext(),
                       record));
    QCOMPARE(text(record.label), QString("VAPI"));
  }

  /// Every beginning of every line, with every byte changed once: no crash, nothing read beyond the line.
  void surviveDamage() {
    Record record;
    std::size_t read = 0;
    for (const LayoutCase& c : kCases) {
      const std::string_view line = c.line;
      for (std::size_t i = 0; i <= line.size(); ++i) {
        const std::vector<char> beginning(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(i));
        std::vector<char> changed(line.begin(), line.end());
        if (i < changed.size()) changed[i] = static_cast<char>(i * 37);
        for (const LayoutPtr& layout : builtinLayouts()) {
          read += layout->read({beginning.data(), beginning.size()}, caseContext(), record) ? 1 : 0;
          read += layout->read({changed.data(), changed.size()}, caseContext(), record) ? 1 : 0;
        }
      }
    }
    QVERIFY(read > 5000);
  }
};

QTEST_APPLESS_MAIN(TestSystemLayouts)
#include "test_system_layouts.moc"
