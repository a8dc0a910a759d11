#include "engine/sequence/session_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace faultline::sequence {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

Error invalid(const std::filesystem::path& path, std::uint64_t line, std::string why) {
  return {ErrorCode::SessionFileInvalid, path.string() + ":" + std::to_string(line), std::move(why)};
}

/// The keys of one line, or why there are none. `keys` is filled anew.
const char* readKeys(std::string_view line, std::vector<LogKey>& keys) {
  keys.clear();
  const char* at = line.data();
  const char* const end = at + line.size();
  while (true) {
    while (at != end && isBlank(*at)) ++at;
    if (at == end) return nullptr;
    LogKey key = 0;
    const auto [next, problem] = std::from_chars(at, end, key);
    if (problem == std::errc::result_out_of_range || (problem == std::errc{} && !isEntryKey(key))) {
      return "a key is too large or too small";
    }
    if (problem != std::errc{} || (next != end && !isBlank(*next)))
      return "there is something else than integers";
    keys.push_back(key);
    at = next;
  }
}

Status finish(std::ofstream& file, const std::filesystem::path& path) {
  file.flush();
  if (file) return {};
  const int problem = errno;
  return failure(problem == ENOSPC ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, path.string(),
                 problem == 0 ? std::string() : std::strerror(problem));
}

}  // namespace

Result<SessionSet> readSessionFile(const std::filesystem::path& path, const std::stop_token& stop) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem))
    return failure(ErrorCode::FileMissing, path.string(), "no such file");
  if (std::filesystem::is_directory(path, problem)) {
    return failure(ErrorCode::FileUnreadable, path.string(), "it is a folder");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(ErrorCode::FileUnreadable, path.string(), std::strerror(errno));
  SessionSet sessions;
  std::vector<LogKey> keys;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    if (number % 4096 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (const char* why = readKeys(line, keys)) return tl::unexpected(invalid(path, number, why));
    sessions.add(keys);
  }
  if (file.bad()) return failure(ErrorCode::FileUnreadable, path.string(), std::strerror(errno));
  if (sessions.empty()) return failure(ErrorCode::FileEmpty, path.string());
  return sessions;
}

Status writeSessionFile(const std::filesystem::path& path, const SessionSet& sessions) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::string line;
  for (std::size_t session = 0; file && session < sessions.size(); ++session) {
    line.clear();
    for (const LogKey key : sessions[session])
      line.append(line.empty() ? "" : " ").append(std::to_string(key));
    file << line << '\n';
  }
  return finish(file, path);
}

Status writeFlagFile(const std::filesystem::path& path, const std::vector<std::uint8_t>& flags) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  for (const std::uint8_t flag : flags) file << (flag != 0 ? "1\n" : "0\n");
  return finish(file, path);
}

}  // namespace faultline::sequence
