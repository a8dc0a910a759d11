#include "ui/models/import_files_model.h"

#include <algorithm>
#include <set>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"

namespace faultline::ui {

bool ImportEntry::settingsWrong() const {
  if (!preview || !preview->error) return false;
  const ErrorCode code = preview->error->code;
  return code == ErrorCode::LayoutInvalid || code == ErrorCode::RegexInvalid ||
         code == ErrorCode::TimeZoneUnknown || code == ErrorCode::InvalidArgument;
}

bool ImportEntry::refused() const { return preview && preview->error && !settingsWrong(); }

void ImportFilesModel::setFiles(const std::vector<std::filesystem::path>& files,
                                const std::vector<pipeline::Source>& sources) {
  beginResetModel();
  m_entries.clear();
  std::set<std::filesystem::path> seen;
  for (const std::filesystem::path& file : files) {
    ImportEntry entry;
    entry.path = file;
    const auto known = std::find_if(sources.begin(), sources.end(), [&](const pipeline::Source& source) {
      return std::filesystem::path(source.path).lexically_normal() == file.lexically_normal();
    });
    if (!seen.insert(file.lexically_normal()).second) {
      entry.note = tr("named twice");
      entry.included = false;
    } else if (known != sources.end() && known->presence == pipeline::FilePresence::Grown) {
      entry.note = tr("new lines will be added");
    } else if (known != sources.end() && known->presence == pipeline::FilePresence::Unchanged &&
               known->state == pipeline::SourceState::Complete) {
      entry.note = tr("already in the project");
      entry.included = false;
    }
    m_entries.push_back(std::move(entry));
  }
  endResetModel();
  Q_EMIT chosenChanged();
}

void ImportFilesModel::setPreview(int row, pipeline::FilePreview preview) {
  ImportEntry& entry = m_entries[static_cast<std::size_t>(row)];
  entry.preview = std::move(preview);
  rowChanged(row);
}

void ImportFilesModel::setWanted(int row, const pipeline::ImportOptions& wanted) {
  m_entries[static_cast<std::size_t>(row)].wanted = wanted;
}

void ImportFilesModel::rowChanged(int row) {
  Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  Q_EMIT chosenChanged();
}

std::vector<pipeline::ImportFile> ImportFilesModel::chosen() const {
  std::vector<pipeline::ImportFile> files;
  for (const ImportEntry& entry : m_entries) {
    if (entry.ready()) files.push_back({entry.path, entry.preview->options});
  }
  return files;
}

int ImportFilesModel::reading() const {
  return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(), [](const ImportEntry& entry) {
    return entry.included && !entry.preview;
  }));
}

int ImportFilesModel::refused() const {
  return static_cast<int>(
      std::count_if(m_entries.begin(), m_entries.end(), [](const auto& entry) { return entry.refused(); }));
}

int ImportFilesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int ImportFilesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString ImportFilesModel::text(const ImportEntry& entry, int column) const {
  if (column == File) return plain(entry.path.filename().string());
  if (!entry.preview) return column == Layout ? tr("Reading…") : QString();
  if (entry.preview->error) {
    const ErrorWords words = errorWords(*entry.preview->error);
    return column == Layout ? (entry.settingsWrong() ? words.why : words.what.section(QLatin1Char(':'), 0, 0))
                            : QString();
  }
  const pipeline::FilePreview& preview = *entry.preview;
  switch (column) {
    case Layout:
      return entry.note.isEmpty() ? plain(preview.options.layout)
                                  : tr("%1 (%2)").arg(plain(preview.options.layout), entry.note);
    case Fits:
      return percentText(preview.fittingShare);
    case Sessions:
      return plain(preview.options.sessionId);
    case Zone:
      return !preview.hasTime      ? tr("no times")
             : preview.hasTimeZone ? tr("in the log")
                                   : plain(preview.options.timeZone.value_or("UTC"));
    case Host:
      return plain(preview.options.host.value_or(""));
    case Service:
      return plain(preview.options.service.value_or(""));
    default:
      return {};
  }
}

QVariant ImportFilesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const ImportEntry& row = entry(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::CheckStateRole:
      if (index.column() != File) return {};
      return row.included && !row.refused() ? Qt::Checked : Qt::Unchecked;
    case Qt::DecorationRole:
      if (index.column() != Layout || !row.preview || !row.preview->error) return {};
      return style::icon(row.refused() ? QStringLiteral("circle-slash") : QStringLiteral("triangle-alert"));
    case Qt::ForegroundRole:
      return row.included && !row.refused() ? QVariant() : style::colors().dim;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Fits ? Qt::AlignRight | Qt::AlignVCenter
                                                        : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (index.column() == File) return plainTip(plain(row.path.string()));
      if (row.preview && row.preview->error) return plainTip(errorWords(*row.preview->error).whole());
      return plainTip(text(row, index.column()));
    default:
      return {};
  }
}

bool ImportFilesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::CheckStateRole || index.column() != File) return false;
  m_entries[static_cast<std::size_t>(index.row())].included = value.toInt() == Qt::Checked;
  rowChanged(index.row());
  return true;
}

Qt::ItemFlags ImportFilesModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (index.isValid() && index.column() == File && !entry(index.row()).refused())
    flags |= Qt::ItemIsUserCheckable;
  return flags;
}

QVariant ImportFilesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == Fits) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && section == Fits) return tr("How many of the first lines fit the layout");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case File:
      return tr("File");
    case Layout:
      return tr("Layout");
    case Fits:
      return tr("Fits");
    case Zone:
      return tr("Time zone");
    case Host:
      return tr("Host");
    case Service:
      return tr("Service");
    case Sessions:
      return tr("Sessions by");
    default:
      return {};
  }
}

}  // namespace faultline::ui
