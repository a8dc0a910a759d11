#include "ui/dialogs/save_layout_dialog.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kWidth = 460;
}

SaveLayoutDialog::SaveLayoutDialog(const LayoutLibrary* library, const QString& pattern, QWidget* parent)
    : QDialog(parent),
      m_library(library),
      m_name(new QLineEdit(this)),
      m_mine(new QRadioButton(tr("In &my layouts, for all projects"), this)),
      m_project(new QRadioButton(tr("In this &project"), this)),
      m_note(dimLabel(QString(), this)),
      m_save(primaryButton(tr("&Save"), this)) {
  setWindowTitle(tr("Save layout"));
  setAccessibleName(windowTitle());
  setMinimumWidth(kWidth);
  m_name->setAccessibleName(tr("Name of the layout"));
  m_name->setPlaceholderText(tr("e.g. billing-service"));
  m_mine->setAccessibleName(tr("Keep it in my layouts"));
  m_project->setAccessibleName(tr("Keep it in this project"));
  m_save->setAccessibleName(tr("Save"));
  m_save->setDefault(true);
  m_note->setWordWrap(true);
  m_mine->setChecked(true);
  m_project->setVisible(library->hasProject());

  auto* form = new QFormLayout;
  form->setHorizontalSpacing(2 * style::kGrid);
  form->setVerticalSpacing(style::kGrid);
  QLabel* shown = wrappingLabel(pattern, this);
  shown->setFont(style::monoFont());
  form->addRow(plainLabel(tr("Pattern"), this), shown);
  QLabel* caption = plainLabel(tr("&Name"), this);
  caption->setBuddy(m_name);
  form->addRow(caption, m_name);
  m_mine->setVisible(library->hasProject());
  if (library->hasProject()) {
    form->addRow(plainLabel(tr("Keep it"), this), m_mine);
    form->addRow(QString(), m_project);
  } else {
    form->addRow(plainLabel(tr("Keep it"), this), plainLabel(tr("In my layouts, for all projects"), this));
  }

  auto* cancel = new QPushButton(tr("Cancel"), this);
  cancel->setAccessibleName(tr("Cancel"));
  cancel->setAutoDefault(false);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(style::kGrid);
  buttons->addWidget(m_note, 1);
  buttons->addWidget(cancel);
  buttons->addWidget(m_save);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(12);
  layout->addLayout(form);
  layout->addStretch();
  layout->addLayout(buttons);

  connect(m_name, &QLineEdit::textChanged, this, &SaveLayoutDialog::check);
  connect(m_mine, &QRadioButton::toggled, this, &SaveLayoutDialog::check);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
  check();
  m_name->setFocus();
}

void SaveLayoutDialog::check() {
  const QString problem = m_library->nameProblem(name());
  const QString replaced = m_library->has(shelf(), name()) ? tr("Replaces the one of this name.") : QString();
  m_note->setText(problem.isEmpty() ? replaced : problem);
  m_save->setEnabled(problem.isEmpty());
}

QString SaveLayoutDialog::name() const { return m_name->text().trimmed(); }

LayoutLibrary::Shelf SaveLayoutDialog::shelf() const {
  return m_project->isChecked() ? LayoutLibrary::Shelf::Project : LayoutLibrary::Shelf::Mine;
}

QString SaveLayoutDialog::note() const { return m_note->text(); }

}  // namespace faultline::ui
