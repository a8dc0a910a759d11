#include "engine/input/file_handle.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace faultline::input {

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

Result<FileHandle> FileHandle::open(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return failure(missing ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, file.string(),
                   reason(errno));
  }
  FileHandle handle(descriptor, file);
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0) {
    return failure(ErrorCode::FileUnreadable, file.string(), reason(errno));
  }
  if (!S_ISREG(facts.st_mode)) {
    return failure(ErrorCode::FileUnreadable, file.string(),
                   S_ISDIR(facts.st_mode) ? "it is a folder" : "it is no regular file");
  }
  return handle;
}

FileHandle::FileHandle(FileHandle&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_path(std::move(other.m_path)) {}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_path, other.m_path);
  return *this;
}

FileHandle::~FileHandle() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<FileHandle::Facts> FileHandle::facts() const {
  struct stat facts {};
  if (::fstat(m_descriptor, &facts) != 0) {
    return failure(ErrorCode::FileUnreadable, m_path.string(), reason(errno));
  }
  const auto modified =
      std::chrono::seconds(facts.st_mtim.tv_sec) + std::chrono::nanoseconds(facts.st_mtim.tv_nsec);
  return Facts{static_cast<std::uint64_t>(facts.st_size), UtcTime(modified)};
}

Result<std::size_t> FileHandle::readAt(std::uint64_t offset, std::span<char> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t count =
        ::pread(m_descriptor, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
    if (count == 0) break;
    if (count < 0) {
      if (errno == EINTR) continue;
      return failure(ErrorCode::FileUnreadable, m_path.string(), reason(errno));
    }
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace faultline::input
