#pragma once

#include <optional>
#include <vector>

#include <QtCore/QObject>

#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace faultline::ui {

/// What the user is looking at. Parts may be none.
struct Selected {
  FindingId finding;
  EventId event;
  SessionId session;
  std::optional<UtcTime> time;

  friend bool operator==(const Selected&, const Selected&) = default;
};

/// The one selection, which every view reads and writes, and where the user has been.
class Selection : public QObject {
  Q_OBJECT

 public:
  /// Remember: Back returns to where one was. Replace: a step within the same place.
  enum class Step { Remember, Replace };
  static constexpr std::size_t kMostRemembered = 200;

  using QObject::QObject;

  [[nodiscard]] const Selected& current() const { return m_places[m_at]; }
  void select(const Selected& selected, Step step = Step::Remember);
  /// Forgets everything; for another project.
  void clear();

  [[nodiscard]] bool canGoBack() const { return m_at > 0; }
  [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
  void goBack();
  void goForward();

 Q_SIGNALS:
  void changed(const faultline::ui::Selected& selected);
  void historyChanged();

 private:
  void moveTo(std::size_t place);

  std::vector<Selected> m_places{Selected{}};
  std::size_t m_at = 0;
};

}  // namespace faultline::ui
