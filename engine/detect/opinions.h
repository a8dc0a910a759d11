#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/error.h"
#include "engine/model/key_model.h"

namespace faultline::detect {

/// What a key model gives to windows, the latest ones kept: windows recur, and the network is asked about
/// each once as long as it is kept.
class Opinions {
 public:
  /// Windows kept: as many as fit into so many bytes of probabilities, and at least `kFewest`.
  static constexpr std::size_t kBytes = 64U << 20U;
  static constexpr std::size_t kFewest = 1024;

  explicit Opinions(std::shared_ptr<const model::KeyPredictor> model);

  /// Windows of h classes, one after the other: asks the network about those not kept, all at once. All of
  /// them are there until the next call. Errors: ModelFailed, Cancelled.
  Status fetch(std::span<const model::KeyClass> windows, const std::stop_token& stop);
  /// A probability each class, of a window of the last `fetch`.
  [[nodiscard]] std::span<const float> of(std::span<const model::KeyClass> window) const;

  /// Windows that the network was asked about so far.
  [[nodiscard]] std::uint64_t asked() const { return m_asked; }

 private:
  using Window = std::vector<model::KeyClass>;
  struct Kept {
    Window window;
    std::vector<float> probabilities;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::span<const model::KeyClass> window) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::span<const model::KeyClass> a, std::span<const model::KeyClass> b) const;
  };

  void dropOldest();

  std::shared_ptr<const model::KeyPredictor> m_model;
  std::size_t m_width;
  std::size_t m_classes;
  std::size_t m_most;
  std::list<Kept> m_kept;  // the latest first
  tsl::robin_map<Window, std::list<Kept>::iterator, Hash, Equal> m_places;
  std::vector<model::KeyClass> m_missing;  // rows, to be used again
  std::vector<float> m_answers;
  std::uint64_t m_asked = 0;
};

}  // namespace faultline::detect
