#include "engine/evaluate/sweep.h"

#include <memory>
#include <numeric>

#include "engine/baseline/detectors.h"

namespace faultline::evaluate {

namespace {

using detect::SessionDetector;
using detect::Settings;

Settings with(Settings settings, const std::string& setting, int value) {
  if (setting == "history") settings.history = value;
  if (setting == "candidates") settings.candidates = value;
  if (setting == "layers") settings.layers = value;
  if (setting == "units") settings.units = value;
  return settings;
}

bool areSame(const Settings& a, const Settings& b) {
  return a.history == b.history && a.candidates == b.candidates && a.layers == b.layers && a.units == b.units;
}

class Sweeper {
 public:
  Sweeper(const std::string& detector, const Settings& settings, const Trial& trial,
          const std::stop_token& stop, const ProgressSink& progress)
      : m_name(detector), m_settings(settings), m_trial(trial), m_stop(stop), m_progress(progress) {}

  /// Trains with the settings that are varied around.
  Status start() {
    FAULTLINE_TRY_ASSIGN(m_base, baseline::makeDetector(m_name, m_settings));
    FAULTLINE_TRY_ASSIGN(m_trained, trainTimed(*m_base, m_trial, m_stop, sinkFor(m_name)));
    return {};
  }

  Result<SweepPoint> point(const std::string& setting, int value) {
    SweepPoint point;
    point.setting = setting;
    point.value = value;
    const Settings settings = with(m_settings, setting, value);
    const ProgressSink sink = sinkFor(setting + "=" + std::to_string(value));
    auto evaluation = evaluate(settings, setting, point.reused, sink);
    if (evaluation) {
      point.evaluation = std::move(*evaluation);
    } else if (evaluation.error().code == ErrorCode::Cancelled) {
      return tl::unexpected(std::move(evaluation).error());
    } else {
      point.evaluation.error = std::move(evaluation).error();
    }
    point.evaluation.name = m_name;
    return point;
  }

  Status addTopShare(Sweep& sweep) const {
    sequence::SessionSet normal;
    for (std::size_t session = 0; session < m_trial.judged.size(); ++session) {
      if (m_trial.truthOf(session) != Truth::Abnormal)
        normal.add(m_trial.judged[session], m_trial.judged.kind(session));
    }
    FAULTLINE_TRY_ASSIGN(const auto counts, m_base->rankCounts(normal, m_stop, sinkFor(m_name)));
    sweep.topKeys = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    if (sweep.topKeys == 0) return {};
    std::uint64_t sum = 0;
    for (std::size_t rank = 1; rank < counts.size(); ++rank) {
      sum += counts[rank];
      sweep.topShare.push_back(static_cast<double>(sum) / static_cast<double>(sweep.topKeys));
    }
    return {};
  }

 private:
  [[nodiscard]] ProgressSink sinkFor(std::string subject) const {
    return [this, subject = std::move(subject)](Progress step) {
      step.subject = subject;
      if (m_progress) m_progress(step);
    };
  }

  Result<Evaluation> evaluate(const Settings& settings, const std::string& setting, bool& reused,
                              const ProgressSink& sink) {
    const bool judgedOnly = setting == "candidates" && m_base->setCandidates(settings.candidates);
    reused = judgedOnly || areSame(settings, m_settings);
    if (reused) {
      auto evaluation = judgeDetector(m_name, *m_base, m_trained, m_trial, m_stop, sink);
      m_base->setCandidates(m_settings.candidates);
      return evaluation;
    }
    FAULTLINE_TRY_ASSIGN(const auto detector, baseline::makeDetector(m_name, settings));
    return evaluateDetector(m_name, *detector, m_trial, m_stop, sink);
  }

  std::string m_name;
  Settings m_settings;
  const Trial& m_trial;
  const std::stop_token& m_stop;
  const ProgressSink& m_progress;
  std::unique_ptr<SessionDetector> m_base;
  Verdicts m_trained;
};

}  // namespace

Result<Sweep> sweepSettings(const std::string& detector, const Settings& settings,
                            const std::vector<Variation>& variations, const Trial& trial,
                            const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY(checkVariations(variations));
  Sweeper sweeper(detector, settings, trial, stop, progress);
  FAULTLINE_TRY(sweeper.start());
  Sweep sweep;
  for (const Variation& variation : variations) {
    for (const int value : variation.values) {
      FAULTLINE_TRY_ASSIGN(SweepPoint point, sweeper.point(variation.setting, value));
      sweep.points.push_back(std::move(point));
    }
  }
  FAULTLINE_TRY(sweeper.addTopShare(sweep));
  return sweep;
}

}  // namespace faultline::evaluate
