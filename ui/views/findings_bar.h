#pragma once

#include <array>
#include <string>
#include <vector>

#include <QtWidgets/QWidget>

#include "engine/base/severity.h"
#include "ui/models/findings_filter.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace faultline::ui {

/// Above the findings: how many there are of each status, each a switch that shows or hides them; a choice of
/// kind where there are several; the filter box.
class FindingsBar : public QWidget {
  Q_OBJECT

 public:
  explicit FindingsBar(FindingsFilter* filter, QWidget* parent = nullptr);

  /// Counts and kinds as the model has them now; nothing of it when there are no findings.
  void refresh(std::size_t incidents);

  /// Of whatever status.
  void showAll();

  [[nodiscard]] QLineEdit* field() const { return m_field; }
  [[nodiscard]] QComboBox* kindBox() const { return m_kinds; }
  /// Of Open, Confirmed or FalsePositive, which goes for harmless ones too.
  [[nodiscard]] QToolButton* statusButton(FindingStatus status) const;
  [[nodiscard]] QString note() const;

 Q_SIGNALS:
  /// Before the filter changes, and after.
  void filterChanging();
  void filterChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QToolButton* makeStatusButton(FindingStatus status);
  void showStatus(FindingStatus status, bool shown);
  void showKinds(const std::vector<std::string>& kinds);
  void showNote();

  FindingsFilter* m_filter;
  std::array<QToolButton*, 3> m_status{};
  QComboBox* m_kinds;
  QLabel* m_note;
  QLineEdit* m_field;
  QString m_noteText;
  std::size_t m_incidents = 0;
};

}  // namespace faultline::ui
