#pragma once

#include <optional>

#include <QtWidgets/QWidget>

#include "ui/views/workflow_graph.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;

namespace faultline::ui {

/// What a workflow's picture is looked at with: edge labels, variants, the slider that hides rare edges, the
/// search for a node, zoom.
class WorkflowBar : public QWidget {
  Q_OBJECT

 public:
  explicit WorkflowBar(QWidget* parent = nullptr);

  /// Its variants, with their shares.
  void describe(const workflow::Task& task);
  void setOverlay(WorkflowGraph::Overlay overlay);
  void setVariant(std::optional<std::size_t> variant);
  void setLeastShare(double share);
  /// The least share, up to a twentieth, from which a task's picture is not a tangle; 0 where it is none.
  [[nodiscard]] static double clearShare(const workflow::Task& task);
  void setHidden(std::size_t edges);
  [[nodiscard]] QString rareText() const;
  [[nodiscard]] QSize minimumSizeHint() const override;
  void showFound(bool found);

  [[nodiscard]] QComboBox* overlayBox() const { return m_overlay; }
  [[nodiscard]] QComboBox* variantBox() const { return m_variant; }
  [[nodiscard]] QSlider* rareSlider() const { return m_rare; }
  [[nodiscard]] QLineEdit* findField() const { return m_find; }
  [[nodiscard]] QToolButton* legendButton() const { return m_legend; }

 Q_SIGNALS:
  void overlayChosen(faultline::ui::WorkflowGraph::Overlay overlay);
  void variantChosen(std::optional<std::size_t> variant);
  void leastShareChosen(double share);
  void findTyped(const QString& text);
  void findNext();
  void fit();
  void zoomIn();
  void zoomOut();
  void legendToggled(bool shown);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* makeChoices();
  QWidget* makeRare();
  void setUpFind();
  QWidget* makeButtons();
  void arrange(bool narrow);
  QToolButton* addButton(QHBoxLayout* layout, const QString& icon, const QString& text);
  void sayShare();

  QComboBox* m_overlay;
  QComboBox* m_variant;
  QSlider* m_rare;
  QLabel* m_rareText;
  QLineEdit* m_find;
  QToolButton* m_legend = nullptr;
  QHBoxLayout* m_first = nullptr;
  QHBoxLayout* m_second = nullptr;
  QWidget* m_choices = nullptr;
  QWidget* m_rareParts = nullptr;
  QWidget* m_buttons = nullptr;
  bool m_narrow = false;
  std::size_t m_hidden = 0;
};

}  // namespace faultline::ui
