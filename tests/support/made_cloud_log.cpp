#include "tests/support/made_cloud_log.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <random>

#include <fmt/format.h>

namespace faultline::support {

namespace {

using Random = std::mt19937_64;

double share(Random& random) { return static_cast<double>(random() >> 11U) * 0x1p-53; }

/// About `seconds`, a tenth more or less.
double about(double seconds, Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += share(random);
  return seconds * std::exp(0.1 * sum);
}

struct Line {
  double second = 0;
  std::string text;
  std::string oddParameter;
};

std::string stamp(double second) {
  const auto milliseconds = static_cast<std::uint64_t>(second * 1000);
  const std::uint64_t whole = milliseconds / 1000;
  return fmt::format("2026-03-{:02} {:02}:{:02}:{:02}.{:03}", 1 + whole / 86'400, whole / 3600 % 24,
                     whole / 60 % 60, whole % 60, milliseconds % 1000);
}

enum class Fault { None, SlowImage, OddSeconds };

/// One machine's lines from `second` on; returns when its last one comes.
double addMachine(double second, Fault fault, Random& random, std::vector<Line>& lines) {
  const std::string id =
      fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", random() & 0xffffffffU, random() & 0xffffU,
                  random() & 0xfffU, random() & 0xfffU, random() & 0xffffffffffffU);
  constexpr std::array kMemory{512, 2048, 4096};
  const auto add = [&](const std::string& component, const std::string& text, const char* odd = "") {
    lines.push_back({second,
                     fmt::format("2931 INFO nova.{} [req-{:08x} - - - - -] [instance: {}] {}", component,
                                 random() & 0xffffffffU, id, text),
                     odd});
  };
  const double claimed = second;
  add("compute.claims",
      fmt::format("Attempting claim: memory {} MB, vcpus 1 CPU", kMemory[random() % kMemory.size()]));
  second += about(0.03, random);
  add("compute.claims", "Claim successful");
  second += about(0.6, random);
  add("virt.libvirt.driver", "Creating image");
  second += about(13, random) * (fault == Fault::SlowImage ? 6 : 1);
  add("compute.manager", "VM Started (Lifecycle Event)", fault == Fault::SlowImage ? "elapsed_s" : "");
  second += about(6.6, random);
  add("compute.manager", fmt::format("Took {:.2f} seconds to build instance.", second - claimed),
      fault == Fault::SlowImage ? "Took" : "");
  second += about(60, random);
  add("compute.manager", "Terminating instance");
  const double destroying = about(1.1, random);
  second += destroying;
  const bool isOdd = fault == Fault::OddSeconds;
  add("compute.manager",
      fmt::format("Took {:.2f} seconds to destroy the instance on the hypervisor.",
                  destroying * (isOdd ? 20 : 1)),
      isOdd ? "Took" : "");
  return second;
}

}  // namespace

MadeCloudLog writeMadeCloudLog(const std::filesystem::path& file, const MadeCloudSettings& settings) {
  Random random(settings.seed);
  std::vector<Line> lines;
  MadeCloudLog log;
  double start = 8 * 3600;
  double end = start;
  for (std::uint32_t machine = 0; machine < settings.normal + settings.judged; ++machine) {
    const std::uint32_t judged = machine - std::min(machine, settings.normal) + 1;
    if (machine == settings.normal) {
      log.endOfTraining = stamp(end + 1).replace(10, 1, "T");
      start = end + 10;
    }
    Fault fault = Fault::None;
    if (machine >= settings.normal && settings.everyOdd > 0 && judged % settings.everyOdd == 0)
      fault = judged / settings.everyOdd % 2 == 0 ? Fault::OddSeconds : Fault::SlowImage;
    end = std::max(end, addMachine(start, fault, random, lines));
    start += about(50, random);
  }
  std::ranges::stable_sort(lines, {}, &Line::second);
  std::ofstream out(file, std::ios::binary);
  for (const Line& line : lines) {
    ++log.lines;
    out << stamp(line.second) << ' ' << line.text << '\n';
    if (!line.oddParameter.empty()) log.oddities.push_back({log.lines, line.oddParameter});
  }
  return log;
}

}  // namespace faultline::support
