#include "ui/models/model_charts.h"

#include <algorithm>

#include <QtCore/QCoreApplication>

#include "ui/text/format.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ModelCharts", text); }

/// `keys 2` and the like, in the user's words.
QString partWords(const std::string& part) {
  if (part == "keys") return tr("log keys");
  if (part.starts_with("keys ")) return tr("log keys %1").arg(plain(part.substr(5)));
  if (part == "values") return tr("values");
  return plain(part);
}

struct SettingWords {
  QString title;
  QString axis;
};

SettingWords settingWords(const std::string& setting) {
  if (setting == "history") return {tr("Keys looked back on (h)"), tr("h")};
  if (setting == "candidates") return {tr("Likeliest keys that count as expected (g)"), tr("g")};
  if (setting == "layers") return {tr("Layers (L)"), tr("L")};
  if (setting == "units") return {tr("Memory units a layer (α)"), tr("α")};
  return {plain(setting), plain(setting)};
}

ChartData settingChart(const std::string& setting, const std::vector<SweepPoint>& points) {
  const SettingWords words = settingWords(setting);
  const bool labelled =
      std::any_of(points.begin(), points.end(), [](const auto& each) { return each.labelled; });
  ChartData chart;
  chart.title = words.title;
  chart.xLabel = words.axis;
  chart.wholeNumbers = true;
  const auto add = [&](const QString& name, auto value) {
    ChartSeries series{name, ChartSeries::Look::LineAndPoints, {}};
    for (const SweepPoint& point : points)
      series.samples.push_back({static_cast<double>(point.value), value(point)});
    chart.series.push_back(std::move(series));
  };
  if (labelled) {
    chart.yLabel = tr("score, 0 to 1");
    add(tr("F1"), [](const SweepPoint& point) { return point.f1; });
    add(tr("precision"), [](const SweepPoint& point) { return point.precision; });
    add(tr("recall"), [](const SweepPoint& point) { return point.recall; });
  } else {
    chart.yLabel = tr("flagged, % of sessions");
    chart.unit = QStringLiteral("%");
    add({}, [](const SweepPoint& point) { return point.flaggedShare * 100; });
  }
  return chart;
}

ChartData topChart(const std::vector<double>& shares) {
  ChartData chart;
  chart.title = tr("Normal keys among the likeliest");
  chart.xLabel = tr("likeliest keys");
  chart.yLabel = tr("% of normal keys");
  chart.unit = QStringLiteral("%");
  chart.wholeNumbers = true;
  chart.yHigh = 100;
  ChartSeries series{{}, ChartSeries::Look::LineAndPoints, {}};
  for (std::size_t top = 0; top < shares.size(); ++top) {
    series.samples.push_back({static_cast<double>(top + 1), shares[top] * 100});
  }
  chart.series.push_back(std::move(series));
  return chart;
}

}  // namespace

ChartData trainingChart(const std::vector<TrainingCurve>& curves) {
  ChartData chart;
  chart.xLabel = tr("epoch");
  chart.yLabel = tr("loss");
  chart.wholeNumbers = true;
  for (const TrainingCurve& curve : curves) {
    ChartSeries series{partWords(curve.part), ChartSeries::Look::Line, {}};
    for (std::size_t epoch = 0; epoch < curve.loss.size(); ++epoch) {
      series.samples.push_back({static_cast<double>(epoch + 1), curve.loss[epoch]});
    }
    chart.series.push_back(std::move(series));
  }
  // Of several parts each kept another: marks would not tell whose.
  if (curves.size() == 1 && curves.front().kept > 0) {
    chart.marks.push_back({static_cast<double>(curves.front().kept), tr("kept"), {}});
  }
  return chart;
}

std::vector<ChartData> sweepCharts(const Sweep& sweep) {
  std::vector<ChartData> charts;
  std::vector<std::string> settings;
  for (const SweepPoint& point : sweep.points) {
    if (std::find(settings.begin(), settings.end(), point.setting) == settings.end()) {
      settings.push_back(point.setting);
    }
  }
  for (const std::string& setting : settings) {
    std::vector<SweepPoint> points;
    std::copy_if(sweep.points.begin(), sweep.points.end(), std::back_inserter(points),
                 [&](const SweepPoint& each) { return each.setting == setting; });
    charts.push_back(settingChart(setting, points));
  }
  if (!sweep.topShare.empty()) charts.push_back(topChart(sweep.topShare));
  return charts;
}

}  // namespace faultline::ui
