#include "app/evaluate_report.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/pipeline/csv_file.h"

namespace faultline::app {

namespace {

using evaluate::Evaluation;

constexpr int kBarWidth = 40;

/// So many of `kBarWidth` characters as the share says.
std::string bar(double share) {
  return std::string(static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth)), '#');
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

nlohmann::json figures(const Evaluation& evaluation) {
  const auto& [tp, fp, fn, tn] = evaluation.confusion;
  const evaluate::Score& score = evaluation.score;
  nlohmann::json json{{"tp", tp},
                      {"fp", fp},
                      {"fn", fn},
                      {"tn", tn},
                      {"precision", score.precision},
                      {"recall", score.recall},
                      {"f1", score.f1},
                      {"f1_low", score.f1Interval.low},
                      {"f1_high", score.f1Interval.high},
                      {"train_s", evaluation.trainSeconds},
                      {"detect_s", evaluation.detectSeconds},
                      {"entries", evaluation.entries},
                      {"windows", evaluation.windows},
                      {"distinct_windows", evaluation.distinctWindows}};
  if (evaluation.learntAbnormal != 0) json["learnt_abnormal"] = evaluation.learntAbnormal;
  return json;
}

std::string row(const Evaluation& evaluation) {
  if (evaluation.error) return printable("no figures: " + errorLine(*evaluation.error));
  const auto& [tp, fp, fn, tn] = evaluation.confusion;
  const evaluate::Score& score = evaluation.score;
  return fmt::format("{:>7} {:>6} {:>6} {:>8}  {:>9.4f} {:>7.4f} {:>7.4f}  {:.4f} - {:.4f}", tp, fp, fn, tn,
                     score.precision, score.recall, score.f1, score.f1Interval.low, score.f1Interval.high);
}

std::string heading() {
  return fmt::format("{:>7} {:>6} {:>6} {:>8}  {:>9} {:>7} {:>7}  {:<15}", "tp", "fp", "fn", "tn",
                     "precision", "recall", "F1", "95 % interval");
}

}  // namespace

nlohmann::json toJson(const Error& error) {
  const ErrorText text = errorText(error);
  return {{"what", toUtf8(text.what)}, {"why", toUtf8(text.why)}, {"advice", toUtf8(text.advice)}};
}

nlohmann::json toJson(const Evaluation& evaluation) {
  nlohmann::json json =
      evaluation.error ? nlohmann::json{{"error", toJson(*evaluation.error)}} : figures(evaluation);
  json["name"] = evaluation.name;
  return json;
}

nlohmann::json toJson(const evaluate::Sweep& sweep) {
  nlohmann::json points = nlohmann::json::array();
  for (const auto& point : sweep.points) {
    nlohmann::json json = toJson(point.evaluation);
    json["setting"] = point.setting;
    json["value"] = point.value;
    json["reused"] = point.reused;
    points.push_back(std::move(json));
  }
  return {{"points", std::move(points)}, {"top_share", sweep.topShare}, {"top_keys", sweep.topKeys}};
}

void printTable(const std::vector<Evaluation>& evaluations, double normalWeight) {
  std::cout << fmt::format("{:<18} {} {:>8} {:>9} {:>11}\n", "detector", heading(), "train s", "detect s",
                           "entries/s");
  for (const Evaluation& evaluation : evaluations) {
    std::cout << fmt::format("{:<18} {}", evaluation.name, row(evaluation));
    if (!evaluation.error) {
      const double rate = static_cast<double>(evaluation.entries) / std::max(evaluation.detectSeconds, 1e-9);
      std::cout << fmt::format(" {:>8.1f} {:>9.2f} {:>11.0f}", evaluation.trainSeconds,
                               evaluation.detectSeconds, rate);
    }
    std::cout << '\n';
  }
  for (const Evaluation& evaluation : evaluations) {
    if (evaluation.learntAbnormal == 0) continue;
    std::cout << fmt::format("{} learnt from {} of the abnormal sessions and is judged on the others.\n",
                             evaluation.name, evaluation.learntAbnormal);
  }
  if (normalWeight != 1) {
    std::cout << fmt::format("Counts are raw; precision and F1 count each false positive {} times.\n",
                             normalWeight);
  }
}

void printTable(const evaluate::Sweep& sweep) {
  std::cout << fmt::format("{:<11} {:>5} {} {:>8}\n", "setting", "value", heading(), "train s");
  for (const auto& point : sweep.points) {
    std::cout << fmt::format("{:<11} {:>5} {}", point.setting, point.value, row(point.evaluation));
    if (!point.evaluation.error) {
      const std::string took =
          point.reused ? std::string("reused") : fmt::format("{:.1f}", point.evaluation.trainSeconds);
      std::cout << fmt::format(" {:>8}  {}", took, bar(point.evaluation.score.f1));
    }
    std::cout << '\n';
  }
  if (sweep.topShare.empty()) return;
  std::cout << fmt::format("\nOf {} keys of normal sessions, the share among the likeliest g:\n",
                           sweep.topKeys);
  for (std::size_t rank = 0; rank < sweep.topShare.size(); ++rank) {
    std::cout << fmt::format("{:>3} {:.5f}  {}\n", rank + 1, sweep.topShare[rank], bar(sweep.topShare[rank]));
  }
}

Status writeCsv(const evaluate::Sweep& sweep, const std::string& path) {
  FAULTLINE_TRY_ASSIGN(pipeline::CsvFile file, pipeline::CsvFile::create(path));
  const auto write = [&](const std::vector<std::string>& fields) {
    for (const std::string& field : fields) file.add(field);
    return file.endRow();
  };
  FAULTLINE_TRY(write({"setting", "value", "tp", "fp", "fn", "tn", "precision", "recall", "f1", "f1_low",
                       "f1_high", "train_s", "detect_s", "share"}));
  for (const auto& point : sweep.points) {
    if (point.evaluation.error) continue;
    const auto& [tp, fp, fn, tn] = point.evaluation.confusion;
    const evaluate::Score& score = point.evaluation.score;
    FAULTLINE_TRY(
        write({point.setting, std::to_string(point.value), std::to_string(tp), std::to_string(fp),
               std::to_string(fn), std::to_string(tn), number(score.precision), number(score.recall),
               number(score.f1), number(score.f1Interval.low), number(score.f1Interval.high),
               number(point.evaluation.trainSeconds), number(point.evaluation.detectSeconds), ""}));
  }
  for (std::size_t rank = 0; rank < sweep.topShare.size(); ++rank) {
    std::vector<std::string> fields(14);
    fields[0] = "top";
    fields[1] = std::to_string(rank + 1);
    fields[13] = number(sweep.topShare[rank]);
    FAULTLINE_TRY(write(fields));
  }
  return file.finish();
}

}  // namespace faultline::app
