#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/sequence/window_set.h"

namespace faultline::detect {

using sequence::KeyClass;

/// Some of the windows that a model was trained on, to be learnt again beside new ones: what a network is no
/// longer shown it forgets (rehearsal; Robins, 1995). Each different window once, with what it stands for.
class Replay {
 public:
  /// Windows kept: a bundle grows by less than 200 kB at h = 10.
  static constexpr std::size_t kMost = 4096;

  Replay() = default;
  /// Windows with an unknown next key are left out. Same windows and seed, same sample.
  Replay(const sequence::WindowSet& windows, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return m_weights.size(); }
  [[nodiscard]] std::uint64_t totalWeight() const;
  /// h + 1 classes, the last one the next key.
  [[nodiscard]] std::span<const KeyClass> row(std::size_t index) const {
    return std::span(m_rows).subspan(index * m_width, m_width);
  }
  [[nodiscard]] std::uint64_t weight(std::size_t index) const { return m_weights[index]; }

  /// Keeps a row too; of a full sample the lightest has to go.
  void add(std::span<const KeyClass> row, std::uint64_t weight);

  /// Adds a sample of about `most` rows to `windows`, weighing as much as all.
  void draw(std::size_t most, std::uint64_t seed, sequence::WindowSet& windows) const;

  void save(ByteWriter& writer) const;
  /// None when the bytes are damaged or hold other classes than 0 to `classes` - 1 and the unknown one.
  static std::optional<Replay> load(ByteReader& reader, int history, std::int32_t classes);

 private:
  std::size_t m_width = 0;
  std::vector<KeyClass> m_rows;
  std::vector<std::uint64_t> m_weights;
};

}  // namespace faultline::detect
