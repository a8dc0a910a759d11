#pragma once

#include <memory>
#include <vector>

#include <QtWidgets/QWidget>

#include "engine/pipeline/workflow.h"
#include "ui/jobs/engine.h"

class QGridLayout;
class QLabel;

namespace faultline::ui {

/// What the workflow says of a finding: in which task it happened, after what and before what, and what could
/// have caused it, each a link to where it is.
class WorkflowReason : public QWidget {
  Q_OBJECT

 public:
  explicit WorkflowReason(std::shared_ptr<Engine> engine, QWidget* parent = nullptr);

  void showNothing();
  void showPlace(const pipeline::WorkflowEvidence& place);
  void showCauses(const std::vector<pipeline::Cause>& causes);

  /// `during: …`, one a line.
  [[nodiscard]] QString text() const;
  /// A button each.
  [[nodiscard]] QWidget* causes() const { return m_causes; }

 Q_SIGNALS:
  void findingChosen(const faultline::FindingId& finding);
  void eventChosen(const faultline::EventId& event);

 private:
  void addRow(const QString& name, const std::string& value);
  void addCause(const pipeline::Cause& cause);

  std::shared_ptr<Engine> m_engine;
  QWidget* m_placeSection;
  QLabel* m_sentence;
  QGridLayout* m_rows;
  QWidget* m_causesSection;
  QWidget* m_causes;
  QStringList m_texts;
};

}  // namespace faultline::ui
