#pragma once

#include <optional>
#include <vector>

#include <QtWidgets/QDialog>

#include "ui/jobs/key_book.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QTimer;

namespace faultline::ui {

class KeyEditModel;
class KeyLines;

/// One change of the log keys: asks for what it needs, shows what it would do as it is typed, and does it.
/// Looks and works in the background; what goes wrong is said in the dialog.
class KeyEditDialog : public QDialog {
  Q_OBJECT

 public:
  using Kind = pipeline::KeyEdit::Kind;

  /// `keys` are those it is about; `text` is what to begin with.
  KeyEditDialog(KeyBook* book, Kind kind, std::vector<pipeline::LogKeyInfo> keys, const QString& text,
                QWidget* parent = nullptr);

  /// What the user asks for now; none while something is missing.
  [[nodiscard]] std::optional<pipeline::KeyEdit> edit() const;

  [[nodiscard]] QLineEdit* field() const { return m_field; }
  [[nodiscard]] QComboBox* target() const { return m_target; }
  [[nodiscard]] KeyEditModel* affected() const { return m_affected; }
  [[nodiscard]] KeyLines* lines() const { return m_lines; }
  [[nodiscard]] QPushButton* applyButton() const { return m_apply; }
  [[nodiscard]] QPushButton* cancelButton() const { return m_cancel; }
  [[nodiscard]] QString summary() const;
  [[nodiscard]] QString problem() const;

 public Q_SLOTS:
  void reject() override;

 private:
  void makeInput(QFormLayout* form, const QString& text);
  QWidget* makePreview();
  QWidget* makeButtons();
  void onInput();
  void look();
  void showSamples();
  void onPreview(const Result<pipeline::KeyEditPreview>& preview);
  void showProblem(const Error& error);
  void clearProblem();
  void apply();
  void onJobs();
  void followJob();
  void onEnded(const Job& job);
  void setApplying(bool applying);

  KeyBook* m_book;
  Kind m_kind;
  std::vector<pipeline::LogKeyInfo> m_keys;
  QLineEdit* m_field = nullptr;
  QComboBox* m_target = nullptr;
  QLabel* m_problem;
  QLabel* m_summary;
  QLabel* m_linesTitle;
  QLabel* m_linesNote;
  KeyEditModel* m_affected;
  QTableView* m_table;
  KeyLines* m_lines;
  QPushButton* m_cancel = nullptr;
  QPushButton* m_apply = nullptr;
  QTimer* m_soon;
  bool m_valid = false;  // what was looked at last can be applied
  quint64 m_job = 0;
};

}  // namespace faultline::ui
