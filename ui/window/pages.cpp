#include "ui/window/pages.h"

#include <QtGui/QAction>
#include <QtWidgets/QStackedWidget>

#include "ui/window/actions.h"
#include "ui/window/docks.h"
#include "ui/window/preferences.h"

namespace faultline::ui {

Pages::Pages(QStackedWidget* stack, PageList* list, Actions* actions, Docks* docks,
             std::shared_ptr<Preferences> preferences, QObject* parent)
    : QObject(parent),
      m_stack(stack),
      m_list(list),
      m_actions(actions),
      m_docks(docks),
      m_preferences(std::move(preferences)),
      m_current(m_preferences->page()) {
  connect(m_list, &PageList::chosen, this, &Pages::show);
  connect(m_actions->findingsPage, &QAction::triggered, this, [this] { goTo(Page::Findings); });
  connect(m_actions->workflowsPage, &QAction::triggered, this, [this] { goTo(Page::Workflows); });
  connect(m_actions->modelsPage, &QAction::triggered, this, [this] { goTo(Page::Models); });
  // What these act on is on the page of findings.
  for (QAction* action :
       {m_actions->nextFinding, m_actions->previousFinding, m_actions->showLog, m_actions->showWorkflow,
        m_actions->find, m_actions->findNext, m_actions->findPrevious, m_actions->filter}) {
    connect(action, &QAction::triggered, this, [this] { show(Page::Findings); });
  }
  refresh();
}

void Pages::show(Page page) {
  if (m_current == page) return refresh();
  m_current = page;
  m_preferences->setPage(page);
  refresh();
}

void Pages::goTo(Page page) {
  show(page);
  m_stack->currentWidget()->setFocus();
}

void Pages::setProjectOpen(bool open) {
  m_open = open;
  refresh();
  if (open) m_stack->currentWidget()->setFocus();
}

void Pages::refresh() {
  m_stack->setCurrentIndex(m_open ? 1 + static_cast<int>(m_current) : 0);
  m_docks->setShown(m_open);
  m_docks->setReading(m_current == Page::Findings);
  m_list->setCurrent(m_current);
  m_actions->findingsPage->setChecked(m_current == Page::Findings);
  m_actions->workflowsPage->setChecked(m_current == Page::Workflows);
  m_actions->modelsPage->setChecked(m_current == Page::Models);
  Q_EMIT shown(m_current, m_open);
}

}  // namespace faultline::ui
