#pragma once

#include <QtWidgets/QDialog>

#include "ui/jobs/key_book.h"

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTableView;
class QTimer;

namespace faultline::ui {

class Banner;
class EmptyState;
class KeyEditDialog;
class KeyLines;
class KeysFilter;
class KeysModel;

/// The project's log keys with the lines of the chosen one, and what may be done with them: merge, split,
/// rename, mask.
class KeyEditor : public QDialog {
  Q_OBJECT

 public:
  /// The window's own commands work here too.
  KeyEditor(KeyBook* book, QAction* undo, QAction* redo, QWidget* parent = nullptr);

  /// Chooses the key, whatever the filter says.
  void showKey(KeyId key);

  [[nodiscard]] KeysModel* model() const { return m_model; }
  [[nodiscard]] KeysFilter* filter() const { return m_filter; }
  [[nodiscard]] QTableView* table() const { return m_table; }
  [[nodiscard]] QLineEdit* filterField() const { return m_field; }
  [[nodiscard]] KeyLines* lines() const { return m_lines; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  [[nodiscard]] Banner* banner() const { return m_banner; }
  [[nodiscard]] QAction* mergeAction() const { return m_merge; }
  [[nodiscard]] QAction* splitAction() const { return m_split; }
  [[nodiscard]] QAction* renameAction() const { return m_rename; }
  [[nodiscard]] QAction* maskAction() const { return m_mask; }

 public Q_SLOTS:
  void showError(const faultline::Error& error);

 Q_SIGNALS:
  void importRequested();
  void learnRequested();
  void editOpened(faultline::ui::KeyEditDialog* dialog);

 private:
  QAction* addEdit(const QString& text, const QString& tip, const QKeySequence& key,
                   pipeline::KeyEdit::Kind kind);
  QWidget* makeTop(QAction* undo, QAction* redo);
  QWidget* makeLists();
  QWidget* makeButtons();
  void setUpKeys();
  void onKeys();
  void onSelection();
  void onFilter();
  void showLines();
  void describeNext(int row);
  void showCounts();
  void showWhatThereIs();
  void showMenu(const QPoint& position);
  void openEdit(pipeline::KeyEdit::Kind kind);
  void select(KeyId key);
  [[nodiscard]] std::vector<pipeline::LogKeyInfo> selected() const;
  [[nodiscard]] const pipeline::LogKeyInfo* current() const;

  KeyBook* m_book;
  KeysModel* m_model;
  KeysFilter* m_filter;
  Banner* m_banner;
  QLineEdit* m_field;
  QLabel* m_counts;
  QTableView* m_table;
  QLabel* m_linesNote;
  KeyLines* m_lines;
  EmptyState* m_empty;
  QStackedLayout* m_stack = nullptr;
  QAction* m_merge;
  QAction* m_split;
  QAction* m_rename;
  QAction* m_mask;
  QTimer* m_soon;
  KeyId m_wanted;  // to be chosen once the keys are there
  KeyId m_shown;   // whose lines are shown
};

}  // namespace faultline::ui
