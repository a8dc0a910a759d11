#include "engine/parse/context_words.h"

#include <algorithm>
#include <array>

#include "engine/parse/char_class.h"

namespace faultline::parse {

namespace {

constexpr std::array kTellingKeys = std::to_array<std::string_view>(
    {"action",    "cause",   "code",   "command", "direction", "err",    "error",  "event",
     "kind",      "level",   "lvl",    "message", "method",    "mode",   "msg",    "op",
     "operation", "outcome", "phase",  "proto",   "protocol",  "reason", "result", "severity",
     "stage",     "state",   "status", "step",    "type",      "verb"});

constexpr std::array kStates = std::to_array<std::string_view>(
    {"true",    "false",   "yes",      "no",     "on",       "off",    "up",
     "down",    "enabled", "disabled", "active", "inactive", "ok",     "failed",
     "failure", "success", "open",     "closed", "unknown",  "online", "offline"});

constexpr std::array kNothing = std::to_array<std::string_view>({"null", "None", "nil", "NULL", "undefined"});

constexpr std::array kFixedNames = std::to_array<std::string_view>(
    {"ssh2",   "IPv4",    "IPv6",   "ipv4", "ipv6", "md5",    "MD5",   "sha1",  "SHA1",   "sha256",
     "SHA256", "sha512",  "SHA512", "utf8", "UTF8", "base64", "http2", "HTTP2", "oauth2", "OAuth2",
     "ext2",   "ext3",    "ext4",   "EXT2", "EXT3", "EXT4",   "x64",   "amd64", "SOCKS4", "SOCKS5",
     "pbkdf2", "ed25519", "HTTP3",  "mp3",  "mp4",  "win32",  "Win32"});

constexpr std::array kBeforeUser =
    std::to_array<std::string_view>({"for", "of", "invalid", "Invalid", "illegal", "Illegal", "by", "as"});
constexpr std::array kBeforeFor =
    std::to_array<std::string_view>({"password", "publickey", "failures", "hostbased", "pam"});
constexpr std::array kNobody = std::to_array<std::string_view>(
    {"invalid", "illegal", "unknown", "user", "the", "a", "an", "this", "that", "name", "from", "is", "not"});

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Takes the last word off, with the blank behind it.
std::string_view takeLast(std::string_view& text) {
  if (!text.ends_with(' ')) return {};
  text.remove_suffix(1);
  std::size_t begin = text.size();
  while (begin > 0 && is(text[begin - 1], kLetter)) --begin;
  const std::string_view word = text.substr(begin);
  text.remove_suffix(word.size());
  return word;
}

}  // namespace

bool isTellingKey(std::string_view key) {
  std::array<char, 16> lower{};
  if (key.size() > lower.size()) return false;
  std::transform(key.begin(), key.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return contains(kTellingKeys, {lower.data(), key.size()});
}

bool isState(std::string_view word) {
  const bool capitals = std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (capitals) return true;
  std::array<char, 10> lower{};
  if (word.size() > lower.size()) return false;
  std::copy(word.begin(), word.end(), lower.begin());
  if (lower[0] >= 'A' && lower[0] <= 'Z') lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
  return contains(kStates, {lower.data(), word.size()});
}

bool isFixedName(std::string_view word) { return contains(kFixedNames, word); }

bool isNothing(std::string_view word) { return contains(kNothing, word); }

bool isUserName(std::string_view before, std::string_view word) {
  if (word.empty() || contains(kNobody, word)) return false;
  const std::string_view last = takeLast(before);
  if (last == "user") return contains(kBeforeUser, takeLast(before));
  return last == "for" && contains(kBeforeFor, takeLast(before));
}

}  // namespace faultline::parse
