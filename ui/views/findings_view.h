#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QtWidgets/QWidget>

#include "ui/models/findings_filter.h"
#include "ui/models/findings_model.h"

class QLineEdit;
class QStackedLayout;
class QTreeView;

namespace faultline::ui {

class Banner;
class EmptyState;
class FindingsBar;

/// The findings: a table with switches, a filter box and counts, or what to do when there are none. Below it
/// what the latest verdict did.
class FindingsView : public QWidget {
  Q_OBJECT

 public:
  /// Why there may be nothing to show.
  enum class Stage { Loading, NoEvents, NotAnalyzed, Analyzed };

  explicit FindingsView(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  /// The chosen row stays where it is on the screen, once it is set again.
  void setFindings(std::shared_ptr<const pipeline::FindingList> findings, Stage stage);
  /// What was said of some of them meanwhile.
  void setStatuses(std::shared_ptr<const pipeline::FindingList> findings,
                   const std::vector<FindingId>& changed);
  void setZone(const DisplayZone& zone);
  /// A job is running: an empty table says so rather than offering to start one.
  void setBusy(bool busy);

  /// Marks the finding's row, unfolding its session; does nothing when it is filtered out.
  void setCurrent(FindingId finding);
  /// The next or previous row of what is shown; stays at the ends.
  void step(int rows);
  /// From the last of the selected rows to the next open finding, else to the one before; else it stays.
  void stepToOpen();
  void focusFilter();
  void clearFilter();

  /// Those of the selected rows. A folded session is judged with its first finding: it brings those below it
  /// of which the same was said so far.
  [[nodiscard]] std::vector<pipeline::Finding> selected() const;

  [[nodiscard]] FindingsModel* model() const { return m_model; }
  [[nodiscard]] FindingsFilter* filter() const { return m_filter; }
  [[nodiscard]] QTreeView* table() const { return m_table; }
  [[nodiscard]] FindingsBar* bar() const { return m_bar; }
  [[nodiscard]] QLineEdit* filterField() const;
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  /// What the latest verdict did.
  [[nodiscard]] Banner* effect() const { return m_effect; }

 Q_SIGNALS:
  void chosen(const faultline::pipeline::Finding& finding);
  /// Enter or a double click: go on to the log.
  void opened(const faultline::pipeline::Finding& finding);
  void importRequested();
  void analyzeRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void setUpTable();
  void setUpColumns();
  void connectTable();
  void onFilterChanged();
  void onEmptyTriggered();
  void fitColumns();
  void showWhatThereIs();
  void notePlace();
  void returnToPlace(const QModelIndex& index);
  [[nodiscard]] const pipeline::Finding* findingAt(const QModelIndex& index) const;

  FindingsModel* m_model;
  FindingsFilter* m_filter;
  FindingsBar* m_bar;
  QTreeView* m_table;
  EmptyState* m_empty;
  Banner* m_effect;
  QStackedLayout* m_stack;
  Stage m_stage = Stage::Loading;
  bool m_busy = false;
  bool m_quiet = false;      // the row is being set from outside
  bool m_fitting = false;    // the columns are being sized by the view
  bool m_userSized = false;  // the user has sized one, so that they stay
  std::size_t m_incidents = 0;
  FindingId m_current;
  std::optional<int> m_top;      // where the current row was on the screen
  std::set<EventId> m_unfolded;  // sessions, by their first finding's event, which outlives a run
};

}  // namespace faultline::ui
