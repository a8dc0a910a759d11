#pragma once

#include <optional>
#include <vector>

#include <QtWidgets/QScrollArea>

#include "ui/jobs/engine.h"
#include "ui/text/format.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace faultline::ui {

class EmptyState;
class FindingCharts;
class KeyTable;
class ValueRows;
class WorkflowReason;

/// Why something is a finding: the sentence, its numbers and how they went, what came before, what was
/// expected, what came, and what else there is in the same session; and what one says of it.
class EvidenceView : public QWidget {
  Q_OBJECT

 public:
  explicit EvidenceView(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  void showNothing();
  /// At once, before the evidence itself has been read.
  void showFinding(const pipeline::Finding& finding);
  void showEvidence(const pipeline::Evidence& evidence);
  void showError(const Error& error);
  /// They are read behind the evidence. Of findings without numbers there is none, and none is waited for.
  void showCharts(const Result<std::vector<pipeline::FindingChart>>& charts);
  /// What could have caused it: read behind the evidence too.
  void showCauses(const std::vector<pipeline::Cause>& causes);
  /// Its verdict has changed.
  void setStatus(FindingStatus status);
  void setZone(const DisplayZone& zone);

  [[nodiscard]] FindingId finding() const { return m_finding ? m_finding->id : FindingId{}; }
  [[nodiscard]] QString sentence() const;
  [[nodiscard]] QString meta() const;
  [[nodiscard]] ValueRows* values() const { return m_values; }
  [[nodiscard]] FindingCharts* charts() const { return m_charts; }
  [[nodiscard]] QPushButton* falsePositiveButton() const { return m_falsePositive; }
  [[nodiscard]] QPushButton* confirmButton() const { return m_confirm; }
  [[nodiscard]] KeyTable* history() const { return m_history; }
  [[nodiscard]] KeyTable* expected() const { return m_expected; }
  [[nodiscard]] KeyTable* actual() const { return m_actual; }
  /// How likely what came was, in words.
  [[nodiscard]] QString actualNote() const;
  [[nodiscard]] WorkflowReason* reason() const { return m_reason; }
  /// The session's other findings, a button each.
  [[nodiscard]] QWidget* others() const { return m_others; }

 Q_SIGNALS:
  void findingChosen(const faultline::FindingId& finding);
  void eventChosen(const faultline::EventId& event);
  void keyRequested(const faultline::KeyId& key);
  void falsePositiveRequested();
  void confirmRequested();

 private:
  struct Section {
    QWidget* whole = nullptr;
    QLabel* heading = nullptr;
    QLabel* note = nullptr;
    KeyTable* table = nullptr;
  };

  QWidget* makePage();
  QWidget* makeHead(QWidget* page);
  QWidget* makeOthers(QWidget* page);
  QWidget* makeVerdicts();
  void connectTables();
  void showVerdict();
  Section addSection(QVBoxLayout* layout, const QString& title);
  void showMeta();
  void showExpected(const pipeline::Evidence& evidence);
  void showOthers(const std::vector<pipeline::Finding>& others);
  void clearDetails();

  std::shared_ptr<Engine> m_engine;
  DisplayZone m_zone;
  std::optional<pipeline::Finding> m_finding;
  QStackedWidget* m_stack = nullptr;
  EmptyState* m_empty = nullptr;
  QLabel* m_icon = nullptr;
  QLabel* m_title = nullptr;
  QLabel* m_meta = nullptr;
  QLabel* m_sentence = nullptr;
  QWidget* m_valuesSection = nullptr;
  ValueRows* m_values = nullptr;
  FindingCharts* m_charts = nullptr;
  WorkflowReason* m_reason = nullptr;
  QPushButton* m_falsePositive = nullptr;
  QPushButton* m_confirm = nullptr;
  Section m_historySection;
  Section m_expectedSection;
  Section m_actualSection;
  KeyTable* m_history = nullptr;
  KeyTable* m_expected = nullptr;
  KeyTable* m_actual = nullptr;
  QWidget* m_othersSection = nullptr;
  QWidget* m_others = nullptr;

 protected:
  void changeEvent(QEvent* event) override;
};

}  // namespace faultline::ui
