#include "engine/parse/parameter_hint.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/parse/char_class.h"

namespace faultline::parse {

namespace {

constexpr std::size_t kMostWord = 24;

struct NamedUnit {
  std::string_view name;
  Unit unit;
};

constexpr double kKibi = 1024;
constexpr double kMebi = kKibi * kKibi;
constexpr double kGibi = kMebi * kKibi;
constexpr double kTebi = kGibi * kKibi;
constexpr double kPebi = kTebi * kKibi;
constexpr Unit seconds(double factor) { return {ParameterKind::Seconds, factor}; }
constexpr Unit bytes(double factor) { return {ParameterKind::Bytes, factor}; }

/// In lower case.
constexpr std::array kUnits = std::to_array<NamedUnit>({{"ns", seconds(1e-9)},
                                                        {"nanos", seconds(1e-9)},
                                                        {"nanosecond", seconds(1e-9)},
                                                        {"nanoseconds", seconds(1e-9)},
                                                        {"us", seconds(1e-6)},
                                                        {"\u00b5s", seconds(1e-6)},
                                                        {"\u03bcs", seconds(1e-6)},
                                                        {"usec", seconds(1e-6)},
                                                        {"usecs", seconds(1e-6)},
                                                        {"micros", seconds(1e-6)},
                                                        {"microsecond", seconds(1e-6)},
                                                        {"microseconds", seconds(1e-6)},
                                                        {"ms", seconds(1e-3)},
                                                        {"msec", seconds(1e-3)},
                                                        {"msecs", seconds(1e-3)},
                                                        {"millis", seconds(1e-3)},
                                                        {"millisecond", seconds(1e-3)},
                                                        {"milliseconds", seconds(1e-3)},
                                                        {"millisec", seconds(1e-3)},
                                                        {"s", seconds(1)},
                                                        {"sec", seconds(1)},
                                                        {"secs", seconds(1)},
                                                        {"second", seconds(1)},
                                                        {"seconds", seconds(1)},
                                                        {"min", seconds(60)},
                                                        {"mins", seconds(60)},
                                                        {"minute", seconds(60)},
                                                        {"minutes", seconds(60)},
                                                        {"hr", seconds(3600)},
                                                        {"hrs", seconds(3600)},
                                                        {"hour", seconds(3600)},
                                                        {"hours", seconds(3600)},
                                                        {"day", seconds(86400)},
                                                        {"days", seconds(86400)},
                                                        {"week", seconds(604800)},
                                                        {"weeks", seconds(604800)},
                                                        {"b", bytes(1)},
                                                        {"byte", bytes(1)},
                                                        {"bytes", bytes(1)},
                                                        {"kb", bytes(kKibi)},
                                                        {"kib", bytes(kKibi)},
                                                        {"kbytes", bytes(kKibi)},
                                                        {"kilobytes", bytes(kKibi)},
                                                        {"mb", bytes(kMebi)},
                                                        {"mib", bytes(kMebi)},
                                                        {"mbytes", bytes(kMebi)},
                                                        {"megabytes", bytes(kMebi)},
                                                        {"gb", bytes(kGibi)},
                                                        {"gib", bytes(kGibi)},
                                                        {"gbytes", bytes(kGibi)},
                                                        {"gigabytes", bytes(kGibi)},
                                                        {"tb", bytes(kTebi)},
                                                        {"tib", bytes(kTebi)},
                                                        {"terabytes", bytes(kTebi)},
                                                        {"pb", bytes(kPebi)},
                                                        {"pib", bytes(kPebi)},
                                                        {"%", {ParameterKind::Percent, 0.01}},
                                                        {"percent", {ParameterKind::Percent, 0.01}},
                                                        {"pct", {ParameterKind::Percent, 0.01}}});

/// What a number that follows one of these is, in lower case: a name, not a quantity.
constexpr std::array kIdentifierWords = std::to_array<std::string_view>(
    {"id",       "pid",      "ppid",      "tid",   "uid",     "gid",  "euid",     "egid",        "auid",
     "port",     "ports",    "sport",     "dport", "spt",     "dpt",  "thread",   "session",     "sessionid",
     "request",  "req",      "child",     "node",  "nodeid",  "job",  "jobid",    "task",        "taskid",
     "attempt",  "block",    "container", "stage", "process", "pod",  "worker",   "executor",    "seq",
     "sequence", "serial",   "handle",    "fd",    "inode",   "vlan", "version",  "ver",         "userid",
     "user",     "threadid", "channel",   "xid",   "zxid",    "txid", "clientid", "requestid",   "partition",
     "broker",   "shard",    "cpu",       "irq",   "slot",    "rank", "instance", "transaction", "key",
     "index",    "http/",    "line",      "errno", "mmsi"});

constexpr std::array kDurationWords =
    std::to_array<std::string_view>({"lifetime", "duration", "elapsed", "took", "uptime", "runtime", "after",
                                     "in", "for", "within", "timeout"});
constexpr std::array kMomentWords = std::to_array<std::string_view>(
    {"at", "since", "until", "on", "before", "time", "date", "timestamp", "@"});
constexpr std::array kHostWords = std::to_array<std::string_view>(
    {"host", "rhost", "hostname", "server", "ip", "addr", "address", "peer", "remote", "upstream"});

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lowerCase(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool isWordChar(char c) { return is(c, kLetter | kDigit) || c == '_'; }

/// The word that ends where the parameter begins, but for `=`, `:`, quotes, brackets and blanks.
std::string_view lastWord(std::string_view before) {
  std::size_t end = before.size();
  while (end > 0 && std::string_view(" =:#([{\"'<").find(before[end - 1]) != std::string_view::npos) --end;
  std::size_t begin = end;
  while (begin > 0 && isWordChar(before[begin - 1])) --begin;
  return before.substr(begin, end - begin);
}

/// The word behind the parameter, a single blank, hyphen or bracket away at most.
std::string_view nextWord(std::string_view after) {
  std::size_t begin = 0;
  if (!after.empty() && std::string_view(" -_([").find(after[0]) != std::string_view::npos) begin = 1;
  if (begin < after.size() && after[begin] == '%') return after.substr(begin, 1);
  std::size_t end = begin;
  while (end < after.size() && isWordChar(after[end])) ++end;
  return after.substr(begin, end - begin);
}

/// The parts of `elapsedMs`, `read_bytes`, `sessionId` that say most: the last.
std::string_view lastPart(std::string_view word) {
  std::size_t begin = word.size();
  while (begin > 0 && word[begin - 1] != '_') {
    --begin;
    const bool upper = word[begin] >= 'A' && word[begin] <= 'Z';
    if (upper && begin > 0 && word[begin - 1] >= 'a' && word[begin - 1] <= 'z') break;
  }
  return word.substr(begin);
}

/// `blk_<*>`, `eth<*>`, `core.<*>`: the number is a part of a name.
bool isWithinName(ParameterHint hint) {
  const std::string_view before = hint.before;
  if (before.empty()) return false;
  const char last = before.back();
  if (is(last, kLetter) || last == '_') return true;
  const bool joined = last == '.' || last == '-' || last == '@' || last == '$' || last == '/';
  return joined && before.size() > 1 && is(before[before.size() - 2], kLetter);
}

HintMeaning meaningOfWordBefore(std::string_view word) {
  if (word.empty() || word.size() > kMostWord) return {};
  const std::string lower = lowerCase(word);
  const std::string part = lowerCase(lastPart(word));
  if (contains(kIdentifierWords, lower) || contains(kIdentifierWords, part))
    return {HintRole::Identifier, {}};
  if (contains(kDurationWords, lower)) return {HintRole::Duration, {}};
  if (contains(kMomentWords, lower) || contains(kMomentWords, part)) return {HintRole::Moment, {}};
  if (contains(kHostWords, lower) || contains(kHostWords, part)) return {HintRole::Host, {}};
  // A single letter before a number (`s = 5`) is the name of a variable.
  if (part.size() < 2) return {};
  if (const auto unit = unitOf(part)) return {HintRole::Unit, *unit};
  return {};
}

}  // namespace

std::optional<Unit> unitOf(std::string_view word) {
  if (word.empty() || word.size() > kMostWord) return std::nullopt;
  const std::string lower = lowerCase(word);
  const auto it =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const NamedUnit& unit) { return unit.name == lower; });
  if (it == kUnits.end()) return std::nullopt;
  return it->unit;
}

std::optional<Unit> attachedUnitOf(std::string_view letters) {
  if (letters == "K" || letters == "k") return bytes(kKibi);
  if (letters == "M") return bytes(kMebi);
  if (letters == "G") return bytes(kGibi);
  if (letters == "T") return bytes(kTebi);
  if (letters == "m") return seconds(60);
  if (letters == "h") return seconds(3600);
  if (letters == "d") return seconds(86400);
  return unitOf(letters);
}

HintMeaning meaningOf(ParameterHint hint) {
  if (isWithinName(hint)) return {HintRole::Identifier, {}};
  const std::string_view next = nextWord(hint.after);
  if (const auto unit = unitOf(next)) return {HintRole::Unit, *unit};
  return meaningOfWordBefore(lastWord(hint.before));
}

}  // namespace faultline::parse
