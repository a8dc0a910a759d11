#include "ui/models/model_tables.h"

#include <algorithm>
#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QLocale>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/text/translate.h"
#include "ui/views/chart_axis.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

QString tr(const char* text, const char* remark = nullptr, int n = -1) {
  return QCoreApplication::translate("ModelTables", text, remark, n);
}

RowCell numberCell(const QString& text) { return {.text = text, .number = true}; }
RowCell countCell(std::uint64_t count) { return numberCell(numberText(count)); }
RowCell noCell() { return {.text = QStringLiteral("–"), .number = true, .dim = true}; }

QString score(double value) { return std::isfinite(value) ? QLocale().toString(value, 'f', 4) : tr("–"); }

QString secondsText(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return tr("–");
  return durationText(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

/// Without the thousandths of a second.
QString momentText(UtcTime moment, const DisplayZone& zone) { return zone.text(moment).chopped(4); }

struct Signal {
  const char* name;
  const char* what;
};
constexpr Signal kSignals[] = {{"key", QT_TRANSLATE_NOOP("ModelTables", "Unexpected log keys")},
                               {"order", QT_TRANSLATE_NOOP("ModelTables", "Steps out of order")},
                               {"pair", QT_TRANSLATE_NOOP("ModelTables", "Keys never seen together")},
                               {"neighbours", QT_TRANSLATE_NOOP("ModelTables", "Rare neighbours of keys")},
                               {"model", QT_TRANSLATE_NOOP("ModelTables", "Surprising as a whole")},
                               {"counts", QT_TRANSLATE_NOOP("ModelTables", "Unusual counts of keys")},
                               {"value", QT_TRANSLATE_NOOP("ModelTables", "Unexpected values")},
                               {"rate", QT_TRANSLATE_NOOP("ModelTables", "Bursts of a key")}};

QString signalWords(const std::string& name) {
  for (const Signal& known : kSignals) {
    if (name == known.name) return tr(known.what);
  }
  return plain(name);
}

QString ofWords(const std::string& of) {
  if (of == "session") return tr("sessions");
  if (of == "stream") return tr("lines without a session");
  return keyText(of);
}

/// `1 in 1,000`.
QString oneIn(double share) {
  if (!(share > 0)) return tr("none");
  return tr("1 in %1").arg(numberText(static_cast<std::uint64_t>(std::llround(1 / std::min(share, 1.0)))));
}

QString whyWords(const Threshold& threshold) {
  if (std::isinf(threshold.bound)) {
    return threshold.heldOut == 0 ? tr("nothing was held out to set it on")
                                  : tr("%1 held out are too few for %2")
                                        .arg(numberText(threshold.heldOut), oneIn(threshold.budget));
  }
  if (threshold.heldOut == 0) return tr("fixed");
  return tr("%2 of %1 held out").arg(numberText(threshold.heldOut), oneIn(threshold.budget));
}

QString boundText(const Threshold& threshold) {
  if (!std::isfinite(threshold.bound)) return tr("never: silent");
  if (threshold.unit == "-log10 p") {
    if (threshold.bound <= 0) return tr("at the first one");
    return tr("p below %1").arg(QLocale().toString(std::pow(10, -threshold.bound), 'g', 2));
  }
  return tr("above %1").arg(chartValueText(threshold.bound, plain(threshold.unit)));
}

QString joined(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& text : texts) {
    // Of what was left out the reason follows the name.
    const std::size_t end = std::min(text.find(": "), text.size());
    list << valueName(text.substr(0, end)) + plain(text.substr(end));
  }
  return list.join(QStringLiteral(", "));
}

QString sourcesText(const LearnSettings& settings, const ProjectInfo* project) {
  if (settings.sources.empty()) return tr("all");
  QStringList names;
  for (const SourceId id : settings.sources) {
    QString name = tr("one that was removed");
    if (project != nullptr) {
      for (const Source& source : project->sources) {
        if (source.id == id) name = plain(source.name);
      }
    }
    names << name;
  }
  return names.join(QStringLiteral(", "));
}

const QHash<QString, QString>& detectorNames() {
  static const QHash<QString, QString> names{
      {QStringLiteral("faultline"), tr("Faultline (the default)")},
      {QStringLiteral("deeplog"), tr("DeepLog, as published")},
      {QStringLiteral("deeplog-padded"), tr("DeepLog, short sessions padded")},
      {QStringLiteral("ngram"), tr("N-grams")},
      {QStringLiteral("ngram-padded"), tr("N-grams, short sessions padded")},
      {QStringLiteral("pca"), tr("Principal components (Xu)")},
      {QStringLiteral("pca-offline"), tr("Principal components, fitted to those judged")},
      {QStringLiteral("invariants"), tr("Invariants (Lou)")},
      {QStringLiteral("invariants-offline"), tr("Invariants, mined from those judged")},
      {QStringLiteral("new-key"), tr("Keys never seen")},
      {QStringLiteral("count-vector"), tr("Counts of keys")},
      {QStringLiteral("bigram-or-count"), tr("New pair or other counts")},
      {QStringLiteral("tfidf-lstm"), tr("TF-IDF and LSTM (Zhang)")},
      {QStringLiteral("autoencoder"), tr("Autoencoder")},
      {QStringLiteral("workflow"), tr("Workflow conformance")}};
  return names;
}

QString detectorName(const DetectorResult& result) {
  const QString name = plain(result.name);
  return detectorNames().value(name, name);
}

std::vector<RowCell> detectorRow(const DetectorResult& result, bool labelled) {
  std::vector<RowCell> row{{.text = detectorName(result),
                            .tip = QStringLiteral("%1 (%2)").arg(detectorName(result), plain(result.name))}};
  if (result.error) {
    row.back().tip = errorWords(*result.error).whole();
    row.back().dim = true;
    return row;
  }
  row.push_back(countCell(result.flagged));
  row.push_back(countCell(result.agreeing));
  if (labelled) {
    if (result.labelled) {
      for (const auto count :
           {result.truePositives, result.falsePositives, result.falseNegatives, result.trueNegatives}) {
        row.push_back(countCell(count));
      }
      for (const double value : {result.precision, result.recall, result.f1}) {
        row.push_back(numberCell(score(value)));
      }
      row.back().strong = true;
    } else {
      row.insert(row.end(), 7, noCell());
    }
  }
  const QString learning = secondsText(result.trainSeconds), judging = secondsText(result.detectSeconds);
  row.push_back({.text = QStringLiteral("%1 + %2").arg(learning, judging),
                 .tip = tr("learning %1, judging %2").arg(learning, judging),
                 .number = true});
  return row;
}

}  // namespace

QString originWords(const ModelDetails& model) {
  if (!model.parent) return tr("from scratch");
  return tr("taught, on top of model %1").arg(model.parent.value);
}

QString periodText(const TimeRange& period, const DisplayZone& zone) {
  const bool sameDay = zone.day(period.from) == zone.day(period.to);
  return QStringLiteral("%1 – %2").arg(momentText(period.from, zone), sameDay
                                                                          ? zone.clock(period.to).chopped(4)
                                                                          : momentText(period.to, zone));
}

QString spanText(std::chrono::nanoseconds span) {
  using namespace std::chrono;
  const auto number = [](auto count) { return numberText(static_cast<std::uint64_t>(count)); };
  const auto minutesLong = round<minutes>(span).count();
  if (span < 1min) return durationText(floor<milliseconds>(span));
  if (span < 1h) return tr("%1 min").arg(number(minutesLong));
  if (span < 48h) {
    return minutesLong % 60 == 0 ? tr("%1 h").arg(number(minutesLong / 60))
                                 : tr("%1 h %2 min").arg(number(minutesLong / 60), number(minutesLong % 60));
  }
  const auto hoursLong = minutesLong / 60;
  return hoursLong % 24 == 0 ? tr("%1 days").arg(number(hoursLong / 24))
                             : tr("%1 days %2 h").arg(number(hoursLong / 24), number(hoursLong % 24));
}

Rows modelRows(const std::vector<ModelDetails>& models, const DisplayZone& zone) {
  Rows rows;
  rows.headers = {tr("Learnt"), tr("Taught")};
  for (const ModelDetails& model : models) {
    const QString when = momentText(model.created, zone).chopped(3);
    QString tip = tr("Model %1, %2").arg(model.id.value).arg(originWords(model));
    if (model.active) tip += tr("; in use");
    RowCell first{.text = when, .tip = tip, .strong = model.active};
    if (model.active) first.icon = style::icon(QStringLiteral("circle-check"), style::Tint::Accent);
    rows.cells.push_back(
        {first, model.parent || model.taught > 0
                    ? countCell(model.taught)
                    : RowCell{.text = tr("–"), .tip = originWords(model), .number = true, .dim = true}});
  }
  return rows;
}

Rows thresholdRows(const ModelDetails& model) {
  Rows rows;
  rows.headers = {tr("What speaks"), tr("Of"), tr("When"), tr("Why there")};
  for (const Threshold& threshold : model.thresholds) {
    rows.cells.push_back({{.text = signalWords(threshold.signal)},
                          {.text = ofWords(threshold.of)},
                          {.text = boundText(threshold), .dim = !std::isfinite(threshold.bound)},
                          {.text = whyWords(threshold)}});
  }
  return rows;
}

Rows valueRows(const ModelDetails& model) {
  Rows rows;
  rows.headers = {tr("Log key"),       tr("Values"),       tr("Entries"),
                  tr("Typical error"), tr("Speaks above"), tr("Left out")};
  for (const ValueModelInfo& info : model.values) {
    const QString error = tr("%1 ± %2").arg(chartValueText(info.meanError), chartValueText(info.deviation));
    const QString out = joined(info.leftOut);
    rows.cells.push_back({{.text = keyText(info.templateText), .tip = plain(info.templateText)},
                          {.text = info.columns.empty() ? tr("none") : joined(info.columns)},
                          countCell(info.rows),
                          info.columns.empty() ? noCell() : numberCell(error),
                          info.columns.empty() ? noCell() : numberCell(chartValueText(info.threshold)),
                          {.text = out.isEmpty() ? tr("nothing") : out, .dim = out.isEmpty()}});
  }
  return rows;
}

Rows comparisonRows(const Comparison& comparison) {
  const bool labelled = std::any_of(comparison.detectors.begin(), comparison.detectors.end(),
                                    [](const auto& each) { return each.labelled; });
  Rows rows;
  rows.headers = {tr("Detector"), tr("Flagged"), tr("Agree")};
  if (labelled) {
    rows.headers << tr("TP") << tr("FP") << tr("FN") << tr("TN") << tr("Precision") << tr("Recall")
                 << tr("F1");
  }
  rows.headers << tr("Time");
  for (const DetectorResult& result : comparison.detectors) {
    std::vector<RowCell> row = detectorRow(result, labelled);
    row.resize(static_cast<std::size_t>(rows.headers.size()), noCell());
    rows.cells.push_back(std::move(row));
  }
  return rows;
}

QStringList whyNotCompared(const Comparison& comparison) {
  QStringList lines;
  for (const DetectorResult& result : comparison.detectors) {
    if (!result.error) continue;
    lines << tr("%1 could not run. %2").arg(detectorName(result), errorWords(*result.error).whole());
  }
  return lines;
}

QList<std::pair<QString, QString>> learntFrom(const ModelDetails& model, const ProjectInfo* project,
                                              const DisplayZone& zone) {
  const LearnSettings& settings = model.settings;
  QList<std::pair<QString, QString>> facts{
      {tr("Sessions"), numberText(model.sessions)},
      {tr("Log entries"), numberText(model.events)},
      {tr("Windows"),
       tr("%1, of which %2 differ").arg(numberText(model.windows), numberText(model.distinctWindows))},
      {tr("Log keys"), numberText(model.keys)},
      {tr("Normal period"), settings.normal
                                ? tr("%1 (%2)").arg(periodText(*settings.normal, zone), zone.name())
                                : tr("everything")},
      {tr("Sources"), sourcesText(settings, project)},
      {tr("Left out"), model.leftOut == 0
                           ? tr("nothing")
                           : tr("%1 that the model believed least").arg(numberText(model.leftOut))},
      {tr("Origin"), originWords(model)},
      {tr("False positives taught"), numberText(model.taught)},
      {tr("Settings"), tr("looks back %1 keys, %2 likeliest count as expected, %3 layers of %4 units")
                           .arg(settings.history)
                           .arg(settings.candidates)
                           .arg(settings.layers)
                           .arg(settings.units)},
      {tr("Seed"), numberText(settings.seed)},
      {tr("Took"), tr("%1, %2 epochs").arg(secondsText(model.seconds)).arg(model.epochs)},
      {tr("Size"), bytesText(model.bytes)}};
  return facts;
}

}  // namespace faultline::ui
