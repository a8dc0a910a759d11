#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "engine/input/detection.h"

using namespace faultline;
using namespace faultline::input;

namespace {

const ReadContext kContext{LocalTime(std::chrono::seconds(1'780'000'000))};

/// `count` lines, `make(i)` each.
template <class Make>
std::vector<std::string> lines(int count, Make make) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(make(i));
  return all;
}

std::vector<std::string_view> views(const std::vector<std::string>& text) {
  return {text.begin(), text.end()};
}

std::string ruleFor(const std::vector<std::string>& text) {
  const auto sample = views(text);
  return detectSessionRule(sample, *detectLayout(sample, kContext).layout, kContext);
}

std::string uuid(int number) {
  const std::string digits = std::to_string(10'000'000 + number);
  return digits + "-1111-2222-3333-444444444444";
}

}  // namespace

class TestDetection : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theLayoutThatMostLinesFitIsChosen() {
    auto text = lines(100, [](int i) {
      return "2026-05-31 12:00:" + std::to_string(10 + i % 50) + ",000 INFO [main] a.b.C: message";
    });
    text[7] = "\tat a.b.C.d(C.java:12)";
    text[8] = "";
    const LayoutGuess guess = detectLayout(views(text), kContext);
    QCOMPARE(guess.layout->name(), std::string("hadoop"));  // and not `iso`, which fits as well
    QCOMPARE(guess.share, 1.0);  // neither the blank line counts nor what goes on with an entry
    text[8] = "no header";
    QCOMPARE(detectLayout(views(text), kContext).share, 98.0 / 99.0);
  }

  void linesWithoutAHeaderArePlain() {
    const LayoutGuess guess = detectLayout(views(lines(50, [](int) { return "hello there"; })), kContext);
    QCOMPARE(guess.layout->name(), std::string("plain"));
    QCOMPARE(guess.share, 1.0);
  }

  void aFewLinesThatFitByChanceAreNoHeader() {
    auto text = lines(50, [](int) { return "hello there"; });
    for (std::size_t i = 0; i < 10; ++i) text[i * 3] = "2026-05-31 12:00:00 INFO x";
    QCOMPARE(detectLayout(views(text), kContext).layout->name(), std::string("plain"));
  }

  void nothingIsPlain() {
    QCOMPARE(detectLayout({}, kContext).layout->name(), std::string("plain"));
    QCOMPARE(ruleFor({}), std::string("none"));
  }

  void blocksThatGroupLines() {
    const auto line = [](int block) {
      return "081109 203615 148 INFO dfs.DataNode: Received block blk_" + std::to_string(block);
    };
    QCOMPARE(ruleFor(lines(100, [&](int i) { return line(i / 4); })), std::string("block"));
    QCOMPARE(ruleFor(lines(100, line)), std::string("block"));  // a sample of a log
  }

  void instancesBeforeRequests() {
    const auto text = lines(100, [](int i) {
      return "INFO nova.compute.manager [req-" + uuid(i / 5) + "] [instance: " + uuid(i / 10) + "] x";
    });
    QCOMPARE(ruleFor(text), std::string("instance"));
    const auto requests =
        lines(100, [](int i) { return "INFO nova.api.server [req-" + uuid(i / 5) + " - - -] x"; });
    QCOMPARE(ruleFor(requests), std::string("request"));
  }

  void processesThatAreShortLived() {
    const auto line = [](const char* program, int pid) {
      return "Jun 14 15:16:01 host " + std::string(program) + "[" + std::to_string(pid) + "]: x";
    };
    QCOMPARE(ruleFor(lines(100, [&](int i) { return line("sshd", i / 4); })), std::string("process"));
    QCOMPARE(ruleFor(lines(100, [&](int) { return line("named", 7); })), std::string("none"));
    QCOMPARE(ruleFor(lines(100, [&](int i) { return line(i % 2 == 0 ? "named" : "dhcpd", i % 2); })),
             std::string("none"));
  }
};

QTEST_APPLESS_MAIN(TestDetection)
#include "test_detection.moc"
