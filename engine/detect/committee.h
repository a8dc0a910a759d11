#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/error.h"
#include "engine/model/key_model.h"

namespace faultline::detect {

/// Several key models of one shape, each trained on other parts of the sessions; the committee's opinion is
/// the mean of their probabilities. What each thinks of the part that it did not see is what the bounds are
/// set by, so the bounds hold for new sessions, which none of them has seen (cross-conformal prediction,
/// Vovk, 2015); a model trained on everything afterwards would be surer of itself than the bounds know. And
/// the mean forgives what one model is wrongly sure of. Threads may share it.
class Committee final : public model::KeyPredictor {
 public:
  /// `members`: at least one, all of the same settings but for the seed.
  explicit Committee(std::vector<std::unique_ptr<model::KeyModel>> members) : m_members(std::move(members)) {}

  Status predict(std::span<const model::KeyClass> windows, std::span<float> probabilities,
                 const std::stop_token& stop) const override;
  [[nodiscard]] const model::KeyModelSettings& settings() const override {
    return m_members.front()->settings();
  }

  [[nodiscard]] std::string save() const;
  /// The members of a saved committee, to go on with. Errors as `load`.
  static Result<std::vector<std::unique_ptr<model::KeyModel>>> loadMembers(const std::string& bytes,
                                                                           int threads);
  /// Errors: ModelInvalid, ModelModuleMissing, ModelFailed.
  static Result<std::shared_ptr<const Committee>> load(const std::string& bytes, int threads);

 private:
  std::vector<std::unique_ptr<model::KeyModel>> m_members;
};

}  // namespace faultline::detect
