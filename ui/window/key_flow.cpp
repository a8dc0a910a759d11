#include "ui/window/key_flow.h"

#include <QtGui/QAction>

#include "ui/dialogs/key_editor.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/banner.h"
#include "ui/window/actions.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

KeyFlow::KeyFlow(Workspace* workspace, Actions* actions, Banner* reminder, QWidget* window)
    : QObject(window), m_workspace(workspace), m_actions(actions), m_reminder(reminder), m_window(window) {
  KeyBook* book = m_workspace->keys();
  connect(m_actions->keys, &QAction::triggered, this, [this] { openEditor(); });
  connect(book, &KeyBook::changesChanged, this, &KeyFlow::showCommands);
  connect(m_workspace->jobs(), &JobRunner::changed, this, &KeyFlow::showCommands);
  connect(book, &KeyBook::keysChanged, this, &KeyFlow::showReminder);
  connect(m_workspace, &Workspace::projectChanged, this, [this] {
    if (m_editor) m_editor->close();
  });
  showCommands();
}

KeyEditor* KeyFlow::editor() const { return m_editor; }

void KeyFlow::openEditor(KeyId key) {
  if (!m_workspace->isOpen()) return;
  if (!m_editor) {
    m_editor = new KeyEditor(m_workspace->keys(), m_actions->undo, m_actions->redo, m_window);
    m_editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_editor, &KeyEditor::importRequested, this, &KeyFlow::importRequested);
    connect(m_editor, &KeyEditor::learnRequested, m_workspace, &Workspace::analyzeAgain);
    connect(m_workspace, &Workspace::failed, m_editor, &KeyEditor::showError);
  }
  if (key) m_editor->showKey(key);
  m_editor->show();
  m_editor->raise();
  m_editor->activateWindow();
}

void KeyFlow::showCommands() {
  // Teaching gives way to it.
  const bool busy = m_workspace->jobs()->busy() && !m_workspace->verdicts()->mayPause();
  const auto show = [busy](QAction* action, const std::optional<QString>& what, const QString& plainText,
                           const QString& named) {
    action->setEnabled(what && !busy);
    action->setText(what ? withoutMnemonic(named).prepend(QLatin1Char('&')) : plainText);
    action->setToolTip(
        plainTip(QStringLiteral("%1 (%2)").arg(what ? named : QString(plainText).remove(QLatin1Char('&')),
                                               action->shortcut().toString(QKeySequence::NativeText))));
  };
  const auto undo = m_workspace->keys()->toUndo();
  const auto redo = m_workspace->keys()->toRedo();
  show(m_actions->undo, undo, tr("&Undo"), tr("Undo: %1").arg(undo.value_or(QString())));
  show(m_actions->redo, redo, tr("&Redo"), tr("Redo: %1").arg(redo.value_or(QString())));
}

void KeyFlow::showReminder() {
  const auto keys = m_workspace->keys()->keys();
  if (!keys || !keys->needsRelearning) return m_reminder->hide();
  m_reminder->tell(errorWords(*keys->needsRelearning));
  m_reminder->setAction(tr("&Learn again"), [this] { m_workspace->analyzeAgain(); });
}

}  // namespace faultline::ui
