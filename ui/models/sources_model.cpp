#include "ui/models/sources_model.h"

#include <QtCore/QCoreApplication>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

namespace {

using pipeline::FilePresence;

QString presenceIcon(const pipeline::Source& source) {
  switch (source.presence) {
    case FilePresence::Unchanged:
      return source.state == pipeline::SourceState::Partial ? QStringLiteral("file-diff")
                                                            : QStringLiteral("file-text");
    case FilePresence::Grown:
      return QStringLiteral("file-up");
    case FilePresence::Changed:
      return QStringLiteral("file-diff");
    case FilePresence::Missing:
      return QStringLiteral("file-x");
    case FilePresence::Unreadable:
      return QStringLiteral("file-lock");
  }
  return QStringLiteral("file-text");
}

/// How much there is of it, or what is wrong with it, which matters more.
QString entriesOrState(const pipeline::Source& source) {
  if (source.presence != FilePresence::Unchanged) return presenceText(source.presence);
  if (source.state == pipeline::SourceState::Partial) return SourcesModel::tr("In part");
  return numberText(source.events);
}

QString description(const pipeline::Source& source) {
  QStringList lines{plain(source.path), presenceText(source.presence)};
  if (source.state == pipeline::SourceState::Partial) {
    lines << SourcesModel::tr("Imported in part; import it again to go on");
  }
  lines << SourcesModel::tr("%1 entries, %2 sessions, %3")
               .arg(numberText(source.events), numberText(source.sessions), bytesText(source.bytes));
  if (source.unfitting > 0) {
    lines << SourcesModel::tr("%1 entries do not fit the layout").arg(numberText(source.unfitting));
  }
  lines << SourcesModel::tr("Layout: %1").arg(plain(source.layout));
  lines << SourcesModel::tr("Sessions by: %1").arg(plain(source.sessionRule));
  if (source.first) lines << SourcesModel::tr("Time zone: %1").arg(plain(source.clock.zone));
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

QString presenceText(FilePresence presence) {
  switch (presence) {
    case FilePresence::Unchanged:
      return SourcesModel::tr("Unchanged");
    case FilePresence::Grown:
      return SourcesModel::tr("Grown");
    case FilePresence::Changed:
      return SourcesModel::tr("Changed");
    case FilePresence::Missing:
      return SourcesModel::tr("Missing");
    case FilePresence::Unreadable:
      return SourcesModel::tr("Unreadable");
  }
  return {};
}

void SourcesModel::setProject(std::shared_ptr<const pipeline::ProjectInfo> project) {
  beginResetModel();
  m_project = std::move(project);
  endResetModel();
}

const pipeline::Source* SourcesModel::source(int row) const {
  if (row < 0 || row >= rowCount()) return nullptr;
  return &m_project->sources[static_cast<std::size_t>(row)];
}

int SourcesModel::rowOf(SourceId id) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (source(row)->id == id) return row;
  }
  return -1;
}

const pipeline::Source* SourcesModel::find(SourceId id) const { return source(rowOf(id)); }

int SourcesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_project ? 0 : static_cast<int>(m_project->sources.size());
}

int SourcesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant SourcesModel::data(const QModelIndex& index, int role) const {
  const pipeline::Source* row = index.isValid() ? source(index.row()) : nullptr;
  if (row == nullptr) return {};
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == Name ? plain(row->name) : entriesOrState(*row);
    case Qt::DecorationRole:
      return index.column() == Name ? style::icon(presenceIcon(*row)) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Name ? Qt::AlignLeft | Qt::AlignVCenter
                                                        : Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return plainTip(description(*row));
    case Qt::AccessibleTextRole:
      return tr("%1, %2, %3 entries")
          .arg(plain(row->name), presenceText(row->presence), numberText(row->events));
    case SourceIdRole:
      return static_cast<qlonglong>(row->id.value);
    default:
      return {};
  }
}

QVariant SourcesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == Entries) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  return section == Name ? tr("Source") : tr("Entries");
}

}  // namespace faultline::ui
