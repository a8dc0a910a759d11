#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::support {

/// What is to be found in a made log.
struct MadeAttack {
  std::string name;             ///< E.g. `port scan`.
  std::uint64_t firstLine = 0;  ///< From 1; the attack's own lines and ordinary ones between them.
  std::uint64_t lastLine = 0;
};

struct MadeSecurityLog {
  std::uint64_t lines = 0;
  std::string normalFrom;  ///< A period without any attack, as `--normal` takes it.
  std::string normalTo;
  std::vector<MadeAttack> attacks;  ///< By time.
};

struct MadeSecuritySettings {
  std::uint64_t seed = 1;
  int normalDays = 5;    ///< Days without an attack; two days with attacks follow.
  bool oneCrash = true;  ///< The kernel's log: one segfault of nginx in the normal days, for no attack.
};

/// A server's kernel log, as rsyslog writes it with ISO times: USB, ext4, an Ethernet link, audit, the
/// firewall, with a daily rhythm and a check of the file systems every night. The attack is a blind
/// return-oriented programming one (section 5.4.2 of Du et al., CCS 2017): hundreds of crashes of nginx.
MadeSecurityLog writeKernelLog(const std::filesystem::path& file, const MadeSecuritySettings& settings);

/// An intrusion detection system's alerts, as Suricata's fast.log has them: ordinary ones by day and night,
/// then a denial of service, a port scan and a second, slower port scan (section 5.4.1).
MadeSecurityLog writeIdsLog(const std::filesystem::path& file, const MadeSecuritySettings& settings);

/// A firewall's log, as a Cisco ASA sends it: connections built and torn down, denials, logins; then a denial
/// of service, a port scan, a workstation that was taken over by a mail and talks to an odd port outside, and
/// a computer that nobody documented, whose lines are like any other's.
MadeSecurityLog writeFirewallLog(const std::filesystem::path& file, const MadeSecuritySettings& settings);

}  // namespace faultline::support
