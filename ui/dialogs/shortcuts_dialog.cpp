#include "ui/dialogs/shortcuts_dialog.h"

#include <QtGui/QAction>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {

struct Line {
  QString keys;
  QString text;
};

QList<Line> linesOf(const QMenu* menu) {
  QList<Line> lines;
  for (const QAction* action : menu->actions()) {
    if (action->shortcut().isEmpty()) continue;
    QString text = action->iconText();
    text.remove(QStringLiteral("…"));
    lines << Line{action->shortcut().toString(QKeySequence::NativeText), text};
  }
  return lines;
}

/// Of the submenus: they are for one pane.
QList<Line> stepLines(const QList<QAction*>& menus) {
  QList<Line> lines;
  for (const QAction* menu : menus) {
    for (const QAction* action : menu->menu()->actions()) {
      if (action->menu() != nullptr) lines << linesOf(action->menu());
    }
  }
  return lines;
}

void addSection(QGridLayout* grid, int column, const QString& title, const QList<Line>& lines,
                QWidget* parent) {
  int row = grid->property("rows" + QByteArray::number(column)).toInt();
  if (row > 0) grid->setRowMinimumHeight(row++, style::kGrid);
  grid->addWidget(headingLabel(title, parent), row++, column, 1, 2);
  for (const Line& line : lines) {
    QLabel* keys = plainLabel(line.keys, parent);
    keys->setFont(style::monoFont());
    grid->addWidget(keys, row, column);
    grid->addWidget(plainLabel(line.text, parent), row++, column + 1);
  }
  grid->setProperty("rows" + QByteArray::number(column), row);
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& menus, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  setAccessibleName(windowTitle());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(3 * style::kGrid, 3 * style::kGrid, 3 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(2 * style::kGrid);
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(2 * style::kGrid);
  grid->setVerticalSpacing(style::kGrid);
  for (const int gap : {2, 5}) grid->setColumnMinimumWidth(gap, 2 * style::kGrid);
  int section = 0;
  for (const QAction* menu : menus) {
    const QList<Line> lines = linesOf(menu->menu());
    if (lines.isEmpty()) continue;
    addSection(grid, section++ < 2 ? 0 : 3, menu->text().remove(QLatin1Char('&')), lines, this);
  }
  addSection(grid, 6, tr("In the findings"), {{tr("Enter"), tr("Go to its log line")}}, this);
  addSection(grid, 6, tr("In the log"),
             {{tr("Space"), tr("Unfold or fold a long line")},
              {tr("Shift+↓"), tr("Select lines")},
              {tr("Ctrl+C"), tr("Copy the selected lines")},
              {tr("Esc"), tr("Stop searching, close the find bar")}},
             this);
  addSection(grid, 6, tr("In the session's workflow"), stepLines(menus), this);
  addSection(grid, 6, tr("In the workflows"),
             {{tr("F2"), tr("Rename the task")},
              {tr("Tab, arrows"), tr("Go from node to node")},
              {tr("Enter"), tr("Show the node's lines")}},
             this);
  addSection(grid, 0, tr("In the log keys"),
             {{tr("Ctrl+M"), tr("Merge the selected keys")},
              {tr("Ctrl+T"), tr("Split the key on a word")},
              {tr("F2"), tr("Rename the key")},
              {tr("Ctrl+E"), tr("Mask by a regular expression")}},
             this);
  layout->addLayout(grid);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  buttons->setAccessibleName(tr("Close"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

}  // namespace faultline::ui
