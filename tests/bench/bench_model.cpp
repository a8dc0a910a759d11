#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <sys/resource.h>

#include "engine/detect/detector.h"
#include "engine/detect/live_judge.h"
#include "engine/sequence/session_file.h"

namespace {

using namespace faultline;
using namespace faultline::sequence;

/// Where the folder of real data is not named: sessions like those of HDFS, three writers side by side.
SessionSet madeSessions(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  SessionSet sessions;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<LogKey> keys{22};
    int left[3] = {4, 4, 4};
    const LogKey steps[] = {26, 9, 11, 5};
    for (int step = 0; step < 12;) {
      int& writer = left[random() % 3];
      if (writer == 0) continue;
      keys.push_back(steps[--writer]);
      ++step;
    }
    for (auto deleted = random() % 4; deleted > 0; --deleted) keys.insert(keys.end(), {23, 21});
    sessions.add(keys);
  }
  return sessions;
}

SessionSet hdfsSessions(const char* file, std::size_t made, std::uint64_t seed) {
  const char* const data = std::getenv("FAULTLINE_DATA");
  if (data == nullptr) return madeSessions(made, seed);
  auto sessions = readSessionFile(std::filesystem::path(data) / "hdfs" / file, {});
  return sessions ? std::move(*sessions) : madeSessions(made, seed);
}

const detect::Detector& trained() {
  static const detect::Detector detector =
      *detect::Detector::train(hdfsSessions("train_normal.txt", 4855, 1), {}, {}, {});
  return detector;
}

/// The default detector on the HDFS training sessions: cross-fitting, bounds, everything.
void train(benchmark::State& state) {
  const SessionSet sessions = hdfsSessions("train_normal.txt", 4855, 1);
  for (auto _ : state) {
    auto detector = detect::Detector::train(sessions, {}, {}, {});
    benchmark::DoNotOptimize(detector);
  }
}
BENCHMARK(train)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

/// The default detector on the HDFS test sessions, normal and abnormal, with histories and expected keys.
void judge(benchmark::State& state) {
  const SessionSet normal = hdfsSessions("test_normal_sample.txt", 5583, 2);
  const SessionSet abnormal = hdfsSessions("test_abnormal.txt", 16838, 3);
  const detect::Detector& detector = trained();
  for (auto _ : state) {
    benchmark::DoNotOptimize(detector.judge(normal, {}, {}));
    benchmark::DoNotOptimize(detector.judge(abnormal, {}, {}));
  }
  const auto entries = static_cast<double>(normal.entryCount() + abnormal.entryCount());
  state.counters["entries/s"] = benchmark::Counter(entries, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(judge)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(3)->UseRealTime();

/// A single new entry of one of many open sessions, the network asked about one window at a time: the
/// abnormal HDFS sessions, a thousand under way at once.
void judgeLive(benchmark::State& state) {
  const SessionSet sessions = hdfsSessions("test_abnormal.txt", 16838, 3);
  std::vector<double> micros;
  for (auto _ : state) {
    auto judge = *trained().live({});
    constexpr std::size_t kUnderWay = 1000;
    for (std::size_t first = 0; first < sessions.size(); first += kUnderWay) {
      const std::size_t end = std::min(first + kUnderWay, sessions.size());
      bool goesOn = true;
      for (std::size_t at = 0; goesOn; ++at) {
        goesOn = false;
        for (std::size_t session = first; session < end; ++session) {
          const auto keys = sessions[session];
          if (at > keys.size()) continue;
          goesOn = true;
          const detect::LiveEntry entry{session, sessions.kind(session),
                                        at < keys.size() ? keys[at] : kSessionEnd};
          const auto begun = std::chrono::steady_clock::now();
          benchmark::DoNotOptimize(judge.add(std::span(&entry, 1), {}));
          micros.push_back(
              std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count());
        }
      }
    }
    state.counters["asked"] = static_cast<double>(judge.asked());
  }
  std::ranges::sort(micros);
  const auto at = [&](double share) {
    return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))];
  };
  state.counters["p50 us"] = at(0.5);
  state.counters["p99 us"] = at(0.99);
  state.counters["p99.9 us"] = at(0.999);
  state.counters["max us"] = at(1);
  state.counters["entries/s"] =
      benchmark::Counter(static_cast<double>(micros.size()), benchmark::Counter::kIsRate);
}
BENCHMARK(judgeLive)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

/// One stream in which no window comes twice, and every pair of keys is known. The network is a small one:
/// what is looked at is memory, and that time grows no faster than the stream.
void judgeEndless(benchmark::State& state) {
  std::mt19937_64 random(1);
  const auto stream = [&](std::int64_t entries) {
    std::vector<LogKey> keys(static_cast<std::size_t>(entries));
    for (LogKey& key : keys) key = static_cast<LogKey>(random() % 16);
    SessionSet sessions;
    sessions.add(keys, SessionKind::Stream);
    return sessions;
  };
  detect::Settings settings;
  settings.layers = 1;
  settings.units = 4;
  settings.epochs = 1;
  const auto detector = detect::Detector::train(stream(20000), settings, {}, {});
  const SessionSet sessions = stream(state.range(0));
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
  };
  const double before = peak();
  detect::JudgeReport report;
  for (auto _ : state) benchmark::DoNotOptimize(detector->judge(sessions, {}, {}, &report));
  state.counters["distinct"] = static_cast<double>(report.distinctWindows);
  state.counters["MiB before"] = before;
  state.counters["MiB peak"] = peak();
}
BENCHMARK(judgeEndless)
    ->Arg(2'000'000)
    ->Arg(8'000'000)
    ->Arg(16'000'000)
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
