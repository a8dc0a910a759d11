#include "ui/views/normal_period_view.h"

#include <algorithm>

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/views/time_line_view.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {
constexpr int kMostSourcesShown = 8;
}

NormalPeriodView::NormalPeriodView(QWidget* parent)
    : QWidget(parent),
      m_line(new TimeLineView(this)),
      m_hint(dimLabel(QString(), this)),
      m_sources(new QListWidget(this)),
      m_summary(wrappingLabel(QString(), this)),
      m_learn(primaryButton(QString(), this)) {
  m_hint->setWordWrap(true);
  m_sources->setAccessibleName(tr("Sources to learn what is normal from"));
  auto* row = new QHBoxLayout;
  row->setSpacing(2 * style::kGrid);
  row->addWidget(m_summary, 1);
  row->addWidget(m_learn);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_hint);
  layout->addWidget(m_line);
  layout->addWidget(m_sources);
  layout->addLayout(row);
  connect(m_line, &TimeLineView::chosenChanged, this, &NormalPeriodView::refresh);
  connect(m_sources, &QListWidget::itemChanged, this, &NormalPeriodView::refresh);
  connect(m_learn, &QPushButton::clicked, this, &NormalPeriodView::learn);
  setTimeLine({});
}

void NormalPeriodView::setProject(std::shared_ptr<const ProjectInfo> project) {
  m_project = std::move(project);
  showSources();
}

void NormalPeriodView::setTimeLine(const TimeLine& line) {
  const auto before = m_line->allChosen() ? std::nullopt : m_line->chosen();
  const bool same =
      m_range && line.range && m_range->from == line.range->from && m_range->to == line.range->to;
  m_range = line.range;
  m_line->setTimeLine(line);
  if (!m_line->chosen()) m_range.reset();
  if (same && before) m_line->choose(*before);  // it was read again: the user's choice stays
  m_hint->setText(byTime() ? tr("Choose a time in which everything went as it should. What happens later is "
                                "measured against it.")
                           : tr("These logs have no times. Choose the sources in which everything went as it "
                                "should; the others are measured against them."));
  m_line->setVisible(byTime());
  m_sources->setVisible(!byTime());
  showSources();
}

void NormalPeriodView::setZone(const DisplayZone& zone) {
  m_zone = zone;
  m_line->setZone(zone);
  refresh();
}

void NormalPeriodView::setInForce(const std::optional<TimeRange>& period,
                                  const std::vector<SourceId>& sources) {
  m_line->setInForce(period);
  if (sources == m_sourcesInForce) return;
  m_sourcesInForce = sources;
  showSources();
}

void NormalPeriodView::setNothingLearnt() {
  setInForce(std::nullopt, {});
  m_line->setNothingLearnt();
}

void NormalPeriodView::setOffersAll(bool offers) {
  m_offersAll = offers;
  refresh();
}

void NormalPeriodView::setBusy(bool busy) {
  m_busy = busy;
  refresh();
}

void NormalPeriodView::focusChoice() {
  if (byTime()) return m_line->setFocus(Qt::OtherFocusReason);
  if (m_sources->currentRow() < 0) m_sources->setCurrentRow(0);
  m_sources->setFocus(Qt::OtherFocusReason);
}

QString NormalPeriodView::summary() const { return m_summary->text(); }

void NormalPeriodView::showSources() {
  std::vector<SourceId> listed;
  for (int row = 0; row < m_sources->count(); ++row) {
    listed.push_back(SourceId{m_sources->item(row)->data(Qt::UserRole).toLongLong()});
  }
  std::vector<SourceId> ids;
  if (m_project) {
    for (const Source& source : m_project->sources) ids.push_back(source.id);
  }
  if (listed != ids) {
    const QSignalBlocker quiet(m_sources);
    m_sources->clear();
    for (const SourceId id : ids) {
      const auto source = std::find_if(m_project->sources.begin(), m_project->sources.end(),
                                       [&](const Source& each) { return each.id == id; });
      auto* item = new QListWidgetItem(
          tr("%1   (%2 log entries)").arg(plain(source->name), numberText(source->events)), m_sources);
      const bool in = m_sourcesInForce.empty() || std::find(m_sourcesInForce.begin(), m_sourcesInForce.end(),
                                                            id) != m_sourcesInForce.end();
      item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
      item->setCheckState(in ? Qt::Checked : Qt::Unchecked);
      item->setData(Qt::UserRole, static_cast<qlonglong>(id.value));
      item->setToolTip(plainTip(plain(source->path)));
    }
    const int rows = std::clamp(m_sources->count(), 1, kMostSourcesShown);
    m_sources->setFixedHeight(rows * style::kRow + 4);
  }
  refresh();
}

std::vector<SourceId> NormalPeriodView::chosenSources() const {
  std::vector<SourceId> chosen;
  for (int row = 0; row < m_sources->count(); ++row) {
    const QListWidgetItem* item = m_sources->item(row);
    if (item->checkState() == Qt::Checked) {
      chosen.push_back(SourceId{item->data(Qt::UserRole).toLongLong()});
    }
  }
  return chosen;
}

void NormalPeriodView::refresh() {
  QString what;
  bool possible = false, all = false;
  if (byTime()) {
    const TimeRange range = *m_line->chosen();
    all = m_line->allChosen();
    what = tr("%1 %2: %3 log entries in %4, %5")
               .arg(periodText(range, m_zone), m_zone.name(), numberText(m_line->chosenEvents()),
                    spanText(range.to - range.from),
                    tr("%n finding(s)", nullptr, static_cast<int>(m_line->chosenFindings())));
    possible = m_line->chosenEvents() > 0;
  } else if (m_sources->count() > 0) {
    const auto chosen = chosenSources();
    std::uint64_t events = 0;
    for (const Source& source : m_project->sources) {
      if (std::find(chosen.begin(), chosen.end(), source.id) != chosen.end()) events += source.events;
    }
    all = static_cast<int>(chosen.size()) == m_sources->count();
    what = tr("%1 of %2 sources, %3 log entries")
               .arg(numberText(chosen.size()), numberText(static_cast<std::uint64_t>(m_sources->count())),
                    numberText(events));
    possible = events > 0;
  }
  m_summary->setText(what);
  m_learn->setText(all        ? tr("Learn what is normal from everything")
                   : byTime() ? tr("Learn what is normal from this period")
                              : tr("Learn what is normal from these sources"));
  m_learn->setAccessibleName(m_learn->text());
  m_learn->setEnabled(possible && !m_busy);
  m_learn->setVisible(!all || m_offersAll);
}

void NormalPeriodView::learn() {
  std::optional<TimeRange> normal;
  std::vector<SourceId> sources;
  if (byTime()) {
    if (!m_line->allChosen()) normal = m_line->chosen();
  } else {
    sources = chosenSources();
    if (static_cast<int>(sources.size()) == m_sources->count()) sources.clear();
  }
  Q_EMIT learnRequested(normal, sources);
}

}  // namespace faultline::ui
