#include "ui/window/selection.h"

namespace faultline::ui {

void Selection::select(const Selected& selected, Step step) {
  if (selected == current()) return;
  const bool nothingYet = current() == Selected{};
  if (step == Step::Replace || nothingYet) {
    m_places[m_at] = selected;
  } else {
    m_places.resize(m_at + 1);
    m_places.push_back(selected);
    if (m_places.size() > kMostRemembered) m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
  }
  Q_EMIT historyChanged();
  Q_EMIT changed(selected);
}

void Selection::clear() {
  m_places.assign(1, Selected{});
  m_at = 0;
  Q_EMIT historyChanged();
  Q_EMIT changed(current());
}

void Selection::goBack() {
  if (canGoBack()) moveTo(m_at - 1);
}

void Selection::goForward() {
  if (canGoForward()) moveTo(m_at + 1);
}

void Selection::moveTo(std::size_t place) {
  m_at = place;
  Q_EMIT historyChanged();
  Q_EMIT changed(current());
}

}  // namespace faultline::ui
