#include <map>
#include <set>

#include <QtTest/QtTest>

#include "engine/parse/log_key_parser.h"

using namespace faultline::parse;

namespace {

/// Messages of one event.
using Event = std::vector<std::string>;

}  // namespace

/// Messages as programs write them whose logs are in no set that the parser is measured on, made up here.
/// Each event must come to one key, and no two events to the same.
class TestForeignLogs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void groups_data() {
    QTest::addColumn<std::vector<Event>>("events");
    QTest::newRow("proxy client") << std::vector<Event>{
        {"cdn-3.img.example.net:80 close, 1264 bytes (1.23 KB) sent, 5120 bytes (5.00 KB) received, lifetime "
         "00:01",
         "localhost:8080 close, 2048 bytes (2.00 KB) sent, 3145728 bytes (3.00 MB) received, lifetime "
         "01:02:03"},
        {"www.example.org:443 close, 0 bytes sent, 0 bytes received, lifetime <1 sec",
         "www.example.org:80 close, 5 bytes sent, 7 bytes received, lifetime 00:02"},
        {"www.example.org:443 open through proxy proxy.example.org:5070 HTTPS",
         "localhost:80 open through proxy localhost:5070 HTTPS"},
        {"www.example.org:80 error : A connection request was canceled before the completion."}};
    QTest::newRow("step counter") << std::vector<Event>{
        {"getSteps = 1514038440000##6993##548365##8661##12266##27164404",
         "getSteps = 1514038500000##7007##549600##8661##12266##27176404"},
        {"setSteps=1514038440000##7007##549600##8661##12266##27176404",
         "setSteps=1514038440001##7008##549601##8661##12266##27176405"},
        {"onStepChanged 3579", "onStepChanged 3580"},
        {"onExtend:1514038440000 14 0 4", "onExtend:1514038440001 2 7 1"}};
    QTest::newRow("syslog") << std::vector<Event>{
        {"authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=10.1.2.3 ",
         "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=host.example.org "},
        {"authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=10.1.2.3  user=root",
         "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=localhost  user=guest"},
        {"check pass; user unknown"},
        {"session opened for user carol by (uid=0)", "session opened for user root by (uid=1000)"},
        {"session closed for user carol", "session closed for user root"},
        {"connection from 10.1.2.3 () at Sat Jul  2 09:02:11 2005",
         "connection from 10.1.2.4 () at Sun Jul 10 19:02:11 2005"},
        {"ALERT exited abnormally with [1]"}};
    QTest::newRow("ssh") << std::vector<Event>{
        {"Failed password for invalid user webmaster from 10.1.2.3 port 38926 ssh2",
         "Failed password for invalid user pi from 10.1.2.9 port 1 ssh2"},
        {"Failed password for root from 10.1.2.3 port 38926 ssh2",
         "Failed password for git from 10.1.2.3 port 2 ssh2"},
        {"Accepted password for bob from 10.1.2.3 port 38926 ssh2",
         "Accepted password for eve from 10.1.2.3 port 2 ssh2"},
        {"Invalid user webmaster from 10.1.2.3", "Invalid user pi from 10.1.2.4"},
        {"Connection closed by 10.1.2.3 [preauth]"},
        {"Received disconnect from 10.1.2.3: 11: Bye Bye [preauth]"}};
    QTest::newRow("nginx") << std::vector<Event>{
        {"*17 open() \"/srv/a/b.php\" failed (2: No such file), client: 10.1.2.3, server: www.example.org, "
         "request: \"GET /a/b.php HTTP/1.1\", host: \"www.example.org\"",
         "*18 open() \"/srv/c.ico\" failed (2: No such file), client: 10.1.2.4, server: localhost, request: "
         "\"GET /c.ico HTTP/1.1\", host: \"localhost\""},
        {"*19 connect() failed (111: Connection refused) while connecting to upstream, client: 10.1.2.3, "
         "server: www.example.org"}};
    QTest::newRow("kubernetes") << std::vector<Event>{
        {"Pulling image \"shop/cart:v1.2\"", "Pulling image \"shop/pay:v2.0\""},
        {"Successfully assigned shop/cart-5d9f8c7b6-x2x4z to node-3",
         "Successfully assigned shop/pay-77d9f8c7b-abcde to node-12"},
        {"Readiness probe failed: Get \"http://10.1.2.3:8080/healthz\": dial tcp 10.1.2.3:8080: connect: "
         "connection refused",
         "Readiness probe failed: Get \"http://10.1.2.4:80/healthz\": dial tcp 10.1.2.4:80: connect: "
         "connection refused"},
        {"Back-off restarting failed container"}};
    QTest::newRow("postgres") << std::vector<Event>{
        {"connection authorized: user=bob database=shop", "connection authorized: user=eve database=bank"},
        {"role \"bob\" does not exist", "role \"eve\" does not exist"},
        {"password authentication failed for user \"bob\"",
         "password authentication failed for user \"eve\""},
        {"checkpoint starting: time"}};
    QTest::newRow("states stay apart") << std::vector<Event>{
        {"VM Started (Lifecycle Event)"},
        {"VM Paused (Lifecycle Event)"},
        {"link state=UP", "link state=UP"},
        {"link state=DOWN"},
        {"level=info action=login"},
        {"level=error action=login"},
        {"ready=true"},
        {"ready=false"},
        {"{\"user\":\"bob\",\"action\":\"login\"}", "{\"user\":\"eve\",\"action\":\"login\"}"},
        {"{\"user\":\"bob\",\"action\":\"logout\"}"}};
  }
  void groups() {
    QFETCH(std::vector<Event>, events);
    LogKeyParser parser = std::move(*LogKeyParser::make({}));
    std::map<KeyIndex, std::size_t> eventOf;
    for (std::size_t event = 0; event < events.size(); ++event) {
      std::set<KeyIndex> keys;
      for (const std::string& message : events[event])
        keys.insert(parser.match(parser.prepare(message)).index);
      QVERIFY2(keys.size() == 1, parser.templateText(*keys.rbegin()).c_str());
      QVERIFY2(eventOf.emplace(*keys.begin(), event).second, parser.templateText(*keys.begin()).c_str());
    }
  }
};

QTEST_APPLESS_MAIN(TestForeignLogs)
#include "test_foreign_logs.moc"
