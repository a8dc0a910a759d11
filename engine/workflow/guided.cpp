#include "engine/workflow/guided.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/workflow/background.h"
#include "engine/workflow/context_table.h"
#include "engine/workflow/divergence.h"
#include "engine/workflow/prediction.h"
#include "engine/workflow/task_cuts.h"
#include "engine/workflow/task_groups.h"
#include "engine/workflow/waiting.h"

namespace faultline::workflow {

namespace {

constexpr int kMostHistory = 100;
// A log has a workflow when at least this share of its entries are of the key that was likelier than all
// others together: in one of random keys none is.
constexpr double kLeastForeseen = 0.2;
constexpr float kForeseen = 0.5F;

/// Chosen so that neighbours tell shared segments of few keys apart, and the longest one a task of some keys.
std::vector<int> historiesOf(const GuidedSettings& settings) {
  return settings.histories.empty() ? std::vector<int>{1, 2, 3, 5, 10} : settings.histories;
}

bool areValid(const std::vector<int>& histories) {
  return histories.front() >= 1 && histories.back() <= kMostHistory &&
         std::ranges::adjacent_find(histories, std::ranges::greater_equal()) == histories.end();
}

Separation nothing(const std::string& why) { return {0, {}, {}, {{ErrorCode::NoWorkflow, {}, why}}}; }

/// The share of entries that were foreseen.
double foreseenShare(const ContextTable& contexts, const Predictions& predictions) {
  std::uint64_t foreseen = 0;
  std::uint64_t all = 0;
  for (const ContextTable::Step& step : contexts.steps()) {
    if (step.key == sequence::kSessionEnd) continue;
    const Prediction& prediction = predictions[step.from];
    all += step.count;
    if (!prediction.keys.empty() && prediction.keys.front().key == step.key &&
        prediction.keys.front().probability >= kForeseen)
      foreseen += step.count;
  }
  return all == 0 ? 0 : static_cast<double>(foreseen) / static_cast<double>(all);
}

}  // namespace

Result<Separation> separateByPrediction(const Material& material, const GuidedSettings& settings,
                                        const std::stop_token& stop, const ProgressSink& progress) {
  GuidedSettings used = settings;
  used.histories = historiesOf(settings);
  if (!areValid(used.histories))
    return failure(ErrorCode::InvalidArgument, "histories", "they must ascend and be 1 to 100");
  if (material.sessions.entryCount() < 2)
    return nothing("there are not two entries that could follow each other");
  FAULTLINE_TRY_ASSIGN(const std::vector<LogKey> background, backgroundKeys(material.sessions, stop));
  FAULTLINE_TRY_ASSIGN(
      const ContextTable contexts,
      ContextTable::of(material.sessions, background, std::max(used.histories.back(), 2), stop));
  FAULTLINE_TRY_ASSIGN(
      const Predictions predictions,
      predictContexts(contexts, used.histories, trainedPredictor(contexts, used, progress), stop));
  const double foreseen = foreseenShare(contexts, predictions);
  if (foreseen < kLeastForeseen) {
    return nothing("only " + std::to_string(static_cast<int>(foreseen * 100)) +
                   " % of the entries could be foreseen from those before them");
  }
  FAULTLINE_TRY_ASSIGN(const Divergences divergences, findDivergences(contexts, predictions, stop));
  FAULTLINE_TRY_ASSIGN(const std::vector<std::uint8_t> waits, waitsBefore(material, background, stop));
  FAULTLINE_TRY_ASSIGN(std::vector<TaskRun> runs,
                       cutIntoRuns(material, contexts, predictions, divergences, waits, stop));
  FAULTLINE_TRY_ASSIGN(Separation found, groupRuns(material, std::move(runs), background, stop));
  if (found.tasks == 0 && found.notices.empty())
    return nothing("no part of a session comes often enough, in much the same way, to be a task");
  return found;
}

}  // namespace faultline::workflow
