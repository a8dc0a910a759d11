#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

namespace faultline::pipeline {

/// What tells that a file has grown, was cut, or is another one under the same name.
struct FileState {
  bool exists = false;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< Nanoseconds.

  [[nodiscard]] bool isSameFile(const FileState& other) const {
    return device == other.device && inode == other.inode;
  }
  friend bool operator==(const FileState&, const FileState&) = default;
};

/// Nothing exists where nothing can be looked at.
[[nodiscard]] FileState stateOf(const std::filesystem::path& path);

/// The path in the folder of `path` under which a file is now; empty when it has gone from there.
[[nodiscard]] std::filesystem::path renamedTo(const std::filesystem::path& path, const FileState& state);

/// Waits for folders to change. Where the system does not tell (network folders), time passes.
class FileWatch {
 public:
  explicit FileWatch(std::stop_token stop);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  /// Its folder is watched from now on.
  void add(const std::filesystem::path& file);
  /// Until something in the folders changes, time has passed, or a stop is requested.
  void wait(std::chrono::milliseconds most);
  /// Until time has passed or a stop is requested.
  void pause(std::chrono::milliseconds time);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::pipeline
