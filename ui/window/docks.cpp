#include "ui/window/docks.h"

#include <algorithm>

#include <QtWidgets/QDockWidget>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>

namespace faultline::ui {

namespace {
constexpr int kStateVersion = 3;
}

Docks::Docks(QMainWindow* window, QWidget* sources, QWidget* pages, QWidget* log, QWidget* workflow,
             QWidget* evidence)
    : QObject(window), m_window(window) {
  window->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  window->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  window->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks |
                         QMainWindow::AllowNestedDocks);
  m_sources = add(QStringLiteral("sources"), tr("Sources"), sources, Qt::LeftDockWidgetArea);
  m_pages = add(QStringLiteral("pages"), tr("Pages"), pages, Qt::LeftDockWidgetArea);
  m_evidence = add(QStringLiteral("evidence"), tr("Why"), evidence, Qt::RightDockWidgetArea);
  m_log = add(QStringLiteral("logs"), tr("Log"), log, Qt::BottomDockWidgetArea);
  m_workflow = add(QStringLiteral("workflow"), tr("Workflow"), workflow, Qt::BottomDockWidgetArea);
  for (QDockWidget* dock : all()) dock->hide();
}

QDockWidget* Docks::add(const QString& name, const QString& title, QWidget* inside, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, m_window);
  dock->setObjectName(name);
  dock->setAccessibleName(title);
  dock->setWidget(inside);
  m_window->addDockWidget(area, dock);
  return dock;
}

void Docks::setShown(bool shown) {
  if (shown == m_shown) return;
  if (!shown && m_reading) m_state = m_window->saveState(kStateVersion);
  m_shown = shown;
  if (!shown) {
    for (QDockWidget* dock : all()) dock->hide();
    return;
  }
  if (m_state.isEmpty() || !m_window->restoreState(m_state, kStateVersion)) return reset();
  if (!m_reading) hideReading();
}

void Docks::setReading(bool reading) {
  if (reading == m_reading) return;
  if (m_shown && !reading) m_state = m_window->saveState(kStateVersion);
  m_reading = reading;
  if (!m_shown) return;
  if (!reading) return hideReading();
  if (!m_window->restoreState(m_state, kStateVersion)) reset();
}

void Docks::hideReading() {
  m_log->hide();
  m_workflow->hide();
  m_evidence->hide();
}

QByteArray Docks::state() const {
  return m_shown && m_reading ? m_window->saveState(kStateVersion) : m_state;
}

void Docks::reset() {
  m_window->addDockWidget(Qt::LeftDockWidgetArea, m_sources);
  m_window->addDockWidget(Qt::LeftDockWidgetArea, m_pages);
  m_window->addDockWidget(Qt::RightDockWidgetArea, m_evidence);
  m_window->addDockWidget(Qt::BottomDockWidgetArea, m_log);
  m_window->addDockWidget(Qt::BottomDockWidgetArea, m_workflow);
  m_window->tabifyDockWidget(m_log, m_workflow);
  for (QDockWidget* dock : all()) {
    dock->setFloating(false);
    dock->show();
  }
  m_log->raise();
  const int width = m_window->width();
  m_window->resizeDocks({m_sources, m_evidence}, {std::clamp(width * 18 / 100, 180, 272), width * 26 / 100},
                        Qt::Horizontal);
  m_window->resizeDocks({m_log}, {m_window->height() * 46 / 100}, Qt::Vertical);
  if (m_reading) return;
  m_state = m_window->saveState(kStateVersion);
  hideReading();
}

void Docks::addToggles(QMenu* menu) const {
  for (QDockWidget* dock : all()) menu->addAction(dock->toggleViewAction());
}

void Docks::bringForward(QDockWidget* dock) {
  dock->show();
  dock->raise();
  dock->widget()->setFocus();
}

void Docks::focusLog() { bringForward(m_log); }
void Docks::focusWorkflow() { bringForward(m_workflow); }

}  // namespace faultline::ui
