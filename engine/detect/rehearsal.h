#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/knowledge.h"
#include "engine/model/key_model.h"
#include "engine/sequence/window_set.h"

namespace faultline::detect {

/// Goes on training key models with new windows (DeepLog, section 3.3), normal ones replayed beside them so
/// that nothing else is forgotten. Each model is trained only until it believes what is new; one that does
/// already is left as it is.
class Rehearsal {
 public:
  /// `fresh`: the rows to learn, by the knowledge's vocabulary. Both must outlive it.
  Rehearsal(const sequence::WindowSet& fresh, const Knowledge& knowledge);

  /// Errors: ModelFailed, Cancelled (the model is of no use then).
  Status train(model::KeyModel& model, const std::stop_token& stop) const;

  /// What is replayed from now on.
  [[nodiscard]] Replay remembered() const;

 private:
  [[nodiscard]] std::uint64_t weightOf(std::uint32_t row, double share) const;

  const sequence::WindowSet& m_fresh;
  const Knowledge& m_knowledge;
  sequence::WindowSet m_mixed;
  std::vector<std::uint64_t> m_weights;  // of the fresh rows
};

/// Those of `rows` that are to be learnt: the model gives them less than what speaks, or little more, or it
/// does not know a key in them. Errors: ModelFailed, Cancelled.
Result<sequence::WindowSet> unbelieved(const sequence::WindowSet& rows, const Knowledge& knowledge,
                                       const model::KeyPredictor& model, const std::stop_token& stop);

}  // namespace faultline::detect
