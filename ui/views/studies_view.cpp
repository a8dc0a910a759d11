#include "ui/views/studies_view.h"

#include <algorithm>

#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/model_charts.h"
#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/views/chart_view.h"
#include "ui/views/rows_table.h"
#include "ui/views/section.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

constexpr int kChartWidth = 320;
constexpr int kChartHeight = 196;

QPushButton* button(const QString& text, QWidget* parent) {
  auto* made = new QPushButton(text, parent);
  made->setAccessibleName(text);
  return made;
}

QString minuteText(UtcTime moment, const DisplayZone& zone) { return zone.text(moment).chopped(7); }

}  // namespace

std::vector<Variation> triedSettings() {
  return {{"history", {4, 6, 8, 10, 12}},
          {"candidates", {5, 7, 9, 11, 13}},
          {"layers", {1, 2, 3}},
          {"units", {32, 64, 128}}};
}

StudiesView::StudiesView(QWidget* parent)
    : QWidget(parent),
      m_comparison(new Section(tr("Comparison of detectors"), this)),
      m_table(new RowsTable(tr("Comparison of detectors"), 0, this)),
      m_compare(button(tr("&Compare detectors"), this)),
      m_failed(wrappingLabel(QString(), this)),
      m_sweep(new Section(tr("Settings tried"), this)),
      m_chartBox(new QWidget(this)),
      m_grid(new QGridLayout(m_chartBox)),
      m_try(button(tr("&Try settings"), this)) {
  m_comparison->addToHeading(m_compare);
  m_comparison->add(m_table);
  m_comparison->add(m_failed);
  m_sweep->addToHeading(m_try);
  m_sweep->add(m_chartBox);
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setSpacing(2 * style::kGrid);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(3 * style::kGrid);
  layout->addWidget(m_comparison);
  layout->addWidget(m_sweep);
  connect(m_compare, &QPushButton::clicked, this, &StudiesView::compareRequested);
  connect(m_try, &QPushButton::clicked, this, &StudiesView::tryRequested);
  setComparison(std::nullopt, {});
  setSweep(std::nullopt, {});
}

void StudiesView::setComparison(const std::optional<Comparison>& comparison, const DisplayZone& zone) {
  m_table->setVisible(comparison.has_value());
  const QStringList failed = comparison ? whyNotCompared(*comparison) : QStringList();
  m_failed->setText(failed.join(QLatin1Char('\n')));
  m_failed->setVisible(!failed.isEmpty());
  if (!comparison) {
    m_table->setRows({});
    m_comparison->setNote(
        tr("Lets every detector learn from a part of the sessions and judge the others: how many "
           "each one flags, and, where there are labels, how often it is right. Takes minutes."));
    return;
  }
  const auto& all = comparison->detectors;
  const bool labelled = std::any_of(all.begin(), all.end(), [](const auto& each) { return each.labelled; });
  const QString of = comparison->normalGiven ? tr("said to be normal") : tr("drawn by the seed");
  m_comparison->setNote(
      tr("%1 %2: learnt from %3 sessions %4, judged %5 others; seed %6. “Agree”: flagged by the default as "
         "well. "
         "%7")
          .arg(minuteText(comparison->created, zone), zone.name(), numberText(comparison->trained), of,
               numberText(comparison->judged), numberText(comparison->seed),
               labelled
                   ? tr("TP, FN: abnormal sessions found and missed; FP, TN: normal ones flagged and not.")
                   : tr("There are no labels, so who is right is not known.")));
  m_table->setRows(comparisonRows(*comparison));
}

void StudiesView::setSweep(const std::optional<Sweep>& sweep, const DisplayZone& zone) {
  for (ChartView* chart : m_charts) delete chart;
  m_charts.clear();
  m_chartBox->setVisible(sweep.has_value());
  if (!sweep) {
    m_sweep->setNote(
        tr("Changes one setting after the other while the rest keep theirs, and shows what difference "
           "it makes. Takes minutes."));
    return;
  }
  m_sweep->setNote(tr("%1 %2, detector “%3”: one setting changes, the others keep theirs.")
                       .arg(minuteText(sweep->created, zone), zone.name(), plain(sweep->detector)));
  for (ChartData& chart : sweepCharts(*sweep)) {
    auto* view = new ChartView(m_chartBox);
    view->setChart(std::move(chart));
    view->setFixedHeight(kChartHeight);
    m_charts.push_back(view);
  }
  m_columns = 0;
  placeCharts();
}

QString StudiesView::failures() const { return m_failed->text(); }

void StudiesView::placeCharts() {
  const int columns = std::clamp(width() / kChartWidth, 1, 3);
  if (columns == m_columns || m_charts.empty()) return;
  for (int column = 0; column < m_columns; ++column) m_grid->setColumnStretch(column, 0);
  m_columns = columns;
  for (int column = 0; column < columns; ++column) m_grid->setColumnStretch(column, 1);
  for (int at = 0; at < static_cast<int>(m_charts.size()); ++at) {
    m_grid->addWidget(m_charts[static_cast<std::size_t>(at)], at / columns, at % columns);
  }
}

void StudiesView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeCharts();
}

void StudiesView::setBusy(bool busy) {
  m_compare->setEnabled(!busy);
  m_try->setEnabled(!busy);
}

}  // namespace faultline::ui
