#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/anomaly.h"
#include "engine/sequence/session_set.h"

namespace faultline::detect {

/// Normal: every session given is normal. Unlabelled: a few may not be; what the model believes least is left
/// out before it settles, and what only one session does does not vouch for that session.
enum class TrainMode : std::uint8_t { Normal, Unlabelled };

/// DeepLog's settings (Du et al., CCS 2017, section 5.1.2).
struct Settings {
  int history = 10;           ///< h: keys the model looks back on, 1 to 100.
  int candidates = 9;         ///< g: likeliest keys that are listed as expected, from 1.
  int layers = 2;             ///< L: stacked LSTM layers, 1 to 8.
  int units = 64;             ///< alpha: memory units a layer, 1 to 1024.
  std::optional<int> epochs;  ///< Passes over the distinct windows; found by itself when not given.
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: one a core. Taken from the first call in the process.
  TrainMode mode = TrainMode::Normal;
};

/// The loss after each epoch of one key model's training: on the sessions held out from it, where there are.
struct TrainingCurve {
  std::vector<double> loss;
  std::size_t kept = 0;  ///< The epoch whose weights were kept.
};

/// Above what a signal speaks, and where that comes from.
struct SignalBound {
  const char* signal = "";  ///< `key`, `order`, `pair`, `neighbours`, `model`, `counts`.
  sequence::SessionKind kind{};
  double bound = 0;         ///< Infinite: silent.
  const char* unit = "";    ///< `-log10 p` or `distance`.
  std::uint64_t units = 0;  ///< Sessions (Whole) or entries (Stream) held out that it was set on.
  double budget = 0;        ///< The share of normal units that may exceed it.
};

/// What training saw and did.
struct TrainReport {
  std::uint64_t sessions = 0;
  std::uint64_t events = 0;
  std::uint64_t windows = 0;
  std::uint64_t distinctWindows = 0;
  std::uint64_t keys = 0;  ///< Different log keys.
  std::uint64_t leftOut =
      0;  ///< Sessions (Whole) and windows (Stream) that were believed least and left out.
  int epochs = 0;
  double seconds = 0;
  /// Sessions among what was left out of a period that was called normal, in order, at most five.
  std::vector<std::uint32_t> doubtful;
  std::vector<TrainingCurve> curves;  ///< Of each key model of the committee.
  std::vector<Notice> notices;        ///< TooFewSessions, SlowBlas.
};

/// What judging looked at.
struct JudgeReport {
  std::uint64_t windows = 0;  ///< Places that the key model was asked about.
  std::uint64_t distinctWindows = 0;  ///< Of each part, see `Detector::judge`.
};

/// A session with places in it that were called strange and are normal.
struct FalseAlarm {
  struct Place {
    std::uint32_t position = 0;  ///< As `Anomaly` has it.
    Reason reason{};
  };
  std::vector<LogKey> keys;  ///< Of a stream a part is enough: some windows before the places and after them.
  sequence::SessionKind kind{};
  std::vector<Place> places;
  bool placesAlone = false;  ///< Something else in it is abnormal, whether it is told or not.
};

/// What teaching did.
struct TeachingReport {
  std::uint64_t places = 0;    ///< That were learnt to be normal.
  std::uint64_t sessions = 0;  ///< That were learnt as a whole.
  std::uint64_t windows = 0;   ///< Different ones that the key model was shown, replayed ones not counted.
  double seconds = 0;
};

class LiveJudge;
struct LiveLimits;

/// What the product does by default. Learns from sessions alone and judges sessions; knows no project and no
/// files. Immutable once trained; threads may share it.
///
/// An entry is strange when its key is new, when it never comes after one of those before it in its session,
/// when it never follows the one right before it (start and end count as keys), or when the key model
/// (DeepLog, section 3.1.2) gives it less than a bound. A whole session is strange also when its key counts
/// are far from every training session's. The bounds come from parts of the training sessions that were held
/// out.
class Detector {
 public:
  /// 0 sessions are NothingToLearn; few sessions give a notice. `report` may be null. Errors:
  /// InvalidArgument, NothingToLearn, ModelModuleMissing, ModelFailed, Cancelled (within half a second).
  static Result<Detector> train(const sequence::SessionSet& sessions, const Settings& settings,
                                const std::stop_token& stop, const ProgressSink& progress,
                                TrainReport* report = nullptr);

  /// One list a session, by position; empty for a session that is as ever. Same sessions and thread count,
  /// same lists. `report` may be null. At most 4,000,000 different windows are in memory at once (some 80
  /// bytes each with a history of 10, so 320 MB); what has more is judged part by part, long sessions too.
  /// Apart from that memory grows by 16 bytes an entry, with the sessions and with what is found.
  /// Errors: ModelModuleMissing, ModelFailed, Cancelled.
  Result<std::vector<std::vector<Anomaly>>> judge(const sequence::SessionSet& sessions,
                                                  const std::stop_token& stop, const ProgressSink& progress,
                                                  JudgeReport* report = nullptr) const;

  /// Learns false alarms on top of what is known (DeepLog, section 3.3); this detector stays as it is.
  ///
  /// A session all of whose anomalies are false alarms is accepted as a whole: its keys, pairs, orders, counts
  /// and windows, and what each signal gave it is one more unit of the signal's scale. What follows from an
  /// anomaly and is therefore not told is accepted with it. Of a session with another anomaly, and of a
  /// stream, the places marked alone are, with the windows that hold them. A key that is new stays bound to
  /// what was accepted, see `AcceptedKeys`. The key model's weights go on from
  /// where they are, with training windows replayed so that nothing else is forgotten; bundles of version 2
  /// have none of these, and their model forgets more. Bounds stay. Same alarms, same result. Errors: ModelModuleMissing, ModelFailed, Cancelled (within half a second).
  Result<Detector> taught(std::span<const FalseAlarm> alarms, const std::stop_token& stop,
                          const ProgressSink& progress, TeachingReport* report = nullptr) const;

  /// Versioned bytes, the same on every machine of one byte order; `load(save())` judges as the original.
  [[nodiscard]] std::string save() const;
  /// Error ModelInvalid for anything that `save` did not write. Does not load the model module.
  static Result<Detector> load(const std::string& bytes);

  /// Judges entries as they come. Loads the model module. Errors: ModelModuleMissing, ModelFailed.
  [[nodiscard]] Result<LiveJudge> live(const LiveLimits& limits) const;

  [[nodiscard]] const Settings& settings() const;
  /// The bounds in force, of the kinds of sequence that it was trained on.
  [[nodiscard]] std::vector<SignalBound> bounds() const;
  /// The log keys it learnt, ascending.
  [[nodiscard]] const std::vector<LogKey>& vocabulary() const;

 private:
  struct State;
  explicit Detector(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
  std::shared_ptr<const State> m_state;
};

}  // namespace faultline::detect
