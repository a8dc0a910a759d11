#include "ui/window/status_line.h"

#include <algorithm>

#include <QtWidgets/QLabel>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent), m_counts(dimLabel(QString(), this)), m_time(dimLabel(QString(), this)) {
  setAccessibleName(tr("Status"));
  setSizeGripEnabled(false);
  setContentsMargins(style::kGrid, 0, style::kGrid, 0);
  addWidget(m_counts, 1);
  addPermanentWidget(m_time);
  refresh();
}

void StatusLine::setProject(const std::shared_ptr<const pipeline::ProjectInfo>& project) {
  m_project = project;
  refresh();
}

void StatusLine::setZone(const DisplayZone& zone) {
  m_zone = zone;
  refresh();
}

void StatusLine::setSelected(const Selected& selected) {
  m_selected = selected;
  refresh();
}

void StatusLine::refresh() {
  QStringList parts;
  if (m_project) {
    parts << tr("%1 log entries").arg(numberText(m_project->events));
    parts << tr("%n source(s)", nullptr, static_cast<int>(m_project->sources.size()));
    parts << tr("%n model(s)", nullptr, static_cast<int>(m_project->models.size()));
    if (m_project->unfitting > 0) parts << tr("%1 lines fit no layout").arg(numberText(m_project->unfitting));
    const auto& sources = m_project->sources;
    const bool times =
        std::any_of(sources.begin(), sources.end(), [](const auto& each) { return each.first.has_value(); });
    if (times) parts << tr("times in %1").arg(m_zone.name());
  }
  m_counts->setText(parts.join(QStringLiteral("   ·   ")));
  m_time->setText(m_selected.time ? tr("selected %1").arg(m_zone.text(m_selected.time)) : QString());
}

QString StatusLine::text() const { return m_counts->text(); }

}  // namespace faultline::ui
