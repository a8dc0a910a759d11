#include "engine/values/value_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/values/knowledge.h"

namespace faultline::values {

namespace {

constexpr std::size_t kStride = 65'536;  // rows between looks at the stop token

/// How far beyond its threshold: above 1 is odd. NaN: not judged.
double ratioOf(const Column& column, double score, double value) {
  if (std::isnan(score)) return score;
  if (column.kind == ColumnKind::Levels) {
    return column.isLevel(value) ? 0 : std::numeric_limits<double>::max();
  }
  return score >= 0 ? score / column.above.threshold() : -score / column.below.threshold();
}

double chanceOf(const Column& column, double score, double value) {
  if (std::isnan(score)) return 1;
  if (column.kind == ColumnKind::Levels) return column.isLevel(value) ? 1 : column.newLevelChance;
  return score >= 0 ? column.above.chance(score) : column.below.chance(-score);
}

VectorVerdict verdictOf(const KeyValues& key, const ValueSeries& series, std::size_t row,
                        const Residuals& residuals) {
  VectorVerdict verdict;
  verdict.error = static_cast<float>(residuals.error);
  double worst = -1;
  std::size_t oddest = 0;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const double ratio = ratioOf(key.columns[i], residuals.scores[i], key.columns[i].valueIn(series, row));
    if (!(ratio > worst)) continue;
    worst = ratio;
    oddest = i;
  }
  verdict.column = static_cast<std::int32_t>(key.columns[oddest].place);
  const bool errorIsOdd = residuals.error > key.errorTail.threshold();
  verdict.isOdd = worst > 1 || errorIsOdd;
  if (!verdict.isOdd) return verdict;
  double chance = errorIsOdd ? key.errorTail.chance(residuals.error) : 1;
  const Column& column = key.columns[oddest];
  if (worst > 1 && column.kind != ColumnKind::Levels)
    chance = std::min(chance, chanceOf(column, residuals.scores[oddest], 0));
  // Any of the columns could have been as far out, on either side.
  chance /= shareOfEach(1, key.width());
  if (worst > 1 && column.kind == ColumnKind::Levels) chance = std::min(chance, column.newLevelChance);
  verdict.p =
      static_cast<float>(std::clamp(chance, static_cast<double>(std::numeric_limits<float>::min()), 1.0));
  return verdict;
}

Status checkFit(const KeyValues& key, const ValueSeries& series, std::size_t first) {
  const bool fits = series.parameters.size() == key.parameters.size() && first <= series.size() &&
                    series.previous.size() == series.size() &&
                    series.values.size() == series.size() * series.parameters.size();
  if (fits) return {};
  return failure(ErrorCode::InvalidArgument, {}, "the vectors are of other parameters than the model's");
}

}  // namespace

ValueDetector::ValueDetector() : m_state(std::make_shared<State>()) {}
ValueDetector::ValueDetector(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
ValueDetector::ValueDetector(ValueDetector&&) noexcept = default;
ValueDetector& ValueDetector::operator=(ValueDetector&&) noexcept = default;
ValueDetector::ValueDetector(const ValueDetector&) = default;
ValueDetector& ValueDetector::operator=(const ValueDetector&) = default;
ValueDetector::~ValueDetector() = default;

bool ValueDetector::empty() const { return m_state->keys.empty(); }
const ValueSettings& ValueDetector::settings() const { return m_state->settings; }
bool ValueDetector::knows(KeyId key) const { return m_state->find(key) != nullptr; }

std::vector<KeyId> ValueDetector::keys() const {
  std::vector<KeyId> keys;
  for (const KeyValues& key : m_state->keys) keys.push_back(key.key);
  return keys;
}

std::vector<Parameter> ValueDetector::parametersOf(KeyId key) const {
  const KeyValues* const known = m_state->find(key);
  return known == nullptr ? std::vector<Parameter>() : known->parameters;
}

std::vector<KeySummary> ValueDetector::summaries() const {
  std::vector<KeySummary> summaries;
  for (const KeyValues& key : m_state->keys) {
    summaries.push_back({key.key, {}, key.learntRows, key.network >= 0});
    for (std::size_t column = 0; column < key.width(); ++column)
      summaries.back().columns.push_back(key.nameOf(column));
  }
  return summaries;
}

const std::vector<LeftOut>& ValueDetector::leftOut() const { return m_state->leftOut; }
double ValueDetector::falseAlarmShare() const { return m_state->share; }

ErrorLevels ValueDetector::levelsOf(KeyId key) const {
  const KeyValues* const known = m_state->find(key);
  return known == nullptr ? ErrorLevels() : known->levels();
}

Result<std::vector<float>> ValueDetector::State::predictions(const KeyValues& key,
                                                             std::span<const float> normalised,
                                                             std::size_t first,
                                                             const std::stop_token& stop) const {
  if (key.network < 0) return std::vector<float>();
  FAULTLINE_TRY_ASSIGN(const model::ValueModel* const loaded, networks());
  const std::vector<float> inputs = forNetwork(normalised);
  std::vector<std::uint32_t> targets;
  for (std::size_t row = first; row < normalised.size() / key.width(); ++row)
    targets.push_back(static_cast<std::uint32_t>(row));
  std::vector<float> predicted(targets.size() * key.width());
  FAULTLINE_TRY(loaded->predict(static_cast<std::size_t>(key.network), {inputs, targets}, predicted, stop));
  // Without h vectors before it nothing is expected of one.
  for (std::size_t i = 0; i < targets.size() && targets[i] < static_cast<std::uint32_t>(settings.history);
       ++i)
    std::fill_n(predicted.begin() + static_cast<std::ptrdiff_t>(i * key.width()), key.width(),
                std::numeric_limits<float>::quiet_NaN());
  return predicted;
}

Status ValueDetector::State::predictAgain(const KeyValues& key, std::span<const float> histories,
                                          std::size_t first, std::size_t from, std::vector<float>& predicted,
                                          const std::stop_token& stop) const {
  const std::size_t width = key.width();
  const auto history = static_cast<std::size_t>(settings.history);
  const std::size_t end = std::min(histories.size() / width, from + history);
  if (from >= end) return {};
  const std::size_t begin = from - std::min(from, history);
  FAULTLINE_TRY_ASSIGN(
      const std::vector<float> again,
      predictions(key, histories.subspan(begin * width, (end - begin) * width), from - begin, stop));
  std::ranges::copy(again, predicted.begin() + static_cast<std::ptrdiff_t>((from - first) * width));
  return {};
}

Result<std::vector<VectorVerdict>> ValueDetector::judge(const ValueSeries& series, std::size_t first,
                                                        const std::stop_token& stop) const {
  std::vector<VectorVerdict> verdicts(series.size() - std::min(first, series.size()));
  const KeyValues* const key = m_state->find(series.key);
  if (key == nullptr) {
    for (VectorVerdict& verdict : verdicts) verdict.error = std::numeric_limits<float>::quiet_NaN();
    return verdicts;
  }
  FAULTLINE_TRY(checkFit(*key, series, first));
  const std::vector<float> rows = key->normalised(series);
  FAULTLINE_TRY_ASSIGN(const std::vector<float> predicted, m_state->predictions(*key, rows, first, stop));
  // The same from histories in which what was due stands for what was odd.
  std::vector<float> mended = predicted;
  std::vector<float> histories = predicted.empty() ? std::vector<float>() : rows;
  const std::size_t width = key->width();
  const auto expectedIn = [&](const std::vector<float>& all, std::size_t i) {
    return all.empty() ? std::span<const float>() : std::span(all).subspan(i * width, width);
  };
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (i % kStride == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto row = std::span(rows).subspan((first + i) * width, width);
    const auto judged = [&](const std::vector<float>& all) {
      return verdictOf(*key, series, first + i, residualsOf(*key, row, expectedIn(all, i)));
    };
    verdicts[i] = judged(predicted);
    if (!verdicts[i].isOdd || predicted.empty()) continue;
    // Odd only if it is so either way: else one odd vector would make those after it odd, by what it is or by
    // what was put in its place.
    verdicts[i] = judged(mended);
    if (!verdicts[i].isOdd) continue;
    std::ranges::copy(expectedIn(mended, i),
                      histories.begin() + static_cast<std::ptrdiff_t>((first + i) * width));
    FAULTLINE_TRY(m_state->predictAgain(*key, histories, first, first + i + 1, mended, stop));
  }
  return verdicts;
}

Result<std::vector<ColumnVerdict>> ValueDetector::explain(const ValueSeries& series, std::size_t row) const {
  const KeyValues* const key = m_state->find(series.key);
  if (key == nullptr) return std::vector<ColumnVerdict>();
  FAULTLINE_TRY(checkFit(*key, series, row));
  const std::vector<float> rows = key->normalised(series);
  FAULTLINE_TRY_ASSIGN(const std::vector<float> predicted, m_state->predictions(*key, rows, row, {}));
  const std::size_t width = key->width();
  const auto expected = std::span(predicted).first(predicted.empty() ? 0 : width);
  const Residuals residuals = residualsOf(*key, std::span(rows).subspan(row * width, width), expected);
  std::vector<std::pair<double, ColumnVerdict>> ranked;
  for (std::size_t i = 0; i < width; ++i) {
    const Column& column = key->columns[i];
    const double ratio = ratioOf(column, residuals.scores[i], column.valueIn(series, row));
    if (std::isnan(ratio)) continue;
    ranked.emplace_back(ratio,
                        key->describe(i, series, row, expected.empty() ? 0 : expected[i],
                                      chanceOf(column, residuals.scores[i], column.valueIn(series, row))));
    ranked.back().second.isOdd = ratio > 1;
  }
  std::ranges::stable_sort(ranked, std::greater<>(), [](const auto& one) { return one.first; });
  std::vector<ColumnVerdict> verdicts;
  for (auto& [ratio, verdict] : ranked) verdicts.push_back(std::move(verdict));
  const bool errorIsOdd = residuals.error > key->errorTail.threshold();
  if (errorIsOdd && !verdicts.empty()) verdicts.front().isOdd = true;
  return verdicts;
}

}  // namespace faultline::values
