#include "tests/ui/fake_models.h"

#include <cmath>
#include <limits>

namespace faultline::ui {

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

std::vector<double> fallingLoss(double from, double to, int epochs) {
  std::vector<double> loss;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    loss.push_back(to + (from - to) * std::exp(-0.25 * epoch) + 0.02 * std::abs(std::sin(epoch * 2.1)));
  }
  return loss;
}

std::vector<Threshold> madeThresholds() {
  return {{"key", "session", 4.21, "-log10 p", 1'214, 0.001},
          {"key", "stream", std::numeric_limits<double>::infinity(), "-log10 p", 12, 0.001},
          {"order", "session", 0.5, "", 1'214, 0.0005},
          {"model", "session", 2.875, "bits a key", 1'214, 0.0005},
          {"counts", "session", 0.142, "share", 1'214, 0.0005},
          {"value", "[instance: <*>] Took <*> seconds to spawn the instance on the hypervisor.", 11.4,
           "squared error", 803, 0.001},
          {"rate", "[req-<*>] Timeout waiting for <*>", 6.5, "-log10 p", 2'880, 0.0001}};
}

std::vector<ValueModelInfo> madeValues() {
  return {{KeyId{4},
           "[instance: <*>] Took <*> seconds to spawn the instance on the hypervisor.",
           {"time since the event before", "seconds"},
           4'021,
           0.84,
           1.02,
           11.4,
           {}},
          {KeyId{7},
           "<*> \"GET <*>\" status: <*> len: <*> time: <*>",
           {"time since the event before", "len", "time"},
           18'254,
           0.61,
           0.77,
           9.2,
           {"status: always 200"}},
          {KeyId{9},
           "Active base files: <*>",
           {},
           73,
           0,
           0,
           0,
           {"all: 73 entries are too few", "1: an identifier, each another"}}};
}

DetectorResult result(const char* name, std::uint64_t flagged, std::uint64_t agreeing, double learning,
                      double judging) {
  DetectorResult made;
  made.name = name;
  made.flagged = flagged;
  made.agreeing = agreeing;
  made.trainSeconds = learning;
  made.detectSeconds = judging;
  return made;
}

void label(DetectorResult& made, std::uint64_t abnormal, std::uint64_t judged, std::uint64_t falsePositives) {
  made.labelled = true;
  made.falsePositives = falsePositives;
  made.truePositives = made.flagged - falsePositives;
  made.falseNegatives = abnormal - made.truePositives;
  made.trueNegatives = judged - abnormal - falsePositives;
  made.precision = static_cast<double>(made.truePositives) / static_cast<double>(made.flagged);
  made.recall = static_cast<double>(made.truePositives) / static_cast<double>(abnormal);
  made.f1 = 2 * made.precision * made.recall / (made.precision + made.recall);
}

}  // namespace

std::vector<ModelDetails> madeModels() {
  ModelDetails first;
  first.id = ModelId{1};
  first.created = kNoon + 26h + 3min;
  first.settings.normal = TimeRange{kNoon + 10min, kNoon + 200min};
  first.epochs = 14;
  first.sessions = 4'855;
  first.events = 104'197;
  first.windows = 46'575;
  first.distinctWindows = 4'092;
  first.keys = 29;
  first.leftOut = 12;
  first.seconds = 8.7;
  first.thresholds = madeThresholds();
  first.curves = {{"keys 1", fallingLoss(2.4, 0.31, 14), 14},
                  {"keys 2", fallingLoss(2.2, 0.35, 12), 12},
                  {"values", fallingLoss(1.1, 0.6, 20), 17}};
  first.values = madeValues();
  first.bytes = 1'240'000;
  ModelDetails taught = first;
  taught.id = ModelId{2};
  taught.parent = first.id;
  taught.active = true;
  taught.created = first.created + 47min;
  taught.taught = 3;
  taught.epochs = 2;
  taught.seconds = 0.8;
  taught.curves = {{"keys 1", {0.33, 0.315}, 2}};
  return {taught, first};
}

TimeLine madeTimeLine() {
  constexpr std::size_t kBins = 600;
  TimeLine line;
  line.range = TimeRange{kNoon, kNoon + 10h};
  line.events.resize(kBins);
  line.findings.resize(kBins);
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    line.events[bin] =
        1'000 + static_cast<std::uint64_t>(400 * (1 + std::sin(static_cast<double>(bin) / 40)));
  }
  for (std::size_t bin = 300; bin < 330; ++bin) line.events[bin] = 0;
  line.events[480] = 9'000;
  line.findings[100] = line.findings[101] = 2;
  line.findings[480] = 10;
  return line;
}

Comparison madeComparison(Labels labels) {
  Comparison made;
  made.created = kNoon + 28h;
  made.trained = 4'855;
  made.judged = 22'421;
  made.detectors = {
      result("faultline", 16'833, 16'833, 8.7, 0.4),  result("deeplog", 10'930, 10'804, 4.1, 0.3),
      result("ngram", 15'020, 14'902, 0.1, 0.1),      result("pca", 11'310, 11'104, 0.2, 0.1),
      result("invariants", 15'800, 14'777, 1.2, 0.2), result("bigram-or-count", 16'841, 16'820, 0.1, 0.1)};
  if (labels == Labels::There) {
    const std::uint64_t wrong[] = {3, 833, 410, 90, 1'260, 5};
    for (std::size_t at = 0; at < made.detectors.size(); ++at)
      label(made.detectors[at], 16'838, 22'421, wrong[at]);
  }
  DetectorResult supervised;
  supervised.name = "tfidf-lstm";
  supervised.error = Error{ErrorCode::NothingToLearn, {}, "it needs labels of abnormal sessions"};
  made.detectors.push_back(supervised);
  return made;
}

Sweep madeSweep(Labels labels) {
  Sweep made;
  made.created = kNoon + 29h;
  made.detector = "deeplog";
  const auto add = [&](const char* setting, int value, double f1) {
    SweepPoint point{setting, value, 0.02 + 0.1 * (1 - f1), labels == Labels::There, f1 - 0.02, f1 + 0.02,
                     f1,      4.0, {}};
    made.points.push_back(point);
  };
  for (const int value : {4, 6, 8, 10, 12}) add("history", value, 0.90 + 0.006 * value);
  for (const int value : {5, 7, 9, 11, 13}) add("candidates", value, 0.97 - 0.002 * std::abs(value - 9));
  for (const int value : {1, 2, 3}) add("layers", value, value == 1 ? 0.94 : 0.96);
  for (const int value : {32, 64, 128}) add("units", value, value == 32 ? 0.93 : 0.96);
  made.topShare = {0.889, 0.961, 0.98, 0.991, 0.998, 0.9985, 0.999, 0.9992, 0.9995};
  return made;
}

}  // namespace faultline::ui
