#include "ui/views/models_page.h"

#include <algorithm>

#include <QtCore/QScopedValueRollback>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/text/translate.h"
#include "ui/views/empty_state.h"
#include "ui/views/model_details_view.h"
#include "ui/views/normal_period_view.h"
#include "ui/views/rows_table.h"
#include "ui/views/section.h"
#include "ui/views/studies_view.h"
#include "ui/views/time_line_view.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {
constexpr int kListWidth = 240;
}

ModelsPage::ModelsPage(QWidget* parent)
    : QWidget(parent),
      m_again(new QPushButton(tr("Learn a&gain"), this)),
      m_choose(new QPushButton(tr("Learn again from this &period…"), this)),
      m_list(new RowsTable(tr("Models"), 0, this)),
      m_scroll(new QScrollArea(this)),
      m_empty(new EmptyState(this)),
      m_details(new ModelDetailsView(this)),
      m_periodSection(new Section(tr("Normal period"), this)),
      m_period(new NormalPeriodView(this)),
      m_studies(new StudiesView(this)) {
  setAccessibleName(tr("Models"));
  m_again->setAccessibleName(tr("Learn again with the settings of the chosen model"));
  m_again->setToolTip(plainTip(tr("With the settings, the period and the sources of the chosen model")));
  m_choose->setAccessibleName(tr("Learn again from another normal period"));
  m_list->setRows(modelRows({}, m_zone));
  makeLayout();
  connectParts();
  showWhatThereIs();
}

void ModelsPage::makeLayout() {
  auto* header = new QHBoxLayout;
  header->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  header->setSpacing(style::kGrid);
  header->addWidget(headingLabel(tr("Models"), this), 1);
  header->addWidget(m_again);
  header->addWidget(m_choose);

  m_periodSection->add(m_period);
  m_details->insertBelowOrigin(m_periodSection);
  auto* content = new QWidget(m_scroll);
  auto* parts = new QVBoxLayout(content);
  parts->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  parts->setSpacing(3 * style::kGrid);
  parts->addWidget(m_empty);
  parts->addWidget(m_details);
  parts->addWidget(m_studies);
  parts->addStretch(1);
  m_scroll->viewport()->setBackgroundRole(QPalette::Base);
  content->setAutoFillBackground(true);
  content->setBackgroundRole(QPalette::Base);
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_scroll->setWidget(content);

  auto* side = new QVBoxLayout;
  side->setContentsMargins(0, 0, 0, 0);
  side->addWidget(m_list, 0);
  side->addStretch(1);
  auto* body = new QHBoxLayout;
  body->setContentsMargins(0, 0, 0, 0);
  body->setSpacing(style::kGrid);
  m_list->setFixedWidth(kListWidth);
  body->addLayout(side);
  body->addWidget(m_scroll, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(header);
  layout->addLayout(body, 1);
  setFocusProxy(m_list);
}

void ModelsPage::connectParts() {
  connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (!index.isValid()) return;
            m_current = m_models[static_cast<std::size_t>(index.row())].id;
            showCurrent();
          });
  connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT learnRequested(settings()); });
  connect(m_choose, &QPushButton::clicked, this, &ModelsPage::choosePeriod);
  connect(m_empty, &EmptyState::triggered, this, &ModelsPage::onEmptyTriggered);
  connect(m_period, &NormalPeriodView::learnRequested, this,
          [this](const std::optional<TimeRange>& normal, const std::vector<SourceId>& sources) {
            LearnSettings chosen = settings();
            chosen.normal = normal;
            chosen.sources = sources;
            Q_EMIT learnRequested(chosen);
          });
  connect(m_studies, &StudiesView::compareRequested, this, [this] { Q_EMIT compareRequested(settings()); });
  connect(m_studies, &StudiesView::tryRequested, this, [this] { Q_EMIT tryRequested(settings()); });
}

void ModelsPage::setProject(std::shared_ptr<const ProjectInfo> project) {
  if (!project || (m_project && m_project->path != project->path)) {
    m_known = false;
    m_error.reset();
    m_models.clear();
    m_current = {};
    m_period->setTimeLine({});
    setComparison(std::nullopt);
    setSweep(std::nullopt);
    showModels();
  }
  m_project = std::move(project);
  m_period->setProject(m_project);
  showWhatThereIs();
}

void ModelsPage::setModels(const Result<std::vector<ModelDetails>>& models) {
  m_known = true;
  m_error = models ? std::nullopt : std::optional(models.error());
  if (models) m_models = *models;
  showModels();
}

void ModelsPage::showModels() {
  const auto at = [&](auto wanted) { return std::find_if(m_models.begin(), m_models.end(), wanted); };
  auto chosen = at([&](const ModelDetails& each) { return each.id == m_current; });
  const auto active = at([](const ModelDetails& each) { return each.active; });
  if (chosen == m_models.end()) chosen = active == m_models.end() ? m_models.begin() : active;
  const auto row = static_cast<int>(chosen - m_models.begin());
  {
    const QSignalBlocker quiet(m_list->selectionModel());
    m_list->setRows(modelRows(m_models, m_zone));
  }
  m_current = chosen == m_models.end() ? ModelId{} : chosen->id;
  if (m_current) m_list->selectRow(row);
  if (active != m_models.end()) {
    m_period->setInForce(active->settings.normal, active->settings.sources);
  } else {
    m_period->setNothingLearnt();
  }
  showCurrent();
  showWhatThereIs();
}

const ModelDetails* ModelsPage::current() const {
  const auto found = std::find_if(m_models.begin(), m_models.end(),
                                  [&](const ModelDetails& each) { return each.id == m_current; });
  return found == m_models.end() ? nullptr : &*found;
}

LearnSettings ModelsPage::settings() const {
  return current() == nullptr ? LearnSettings{} : current()->settings;
}

void ModelsPage::showCurrent() { m_details->setModel(current(), m_project.get(), m_zone); }

void ModelsPage::setTimeLine(const TimeLine& line) { m_period->setTimeLine(line); }

void ModelsPage::setComparison(const std::optional<Comparison>& comparison) {
  m_comparison = comparison;
  m_studies->setComparison(comparison, m_zone);
}

void ModelsPage::setSweep(const std::optional<Sweep>& sweep) {
  // Read again but the same: charts that are looked at stay.
  if (sweep && m_sweep && sweep->created == m_sweep->created) return;
  m_sweep = sweep;
  m_studies->setSweep(sweep, m_zone);
}

void ModelsPage::setTraining(const std::vector<TrainingCurve>& curves) {
  m_training = !curves.empty();
  m_details->setTraining(curves);
  showWhatThereIs();
}

void ModelsPage::setZone(const DisplayZone& zone) {
  m_zone = zone;
  m_period->setZone(zone);
  m_studies->setComparison(m_comparison, zone);
  m_studies->setSweep(m_sweep, zone);
  showModels();
}

void ModelsPage::setBusy(bool busy) {
  if (m_busy == busy) return;
  m_busy = busy;
  m_period->setBusy(busy);
  m_studies->setBusy(busy);
  showWhatThereIs();
}

void ModelsPage::choosePeriod() {
  m_period->focusChoice();
  // What was shown a moment ago has no place yet.
  m_scroll->widget()->layout()->activate();
  m_scroll->ensureWidgetVisible(m_periodSection, 0, 2 * style::kGrid);
}

void ModelsPage::onEmptyTriggered() {
  if (m_project && m_project->events == 0) {
    Q_EMIT importRequested();
  } else {
    Q_EMIT learnRequested({});
  }
}

void ModelsPage::showWhatThereIs() {
  const bool any = !m_models.empty();
  const bool events = m_project && m_project->events > 0;
  m_list->setVisible(any);
  m_again->setVisible(any);
  m_choose->setVisible(any);
  m_again->setEnabled(!m_busy);
  m_details->setVisible(any || events);
  m_periodSection->setVisible(events);
  m_period->setOffersAll(any);  // else the page's own button does
  m_studies->setVisible(any);
  m_empty->setVisible(!any && !m_training);
  if (any) return;
  if (!m_project || !m_known) {
    m_empty->show(QStringLiteral("loader"), tr("Reading the project…"), QString());
  } else if (m_error) {
    const ErrorWords words = errorWords(*m_error);
    m_empty->show(QStringLiteral("triangle-alert"), words.what,
                  QStringList{words.why, words.advice}.join(QLatin1Char('\n')).trimmed());
  } else if (!events) {
    m_empty->show(QStringLiteral("upload"), tr("No logs yet"), tr("What is normal is learnt from logs."),
                  tr("&Import logs…"));
  } else if (m_busy) {
    m_empty->show(QStringLiteral("loader"), tr("Working…"), tr("The model appears here once it is learnt."));
  } else {
    m_empty->show(
        QStringLiteral("lightbulb"), tr("Nothing learnt yet"),
        tr("A model knows how sessions normally go: which log keys follow each other, which values they "
           "have, how often they come. Without a period chosen below it learns from everything and leaves "
           "out what it believes least."),
        tr("Learn what is &normal"));
  }
}

}  // namespace faultline::ui
