#include "tests/support/made_log.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <string>

#include <fmt/format.h>

namespace faultline::support {

namespace {

using Random = std::mt19937_64;

/// Not std::uniform_int_distribution, whose numbers differ between libraries.
std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }
double share(Random& random) { return static_cast<double>(random() >> 11U) * 0x1p-53; }

enum class Step {
  Allocate,
  Open,
  Receive,
  Store,
  Acknowledge,
  Close,
  Serve,
  Verify,
  Delete,
  Release,
  Broken
};

struct Chunk {
  std::uint64_t id = 0;
  std::vector<Step> steps;  ///< What is still to be logged, last first.
  std::string faultKind;
  Step faultAt{};  ///< The step whose line is the fault's.
};

std::vector<Step> lifeOf(Random& random) {
  std::vector<Step> steps = {Step::Allocate};
  const std::uint64_t copies = 2 + below(random, 2);
  for (std::uint64_t i = 0; i < copies; ++i) steps.push_back(Step::Open);
  std::vector<Step> writes;
  for (std::uint64_t i = 0; i < copies; ++i) writes.insert(writes.end(), {Step::Receive, Step::Store});
  steps.insert(steps.end(), writes.begin(), writes.end());
  for (std::uint64_t i = 0; i < copies; ++i) steps.push_back(Step::Acknowledge);
  steps.push_back(Step::Close);
  for (std::uint64_t reads = below(random, 4); reads > 0; --reads) steps.push_back(Step::Serve);
  if (share(random) < 0.3) steps.push_back(Step::Verify);
  steps.push_back(Step::Delete);
  for (std::uint64_t i = 0; i < copies; ++i) steps.push_back(Step::Release);
  return steps;
}

Chunk makeChunk(Random& random, double faultRate) {
  Chunk chunk;
  chunk.id = 100'000'000 + below(random, 900'000'000'000ULL);
  chunk.steps = lifeOf(random);
  if (share(random) < faultRate) {
    switch (below(random, 3)) {
      case 0:
        chunk.faultKind = "new-line";
        chunk.faultAt = Step::Broken;
        chunk.steps.insert(chunk.steps.begin() + 4, Step::Broken);
        break;
      case 1:
        chunk.faultKind = "cut-off";
        chunk.steps.resize(5);
        chunk.faultAt = chunk.steps.back();
        break;
      default:
        chunk.faultKind = "skipped-step";
        std::erase(chunk.steps, Step::Close);
        chunk.faultAt = Step::Delete;
    }
  }
  std::reverse(chunk.steps.begin(), chunk.steps.end());
  return chunk;
}

std::string address(Random& random) {
  return fmt::format("10.20.{}.{}:7{:03}", below(random, 4), 1 + below(random, 250), below(random, 1000));
}

std::string message(Step step, std::uint64_t id, Random& random) {
  switch (step) {
    case Step::Allocate:
      return fmt::format("store.Allocator: allocated chunk-{} of {} bytes in volume /data/{}", id,
                         65536 * (1 + below(random, 1024)), below(random, 16));
    case Step::Open:
      return fmt::format("store.Transfer: opening chunk-{} on {}", id, address(random));
    case Step::Receive:
      return fmt::format("store.Transfer: receiving chunk-{} from {}", id, address(random));
    case Step::Store:
      return fmt::format("store.Disk: stored chunk-{} in {} ms", id, 1 + below(random, 80));
    case Step::Acknowledge:
      return fmt::format("store.Transfer: {} acknowledged chunk-{}", address(random), id);
    case Step::Close:
      return fmt::format("store.Allocator: chunk-{} is complete", id);
    case Step::Serve:
      return fmt::format("store.Reader: served chunk-{} to {}", id, address(random));
    case Step::Verify:
      return fmt::format("store.Scrubber: checksum of chunk-{} is right", id);
    case Step::Delete:
      return fmt::format("store.Allocator: deleting chunk-{}", id);
    case Step::Release:
      return fmt::format("store.Disk: released chunk-{} on {}", id, address(random));
    case Step::Broken:
      return fmt::format("store.Transfer: connection reset while receiving chunk-{}, giving up", id);
  }
  return {};
}

std::string header(std::uint64_t milliseconds, Step step) {
  const std::uint64_t day = milliseconds / 86'400'000;
  const std::uint64_t second = milliseconds / 1000;
  return fmt::format("2026-{:02}-{:02} {:02}:{:02}:{:02},{:03} {} ", 1 + day / 28 % 12, 1 + day % 28,
                     second / 3600 % 24, second / 60 % 60, second % 60, milliseconds % 1000,
                     step == Step::Broken ? "ERROR" : "INFO");
}

}  // namespace

MadeLog writeMadeLog(const std::filesystem::path& file, const MadeLogSettings& settings) {
  std::ofstream out(file, std::ios::binary);
  Random random(settings.seed);
  MadeLog log;
  std::vector<Chunk> active;
  std::uint64_t milliseconds = 8ULL * 3'600'000;
  while (true) {
    while (log.lines < settings.lines && active.size() < settings.concurrent) {
      active.push_back(makeChunk(random, settings.faultRate));
      ++log.sessions;
    }
    if (active.empty()) return log;
    Chunk& chunk = active[below(random, active.size())];
    const Step step = chunk.steps.back();
    chunk.steps.pop_back();
    milliseconds += below(random, 25);
    out << header(milliseconds, step) << message(step, chunk.id, random) << '\n';
    ++log.lines;
    const bool lastOfCutOff = chunk.faultKind == "cut-off" && chunk.steps.empty();
    if (lastOfCutOff || (!chunk.faultKind.empty() && chunk.faultKind != "cut-off" && step == chunk.faultAt)) {
      log.faults.push_back({log.lines, chunk.faultKind});
    }
    if (chunk.steps.empty()) {
      std::swap(chunk, active.back());
      active.pop_back();
    }
  }
}

}  // namespace faultline::support
