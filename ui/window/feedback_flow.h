#pragma once

#include <optional>

#include <QtCore/QObject>

#include "ui/jobs/engine.h"

namespace faultline::ui {

class Actions;
class EvidenceView;
class FindingsView;
class Workspace;

/// What the user says of findings, from the keyboard, the menu or the evidence, and what came of it: told
/// below the findings, with a way back.
class FeedbackFlow : public QObject {
  Q_OBJECT

 public:
  struct Views {
    FindingsView* findings;
    EvidenceView* evidence;
  };

  FeedbackFlow(Workspace* workspace, Actions* actions, Views views, QObject* parent);

  /// Of the selected rows; when all have that status already it is taken from them again.
  void say(FindingStatus status, bool allLikeThis = false);

 private:
  void connectCommands();
  void connectBook();
  void undo();
  void onTaught(const pipeline::TeachReport& report);
  void onNotTaught(const std::optional<Error>& error);
  void onUndone(const pipeline::Change& change, const QString& words);
  void onRedone(const pipeline::Change& change, const QString& words);
  void showCommands();

  Workspace* m_workspace;
  Actions* m_actions;
  Views m_views;
};

}  // namespace faultline::ui
