#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/values/knowledge.h"

namespace faultline::values {

namespace {

constexpr std::size_t kMostColumns = 16;
constexpr std::size_t kBlocks = 20;            // the series is cut into, each
constexpr std::size_t kHeldOutEvery = 4;       // fourth of them held out
constexpr std::size_t kLeastForNetwork = 200;  // rows
constexpr std::size_t kMostTargets = 4000;     // of a key that its network is trained on
constexpr double kNetworkMustReach = 0.9;      // of the means' error, on vectors held out
constexpr model::ValueTrainingPlan kTrial{20, 120, 120, 0.01};
constexpr double kTrialMustReach = 0.98;  // likewise; what does not is not trained on
constexpr double kEarlyShare = 0.1;       // of the false alarms that another column's side may make
constexpr double kLeastScore = 4;         // deviations that are never odd
constexpr double kLeastErrorScore = 8;    // mean square, likewise
constexpr std::size_t kReplayed = 400;    // vectors kept for teaching

std::uint64_t mixed(std::uint64_t x) {  // SplitMix64
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

/// Of a Gaussian of deviation 1, the same for the same number.
double noise(std::uint64_t number) {
  const double radius = (static_cast<double>(mixed(2 * number) >> 11U) + 1) * 0x1p-53;
  const double angle = static_cast<double>(mixed(2 * number + 1) >> 11U) * 0x1p-53;
  return std::sqrt(-2 * std::log(radius)) * std::cos(2 * std::numbers::pi * angle);
}

/// A key on its way to being known.
struct Material {
  const ValueSeries* series = nullptr;
  KeyValues values;
  std::vector<bool> dropped;            // by row
  std::vector<float> rows;              // normalised
  std::vector<std::uint32_t> training;  // rows
  std::vector<std::uint32_t> heldOut;   // rows
  std::vector<float> predicted;         // for `heldOut`, by the network that was kept

  [[nodiscard]] std::span<const float> row(std::size_t at) const {
    return std::span(rows).subspan(at * values.width(), values.width());
  }
};

void report(ValueReport& into, KeyId key, std::string column, const char* why) {
  into.leftOut.push_back({key, std::move(column), why});
}

Material prepare(const ValueSeries& series, const ValueSettings& settings, ValueReport& into) {
  Material material;
  material.series = &series;
  material.values.key = series.key;
  material.values.parameters = series.parameters;
  material.dropped.resize(series.size());
  const Trust trust = settings.normalGiven ? Trust::All : Trust::DropStrangest;
  for (std::uint32_t place = 0; place <= series.parameters.size(); ++place) {
    const std::string name = place == 0 ? "elapsed_s" : series.parameters[place - 1].name;
    if (material.values.columns.size() == kMostColumns) {
      report(into, series.key, name, "too many columns");
      continue;
    }
    FittedColumn fitted = fitColumn(series, place, trust, material.dropped);
    if (fitted.column) {
      material.values.columns.push_back(std::move(*fitted.column));
    } else {
      report(into, series.key, name, fitted.why);
    }
  }
  return material;
}

/// Blocks of rows that follow one another, so that what is held out has a history of its own and comes from
/// all of the time.
void split(Material& material) {
  const std::size_t block = std::max<std::size_t>(1, material.series->size() / kBlocks);
  for (std::size_t row = 0; row < material.series->size(); ++row) {
    if (material.dropped[row]) continue;
    const bool held = row / block % kHeldOutEvery == kHeldOutEvery - 1;
    (held ? material.heldOut : material.training).push_back(static_cast<std::uint32_t>(row));
  }
}

/// Evenly spaced ones when there are more.
std::vector<std::uint32_t> atMost(const std::vector<std::uint32_t>& rows, std::size_t most) {
  if (rows.size() <= most) return rows;
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(rows[i * rows.size() / most]);
  return chosen;
}

/// Mean square of what is present, far outliers drawn in so that they do not decide alone.
double errorOf(const Material& material, std::span<const float> drawnIn, std::span<const float> predicted) {
  const std::size_t width = material.values.width();
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < material.heldOut.size(); ++i) {
    for (std::size_t column = 0; column < width; ++column) {
      const float value = drawnIn[material.heldOut[i] * width + column];
      if (std::isnan(value)) continue;
      const double difference = predicted.empty() ? value : value - predicted[i * width + column];
      sum += difference * difference;
      ++count;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

/// The rows that a key's network is taught along with new ones: one stretch, for they are a history.
std::vector<float> replayOf(const Material& material, std::span<const float> drawnIn) {
  const std::size_t width = material.values.width();
  const std::size_t count = std::min(kReplayed, material.series->size());
  const std::size_t first = material.series->size() - count;
  std::vector<float> rows(drawnIn.begin() + static_cast<std::ptrdiff_t>(first * width), drawnIn.end());
  for (std::size_t row = 0; row < count; ++row) {
    if (!material.dropped[first + row]) continue;
    std::fill_n(rows.begin() + static_cast<std::ptrdiff_t>(row * width), width,
                std::numeric_limits<float>::quiet_NaN());
  }
  return rows;
}

/// Passes progress on as the `part`-th half of it.
ProgressSink halfOf(const ProgressSink& progress, std::uint64_t part) {
  if (!progress) return {};
  return [&progress, part](Progress own) {
    own.done += part * own.total;
    own.total *= 2;
    progress(own);
  };
}

/// Trains a network for each key with enough rows and keeps those that predict better than the means. A
/// short trial comes first, for most keys' vectors do not tell of the next.
Result<std::string> trainNetworks(std::vector<Material>& materials, const ValueSettings& settings,
                                  const std::stop_token& stop, const ProgressSink& progress) {
  std::vector<Material*> candidates;
  std::vector<std::vector<float>> inputs;
  std::vector<std::vector<std::uint32_t>> targets;
  std::vector<int> widths;
  for (Material& material : materials) {
    if (material.training.size() + material.heldOut.size() < kLeastForNetwork) continue;
    candidates.push_back(&material);
    inputs.push_back(forNetwork(material.rows));
    targets.push_back(atMost(material.training, kMostTargets));
    widths.push_back(static_cast<int>(material.values.width()));
  }
  if (candidates.empty()) return std::string();
  model::ValueModelSettings shape;
  shape.history = settings.history;
  shape.seed = settings.seed;
  FAULTLINE_TRY_ASSIGN(const auto networks, model::makeValueModel(shape, widths, settings.threads));
  std::vector<model::VectorRows> series;
  for (std::size_t i = 0; i < candidates.size(); ++i) series.push_back({inputs[i], targets[i]});
  const auto reaches = [&](std::size_t i, double share, std::vector<float>& predicted) -> Result<bool> {
    const Material& own = *candidates[i];
    predicted.resize(own.heldOut.size() * own.values.width());
    FAULTLINE_TRY(networks->predict(i, {inputs[i], own.heldOut}, predicted, stop));
    return errorOf(own, inputs[i], predicted) < share * errorOf(own, inputs[i], {});
  };
  std::vector<float> predicted;
  FAULTLINE_TRY(networks->train(series, kTrial, stop, halfOf(progress, 0)));
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    FAULTLINE_TRY_ASSIGN(const bool promises, reaches(i, kTrialMustReach, predicted));
    if (!promises) series[i].targets = {};
  }
  FAULTLINE_TRY(networks->train(series, {}, stop, halfOf(progress, 1)));
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (series[i].targets.empty()) continue;
    Material& own = *candidates[i];
    FAULTLINE_TRY_ASSIGN(const bool isBetter, reaches(i, kNetworkMustReach, predicted));
    if (!isBetter) continue;
    own.values.network = static_cast<std::int32_t>(kept.size());
    own.values.replay = replayOf(own, inputs[i]);
    own.predicted = std::move(predicted);
    kept.push_back(i);
  }
  return kept.empty() ? std::string() : networks->save(kept);
}

/// The rows that errors are measured on: a mean of many rows is the same whether one of them is among them or
/// not, a network's prediction is not.
std::vector<std::uint32_t> measuredRows(const Material& material) {
  if (material.values.network >= 0) return material.heldOut;
  std::vector<std::uint32_t> rows = material.training;
  rows.insert(rows.end(), material.heldOut.begin(), material.heldOut.end());
  std::ranges::sort(rows);
  return rows;
}

/// What stands for the resolution of the column's values, so that a tail is seen even where they take few
/// different ones.
double blurred(double score, const Column& column, const Material& material, std::uint32_t row) {
  const Scale* const scale = column.scaleFor(material.series->previous[row]);
  if (scale == nullptr) return score;
  const std::uint64_t place = static_cast<std::uint64_t>(row) * kMostColumns + column.place;
  return score + scale->noise / column.error *
                     noise(mixed(static_cast<std::uint64_t>(material.values.key.value)) ^ place);
}

/// Nothing is predicted better than its own resolution: what that is of a deviation, on the mean.
double meanNoise(const Column& column, const Material& material, std::span<const std::uint32_t> rows) {
  Gaussian noises;
  for (const std::uint32_t row : rows) {
    const Scale* const scale = column.scaleFor(material.series->previous[row]);
    if (scale != nullptr) noises.add(scale->noise);
  }
  return noises.mean;
}

/// Column by column: its error, and the tails of what differs over it.
void measure(Material& material, double share) {
  KeyValues& values = material.values;
  const std::size_t width = values.width();
  const std::vector<std::uint32_t> rows = measuredRows(material);
  const auto predictedFor = [&](std::size_t i) {
    return values.network < 0 ? std::span<const float>()
                              : std::span<const float>(material.predicted).subspan(i * width, width);
  };
  std::vector<Gaussian> differences(width);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Residuals residuals = residualsOf(values, material.row(rows[i]), predictedFor(i));
    for (std::size_t column = 0; column < width; ++column) differences[column].add(residuals.scores[column]);
  }
  for (std::size_t column = 0; column < width; ++column) {
    const double squares = differences[column].mean * differences[column].mean;
    const double error =
        std::sqrt(differences[column].deviation() * differences[column].deviation() + squares);
    // A mean's error is a deviation by its making; where the resolution is most of it, it seems less.
    values.columns[column].error =
        values.network < 0 ? 1 : std::max({error, 0.05, meanNoise(values.columns[column], material, rows)});
  }
  std::vector<std::vector<double>> above(width);
  std::vector<std::vector<double>> below(width);
  std::vector<double> errors;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Residuals residuals = residualsOf(values, material.row(rows[i]), predictedFor(i));
    for (std::size_t column = 0; column < width; ++column) {
      if (std::isnan(residuals.scores[column])) continue;
      const double score = blurred(residuals.scores[column], values.columns[column], material, rows[i]);
      above[column].push_back(score);
      below[column].push_back(-score);
    }
    if (!std::isfinite(residuals.error)) continue;
    values.errors.add(residuals.error);
    errors.push_back(residuals.error);
  }
  const double each = shareOfEach(share, width);
  for (std::size_t column = 0; column < width; ++column) {
    values.columns[column].above = ScoreTail(std::move(above[column]), each, kLeastScore);
    const double early = values.columns[column].kind == ColumnKind::Elapsed ? kEarlyShare * each : each;
    values.columns[column].below = ScoreTail(std::move(below[column]), early, kLeastScore);
  }
  values.errorTail = ScoreTail(std::move(errors), each, kLeastErrorScore);
}

/// Once in as much as was learnt from, each column of levels may show one more: nothing tells of how rare
/// what never came is.
void rateNewLevels(std::vector<KeyValues>& keys, double vectors) {
  double columns = 0;
  const auto forEachColumn = [&](auto&& task) {
    for (KeyValues& key : keys) {
      for (Column& column : key.columns) {
        if (column.kind == ColumnKind::Levels) task(column);
      }
    }
  };
  forEachColumn([&](Column&) { ++columns; });
  forEachColumn([&](Column& column) { column.newLevelChance = std::min(1.0, columns / vectors); });
}

/// Those that the series are a part of.
double vectorsIn(std::span<const Material> materials) {
  double total = 1;
  for (const Material& material : materials) {
    total += static_cast<double>(std::max<std::uint64_t>(material.series->total, material.series->size()));
  }
  return total;
}

}  // namespace

Result<ValueDetector> ValueDetector::train(std::span<const ValueSeries> series, const ValueSettings& settings,
                                           const std::stop_token& stop, const ProgressSink& progress,
                                           ValueReport* report) {
  const auto start = std::chrono::steady_clock::now();
  ValueReport made;
  std::vector<Material> materials;
  for (const ValueSeries& one : series) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    Material material = prepare(one, settings, made);
    if (material.values.columns.empty()) continue;
    material.rows = material.values.normalised(one);
    split(material);
    made.dropped += static_cast<std::uint64_t>(std::ranges::count(material.dropped, true));
    materials.push_back(std::move(material));
  }
  std::ranges::sort(materials, {}, [](const Material& material) { return material.values.key; });
  auto state = std::make_shared<State>();
  state->settings = settings;
  const double vectors = vectorsIn(materials);
  state->share = std::min(settings.falseAlarms, settings.mostFalseAlarms / vectors);
  FAULTLINE_TRY_ASSIGN(state->networkBytes, trainNetworks(materials, settings, stop, progress));
  for (Material& material : materials) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    measure(material, state->share);
    ++made.keys;
    made.columns += material.values.width();
    material.values.learntRows = material.training.size() + material.heldOut.size();
    made.rows += material.values.learntRows;
    if (material.values.network >= 0) ++made.networks;
    state->keys.push_back(std::move(material.values));
  }
  rateNewLevels(state->keys, vectors);
  state->leftOut = made.leftOut;
  made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (report != nullptr) *report = std::move(made);
  return ValueDetector(std::move(state));
}

}  // namespace faultline::values
