#include "ui/models/import_preview_model.h"

#include <algorithm>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

using pipeline::PreviewLine;

namespace {

constexpr std::size_t kMost = 2000;  // of a line that may have megabytes; the table shows less

/// Lines of an entry after its first.
std::size_t furtherLines(const PreviewLine& line) {
  return static_cast<std::size_t>(std::count(line.raw.begin(), line.raw.end(), '\n'));
}

/// Lines that are part of the entry before them put into it.
std::vector<PreviewLine> joined(std::vector<PreviewLine> lines) {
  std::vector<PreviewLine> entries;
  for (PreviewLine& line : lines) {
    if (line.continues && !entries.empty()) {
      entries.back().raw += '\n' + line.raw;
      entries.back().message += '\n' + line.raw;
    } else {
      entries.push_back(std::move(line));
    }
  }
  return entries;
}

/// The first line, and how many are folded away behind it.
QString folded(const PreviewLine& line) {
  const std::string& text = line.fits ? line.message : line.raw;
  const QString first = plain(text.substr(0, std::min(text.find('\n'), kMost)));
  const auto further = static_cast<int>(furtherLines(line));
  return further == 0 ? first : first + ImportPreviewModel::tr("  ⏎ +%n line(s)", nullptr, further);
}

}  // namespace

void ImportPreviewModel::setLines(std::vector<PreviewLine> lines, const std::vector<std::string>& fields) {
  beginResetModel();
  m_lines = joined(std::move(lines));
  m_numbers.clear();
  std::size_t number = 1;
  for (const PreviewLine& line : m_lines) {
    m_numbers.push_back(number);
    number += 1 + furtherLines(line);
  }
  makeColumns(fields);
  endResetModel();
}

void ImportPreviewModel::makeColumns(const std::vector<std::string>& fields) {
  std::vector<Column> columns{{Kind::Number, 0, tr("Line")}, {Kind::Time, 0, tr("Time")}};
  for (std::size_t i = 0; i < fields.size(); ++i) columns.push_back({Kind::Field, i, plain(fields[i])});
  if (fields.empty()) {
    columns.push_back({Kind::Level, 0, tr("Level")});
    columns.push_back({Kind::Host, 0, tr("Host")});
    columns.push_back({Kind::Service, 0, tr("Service")});
    columns.push_back({Kind::Process, 0, tr("Process")});
  } else {
    columns[1].title = tr("Time as read");
  }
  columns.push_back({Kind::Session, 0, tr("Session")});
  columns.push_back({Kind::Message, 0, tr("Message")});
  std::erase_if(columns, [this](const Column& column) {
    return column.kind != Kind::Number && column.kind != Kind::Message && empty(column);
  });
  m_columns = std::move(columns);
}

bool ImportPreviewModel::empty(const Column& column) const {
  for (std::size_t row = 0; row < m_lines.size(); ++row) {
    if (!text(row, column).isEmpty()) return false;
  }
  return true;
}

int ImportPreviewModel::columnOf(Kind kind) const {
  const auto found = std::find_if(m_columns.begin(), m_columns.end(),
                                  [kind](const Column& column) { return column.kind == kind; });
  return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

int ImportPreviewModel::misfits() const {
  return static_cast<int>(
      std::count_if(m_lines.begin(), m_lines.end(), [](const auto& line) { return !line.fits; }));
}

int ImportPreviewModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int ImportPreviewModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QString ImportPreviewModel::text(std::size_t row, const Column& column) const {
  const PreviewLine& line = m_lines[row];
  switch (column.kind) {
    case Kind::Number:
      return QString::number(m_numbers[row]);
    case Kind::Time:
      return line.time ? statedText(*line.time) : QString();
    case Kind::Level:
      return plain(line.level);
    case Kind::Host:
      return plain(line.host);
    case Kind::Service:
      return plain(line.service);
    case Kind::Process:
      return plain(line.process);
    case Kind::Field:
      return column.field < line.fields.size() ? plain(line.fields[column.field].substr(0, kMost))
                                               : QString();
    case Kind::Session:
      return plain(line.session);
    case Kind::Message:
      return folded(line);
  }
  return {};
}

QVariant ImportPreviewModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Kind kind = column(index.column()).kind;
  const bool right = kind == Kind::Number;
  const bool fit = fits(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(static_cast<std::size_t>(index.row()), column(index.column()));
    case Qt::FontRole:
      return style::monoFont();
    case Qt::ForegroundRole:
      return fit && kind != Kind::Number ? QVariant() : style::colors().dim;
    case Qt::DecorationRole:
      return !fit && kind == Kind::Message ? style::icon(QStringLiteral("circle-slash")) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(right ? Qt::AlignRight | Qt::AlignVCenter
                                       : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return tip(index);
    case Qt::AccessibleTextRole: {
      const QString shown = text(static_cast<std::size_t>(index.row()), column(index.column()));
      return fit ? shown : tr("Does not fit: %1").arg(shown);
    }
    default:
      return {};
  }
}

QString ImportPreviewModel::tip(const QModelIndex& index) const {
  const PreviewLine& line = m_lines[static_cast<std::size_t>(index.row())];
  if (!line.fits) return plainTip(tr("This line does not fit the layout. It is kept as it is."));
  const bool many = column(index.column()).kind == Kind::Message && furtherLines(line) > 0;
  if (!many) return plainTip(index.data().toString());
  QStringList lines;
  for (const QString& part : QString::fromStdString(line.raw.substr(0, kMost)).split(QLatin1Char('\n'))) {
    lines << plain(part.toStdString());
  }
  return plainTip(lines.join(QLatin1Char('\n')));
}

QVariant ImportPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  if (role == Qt::TextAlignmentRole && column(section).kind == Kind::Number) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  return role == Qt::DisplayRole ? QVariant(column(section).title) : QVariant();
}

}  // namespace faultline::ui
