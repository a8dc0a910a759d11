#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "engine/base/error.h"
#include "engine/base/time.h"

namespace faultline::input {

/// A file open for reading; closed with the object.
class FileHandle {
 public:
  /// Errors: FileMissing, FileUnreadable; also for folders, pipes and devices. Never hangs on a pipe.
  static Result<FileHandle> open(const std::filesystem::path& file);

  FileHandle(FileHandle&& other) noexcept;
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();

  [[nodiscard]] int descriptor() const { return m_descriptor; }
  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  struct Facts {
    std::uint64_t size = 0;
    UtcTime modified{};
  };
  [[nodiscard]] Result<Facts> facts() const;

  /// Bytes from `offset` on, fewer than the buffer takes at the file's end only. Any thread may call it.
  [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, std::span<char> buffer) const;

 private:
  FileHandle(int descriptor, std::filesystem::path path)
      : m_descriptor(descriptor), m_path(std::move(path)) {}

  int m_descriptor = -1;
  std::filesystem::path m_path;
};

}  // namespace faultline::input
