#pragma once

#include <QtCore/QObject>

#include "ui/text/format.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

class EvidenceView;
class FindingsView;
class LogPane;
class SourcesView;

/// Ties the views to the one selection: what is chosen in one is shown in all.
class Reader : public QObject {
  Q_OBJECT

 public:
  struct Views {
    FindingsView* findings;
    LogPane* log;
    EvidenceView* evidence;
    SourcesView* sources;
  };

  Reader(Workspace* workspace, Selection* selection, Views views, QObject* parent);

  void setZone(const DisplayZone& zone);
  void chooseFinding(const pipeline::Finding& finding);
  void chooseEvent(const EventId& event);
  void openSource(SourceId source);

 private:
  void connectViews();
  void onProject();
  void onInfo();
  void onFindings();
  void onSelected(const Selected& selected);
  void showFindings();
  void showEvidence(FindingId finding);
  void showCharts(FindingId finding);
  [[nodiscard]] const pipeline::Finding* successor() const;
  void showLog(const Selected& selected);

  Workspace* m_workspace;
  Selection* m_selection;
  Views m_views;
  std::shared_ptr<const pipeline::FindingList> m_before;  // the list that the selection is of
  FindingId m_explained;
  bool m_fromLog = false;  // the selection is moved by the log itself
};

}  // namespace faultline::ui
