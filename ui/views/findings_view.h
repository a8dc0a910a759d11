#pragma once

#include <memory>

#include <QtWidgets/QWidget>

#include "ui/models/findings_model.h"

class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;

namespace faultline::ui {

class EmptyState;

/// The findings: a table with a filter box and counts, or what to do when there are none.
class FindingsView : public QWidget {
  Q_OBJECT

 public:
  /// Why there may be nothing to show.
  enum class Stage { Loading, NoEvents, NotAnalyzed, Analyzed };

  explicit FindingsView(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  void setFindings(std::shared_ptr<const pipeline::FindingList> findings, Stage stage);
  void setZone(const DisplayZone& zone);
  /// A job is running: an empty table says so rather than offering to start one.
  void setBusy(bool busy);

  /// Marks the finding's row; does nothing when it is filtered out.
  void setCurrent(FindingId finding);
  /// The next or previous row of what is shown; stays at the ends.
  void step(int rows);
  void focusFilter();
  void clearFilter();

  [[nodiscard]] FindingsModel* model() const { return m_model; }
  [[nodiscard]] FindingsFilter* filter() const { return m_filter; }
  [[nodiscard]] QTableView* table() const { return m_table; }
  [[nodiscard]] QLineEdit* filterField() const { return m_field; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }

 Q_SIGNALS:
  void chosen(const faultline::pipeline::Finding& finding);
  /// Enter or a double click: go on to the log.
  void opened(const faultline::pipeline::Finding& finding);
  void importRequested();
  void analyzeRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void setUpColumns();
  void onFilter(const QString& text);
  void onEmptyTriggered();
  void showCounts();
  void fitColumns();
  void showWhatThereIs();
  [[nodiscard]] const pipeline::Finding* findingAt(const QModelIndex& index) const;

  FindingsModel* m_model;
  FindingsFilter* m_filter;
  QTableView* m_table;
  QLineEdit* m_field;
  QLabel* m_counts;
  EmptyState* m_empty;
  QStackedLayout* m_stack;
  Stage m_stage = Stage::Loading;
  bool m_busy = false;
  bool m_quiet = false;      // the row is being set from outside
  bool m_fitting = false;    // the columns are being sized by the view
  bool m_userSized = false;  // the user has sized one, so that they stay
  std::size_t m_incidents = 0;
  FindingId m_current;
};

}  // namespace faultline::ui
