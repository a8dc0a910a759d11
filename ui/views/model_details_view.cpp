#include "ui/views/model_details_view.h"

#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
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
constexpr int kChartHeight = 208;
}

ModelDetailsView::ModelDetailsView(QWidget* parent)
    : QWidget(parent),
      m_origin(new Section(tr("Learnt from"), this)),
      m_factBox(new QWidget(this)),
      m_facts(new QGridLayout(m_factBox)),
      m_training(new Section(tr("Training"), this)),
      m_chart(new ChartView(this)),
      m_thresholds(new Section(tr("Thresholds"), this)),
      m_thresholdTable(new RowsTable(tr("Thresholds"), 3, this)),
      m_values(new Section(tr("Values"), this)),
      m_valueTable(new RowsTable(tr("Values that are judged, by log key"), 0, this)) {
  m_facts->setContentsMargins(0, 0, 0, 0);
  m_facts->setHorizontalSpacing(2 * style::kGrid);
  m_facts->setVerticalSpacing(4);
  m_facts->setColumnStretch(1, 2);
  m_facts->setColumnStretch(3, 3);
  m_origin->add(m_factBox);
  m_chart->setFixedHeight(kChartHeight);
  m_training->add(m_chart);
  m_thresholds->setNote(
      tr("Each is set on normal sessions that training did not see: so many of those held out may "
         "exceed it."));
  m_thresholds->add(m_thresholdTable);
  m_values->add(m_valueTable);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(3 * style::kGrid);
  for (Section* section : {m_origin, m_training, m_thresholds, m_values}) layout->addWidget(section);
  setModel(nullptr, nullptr, {});
}

void ModelDetailsView::insertBelowOrigin(QWidget* widget) {
  static_cast<QVBoxLayout*>(layout())->insertWidget(1, widget);
}

void ModelDetailsView::setModel(const ModelDetails* model, const ProjectInfo* project,
                                const DisplayZone& zone) {
  m_hasModel = model != nullptr;
  m_origin->setVisible(m_hasModel);
  m_thresholds->setVisible(m_hasModel && !model->thresholds.empty());
  m_values->setVisible(m_hasModel);
  m_own = m_hasModel ? model->curves : std::vector<TrainingCurve>();
  if (m_hasModel) {
    showFacts(*model, project, zone);
    m_thresholdTable->setRows(thresholdRows(*model));
    m_valueTable->setRows(valueRows(*model));
    m_valueTable->setVisible(!model->values.empty());
    m_values->setNote(
        model->values.empty()
            ? tr("No log key had enough entries with numbers in them.")
            : tr("Of each log key the numbers in its lines are foretold; how far off that may be "
                 "is set on entries that training did not see."));
  }
  showCurves();
}

void ModelDetailsView::setTraining(const std::vector<TrainingCurve>& curves) {
  m_live = curves;
  showCurves();
}

void ModelDetailsView::showCurves() {
  const bool live = !m_live.empty();
  const auto& curves = live ? m_live : m_own;
  m_training->setVisible(live || m_hasModel);
  m_chart->setVisible(!curves.empty());
  m_training->setNote(live             ? tr("Under way: the loss after each epoch.")
                      : curves.empty() ? tr("This model kept no record of its training.")
                                       : QString());
  const auto current = m_chart->current();
  m_chart->setChart(ui::trainingChart(curves));
  if (current && current->series < curves.size() && current->sample < curves[current->series].loss.size()) {
    m_chart->setCurrent(current);
  }
  m_chart->setAccessibleName(tr("Chart: training, the loss after each epoch"));
}

void ModelDetailsView::showFacts(const ModelDetails& model, const ProjectInfo* project,
                                 const DisplayZone& zone) {
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  const auto facts = learntFrom(model, project, zone);
  const int rows = (static_cast<int>(facts.size()) + 1) / 2;
  for (int at = 0; at < facts.size(); ++at) {
    const int column = at / rows * 2;
    m_facts->addWidget(dimLabel(facts[at].first, m_factBox), at % rows, column, Qt::AlignTop);
    QLabel* value = wrappingLabel(facts[at].second, m_factBox);
    value->setAccessibleName(QStringLiteral("%1: %2").arg(facts[at].first, facts[at].second));
    m_facts->addWidget(value, at % rows, column + 1, Qt::AlignTop);
  }
}

QStringList ModelDetailsView::facts() const {
  QStringList texts;
  for (int at = 0; at < m_facts->count(); ++at) {
    texts << qobject_cast<QLabel*>(m_facts->itemAt(at)->widget())->text();
  }
  return texts;
}

}  // namespace faultline::ui
