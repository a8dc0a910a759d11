#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/values/knowledge.h"

namespace faultline::values {

namespace {

constexpr model::ValueTrainingPlan kPlan{1, 60, 60, 0.002};
// One window in so many that is trained on is a taught one: more, and what usually follows on the same
// history is forgotten.
constexpr std::size_t kTaughtShare = 200;

/// Taught vectors of one key, normalised, behind those replayed.
struct Lesson {
  std::vector<float> rows;
  std::vector<std::uint32_t> targets;
};

/// Rows of a history that is not there stay between one vector and the next.
void append(Lesson& lesson, const KeyValues& key, std::span<const float> rows, int history) {
  const std::size_t width = key.width();
  lesson.rows.resize(lesson.rows.size() + static_cast<std::size_t>(history) * width,
                     std::numeric_limits<float>::quiet_NaN());
  lesson.rows.insert(lesson.rows.end(), rows.begin(), rows.end());
  lesson.targets.push_back(static_cast<std::uint32_t>(lesson.rows.size() / width - 1));
}

Lesson lessonOf(const KeyValues& key, std::span<const TaughtVector> vectors, int history) {
  Lesson lesson;
  lesson.rows = key.replay;
  const std::size_t replayed = key.replay.size() / key.width();
  for (const TaughtVector& vector : vectors) {
    if (vector.series.key == key.key) append(lesson, key, forNetwork(key.normalised(vector.series)), history);
  }
  const std::vector<std::uint32_t> taught = std::move(lesson.targets);
  lesson.targets.clear();
  for (std::size_t row = static_cast<std::size_t>(history); row < replayed; ++row)
    lesson.targets.push_back(static_cast<std::uint32_t>(row));
  const std::size_t times = std::max<std::size_t>(
      1, lesson.targets.size() / (kTaughtShare - 1) / std::max<std::size_t>(1, taught.size()));
  for (std::size_t i = 0; i < times; ++i)
    lesson.targets.insert(lesson.targets.end(), taught.begin(), taught.end());
  return lesson;
}

/// Goes on training the networks of the keys that something is taught of; those of others keep their weights.
Result<std::string> teachNetworks(std::span<const KeyValues> keys, std::span<const TaughtVector> vectors,
                                  const ValueSettings& settings, const std::string& bytes,
                                  const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const auto networks, model::loadValueModel(bytes, settings.threads));
  std::vector<Lesson> lessons;
  bool any = false;
  for (const KeyValues& key : keys) {
    if (key.network < 0) continue;
    const bool isTaught = std::ranges::any_of(
        vectors, [&](const TaughtVector& vector) { return vector.series.key == key.key; });
    lessons.push_back(isTaught ? lessonOf(key, vectors, settings.history) : Lesson{});
    any = any || isTaught;
  }
  if (!any) return bytes;
  std::vector<model::VectorRows> series;
  for (const Lesson& lesson : lessons) series.push_back({lesson.rows, lesson.targets});
  FAULTLINE_TRY(networks->train(series, kPlan, stop, progress));
  std::vector<std::size_t> all(lessons.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return networks->save(all);
}

/// What is normal after all is inside of every threshold, and one of the errors that the Gaussian is made of.
void accept(KeyValues& key, const ValueSeries& series, const Residuals& residuals) {
  const std::size_t row = series.size() - 1;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    Column& column = key.columns[i];
    const double value = column.valueIn(series, row);
    if (std::isnan(residuals.scores[i])) continue;
    if (column.kind != ColumnKind::Levels) {
      (residuals.scores[i] >= 0 ? column.above : column.below).accept(std::abs(residuals.scores[i]));
    } else if (!column.isLevel(value)) {
      column.levels.insert(std::ranges::upper_bound(column.levels, value), value);
    }
  }
  key.errors.add(residuals.error);
  key.errorTail.accept(residuals.error);
}

}  // namespace

Result<ValueDetector> ValueDetector::taught(std::span<const TaughtVector> vectors,
                                            const std::stop_token& stop, const ProgressSink& progress) const {
  auto state = std::make_shared<State>(*m_state);
  for (const TaughtVector& vector : vectors) {
    const KeyValues* const key = state->find(vector.series.key);
    if (key == nullptr) continue;
    const ValueSeries& series = vector.series;
    const bool fits = series.size() > 0 && series.previous.size() == series.size() &&
                      series.parameters.size() == key->parameters.size() &&
                      series.values.size() == series.size() * series.parameters.size();
    if (!fits) return failure(ErrorCode::InvalidArgument, {}, "what is taught does not fit the model");
  }
  if (!state->networkBytes.empty()) {
    FAULTLINE_TRY_ASSIGN(state->networkBytes, teachNetworks(state->keys, vectors, state->settings,
                                                            m_state->networkBytes, stop, progress));
  }
  for (const TaughtVector& vector : vectors) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const auto key = std::ranges::lower_bound(state->keys, vector.series.key, {}, &KeyValues::key);
    if (key == state->keys.end() || key->key != vector.series.key) continue;
    const std::vector<float> rows = key->normalised(vector.series);
    const std::size_t last = vector.series.size() - 1;
    FAULTLINE_TRY_ASSIGN(const std::vector<float> predicted, state->predictions(*key, rows, last, stop));
    accept(*key, vector.series,
           residualsOf(*key, std::span(rows).subspan(last * key->width(), key->width()), predicted));
  }
  return ValueDetector(std::move(state));
}

}  // namespace faultline::values
