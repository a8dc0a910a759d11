#include "engine/pipeline/demo_log.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/pipeline/demo_operations.h"

namespace faultline::pipeline {

namespace {

tl::unexpected<Error> writeFailure(const std::filesystem::path& path, const std::error_code& code) {
  const bool full = code == std::errc::no_space_on_device;
  return failure(full ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, path.string(), code.message());
}

/// `2026-03-02 06:00:00.123`
std::string stamp(LocalTime start, std::int64_t ms) {
  const LocalTime time = start + std::chrono::milliseconds(ms);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

Status writeService(const DemoScenario& scenario, const std::pair<std::string, int>& service,
                    const std::vector<DemoLine>& lines, const std::filesystem::path& path, DemoLogs& logs) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::uint64_t number = 0;
  for (const DemoLine& line : lines) {
    if (line.service != service.first) continue;
    ++number;
    file << stamp(scenario.start, line.timeMs) << ' ' << service.second << ' ' << line.text << '\n';
    if (!line.fault.empty()) logs.faults.push_back({line.fault, path, number, line.session});
  }
  file.close();
  if (!file) return writeFailure(path, {errno, std::generic_category()});
  logs.files.push_back(path);
  return {};
}

}  // namespace

Result<DemoLogs> writeDemoLogs(const std::filesystem::path& folder, std::uint64_t seed) {
  FAULTLINE_TRY_ASSIGN(const DemoScenario scenario, readDemoScenario(demoScenarioText()));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return writeFailure(folder, error);
  std::vector<DemoLine> lines = DemoPlayer(scenario, seed).play();
  std::stable_sort(lines.begin(), lines.end(),
                   [](const DemoLine& a, const DemoLine& b) { return a.timeMs < b.timeMs; });
  DemoLogs logs;
  for (const auto& service : scenario.services) {
    FAULTLINE_TRY(writeService(scenario, service, lines, folder / (service.first + ".log"), logs));
  }
  return logs;
}

}  // namespace faultline::pipeline
