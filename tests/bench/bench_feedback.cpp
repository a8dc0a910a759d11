// What feedback is worth (DeepLog, section 5.3): learns from 1 % of the HDFS training sessions, then judges
// the other normal ones and some abnormal ones in random order, while every false alarm is answered. Run by
// hand: FAULTLINE_DATA=... bench_feedback [first draw] [last draw] [training sessions]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/sequence/session_file.h"

namespace {

using namespace faultline;
using namespace faultline::sequence;
using Clock = std::chrono::steady_clock;
using Lists = std::vector<std::vector<detect::Anomaly>>;

constexpr std::size_t kAbnormal = 500;
constexpr std::size_t kAtOnce = 128;  // sessions judged before the answers of the first false alarm come in

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

template <class T>
T need(Result<T> result, const char* what) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s: %s\n", what, faultline::errorLine(result.error()).c_str());
  std::exit(1);
}

struct Stream {
  SessionSet training;
  SessionSet sessions;
  std::vector<bool> isAbnormal;
};

struct Data {
  SessionSet train;
  SessionSet normal;
  SessionSet abnormal;
};

Stream draw(const Data& data, std::uint64_t seed, std::size_t trainingSessions) {
  std::mt19937_64 random(seed);
  const auto shuffled = [&](std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    return order;
  };
  struct One {
    std::span<const LogKey> keys;
    bool isAbnormal;
  };
  Stream stream;
  std::vector<One> all;
  const auto training = shuffled(data.train.size());
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (i < trainingSessions) {
      stream.training.add(data.train[training[i]]);
    } else {
      all.push_back({data.train[training[i]], false});
    }
  }
  for (std::size_t i = 0; i < data.normal.size(); ++i) all.push_back({data.normal[i], false});
  const auto abnormal = shuffled(data.abnormal.size());
  for (std::size_t i = 0; i < kAbnormal; ++i) all.push_back({data.abnormal[abnormal[i]], true});
  for (const std::size_t i : shuffled(all.size())) {
    stream.sessions.add(all[i].keys);
    stream.isAbnormal.push_back(all[i].isAbnormal);
  }
  return stream;
}

struct Outcome {
  std::size_t falsePositives = 0;
  std::size_t found = 0;
  std::size_t labels = 0;
  std::size_t updates = 0;
  double seconds = 0;
  double longest = 0;
};

Outcome withoutFeedback(const detect::Detector& detector, const Stream& stream) {
  Outcome outcome;
  const auto start = Clock::now();
  const Lists lists = need(detector.judge(stream.sessions, {}, {}), "judge");
  outcome.seconds = since(start);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!lists[i].empty()) ++(stream.isAbnormal[i] ? outcome.found : outcome.falsePositives);
  }
  return outcome;
}

Outcome withFeedback(detect::Detector& detector, const Stream& stream) {
  Outcome outcome;
  const auto start = Clock::now();
  for (std::size_t first = 0; first < stream.sessions.size();) {
    SessionSet some;
    const std::size_t end = std::min(first + kAtOnce, stream.sessions.size());
    for (std::size_t i = first; i < end; ++i) some.add(stream.sessions[i]);
    const Lists lists = need(detector.judge(some, {}, {}), "judge");
    std::size_t next = end;
    for (std::size_t i = first; i < end && next == end; ++i) {
      const auto& anomalies = lists[i - first];
      if (anomalies.empty()) continue;
      if (stream.isAbnormal[i]) {
        ++outcome.found;
        continue;
      }
      ++outcome.falsePositives;
      detect::FalseAlarm alarm{
          {stream.sessions[i].begin(), stream.sessions[i].end()}, SessionKind::Whole, {}};
      for (const detect::Anomaly& anomaly : anomalies)
        alarm.places.push_back({anomaly.position, anomaly.reason});
      outcome.labels += alarm.places.size();
      ++outcome.updates;
      const auto taughtFrom = Clock::now();
      detector = need(detector.taught({&alarm, 1}, {}, {}), "teach");
      outcome.longest = std::max(outcome.longest, since(taughtFrom));
      next = i + 1;
    }
    first = next;
  }
  outcome.seconds = since(start);
  return outcome;
}

std::size_t foundOf(const detect::Detector& detector, const SessionSet& sessions) {
  const Lists lists = need(detector.judge(sessions, {}, {}), "judge");
  return static_cast<std::size_t>(
      std::ranges::count_if(lists, [](const auto& list) { return !list.empty(); }));
}

}  // namespace

int main(int argc, char** argv) {
  const char* const folder = std::getenv("FAULTLINE_DATA");
  if (folder == nullptr) {
    std::fprintf(stderr, "FAULTLINE_DATA does not name the folder of real data\n");
    return 1;
  }
  const auto number = [&](int at, unsigned long otherwise) {
    return argc > at ? std::strtoul(argv[at], nullptr, 10) : otherwise;
  };
  const std::filesystem::path hdfs = std::filesystem::path(folder) / "hdfs";
  const Data data{need(readSessionFile(hdfs / "train_normal.txt", {}), "train"),
                  need(readSessionFile(hdfs / "test_normal_sample.txt", {}), "normal"),
                  need(readSessionFile(hdfs / "test_abnormal.txt", {}), "abnormal")};
  std::printf(
      "draw  FP without  FP with  labels  found of %zu without  with  found of %zu without  with  ms/entry "
      "without  with  s/update  longest\n",
      kAbnormal, data.abnormal.size());
  for (unsigned long seed = number(1, 1); seed <= number(2, 1); ++seed) {
    const Stream stream = draw(data, seed, number(3, 48));
    detect::Settings settings;
    settings.seed = seed;
    detect::Detector detector = need(detect::Detector::train(stream.training, settings, {}, {}), "train");
    const Outcome without = withoutFeedback(detector, stream);
    const std::size_t before = foundOf(detector, data.abnormal);
    const Outcome with = withFeedback(detector, stream);
    const std::size_t after = foundOf(detector, data.abnormal);
    const double entries = static_cast<double>(stream.sessions.entryCount()) / 1000;
    std::printf("%4lu  %6zu  %6zu  %6zu  %6zu  %6zu  %6zu  %6zu  %.4f  %.4f  %.3f  %.3f\n", seed,
                without.falsePositives, with.falsePositives, with.labels, without.found, with.found, before,
                after, without.seconds / entries, with.seconds / entries,
                with.updates == 0 ? 0 : with.seconds / static_cast<double>(with.updates), with.longest);
    std::fflush(stdout);
  }
  return 0;
}
