#include "engine/pipeline/file_watch.h"

#include <array>
#include <optional>
#include <poll.h>
#include <set>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;

/// A descriptor of the system's; -1 when there is none.
class Descriptor {
 public:
  explicit Descriptor(int number) : m_number(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  [[nodiscard]] int number() const { return m_number; }

 private:
  int m_number;
};

}  // namespace

FileState stateOf(const fs::path& path) {
  struct ::stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
  FileState state;
  state.exists = true;
  state.device = static_cast<std::uint64_t>(found.st_dev);
  state.inode = static_cast<std::uint64_t>(found.st_ino);
  state.size = static_cast<std::uint64_t>(found.st_size);
  state.modified = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
  return state;
}

fs::path renamedTo(const fs::path& path, const FileState& state) {
  std::error_code error;
  for (fs::directory_iterator entries(path.parent_path(), error), end; !error && entries != end;
       entries.increment(error)) {
    const FileState other = stateOf(entries->path());
    if (other.exists && other.isSameFile(state)) return entries->path();
  }
  return {};
}

struct FileWatch::Impl {
  explicit Impl(std::stop_token token)
      : stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
        callback(std::move(token), Wake{stopped.number()}) {}

  struct Wake {
    int descriptor;
    void operator()() const {
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
    }
  };

  /// What has been told is forgotten: it is enough to know that something was.
  void drain() const {
    std::array<char, 4096> buffer;  // NOLINT: read into
    while (::read(changes.number(), buffer.data(), buffer.size()) > 0) continue;
  }

  Descriptor stopped;
  Descriptor changes;
  std::stop_callback<Wake> callback;
  std::set<fs::path> folders;
};

FileWatch::FileWatch(std::stop_token stop) : m_impl(std::make_unique<Impl>(std::move(stop))) {}
FileWatch::~FileWatch() = default;

void FileWatch::add(const fs::path& file) {
  if (!m_impl->folders.insert(file.parent_path()).second) return;
  constexpr std::uint32_t kAny =
      IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE;
  ::inotify_add_watch(m_impl->changes.number(), file.parent_path().c_str(), kAny);
}

void FileWatch::wait(std::chrono::milliseconds most) {
  std::array<::pollfd, 2> any{{{m_impl->stopped.number(), POLLIN, 0}, {m_impl->changes.number(), POLLIN, 0}}};
  ::poll(any.data(), any.size(), static_cast<int>(most.count()));
  m_impl->drain();
}

void FileWatch::pause(std::chrono::milliseconds time) {
  ::pollfd stopped{m_impl->stopped.number(), POLLIN, 0};
  ::poll(&stopped, 1, static_cast<int>(time.count()));
}

}  // namespace faultline::pipeline
