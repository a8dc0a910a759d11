#include "app/project_studies.h"

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/evaluate_report.h"
#include "engine/base/text.h"
#include "engine/pipeline/studies.h"

namespace faultline::app {

namespace {

using nlohmann::json;

json resultJson(const pipeline::DetectorResult& result) {
  if (result.error) return {{"name", result.name}, {"error", toJson(*result.error)}};
  json row{{"name", result.name},
           {"flagged", result.flagged},
           {"agreeing", result.agreeing},
           {"train_s", result.trainSeconds},
           {"detect_s", result.detectSeconds}};
  if (!result.labelled) return row;
  row.update({{"tp", result.truePositives},
              {"fp", result.falsePositives},
              {"fn", result.falseNegatives},
              {"tn", result.trueNegatives},
              {"precision", result.precision},
              {"recall", result.recall},
              {"f1", result.f1}});
  return row;
}

json comparisonJson(const pipeline::Comparison& comparison) {
  json detectors = json::array();
  for (const auto& result : comparison.detectors) detectors.push_back(resultJson(result));
  return {{"schema", 1},
          {"trained", comparison.trained},
          {"judged", comparison.judged},
          {"stretches", comparison.stretches},
          {"normal_given", comparison.normalGiven},
          {"seed", comparison.seed},
          {"detectors", std::move(detectors)}};
}

/// What was learnt from and what was judged.
void printParts(const pipeline::Comparison& comparison) {
  std::cout << fmt::format("Learnt from {} sessions{}, judged {} others.\n", comparison.trained,
                           comparison.normalGiven ? " of the normal part" : ", a half drawn at random",
                           comparison.judged);
  if (comparison.stretches != 0) {
    std::cout << fmt::format(
        "{} of these are stretches of 100 entries: there, lines do not say which session they belong to.\n",
        comparison.stretches);
  }
}

void printComparison(const pipeline::Comparison& comparison) {
  const bool labelled = std::ranges::any_of(comparison.detectors, &pipeline::DetectorResult::labelled);
  std::cout << fmt::format("{:<18} {:>8} {:>7} {:>9}", "detector", "flagged", "share", "agreeing");
  if (labelled)
    std::cout << fmt::format(" {:>7} {:>6} {:>6} {:>8}  {:>9} {:>7} {:>7}", "tp", "fp", "fn", "tn",
                             "precision", "recall", "F1");
  std::cout << fmt::format(" {:>8} {:>9}\n", "train s", "detect s");
  for (const auto& result : comparison.detectors) {
    std::cout << fmt::format("{:<18} ", result.name);
    if (result.error) {
      std::cout << printable("no figures: " + errorLine(*result.error)) << '\n';
      continue;
    }
    const double share = static_cast<double>(result.flagged) /
                         static_cast<double>(std::max<std::uint64_t>(comparison.judged, 1));
    std::cout << fmt::format("{:>8} {:>7.4f} {:>9}", result.flagged, share, result.agreeing);
    if (labelled)
      std::cout << fmt::format(" {:>7} {:>6} {:>6} {:>8}  {:>9.4f} {:>7.4f} {:>7.4f}", result.truePositives,
                               result.falsePositives, result.falseNegatives, result.trueNegatives,
                               result.precision, result.recall, result.f1);
    std::cout << fmt::format(" {:>8.1f} {:>9.2f}\n", result.trainSeconds, result.detectSeconds);
  }
  printParts(comparison);
}

json pointJson(const pipeline::SweepPoint& point) {
  json row{{"setting", point.setting}, {"value", point.value}};
  if (point.error) {
    row["error"] = toJson(*point.error);
    return row;
  }
  row.update({{"flagged_share", point.flaggedShare}, {"train_s", point.seconds}});
  if (point.labelled)
    row.update({{"precision", point.precision}, {"recall", point.recall}, {"f1", point.f1}});
  return row;
}

void printSweep(const pipeline::Sweep& sweep) {
  std::cout << fmt::format("{:<11} {:>5} {:>8} {:>9} {:>7} {:>7} {:>8}\n", "setting", "value", "flagged",
                           "precision", "recall", "F1", "train s");
  for (const auto& point : sweep.points) {
    std::cout << fmt::format("{:<11} {:>5} ", point.setting, point.value);
    if (point.error) {
      std::cout << printable("no figures: " + errorLine(*point.error)) << '\n';
      continue;
    }
    const auto figure = [&](double value) {
      return point.labelled ? fmt::format("{:.4f}", value) : std::string("-");
    };
    std::cout << fmt::format("{:>8.4f} {:>9} {:>7} {:>7} {:>8.1f}\n", point.flaggedShare,
                             figure(point.precision), figure(point.recall), figure(point.f1), point.seconds);
  }
  for (std::size_t rank = 0; rank < sweep.topShare.size(); ++rank)
    std::cout << fmt::format("{}among the likeliest {}: {:.5f}\n", rank == 0 ? "\n" : "", rank + 1,
                             sweep.topShare[rank]);
}

}  // namespace

ExitCode compareOnProject(const CommandContext& context, const std::string& project,
                          const std::string& detectors, const pipeline::LearnSettings& settings) {
  const auto comparison = pipeline::compareDetectors(project, detectorNamesOf(detectors), settings,
                                                     context.stop, context.progress);
  if (!comparison) return fail(comparison.error());
  if (context.json) {
    printJson(comparisonJson(*comparison));
  } else {
    printComparison(*comparison);
  }
  return ExitCode::Done;
}

ExitCode sweepOnProject(const CommandContext& context, const std::string& project, const std::string& vary,
                        const pipeline::LearnSettings& settings) {
  const auto variations = evaluate::parseVariations(vary);
  if (!variations) return failUsage(variations.error());
  std::vector<pipeline::Variation> wanted;
  for (const auto& variation : *variations) wanted.push_back({variation.setting, variation.values});
  const auto sweep = pipeline::sweepSettings(project, wanted, settings, context.stop, context.progress);
  if (!sweep) return fail(sweep.error());
  if (!context.json) {
    printSweep(*sweep);
    return ExitCode::Done;
  }
  json points = json::array();
  for (const auto& point : sweep->points) points.push_back(pointJson(point));
  printJson({{"schema", 1},
             {"detector", sweep->detector},
             {"points", std::move(points)},
             {"top_share", sweep->topShare}});
  return ExitCode::Done;
}

}  // namespace faultline::app
