#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace faultline::fuzz {

/// What has to hold whatever the input; the fuzzer keeps the input when it does not.
inline void require(bool holds, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (holds) return;
  std::cerr << file << ':' << line << ": this does not hold\n";
  std::abort();
}

/// The fuzzer's bytes, taken from the front. At the end everything is 0 or empty.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : m_left(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t byte() {
    if (m_left.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(m_left.front());
    m_left.remove_prefix(1);
    return value;
  }
  std::uint16_t word() { return static_cast<std::uint16_t>(byte() << 8 | byte()); }
  /// Up to the next line end, which is taken too.
  std::string_view line() {
    const std::string_view line = m_left.substr(0, m_left.find('\n'));
    m_left.remove_prefix(std::min(line.size() + 1, m_left.size()));
    return line;
  }
  std::string_view bytes(std::size_t most) {
    const std::string_view taken = m_left.substr(0, most);
    m_left.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() { return bytes(m_left.size()); }
  [[nodiscard]] bool empty() const { return m_left.empty(); }

 private:
  std::string_view m_left;
};

inline std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
  }
  return lines;
}

/// Reads every byte, so that AddressSanitizer sees a view of what is gone.
inline void touch(std::string_view text) {
  volatile char sum = 0;
  for (const char c : text) sum = static_cast<char>(sum ^ c);
}

/// A file that is nowhere but in memory.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : m_descriptor(::memfd_create("fuzz", MFD_CLOEXEC)) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
      if (written <= 0) std::abort();
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(m_descriptor); }

  [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

 private:
  int m_descriptor;
};

}  // namespace faultline::fuzz
