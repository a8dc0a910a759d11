#include "ui/views/start_page.h"

#include <algorithm>

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QHBoxLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kWidth = 640;
constexpr int kPathWidth = 380;
constexpr int kMostName = 200;
}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Start page"));
  auto* column = new QWidget(this);
  column->setFixedWidth(kWidth);
  auto* layout = new QVBoxLayout(column);
  layout->setSpacing(2 * style::kGrid);
  auto* title = plainLabel(tr("Find the fault in your logs"), column);
  title->setFont(style::titleFont());
  auto* text = dimLabel(tr("Faultline learns what is normal in log files, shows what is not, and says why. "
                           "Nothing leaves this computer."),
                        column);
  text->setWordWrap(true);
  text->setMinimumHeight(text->heightForWidth(kWidth));
  layout->addWidget(title);
  layout->addWidget(text);
  layout->addWidget(makeDropCard());
  layout->addWidget(makeOthers());

  m_recentSection = new QWidget(column);
  m_recent = new QVBoxLayout(m_recentSection);
  m_recent->setContentsMargins(0, style::kGrid, 0, 0);
  m_recent->setSpacing(0);
  layout->addWidget(m_recentSection);

  auto* page = new QVBoxLayout(this);
  page->addStretch(2);
  page->addWidget(column, 0, Qt::AlignHCenter);
  page->addStretch(3);
  setRecent({});
}

QWidget* StartPage::makeDropCard() {
  auto* card = new QFrame(this);
  card->setObjectName(QStringLiteral("card"));
  auto* layout = new QHBoxLayout(card);
  layout->setContentsMargins(3 * style::kGrid, 3 * style::kGrid, 3 * style::kGrid, 3 * style::kGrid);
  layout->setSpacing(2 * style::kGrid);
  auto* texts = new QVBoxLayout;
  texts->setSpacing(4);
  texts->addWidget(headingLabel(tr("Drop log files or folders anywhere here"), card));
  texts->addWidget(dimLabel(tr("Plain or compressed with gzip, xz or zstd"), card));
  auto* button = primaryButton(tr("&Import logs…"), card);
  auto* folder = new QPushButton(tr("Import &folder…"), card);
  folder->setAccessibleName(tr("Import folder"));
  layout->addLayout(texts, 1);
  layout->addWidget(folder, 0, Qt::AlignVCenter);
  layout->addWidget(button, 0, Qt::AlignVCenter);
  connect(button, &QPushButton::clicked, this, &StartPage::importRequested);
  connect(folder, &QPushButton::clicked, this, &StartPage::importFolderRequested);
  return card;
}

QWidget* StartPage::makeOthers() {
  auto* others = new QWidget(this);
  auto* layout = new QHBoxLayout(others);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  auto* open = new QPushButton(style::icon(QStringLiteral("folder-open")), tr("&Open project…"), others);
  open->setAccessibleName(tr("Open project"));
  auto* demo = new QPushButton(style::icon(QStringLiteral("flask-conical")), tr("&Look at the demo"), others);
  demo->setAccessibleName(tr("Look at the demo"));
  demo->setToolTip(tr("A small made-up cloud service with a few faults in it"));
  layout->addWidget(open);
  layout->addWidget(demo);
  layout->addStretch();
  connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
  connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
  return others;
}

void StartPage::setRecent(const QStringList& projects) {
  while (QLayoutItem* item = m_recent->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  m_recentSection->setVisible(!projects.isEmpty());
  if (projects.isEmpty()) return;
  m_recent->addWidget(headingLabel(tr("Recent projects"), m_recentSection));
  m_recent->addSpacing(4);
  QList<QPushButton*> buttons;
  int widest = 0;
  for (const QString& project : projects) {
    const QFileInfo file(project);
    auto* row = new QWidget(m_recentSection);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    QPushButton* button = linkButton(withoutMnemonic(file.completeBaseName()), row);
    button->setToolTip(plainTip(QDir::toNativeSeparators(project)));
    button->setAccessibleName(tr("Open %1").arg(project));
    QLabel* path = dimLabel(QString(), row);
    path->setText(path->fontMetrics().elidedText(QDir::toNativeSeparators(file.absolutePath()),
                                                 Qt::ElideMiddle, kPathWidth));
    layout->addWidget(button);
    layout->addWidget(path, 1);
    connect(button, &QPushButton::clicked, this, [this, project] { Q_EMIT recentChosen(project); });
    m_recent->addWidget(row);
    buttons << button;
    widest = std::max(widest, std::min(button->sizeHint().width(), kMostName));
  }
  for (QPushButton* button : buttons) button->setMinimumWidth(widest);  // so that the paths align
}

}  // namespace faultline::ui
