#include <QtTest/QtTest>

#include "engine/parse/log_key_parser.h"

using namespace faultline::parse;

class TestTypedMasks : public QObject {
  Q_OBJECT

  LogKeyParser m_parser = std::move(*LogKeyParser::make({}));

 private Q_SLOTS:
  void masks_data() {
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("masked");
    const auto row = [](const char* name, const char* message, const char* masked) {
      QTest::newRow(name) << QString::fromUtf8(message) << QString::fromUtf8(masked);
    };
    row("plain words", "VM Started (Lifecycle Event)", "VM Started (Lifecycle Event)");
    row("word after a colon", "errors: none", "errors: none");
    row("integer", "Found child 6725 in slot 10", "Found child <*> in slot <*>");
    row("signs", "init 1 -2 (-3) x=-4", "init <*> <*> (<*>) x=<*>");
    row("a hyphen is no sign", "node-246 is up", "node-<*> is up");
    row("range", "nodes 104-127", "nodes <*>");
    row("fraction", "Took 19.05 seconds.", "Took <*> seconds.");
    row("thousands", "sent 1,024,000 of them", "sent <*> of them");
    row("unit", "waited 12ms, 3s", "waited <*>, <*>");
    row("unit behind a blank", "size 384.0 KB, free 5 B", "size <*>, free <*>");
    row("no unit", "4 Bytes", "<*> Bytes");
    row("per cent", "45% full", "<*>% full");
    row("0x", "address 0x00004ed8 bad", "address <*> bad");
    row("hexadecimal", "iar 003a9260 dear fe02", "iar <*> dear <*>");
    row("hexadecimal letters alone", "deadbeef and bad face", "<*> and bad face");
    row("name with a number", "trains D1345, G1345", "trains <*>, <*>");
    row("version", "wcp.dll version 6.1.7601.23505", "wcp.dll version <*>");
    row("IPv4", "from /10.251.42.84 to 10.0.0.1:50010", "from <*> to <*>");
    row("network", "route 10.0.0.0/8", "route <*>");
    row("IPv6", "bind 0:0:0:0:0:0:0:0:2181", "bind <*>");
    row("MAC", "chip FF:F2:9F:16:DC:81 up", "chip <*> up");
    row("UUID", "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] up", "[instance: <*>] up");
    row("request", "[req-b9000564-fe1a-409b-b8cc-1e88b294cd1d]", "[req-<*>]");
    row("hash", "file a489c868f0c37da93b76227c91bb03908ac0e742", "file <*>");
    row("random", "token Zk3vQ9wL2pXr7", "token <*>");
    row("date and time", "at 2017-05-16 05:00:00.123 done", "at <*> done");
    row("ISO", "at 2017-05-16T05:00:00Z done", "at <*> done");
    row("time", "since 08:16:53,123", "since <*>");
    row("month", "on Jul  1 08:16:53 2005 up", "on <*> up");
    row("weekday", "on Fri Jul 01 08:16:53 PDT 2005", "on <*>");
    row("a month's name alone", "in May we Mar it", "in May we Mar it");
    row("block", "blk_-6952295868487656571 gone", "<*> gone");
    row("attempt", "attempt_1445144423722_0020_m_000001_0", "<*>");
    row("interface", "eth0 is down", "eth<*> is down");
    row("list of blocks", "delete blk_1 blk_-22 blk_333 now", "delete <*> now");
    row("not a list", "delete blk_1 job_2", "delete <*> <*>");
    row("numbers are no list", "status 200 512 0.1", "status <*> <*> <*>");
    row("path", "file /var/lib/x-1/y.txt: gone", "file <*>: gone");
    row("no path", "read/write n/a", "read/write n/a");
    row("request line", "\"GET /v2/a/servers?x=1 HTTP/1.1\" 200", "\"GET <*> <*>\" <*>");
    row("Windows path", "path '\\SystemRoot\\x' loaded", "path '<*>' loaded");
    row("URL", "see http://a.b/c?d=e, then", "see <*>, then");
    row("value", "name=com.x.y/.Z uid=10", "name=<*> uid=<*>");
    row("value that is a word", "force=true state=DOWN", "force=true state=DOWN");
    row("quoted value", "tag=\"View Lock\", x", "tag=\"<*>\", x");
    row("value behind blanks", "uid = 10111,tag = null", "uid = <*>,tag = <*>");
    row("name with hyphens", "host web-front-12 is up", "host <*> is up");
    row("name of a host", "on cp-1.rack2.example.org now", "on <*> now");
    row("host and address", "to web-1/10.0.0.1:80", "to <*>");
    row("host and port", "db.example.org:5432 close, localhost:80 open", "<*> close, <*> open");
    row("one dot is no host", "generating core.2275", "generating core.<*>");
    row("places in a program", "by a.b.C.run:12 a.b.D.go:7 end", "by <*> end");
    row("dots that lead to a value", "space.........12", "space.........<*>");
    row("a digit as good as a letter", "Slf4jLogger: jk2_init() psr0=1", "Slf4jLogger: jk2_init() psr0=<*>");
    row("names with a fixed number", "port 22 ssh2 over IPv6, sha256", "port <*> ssh2 over IPv6, sha256");
    row("a capital and a number", "slot J13", "slot <*>");
    row("drive", "load C:\\x\\y.dll now", "load <*> now");
    row("less than", "lifetime <1 sec, <3 apples", "lifetime <*>, <<*> apples");
    row("value that is a name", "user=root db=shop", "user=<*> db=<*>");
    row("what happens", "level=error action=login", "level=error action=login");
    row("what happens, quoted", "level=info msg=\"all done\" by=\"x y\"",
        "level=info msg=\"all done\" by=\"<*>\"");
    row("name of a type", "bounds=Rect(1, 2)", "bounds=Rect(<*>, <*>)");
    row("nothing", "ws=null, port: None (null) none", "ws=<*>, port: <*> (<*>) none");
    row("quoted name", "role \"shop\" does not exist", "role \"<*>\" does not exist");
    row("quoted words", "\"Error syncing\" \"List\" can't don't", "\"Error syncing\" \"List\" can't don't");
    row("JSON", R"({"user":"bob","action":"login","ok":true})",
        R"({"user":"<*>","action":"login","ok":true})");
    row("user", "session opened for user bob by (uid=0)", "session opened for user <*> by (uid=<*>)");
    row("no user", "check pass; user unknown", "check pass; user unknown");
    row("password", "Failed password for root from", "Failed password for <*> from");
    row("password of nobody", "Failed password for invalid user bob from",
        "Failed password for invalid user <*> from");
    row("its own wildcard", "a blk_<*> <*>", "a <*> <*>");
    row("umlauts are letters", "Gr\u00f6\u00dfe 5 \u00fc", "Gr\u00f6\u00dfe <*> \u00fc");
    row("empty", "", "");
    row("cut off", "x=", "x=");
    row("slash at the end", "a /", "a /");
    row("two digits at the end", "12:", "<*>:");
  }
  void masks() {
    QFETCH(QString, message);
    QFETCH(QString, masked);
    QCOMPARE(QString::fromStdString(m_parser.prepare(message.toStdString()).text), masked);
  }

  // Whatever the bytes, nothing is read beyond them and the text stays valid (run under AddressSanitizer).
  void everyPrefixOfEverythingIsRead() {
    const std::string all =
        "=/\\0x12-2005-07-01 08:16:53,1 Fri Jul 01 08:16:53 PDT 2005 FF:F2:9F:16:DC:81 12 KiB a://b \"c='d' "
        "b9000564-fe1a-409b-b8cc-1e88b294cd1d \xc3\xb6\xe2\x82\xac blk_1, blk_2";
    for (std::size_t begin = 0; begin < all.size(); ++begin) {
      for (std::size_t end = begin; end <= all.size(); ++end) {
        const std::string text = m_parser.prepare(std::string(all, begin, end - begin)).text;
        QVERIFY(text.size() <= 3 * all.size());
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestTypedMasks)
#include "test_typed_masks.moc"
