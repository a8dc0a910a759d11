#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "engine/workflow/graphviz.h"

namespace faultline::workflow {

namespace {

constexpr std::size_t kMostOutput = 256U << 20U;
constexpr int kPollMs = 50;

class Handle {
 public:
  explicit Handle(int fd = -1) : m_fd(fd) {}
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  void close() {
    if (m_fd >= 0) ::close(m_fd);
    m_fd = -1;
  }
  void reset(int fd) {
    close();
    m_fd = fd;
  }
  [[nodiscard]] int get() const { return m_fd; }

 private:
  int m_fd;
};

auto failed(const std::string& what) { return failure(ErrorCode::LayoutFailed, "dot", what); }

/// Killed and waited for when it goes out of scope.
class Child {
 public:
  ~Child() {
    if (m_pid <= 0) return;
    ::kill(m_pid, SIGKILL);
    wait();
  }
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// 0, or an errno.
  int start(std::vector<std::string> options) {
    std::array<int, 2> in{}, out{};
    // A socket, so that writing to a child that ended is an error and no signal.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in.data()) != 0) return errno;
    m_input.reset(in[0]);
    const Handle childInput(in[1]);
    if (::pipe2(out.data(), O_CLOEXEC) != 0) return errno;
    m_output.reset(out[0]);
    const Handle childOutput(out[1]);
    for (const int fd : {m_input.get(), m_output.get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, childInput.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, childOutput.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    options.insert(options.begin(), "dot");
    std::vector<char*> arguments;
    for (std::string& each : options) arguments.push_back(each.data());
    arguments.push_back(nullptr);
    auto environment = plainEnvironment();
    const int error = ::posix_spawnp(&m_pid, "dot", &actions, nullptr, arguments.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) m_pid = -1;
    return error;
  }

  /// The exit code; -1: killed.
  int wait() {
    int status = 0;
    while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  Handle& input() { return m_input; }
  Handle& output() { return m_output; }

 private:
  /// As ours, with numbers as C has them.
  static std::vector<char*> plainEnvironment() {
    static std::string plain = "LC_ALL=C.UTF-8";
    std::vector<char*> all;
    for (char** each = environ; *each != nullptr; ++each) {
      if (std::strncmp(*each, "LC_ALL=", 7) != 0) all.push_back(*each);
    }
    all.push_back(plain.data());
    all.push_back(nullptr);
    return all;
  }

  pid_t m_pid = -1;
  Handle m_input;
  Handle m_output;
};

/// Sends what the socket takes now; closes it at the end.
void feed(const std::string& text, std::size_t* sent, Handle* input) {
  const auto count = ::send(input->get(), text.data() + *sent, text.size() - *sent, MSG_NOSIGNAL);
  if (count >= 0) *sent += static_cast<std::size_t>(count);
  const bool gone = count < 0 && errno != EAGAIN && errno != EINTR;
  if (gone || *sent == text.size()) input->close();
}

enum class Reading { More, Ended, Failed };

Reading read(Handle* output, std::string* text) {
  std::array<char, 65536> bytes{};
  const auto count = ::read(output->get(), bytes.data(), bytes.size());
  if (count == 0) return Reading::Ended;
  if (count < 0) return errno == EAGAIN || errno == EINTR ? Reading::More : Reading::Failed;
  text->append(bytes.data(), static_cast<std::size_t>(count));
  return text->size() > kMostOutput ? Reading::Failed : Reading::More;
}

}  // namespace

Result<std::string> runDot(const std::string& dot, const std::vector<std::string>& arguments, int seconds,
                           const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  Child child;
  if (const int error = child.start(arguments); error != 0) {
    return failed(error == ENOENT ? "Graphviz is not installed" : std::strerror(error));
  }
  std::string text;
  std::size_t sent = 0;
  while (true) {
    // A closed handle is -1, which poll passes over.
    std::array<pollfd, 2> waiting{pollfd{child.output().get(), POLLIN, 0},
                                  pollfd{child.input().get(), POLLOUT, 0}};
    ::poll(waiting.data(), waiting.size(), kPollMs);
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (Clock::now() > end) return failed("it took too long");
    if (waiting[1].revents != 0) feed(dot, &sent, &child.input());
    if (waiting[0].revents == 0) continue;
    const Reading now = read(&child.output(), &text);
    if (now == Reading::Failed) return failed("its answer could not be read");
    if (now == Reading::Ended) break;
  }
  if (child.wait() != 0) return failed("it gave up");
  return text;
}

}  // namespace faultline::workflow
