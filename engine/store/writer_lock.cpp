#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

namespace {

std::string lockPath(const std::filesystem::path& project) { return project.string() + "-lock"; }

std::string describeSelf(const std::string& purpose) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return purpose + ", process " + std::to_string(getpid()) + " on " + host.data() + " since " +
         isoUtc(std::chrono::floor<std::chrono::seconds>(now())) + "\n";
}

std::string readAll(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t count = pread(descriptor, text.data(), text.size(), 0);
  std::string holder(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return holder;
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::filesystem::path& project, const std::string& purpose) {
  const std::string path = lockPath(project);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return failure(ErrorCode::OutputUnwritable, path, std::strerror(errno));
  WriterLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return failure(ErrorCode::ProjectLocked, project.string(), readAll(descriptor));
  }
  const std::string self = describeSelf(purpose);
  if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, self.data(), self.size(), 0) < 0) {
    return failure(errno == ENOSPC ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, path,
                   std::strerror(errno));
  }
  return lock;
}

std::string WriterLock::holder(const std::filesystem::path& project) {
  const int descriptor = ::open(lockPath(project).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  const WriterLock closer(descriptor);
  if (flock(descriptor, LOCK_SH | LOCK_NB) == 0) return {};
  return readAll(descriptor);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

WriterLock::~WriterLock() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

}  // namespace faultline::store
