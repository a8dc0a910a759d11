#include "engine/pipeline/output_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> writeFailure(const fs::path& path, int code) {
  const bool full = code == ENOSPC || code == EDQUOT;
  return failure(full ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, path.string(),
                 std::generic_category().message(code));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : m_number(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] bool isOpen() const { return m_number >= 0; }
  [[nodiscard]] int number() const { return m_number; }
  bool close() {
    const int number = std::exchange(m_number, -1);
    return number < 0 || ::close(number) == 0;
  }

 private:
  int m_number;
};

bool writeAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ::ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Status writeBeside(const fs::path& path, const fs::path& part, std::string_view bytes) {
  Descriptor file(part, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.isOpen()) return writeFailure(path, errno);
  if (!writeAll(file.number(), bytes) || ::fsync(file.number()) != 0 || !file.close())
    return writeFailure(path, errno);
  if (::rename(part.c_str(), path.c_str()) != 0) return writeFailure(path, errno);
  return {};
}

}  // namespace

Status writeWholeFile(const fs::path& path, std::string_view bytes) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    Descriptor file(path, O_WRONLY);
    if (!file.isOpen() || !writeAll(file.number(), bytes) || !file.close()) return writeFailure(path, errno);
    return {};
  }
  const fs::path part = path.string() + ".part-" + std::to_string(::getpid());
  const Status written = writeBeside(path, part, bytes);
  if (!written) fs::remove(part, error);
  return written;
}

}  // namespace faultline::pipeline
