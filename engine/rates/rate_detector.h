#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/rates/event_counts.h"

namespace faultline::rates {

/// Windows in which lines are counted: one for what is over at once, one for what goes on slowly.
inline constexpr std::array<Seconds, 2> kWindows{Seconds(60), Seconds(3600)};

/// The most lines of a key in a window of each length.
using MostLines = std::array<std::uint32_t, kWindows.size()>;

struct Settings {
  /// Unlabelled: bursts may be among what is learnt from, so each key's highest hours count for nothing.
  enum class Material { Normal, Unlabelled } material = Material::Normal;
  /// Bursts that a normal log with the same keys may show in 30 days, all keys and windows together.
  double falseBursts = 1;
};

/// A log key that comes more often than it does at that time of the day. Windows of one key that follow one
/// another closely are one burst.
struct Burst {
  KeyId key;
  UtcTime start;
  UtcTime end;  ///< After the last event, by one bin at most.
  std::uint64_t count = 0;
  MostLines most{};
  std::size_t window = 0;     ///< Index into `kWindows`: the one that tells most.
  UtcTime strongest;          ///< Where the fullest such window starts.
  double expected = 0;        ///< Lines in such a window at that time of the day.
  std::uint32_t usually = 0;  ///< The most that was seen in one.
  double score = 0;           ///< -log10 of the chance that the key's rate gives, before calibration.
  double chance = 1;          ///< That a normal key shows as much in a time of one window.
  std::uint64_t units = 0;    ///< Keys x windows judged: what `chance` is to be multiplied by.
  EventId first;
};

/// A burst that a person called normal.
struct TaughtBurst {
  KeyId key;
  UtcTime start;
  UtcTime end;
  MostLines most{};
};

/// What is usual of a key at some time.
struct Usual {
  double expected = 0;      ///< Lines in the window.
  std::uint32_t most = 0;   ///< That were seen in one.
  std::uint32_t bound = 0;  ///< From how many on it is a burst at the earliest.
};

struct Model;

/// Judges how often log keys come, against each key's own daily rhythm. No part of DeepLog, whose only false
/// alarm on its security logs was a burst (section 5.4.1): a burst is a kind of its own here.
///
/// A key's rate at an hour of the day is its mean there, drawn towards its mean of all hours; its spread is
/// its variance over its mean, drawn towards the median of all keys (method of moments, negative binomial).
/// What that makes of a window is only a score: how often normal windows score so is learnt from the training
/// data itself, each hour judged by the others, and the tail beyond goes on as `tailChance` says.
/// Immutable, so any thread may use it.
class RateDetector {
 public:
  /// Errors: NothingToLearn when no event has a time; Cancelled.
  static Result<RateDetector> learn(const EventCounts& counts, const Settings& settings,
                                    const std::stop_token& stop);

  /// By time. Error Cancelled.
  Result<std::vector<Burst>> judge(const EventCounts& counts, const std::stop_token& stop) const;

  /// A detector to which as much of these keys is usual at these times of the day; where training saw no
  /// daily rhythm, at any time. It makes no other finding than this one does.
  Result<RateDetector> taught(std::span<const TaughtBurst> bursts) const;

  /// A key never seen has a rate too: that of something never seen in all of that time.
  [[nodiscard]] Usual usual(KeyId key, UtcTime time, std::size_t window) const;

  /// Whether enough days were seen to tell the hours of a day apart.
  [[nodiscard]] bool knowsDays() const;
  /// Time that was learnt from, gaps left out.
  [[nodiscard]] Seconds seen() const;

  [[nodiscard]] std::string save() const;
  /// Error ModelInvalid for anything that `save` did not write.
  static Result<RateDetector> load(const std::string& bytes);

 private:
  explicit RateDetector(std::shared_ptr<const Model> model) : m_model(std::move(model)) {}
  std::shared_ptr<const Model> m_model;
};

}  // namespace faultline::rates
