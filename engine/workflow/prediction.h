#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/workflow/context_table.h"
#include "engine/workflow/guided.h"

namespace faultline::workflow {

/// A key that may come next; kSessionEnd where the session may end.
struct NextKey {
  LogKey key = 0;
  float probability = 0;
};

/// What comes next after a history.
struct Prediction {
  std::vector<NextKey> keys;  ///< The likeliest first; the unlikely ones (below `kNotable`) are left out.
  double entropy = 0;         ///< In nats, over all keys. 0: certain.
  int history = 0;            ///< How many keys it was predicted from; set by `predictContexts`.

  [[nodiscard]] double probabilityOf(LogKey key) const;
};

/// Below this a model gives a key what training left over rather than what it saw.
inline constexpr float kNotable = 0.01F;

/// Predicts from the last `history` keys before something: `windows` has so many keys for each, the oldest
/// first, kSessionStart before a session's start. One prediction a window.
using Predictor = std::function<Result<std::vector<Prediction>>(int history, std::span<const LogKey> windows,
                                                                const std::stop_token& stop)>;

/// A prediction for each context; contexts that end in the same keys share theirs.
struct Predictions {
  std::vector<Prediction> distinct;
  std::vector<std::uint32_t> ofContext;  ///< Its place in `distinct`.

  const Prediction& operator[](Context context) const { return distinct[ofContext[context]]; }
};

/// Predicts at each context from the shortest history whose prediction is as certain as it gets (DeepLog,
/// section 4.2.1: shared segments are told apart by longer history). A history that was seen too seldom to be
/// sure of is passed over (deviation: a trained model is certain of what it saw once). `histories`:
/// ascending, at most `contexts.history()`. Errors as `predict`'s.
Result<Predictions> predictContexts(const ContextTable& contexts, std::span<const int> histories,
                                    const Predictor& predict, const std::stop_token& stop);

/// Predicts with key models (DeepLog, section 3.1.2), one for each history length, trained on the contexts
/// when first asked for. `contexts` is used as long as the predictor is. Errors of its calls as
/// `separateByPrediction`'s.
[[nodiscard]] Predictor trainedPredictor(const ContextTable& contexts, const GuidedSettings& settings,
                                         const ProgressSink& progress);

}  // namespace faultline::workflow
