#include <charconv>
#include <cstdio>
#include <string_view>

#include "tests/support/made_log.h"

/// make_log LINES FILE [FAULT_RATE]: a made log of any size, for whole_path and for trying things out.
int main(int argc, char** argv) {
  faultline::support::MadeLogSettings settings;
  const auto number = [](std::string_view text, auto& value) {
    return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
  };
  if (argc < 3 || !number(argv[1], settings.lines) || (argc > 3 && !number(argv[3], settings.faultRate))) {
    std::fputs("usage: make_log LINES FILE [FAULT_RATE]\n", stderr);
    return 2;
  }
  const auto made = faultline::support::writeMadeLog(argv[2], settings);
  std::printf("%llu lines, %llu sessions, %zu faults\n", static_cast<unsigned long long>(made.lines),
              static_cast<unsigned long long>(made.sessions), made.faults.size());
  return 0;
}
