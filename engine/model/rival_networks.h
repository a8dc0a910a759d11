#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::model {

/// Sequences of vectors, one after the other in one piece of memory.
struct VectorSequences {
  std::size_t width = 0;          ///< Numbers a vector.
  std::vector<float> values;      ///< Vector by vector.
  std::vector<std::size_t> ends;  ///< By sequence: the vectors up to its end; each has one at least.

  [[nodiscard]] std::size_t size() const { return ends.size(); }
  [[nodiscard]] std::size_t first(std::size_t sequence) const {
    return sequence == 0 ? 0 : ends[sequence - 1];
  }
  [[nodiscard]] std::size_t length(std::size_t sequence) const { return ends[sequence] - first(sequence); }
};

/// Small networks that rivals of the product use.
struct RivalSettings {
  int units = 64;   ///< Of the LSTM, or of the outer hidden layers.
  int epochs = 40;  ///< More where that would be few steps.
  std::uint64_t seed = 1;
};

/// An LSTM over a sequence and a logistic output on its last state.
class SequenceClassifier {
 public:
  SequenceClassifier() = default;
  SequenceClassifier(const SequenceClassifier&) = delete;
  SequenceClassifier& operator=(const SequenceClassifier&) = delete;
  virtual ~SequenceClassifier() = default;

  /// Of class 1, by sequence. Threads may share it. Errors: InvalidArgument (width), ModelFailed, Cancelled.
  [[nodiscard]] virtual Result<std::vector<float>> probabilities(const VectorSequences& sequences,
                                                                 const std::stop_token& stop) const = 0;
};

/// `targets`: 0 or 1 by sequence; `weights`: what each counts. Loads the model module on first use. Errors:
/// InvalidArgument (sizes, or numbers that are not finite), ModelModuleMissing, ModelFailed, Cancelled
/// (within half a second). Same input, same network.
Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifier(
    const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
    const RivalSettings& settings, int threads, const std::stop_token& stop, const ProgressSink& progress);

/// Three hidden layers, the middle one a quarter as wide as the outer ones, that give back their input.
class Autoencoder {
 public:
  Autoencoder() = default;
  Autoencoder(const Autoencoder&) = delete;
  Autoencoder& operator=(const Autoencoder&) = delete;
  virtual ~Autoencoder() = default;

  /// The mean squared difference between each row and what comes back. Errors as above.
  [[nodiscard]] virtual Result<std::vector<float>> errors(std::span<const float> rows,
                                                          const std::stop_token& stop) const = 0;
};

/// `rows`: `width` numbers each; `weights`: what each counts. Otherwise as `trainSequenceClassifier`.
Result<std::unique_ptr<Autoencoder>> trainAutoencoder(std::span<const float> rows, std::size_t width,
                                                      std::span<const float> weights,
                                                      const RivalSettings& settings, int threads,
                                                      const std::stop_token& stop,
                                                      const ProgressSink& progress);

}  // namespace faultline::model
