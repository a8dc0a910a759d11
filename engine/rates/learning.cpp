#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "engine/base/tail.h"
#include "engine/rates/cells.h"
#include "engine/rates/model.h"
#include "engine/rates/spread_score.h"

namespace faultline::rates {

namespace {

constexpr double kLeastPrior = 1.5;  // spread of keys of which nothing is known, at least and at most
constexpr double kMostPrior = 50;
constexpr std::size_t kMostKept = 200;   // scores of a calibration
constexpr std::size_t kLeastCells = 10;  // with fewer nothing is usual
constexpr double kMonthHours = 30 * 24;

/// What is left of a key when some of its cells count for nothing.
struct Rest {
  double count = 0;
  std::array<double, kWindows.size()> squares{};  // deviations from the rhythm, in minutes and in cells
};

/// Learns one key; all jackknifing is done here.
class KeyLearner {
 public:
  KeyLearner(const Calendar& calendar, const std::vector<double>& slotHours, std::vector<KeyCell> cells)
      : m_calendar(calendar), m_slotHours(slotHours), m_cells(std::move(cells)) {}

  /// The highest cells and what is next to them count for nothing, one in a hundred hours: what is left when
  /// bursts are among what is learnt from.
  void trim() {
    const std::size_t times = 1 + static_cast<std::size_t>(m_calendar.hours() / 100);
    MostLines highest{};
    for (const KeyCell& cell : m_cells) {
      for (std::size_t w = 0; w < kWindows.size(); ++w) highest[w] = std::max(highest[w], cell.most[w]);
    }
    for (std::size_t i = 0; i < times; ++i) trimHighest(highest);
  }

  void measure() {
    m_slotCounts.assign(m_slotHours.size(), 0);
    m_count = 0;
    for (const KeyCell& cell : m_cells) {
      if (cell.isTrimmed) continue;
      m_slotCounts[cell.slot] += cell.count;
      m_count += cell.count;
    }
    m_rest = {m_count, {}};
    for (std::size_t slot = 0; slot < m_slotHours.size(); ++slot) {
      const double cells = m_slotHours[slot] / m_calendar.cellHours();
      for (std::size_t w = 0; w < kWindows.size(); ++w)
        m_rest.squares[w] += cells * emptySquares(static_cast<std::uint8_t>(slot), w);
    }
    for (const KeyCell& cell : m_cells) {
      for (std::size_t w = 0; w < kWindows.size(); ++w)
        m_rest.squares[w] +=
            cell.isTrimmed ? -emptySquares(cell.slot, w) : squares(cell, w) - emptySquares(cell.slot, w);
    }
  }

  /// None when the key came too seldom to tell.
  [[nodiscard]] std::optional<double> ownSpread(std::size_t window) const {
    if (m_count < 3) return std::nullopt;
    return std::max(0.0, m_rest.squares[window]) / m_count;
  }

  [[nodiscard]] Profile profile(const std::array<double, kWindows.size()>& prior) const {
    Profile profile;
    for (const KeyCell& cell : m_cells) {
      if (cell.isTrimmed) continue;
      SlotCount& slot = profile.slots[cell.slot];
      slot.count += static_cast<std::uint64_t>(cell.count);
      for (std::size_t w = 0; w < kWindows.size(); ++w) slot.most[w] = std::max(slot.most[w], cell.most[w]);
    }
    profile.count = static_cast<std::uint64_t>(m_count);
    for (std::size_t w = 0; w < kWindows.size(); ++w)
      profile.spread[w] = drawnSpread(std::max(0.0, m_rest.squares[w]), m_count, prior[w]);
    return profile;
  }

  /// The score of each cell's fullest window by the cells that it has nothing to do with.
  void addScores(std::size_t window, double prior, std::vector<double>& scores) const {
    for (std::size_t i = 0; i < m_cells.size(); ++i) scores.push_back(scoreOf(i, window, prior));
  }

 private:
  void trimHighest(const MostLines& most) {
    const auto height = [&most](const KeyCell& cell) {
      double sum = 0;
      for (std::size_t w = 0; w < kWindows.size(); ++w) sum += static_cast<double>(cell.most[w]) / most[w];
      return cell.isTrimmed ? 0 : sum;
    };
    const auto highest = std::ranges::max_element(m_cells, {}, height);
    if (highest == m_cells.end() || highest->isTrimmed) return;
    const std::int64_t at = highest->cell;
    for (KeyCell& cell : m_cells)
      cell.isTrimmed = cell.isTrimmed || std::abs(cell.cell - at) <= m_calendar.reach();
  }

  [[nodiscard]] double rateIn(std::uint8_t slot) const {
    return rateOf({m_slotCounts[slot], m_slotHours[slot], m_count, m_calendar.hours()});
  }
  /// The part of an empty cell in the squared deviations: of its minutes, or of it as a whole.
  [[nodiscard]] double emptySquares(std::uint8_t slot, std::size_t window) const {
    const double rate = rateIn(slot);
    const double mean = rate * m_calendar.cellHours();
    return window == 0 ? mean * rate / 60 : mean * mean;
  }
  [[nodiscard]] double squares(const KeyCell& cell, std::size_t window) const {
    const double rate = rateIn(cell.slot);
    const double mean = rate * m_calendar.cellHours();
    if (window == 1) return (cell.count - mean) * (cell.count - mean);
    return cell.squares - 2 * cell.count * rate / 60 + mean * rate / 60;
  }

  [[nodiscard]] double scoreOf(std::size_t at, std::size_t window, double prior) const {
    const std::int64_t reach = m_calendar.reach();
    const KeyCell& own = m_cells[at];
    std::size_t first = at;
    while (first > 0 && m_cells[first - 1].cell >= own.cell - reach) --first;
    Rest rest = m_rest;
    const auto around = slotsAround(m_calendar.rhythm, own.slot);
    std::array<double, 3> counts{};
    for (std::size_t s = 0; s < around.size(); ++s) counts[s] = m_slotCounts[around[s]];
    for (std::size_t i = first; i < m_cells.size() && m_cells[i].cell <= own.cell + reach; ++i) {
      const KeyCell& cell = m_cells[i];
      if (cell.isTrimmed) continue;
      rest.count -= cell.count;
      rest.squares[window] -= squares(cell, window);
      for (std::size_t s = 0; s < around.size(); ++s) counts[s] -= cell.slot == around[s] ? cell.count : 0;
    }
    const double hours =
        std::max(0.0, m_calendar.hours() - static_cast<double>(2 * reach + 1) * m_calendar.cellHours());
    double rate = 0;
    for (std::size_t s = 0; s < around.size(); ++s) {
      const double slotHours = std::max(
          0.0, m_slotHours[around[s]] -
                   (m_calendar.rhythm == Rhythm::None ? m_calendar.hours() - hours : m_calendar.cellHours()));
      rate = std::max(rate, rateOf({counts[s], slotHours, rest.count, hours}));
    }
    const double length = std::chrono::duration<double, std::ratio<3600>>(kWindows[window]).count();
    const double spread = drawnSpread(std::max(0.0, rest.squares[window]), rest.count, prior);
    return spreadScore(own.most[window], rate * length, predictiveSpread(spread, length, hours));
  }

  const Calendar& m_calendar;
  const std::vector<double>& m_slotHours;
  std::vector<KeyCell> m_cells;
  std::vector<double> m_slotCounts;
  double m_count = 0;
  Rest m_rest;
};

std::vector<double> slotHoursOf(const Calendar& calendar) {
  std::vector<double> hours(static_cast<std::size_t>(calendar.rhythm));
  for (const std::uint8_t slot : calendar.slots) hours[slot] += calendar.cellHours();
  return hours;
}

/// The less was seen, the more a burst must exceed it.
double factorFor(const Calendar& calendar) {
  if (calendar.rhythm != Rhythm::None) return 2;
  if (calendar.hours() >= 20) return 3;
  return calendar.hours() >= 1 ? 5 : 10;
}

double priorSpread(const std::vector<KeyLearner>& learners, std::size_t window) {
  std::vector<double> spreads;
  for (const KeyLearner& learner : learners) {
    if (const auto spread = learner.ownSpread(window)) spreads.push_back(*spread);
  }
  if (spreads.empty()) return kLeastPrior;
  const auto middle = spreads.begin() + static_cast<std::ptrdiff_t>(spreads.size() / 2);
  std::ranges::nth_element(spreads, middle);
  return std::clamp(*middle, kLeastPrior, kMostPrior);
}

/// As if fifty more windows had been seen, of keys four times as spread as their distribution says: with
/// little data no score is beyond doubt.
void addDoubt(Calibration& calibration) {
  constexpr int kDoubts = 50;
  for (int i = 1; i <= 20; ++i) calibration.top.push_back(4 * std::log10(static_cast<double>(kDoubts) / i));
  calibration.units += kDoubts;
}

/// The lowest score that so many windows of a normal month exceed at most `allowed` times.
double boundFor(const Calibration& calibration, double unitsAMonth, double allowed) {
  double low = 0;
  double high = 1e6;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    const bool isEnough = tailChance(calibration.top, calibration.units, middle) * unitsAMonth <= allowed;
    (isEnough ? high : low) = middle;
  }
  return high;
}

Calibration calibrate(std::vector<double> scores, std::uint64_t units, double unitsAMonth,
                      const Settings& settings) {
  std::ranges::sort(scores, std::greater<>());
  if (settings.material == Settings::Material::Unlabelled) {
    // What may be bursts tells nothing of how high normal windows score.
    const auto few = std::min(scores.size(), 3 + scores.size() / 200);
    scores.erase(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(few));
  }
  Calibration calibration{std::move(scores), units, 0};
  addDoubt(calibration);
  std::ranges::sort(calibration.top, std::greater<>());
  if (calibration.top.size() > kMostKept) calibration.top.resize(kMostKept);
  calibration.bound =
      boundFor(calibration, unitsAMonth, settings.falseBursts / static_cast<double>(kWindows.size()));
  return calibration;
}

}  // namespace

Result<RateDetector> RateDetector::learn(const EventCounts& counts, const Settings& settings,
                                         const std::stop_token& stop) {
  if (counts.empty()) return failure(ErrorCode::NothingToLearn, {}, "no line has a time");
  const Calendar calendar = Calendar::of(counts);
  auto model = std::make_shared<Model>();
  model->rhythm = calendar.rhythm;
  model->hours = slotHoursOf(calendar);
  model->factor = factorFor(calendar);

  const std::vector<KeyId> keys = counts.keys();
  std::vector<KeyLearner> learners;
  learners.reserve(keys.size());
  for (const KeyId key : keys) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    learners.emplace_back(calendar, model->hours, cellsOf(counts.byKey().at(key), calendar));
    if (settings.material == Settings::Material::Unlabelled) learners.back().trim();
    learners.back().measure();
  }
  for (std::size_t w = 0; w < kWindows.size(); ++w) {
    model->spread[w] = priorSpread(learners, w);
    if (calendar.cells.size() < kLeastCells || (w == 1 && !calendar.judgesHours)) break;
    std::vector<double> scores;
    for (const KeyLearner& learner : learners) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      learner.addScores(w, model->spread[w], scores);
    }
    const double length = std::chrono::duration<double, std::ratio<3600>>(kWindows[w]).count();
    const double perHour = static_cast<double>(keys.size()) / length;
    model->windows[w] = calibrate(std::move(scores), static_cast<std::uint64_t>(perHour * calendar.hours()),
                                  perHour * kMonthHours, settings);
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    model->keys.emplace(keys[i], learners[i].profile(model->spread));
  return RateDetector(std::move(model));
}

}  // namespace faultline::rates
