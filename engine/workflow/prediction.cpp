#include "engine/workflow/prediction.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

// A shorter history is as good when its prediction is at most this much less certain, in nats.
constexpr double kAsCertain = 0.1;
// ... and gives so much of the probability to the same keys.
constexpr double kSame = 0.85;
// A longer history is asked only where it was seen so often.
constexpr std::uint64_t kLeastSeen = 10;

double overlap(const Prediction& a, const Prediction& b) {
  double same = 0;
  for (const NextKey& next : a.keys)
    same += std::min(static_cast<double>(next.probability), b.probabilityOf(next.key));
  return same;
}

/// The distinct endings of all contexts that are `history` keys long.
struct Endings {
  sequence::WindowSet rows;
  std::vector<std::uint32_t> ofContext;
};

Endings endingsOf(const ContextTable& contexts, int history) {
  Endings endings{sequence::WindowSet(history), {}};
  endings.ofContext.reserve(contexts.size());
  std::vector<LogKey> row(static_cast<std::size_t>(history) + 1);  // a window set wants a next key
  for (Context context = 0; context < contexts.size(); ++context) {
    std::ranges::copy(contexts.keys(context).last(static_cast<std::size_t>(history)), row.begin());
    endings.ofContext.push_back(endings.rows.add(row, contexts.count(context)));
  }
  return endings;
}

/// Where each row's prediction is among those of rows seen often enough; kNone for the others.
std::vector<std::uint32_t> chooseRows(const sequence::WindowSet& rows, bool all,
                                      std::vector<LogKey>& windows) {
  std::vector<std::uint32_t> chosen;
  std::uint32_t count = 0;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const bool often = all || rows.weight(row) >= kLeastSeen;
    chosen.push_back(often ? count++ : kNone);
    if (often) windows.insert(windows.end(), rows.window(row).begin(), rows.window(row).end());
  }
  return chosen;
}

}  // namespace

double Prediction::probabilityOf(LogKey key) const {
  const auto found = std::ranges::find(keys, key, &NextKey::key);
  return found == keys.end() ? 0 : static_cast<double>(found->probability);
}

Result<Predictions> predictContexts(const ContextTable& contexts, std::span<const int> histories,
                                    const Predictor& predict, const std::stop_token& stop) {
  Predictions chosen;
  chosen.ofContext.assign(contexts.size(), kNone);
  std::vector<double> best(contexts.size());
  // From the longest to the shortest: a shorter one replaces it where it is as certain as the best.
  for (std::size_t i = histories.size(); i-- > 0;) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const Endings endings = endingsOf(contexts, histories[i]);
    std::vector<LogKey> windows;
    const std::vector<std::uint32_t> asked = chooseRows(endings.rows, i == 0, windows);
    FAULTLINE_TRY_ASSIGN(const std::vector<Prediction> answers, predict(histories[i], windows, stop));
    const auto first = static_cast<std::uint32_t>(chosen.distinct.size());
    chosen.distinct.insert(chosen.distinct.end(), answers.begin(), answers.end());
    for (auto it = chosen.distinct.begin() + first; it != chosen.distinct.end(); ++it)
      it->history = histories[i];
    for (Context context = 0; context < contexts.size(); ++context) {
      const std::uint32_t answer = asked[endings.ofContext[context]];
      if (answer == kNone) continue;
      const double entropy = answers[answer].entropy;
      const bool none = chosen.ofContext[context] == kNone;
      if (!none && entropy > best[context] + kAsCertain) continue;
      if (!none && entropy >= best[context] - kAsCertain &&
          overlap(answers[answer], chosen.distinct[chosen.ofContext[context]]) < kSame)
        continue;
      best[context] = none ? entropy : std::min(best[context], entropy);
      chosen.ofContext[context] = first + answer;
    }
  }
  return chosen;
}

}  // namespace faultline::workflow
