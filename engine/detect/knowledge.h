#pragma once

#include <array>
#include <string>

#include "engine/base/error.h"
#include "engine/detect/accepted_keys.h"
#include "engine/detect/count_table.h"
#include "engine/detect/detector.h"
#include "engine/detect/place.h"
#include "engine/detect/replay.h"
#include "engine/detect/scale.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::detect {

/// The scales of one kind of sequence. A unit is a session (Whole) or an entry (Stream).
struct SignalScales {
  Scale key;         ///< Rarity of a key that few pieces have.
  Scale order;       ///< Novelty, see `OrderTable`, and the key model's surprise. Whole sessions only.
  Scale pair;        ///< Novelty, see `PairTable`, and the key model's surprise.
  Scale neighbours;  ///< The same of pairs whose order is known. Whole sessions only.
  Scale model;       ///< -log10 of the key model's probability.
  Scale counts;      ///< Distance to the nearest count vector. Whole sessions only.
};

/// Everything the default detector has learnt but the key model, which is a module's object.
struct Knowledge {
  Settings settings;
  sequence::Vocabulary vocabulary;
  PairTable pairs;
  OrderTable orders;
  CountTable counts;
  std::array<SignalScales, 2> scales;  ///< By SessionKind.
  Replay replay;                       ///< Empty in bundles of version 2.
  AcceptedKeys accepted;               ///< Empty in bundles before version 4.

  [[nodiscard]] Vouching vouching() const {
    return settings.mode == TrainMode::Normal ? Vouching::All : Vouching::Others;
  }
  [[nodiscard]] OrderKnowledge order() const { return {pairs, orders, vouching(), &accepted}; }
  [[nodiscard]] const SignalScales& scalesOf(sequence::SessionKind kind) const {
    return scales[static_cast<std::size_t>(kind)];
  }
};

/// The bundle: a mark and a version, what is known, and the key model's own bytes.
[[nodiscard]] std::string saveBundle(const Knowledge& knowledge, const std::string& modelBytes);

struct Bundle {
  Knowledge knowledge;
  std::string modelBytes;
};

/// Error ModelInvalid.
Result<Bundle> loadBundle(const std::string& bytes);

}  // namespace faultline::detect
