#include "tests/support/made_security_log.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace faultline::support {

namespace {

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;
constexpr std::int64_t kStart = 1'767'571'200;  // Monday, 5 January 2026, 00:00 UTC

/// The same on every machine, which the standard library's distributions are not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : m_engine(seed) {}
  double share() { return static_cast<double>(m_engine() >> 11U) * 0x1p-53; }
  std::uint64_t below(std::uint64_t count) {
    return static_cast<std::uint64_t>(share() * static_cast<double>(count));
  }
  /// Seconds to the next of events that come so many times an hour.
  double wait(double perHour) { return -std::log(1 - share()) * kHour / perHour; }

 private:
  std::mt19937_64 m_engine;
};

/// Lines by time, in whatever order they are made.
class Pages {
 public:
  void add(double second, std::string text, int attack = -1) {
    m_lines.push_back({second, m_lines.size(), std::move(text), attack});
  }

  /// `stamped`: a line of a moment and a text.
  template <class Stamp>
  MadeSecurityLog write(const std::filesystem::path& file, const std::vector<std::string>& attacks,
                        int normalDays, Stamp stamped) {
    std::ranges::sort(m_lines, [](const Line& a, const Line& b) {
      return a.second != b.second ? a.second < b.second : a.order < b.order;
    });
    std::ofstream out(file, std::ios::binary);
    MadeSecurityLog made;
    made.normalFrom = iso(0);
    made.normalTo = iso(normalDays * kDay);
    for (const std::string& name : attacks) made.attacks.push_back({name, 0, 0});
    for (const Line& line : m_lines) {
      out << stamped(line.second, line.text) << '\n';
      ++made.lines;
      if (line.attack < 0) continue;
      MadeAttack& attack = made.attacks[static_cast<std::size_t>(line.attack)];
      if (attack.firstLine == 0) attack.firstLine = made.lines;
      attack.lastLine = made.lines;
    }
    return made;
  }

  static std::string iso(double second) {
    return fmt::format("{:%FT%TZ}", fmt::gmtime(wholeSeconds(second)));
  }
  static std::int64_t wholeSeconds(double second) { return kStart + static_cast<std::int64_t>(second); }
  static int micros(double second) { return static_cast<int>((second - std::floor(second)) * 1'000'000); }

 private:
  struct Line {
    double second;
    std::size_t order;
    std::string text;
    int attack;
  };
  std::vector<Line> m_lines;
};

/// Calls `make(second)` so many times an hour on average: `night` of that in the small hours, more by day.
template <class Make>
void everyNowAndThen(Dice& dice, double days, double perHour, double night, Make make) {
  const double most = perHour * 2;
  for (double at = dice.wait(most); at < days * kDay; at += dice.wait(most)) {
    const double hour = std::fmod(at, kDay) / kHour;
    const double day = std::max(0.0, std::sin((hour - 6) / 24 * 2 * 3.141592653589793));
    if (dice.share() < (night + (1 - night) * day)) make(at);
  }
}

std::string inside(Dice& dice) { return fmt::format("10.0.{}.{}", dice.below(3), 10 + dice.below(60)); }
std::string outside(Dice& dice) {
  return fmt::format("{}.{}.{}.{}", 60 + dice.below(120), dice.below(250), dice.below(250),
                     1 + dice.below(250));
}
std::uint64_t freePort(Dice& dice) { return 32768 + dice.below(28000); }

}  // namespace

MadeSecurityLog writeKernelLog(const std::filesystem::path& file, const MadeSecuritySettings& settings) {
  Dice dice(settings.seed);
  Pages pages;
  const double days = settings.normalDays + 2;
  const auto segfault = [&dice] {
    const std::uint64_t base = 0x400000;
    return fmt::format(
        "nginx[{}]: segfault at {:x} ip 0000{:012x} sp 00007ff{:09x} error {} in nginx[{:x}+{:x}]",
        2000 + dice.below(30000), dice.below(1ULL << 46U), base + dice.below(0xa3000),
        dice.below(1ULL << 36U), 4 + 2 * dice.below(2), base, 0xa3000);
  };
  int device = 4;
  everyNowAndThen(dice, days, 1, 0.1, [&](double at) {
    ++device;
    pages.add(at, fmt::format("usb 1-{}: new high-speed USB device number {} using xhci_hcd",
                              1 + dice.below(4), device));
    pages.add(
        at + 0.15,
        fmt::format("usb 1-{}: New USB device found, idVendor={:04x}, idProduct={:04x}, bcdDevice= 1.00",
                    1 + dice.below(4), dice.below(65536), dice.below(65536)));
    pages.add(at + 60 + dice.wait(6),
              fmt::format("usb 1-{}: USB disconnect, device number {}", 1 + dice.below(4), device));
  });
  everyNowAndThen(dice, days, 0.2, 0.5, [&](double at) {
    pages.add(at, "e1000e 0000:00:1f.6 eth0: NIC Link is Down");
    pages.add(at + 2.8,
              "e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx");
    pages.add(at + 2.9, "IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready");
  });
  everyNowAndThen(dice, days, 20, 0.2, [&](double at) {
    pages.add(at, fmt::format("audit: type=1400 audit({}.{:03}:{}): apparmor=\"ALLOWED\" operation=\"open\" "
                              "profile=\"/usr/sbin/cupsd\" pid={}",
                              Pages::wholeSeconds(at), Pages::micros(at) / 1000, dice.below(9000),
                              dice.below(30000)));
  });
  everyNowAndThen(dice, days, 30, 0.6, [&](double at) {
    pages.add(at, fmt::format("[UFW BLOCK] IN=eth0 OUT= SRC={} DST=192.0.2.10 LEN={} TTL={} PROTO=TCP SPT={} "
                              "DPT={} WINDOW=1024",
                              outside(dice), 40 + 4 * dice.below(5), 40 + dice.below(200), freePort(dice),
                              dice.below(10000)));
  });
  everyNowAndThen(dice, days, 0.1, 0.5, [&](double at) {
    pages.add(at, fmt::format(
                      "Out of memory: Killed process {} (chrome) total-vm:{}kB, anon-rss:{}kB, file-rss:{}kB",
                      dice.below(30000), dice.below(9000000), dice.below(4000000), dice.below(9000)));
  });
  for (int day = 0; day < static_cast<int>(days); ++day) {
    double at = day * kDay + 2 * kHour + 300 * dice.share();  // every night, a batch
    for (int i = 0; i < 250; ++i, at += dice.share())
      pages.add(at, fmt::format("EXT4-fs (sdb{}): re-mounted inode {} checked in {} ms", 1 + i % 4,
                                dice.below(900000), dice.below(90)));
  }
  if (settings.oneCrash) pages.add(1.6 * kDay, segfault());
  double at = (settings.normalDays + 0.6) * kDay;
  for (int i = 0; i < 400; ++i, at += 0.3 + dice.share()) pages.add(at, segfault(), 0);
  return pages.write(file, {"BROP"}, settings.normalDays, [](double second, const std::string& text) {
    return fmt::format("{:%FT%T}.{:06}+00:00 web1 kernel: [{:12.6f}] {}",
                       fmt::gmtime(Pages::wholeSeconds(second)), Pages::micros(second), 86400.5 + second,
                       text);
  });
}

MadeSecurityLog writeIdsLog(const std::filesystem::path& file, const MadeSecuritySettings& settings) {
  Dice dice(settings.seed);
  Pages pages;
  const double days = settings.normalDays + 2;
  struct Alert {
    const char* text;
    const char* kind;
    int priority;
    const char* protocol;
    int port;
    double perHour;
  };
  const std::vector<Alert> usual{
      {"[1:2013504:5] ET POLICY GNU/Linux APT User-Agent Outbound likely related to package management",
       "Not Suspicious Traffic", 3, "TCP", 80, 12},
      {"[1:2210044:2] SURICATA STREAM Packet with invalid timestamp", "Generic Protocol Command Decode", 3,
       "TCP", 443, 25},
      {"[1:2200075:2] SURICATA UDPv4 invalid checksum", "Generic Protocol Command Decode", 3, "UDP", 53, 8},
      {"[1:2001219:20] ET SCAN Potential SSH Scan", "Attempted Information Leak", 2, "TCP", 22, 0.4},
      {"[1:2010937:3] ET SCAN Suspicious inbound to mySQL port 3306", "Potentially Bad Traffic", 2, "TCP",
       3306, 0.3},
      {"[1:2100384:9] GPL ICMP PING", "Misc activity", 3, "ICMP", 0, 4},
  };
  const auto line = [&dice](const Alert& alert, const std::string& from, const std::string& to,
                            std::uint64_t port) {
    return fmt::format("[**] {} [**] [Classification: {}] [Priority: {}] {{{}}} {}:{} -> {}:{}", alert.text,
                       alert.kind, alert.priority, alert.protocol, from, alert.port == 0 ? 8 : freePort(dice),
                       to, port);
  };
  for (const Alert& alert : usual) {
    everyNowAndThen(dice, days, alert.perHour, 0.2, [&](double at) {
      pages.add(at, line(alert, outside(dice), inside(dice), static_cast<std::uint64_t>(alert.port)));
    });
  }
  const double first = settings.normalDays * kDay;
  const std::string flooder = outside(dice);
  for (double at = first + 10.5 * kHour; at < first + 10.6 * kHour; at += 0.02 + 0.1 * dice.share())
    pages.add(at, line(usual[1], flooder, "10.0.0.5", 443), 0);
  const auto scan = [&](double from, double to, double pause, int attack) {
    const std::string scanner = outside(dice);
    for (double at = from; at < to; at += pause * (0.5 + dice.share()))
      pages.add(at, line(usual[3], scanner, inside(dice), 1 + dice.below(10000)), attack);
  };
  scan(first + 15 * kHour, first + 15.05 * kHour, 0.5, 1);
  scan(first + 35 * kHour, first + 37 * kHour, 90, 2);
  return pages.write(file, {"denial of service", "port scan", "slow port scan"}, settings.normalDays,
                     [](double second, const std::string& text) {
                       return fmt::format("{:%m/%d/%Y-%T}.{:06}  {}",
                                          fmt::gmtime(Pages::wholeSeconds(second)), Pages::micros(second),
                                          text);
                     });
}

MadeSecurityLog writeFirewallLog(const std::filesystem::path& file, const MadeSecuritySettings& settings) {
  Dice dice(settings.seed);
  Pages pages;
  const double days = settings.normalDays + 2;
  std::uint64_t number = 1000;
  const auto connect = [&](double at, bool inbound, const std::string& from, std::uint64_t fromPort,
                           const std::string& to, std::uint64_t toPort, double seconds, int attack) {
    ++number;
    const std::string far = fmt::format("outside:{}/{}", inbound ? from : to, inbound ? fromPort : toPort);
    const std::string near = fmt::format("inside:{}/{}", inbound ? to : from, inbound ? toPort : fromPort);
    pages.add(at,
              fmt::format("%ASA-6-302013: Built {} TCP connection {} for {} ({}) to {} ({})",
                          inbound ? "inbound" : "outbound", number, far, far.substr(8), near, near.substr(7)),
              attack);
    const auto whole = static_cast<int>(seconds);
    pages.add(at + seconds,
              fmt::format("%ASA-6-302014: Teardown TCP connection {} for {} to {} duration {}:{:02}:{:02} "
                          "bytes {} TCP FINs",
                          number, far, near, whole / 3600, whole / 60 % 60, whole % 60, dice.below(90000)),
              attack);
  };
  const auto deny = [&](double at, const std::string& from, const std::string& to, std::uint64_t port,
                        int attack) {
    pages.add(at,
              fmt::format("%ASA-4-106023: Deny tcp src outside:{}/{} dst inside:{}/{} by access-group "
                          "\"outside_in\" [0x0, 0x0]",
                          from, freePort(dice), to, port),
              attack);
  };
  everyNowAndThen(dice, days, 60, 0.1, [&](double at) {
    connect(at, false, inside(dice), freePort(dice), outside(dice), dice.share() < 0.7 ? 443 : 80,
            dice.wait(60), -1);
  });
  everyNowAndThen(dice, days, 25, 0.3, [&](double at) {
    connect(at, true, outside(dice), freePort(dice), "10.0.0.5", 443, dice.wait(120), -1);
  });
  everyNowAndThen(dice, days, 15, 0.7,
                  [&](double at) { deny(at, outside(dice), inside(dice), dice.below(10000), -1); });
  everyNowAndThen(dice, days, 0.5, 0.1, [&](double at) {
    pages.add(
        at, fmt::format("%ASA-6-605005: Login permitted from {}/{} to inside:10.0.0.1/ssh for user \"admin\"",
                        inside(dice), freePort(dice)));
  });
  everyNowAndThen(dice, days, 2, 0.5, [&](double at) {
    pages.add(
        at,
        fmt::format("%ASA-6-305011: Built dynamic TCP translation from inside:{}/{} to outside:192.0.2.1/{}",
                    inside(dice), freePort(dice), freePort(dice)));
  });
  const double first = settings.normalDays * kDay;
  for (double at = first + 11 * kHour; at < first + 11.1 * kHour; at += 0.05 + 0.1 * dice.share())
    connect(at, true, outside(dice), freePort(dice), "10.0.0.5", 443, 1 + 5 * dice.share(), 0);
  const std::string scanner = outside(dice);
  for (double at = first + 16 * kHour; at < first + 16.1 * kHour; at += 0.2 + 0.3 * dice.share())
    deny(at, scanner, "10.0.1.7", 1 + dice.below(65000), 1);
  const std::string taken = "10.0.2.33";
  const std::string master = outside(dice);
  for (double at = first + 33 * kHour; at < first + 35 * kHour; at += 240 + 120 * dice.share()) {
    connect(at, false, taken, freePort(dice), master, 6667, 5 + dice.wait(200), 2);
    pages.add(
        at + 1,
        fmt::format(
            "%ASA-4-733101: Host {} is attacking. Current burst rate is {} per second, max configured rate "
            "is 10; "
            "Current average rate is {} per second, max configured rate is 5; Cumulative total count is {}",
            taken, 11 + dice.below(20), 6 + dice.below(5), 100 + dice.below(9000)),
        2);
  }
  for (double at = first + 38 * kHour; at < first + 39 * kHour; at += 300 + 300 * dice.share())
    connect(at, false, "10.0.2.251", freePort(dice), outside(dice), 443, dice.wait(60), 3);
  return pages.write(
      file, {"denial of service", "port scan", "socially engineered attack", "undocumented address"},
      settings.normalDays, [](double second, const std::string& text) {
        return fmt::format("{:%b %d %Y %T} fw1 : {}", fmt::gmtime(Pages::wholeSeconds(second)), text);
      });
}

}  // namespace faultline::support
