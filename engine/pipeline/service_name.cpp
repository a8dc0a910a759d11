#include "engine/pipeline/service_name.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace faultline::pipeline {

namespace {

constexpr auto kWellKnown = std::to_array<std::string_view>(
    {"access",         "anacron",    "apache",   "audit",         "auditd",         "auth",
     "boot",           "catalina",   "chronyd",  "cinder-volume", "containerd",     "cron",
     "crond",          "crontab",    "daemon",   "dbus",          "dhcpd",          "dmesg",
     "docker",         "dovecot",    "dpkg",     "elasticsearch", "error",          "fail2ban",
     "firewalld",      "glance-api", "gpfs",     "hadoop",        "haproxy",        "httpd",
     "jenkins",        "kafka",      "kern",     "kernel",        "keystone",       "kubelet",
     "libvirtd",       "logrotate",  "mail",     "maillog",       "mariadb",        "messages",
     "mmfs",           "mongod",     "mongodb",  "mysql",         "mysqld",         "named",
     "neutron-server", "nginx",      "nova-api", "nova-compute",  "nova-conductor", "nova-scheduler",
     "nslcd",          "ntpd",       "openvpn",  "postfix",       "postgresql",     "puppet",
     "puppet-agent",   "redis",      "rsyslog",  "rsyslogd",      "run-parts",      "secure",
     "slurmctld",      "slurmd",     "smartd",   "squid",         "sshd",           "sudo",
     "syslog",         "systemd",    "tomcat",   "userhelper",    "virtlogd",       "yum",
     "zookeeper"});

/// Shorter names are near each other by chance.
constexpr std::size_t kShortestTypo = 5;

/// Of a daemon, of a plural.
bool isEnding(char c) { return c == 'd' || c == 's'; }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// Takes off a number or a date that rotation put at the end: `.1`, `-20220101`, `_2022-01-01`.
bool dropRotation(std::string& name) {
  const std::size_t last = name.find_last_not_of("0123456789-_.T:");
  if (last == std::string::npos || last + 1 == name.size()) return false;
  const std::string_view tail = std::string_view(name).substr(last + 1);
  const auto digits = std::ranges::count_if(tail, isDigit);
  constexpr std::string_view kSeparators = "-_.";
  const bool apart = kSeparators.find(tail.front()) != std::string_view::npos;
  constexpr int kYear = 4;
  if (digits > 0 && !(tail.front() == '.' || (apart && digits >= kYear))) return false;
  name.resize(last + 1);
  return true;
}

bool dropEnding(std::string& name) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {".gz", ".xz", ".zst", ".bz2", ".log", ".txt", ".out", ".json", ".csv", ".old", ".bak"});
  const std::string small = lower(name);
  for (const std::string_view ending : kEndings) {
    if (!small.ends_with(ending) || small.size() == ending.size()) continue;
    name.resize(name.size() - ending.size());
    return true;
  }
  return false;
}

/// Whether one edit makes the one of the other; not one that tells different names apart: of a digit, of a
/// daemon's or a plural's last letter, of the first letter.
bool isTypoOf(std::string_view name, std::string_view known) {
  if (std::min(name.size(), known.size()) < kShortestTypo || name.front() != known.front()) return false;
  const auto [a, b] = std::ranges::mismatch(name, known);
  const std::string_view restA(a, name.end());
  const std::string_view restB(b, known.end());
  if ((!restA.empty() && isDigit(restA.front())) || (!restB.empty() && isDigit(restB.front()))) return false;
  if (restA.size() == restB.size()) {
    if (restA.size() >= 2 && restA[0] == restB[1] && restA[1] == restB[0] &&
        restA.substr(2) == restB.substr(2))
      return true;
    if (restA.size() == 1 && isEnding(restA.front()) && isEnding(restB.front())) return false;
    return !restA.empty() && restA.substr(1) == restB.substr(1);
  }
  const std::string_view longer = restA.size() > restB.size() ? restA : restB;
  const std::string_view shorter = restA.size() > restB.size() ? restB : restA;
  if (longer.substr(1) != shorter) return false;
  return !(shorter.empty() && isEnding(longer.front()));
}

}  // namespace

std::string serviceOfFile(const std::filesystem::path& file) {
  const std::string whole = file.filename().string();
  std::string name = whole;
  while (dropEnding(name) || dropRotation(name)) {
  }
  if (const std::size_t log = name.find(".log"); log != std::string::npos && log > 0) name.resize(log);
  return name.empty() ? whole : name;
}

std::optional<std::string> correctedService(std::string_view service, std::span<const std::string> seen) {
  const std::string small = lower(service);
  const auto known = [&](const auto& matches) -> std::optional<std::string> {
    const auto one = std::ranges::find_if(kWellKnown, matches);
    if (one != kWellKnown.end()) return std::string(*one);
    const auto other = std::ranges::find_if(seen, matches);
    if (other != seen.end()) return *other;
    return std::nullopt;
  };
  if (known([&](std::string_view name) { return name == service; })) return std::nullopt;
  if (auto same = known([&](std::string_view name) { return lower(name) == small; })) return same;
  return known([&](std::string_view name) { return isTypoOf(small, lower(name)); });
}

std::string hostOfFile(const std::filesystem::path& file) {
  std::vector<std::string> parts;
  for (const std::filesystem::path& part : file.parent_path().relative_path()) parts.push_back(part.string());
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (i > 0 && parts[i] == "var" && parts[i + 1] == "log") return parts[i - 1];
  }
  constexpr auto kFolders =
      std::to_array<std::string_view>({"hosts", "host", "machines", "nodes", "servers"});
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (std::ranges::find(kFolders, lower(parts[i])) != kFolders.end()) return parts[i + 1];
  }
  return {};
}

}  // namespace faultline::pipeline
