#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QtWidgets/QWidget>

#include "engine/pipeline/models.h"
#include "engine/pipeline/project.h"
#include "ui/text/format.h"

class QLabel;
class QListWidget;
class QPushButton;

namespace faultline::ui {

class TimeLineView;

/// Chooses what is normal: a period on the time line, or, where the log has no times, some of the sources;
/// says what is in it, and has the button that learns from it.
class NormalPeriodView : public QWidget {
  Q_OBJECT

 public:
  explicit NormalPeriodView(QWidget* parent = nullptr);

  void setProject(std::shared_ptr<const pipeline::ProjectInfo> project);
  void setTimeLine(const pipeline::TimeLine& line);
  void setZone(const DisplayZone& zone);
  /// What the active model was learnt from.
  void setInForce(const std::optional<pipeline::TimeRange>& period, const std::vector<SourceId>& sources);
  /// There is no model.
  void setNothingLearnt();
  /// Whether one may learn from everything here.
  void setOffersAll(bool offers);
  void setBusy(bool busy);
  /// Gives the keyboard to what one chooses with.
  void focusChoice();

  [[nodiscard]] TimeLineView* timeLine() const { return m_line; }
  [[nodiscard]] QListWidget* sourceList() const { return m_sources; }
  [[nodiscard]] QPushButton* learnButton() const { return m_learn; }
  [[nodiscard]] QString summary() const;

 Q_SIGNALS:
  /// Of the period or the sources, nothing when it is everything.
  void learnRequested(const std::optional<faultline::pipeline::TimeRange>& normal,
                      const std::vector<faultline::SourceId>& sources);

 private:
  void showSources();
  void refresh();
  void learn();
  [[nodiscard]] bool byTime() const { return m_range.has_value(); }
  [[nodiscard]] std::vector<SourceId> chosenSources() const;

  std::shared_ptr<const pipeline::ProjectInfo> m_project;
  std::optional<pipeline::TimeRange> m_range;  // of the time line
  std::vector<SourceId> m_sourcesInForce;
  DisplayZone m_zone;
  TimeLineView* m_line;
  QLabel* m_hint;
  QListWidget* m_sources;
  QLabel* m_summary;
  QPushButton* m_learn;
  bool m_busy = false;
  bool m_offersAll = true;
};

}  // namespace faultline::ui
