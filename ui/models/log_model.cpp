#include "ui/models/log_model.h"

#include <algorithm>
#include <limits>

#include "ui/style/style.h"

namespace faultline::ui {

namespace {

constexpr std::size_t kMostUnderWay = 4;

QString pageChannel(std::uint32_t page) { return QStringLiteral("page %1").arg(page); }

}  // namespace

LogModel::LogModel(std::shared_ptr<Engine> engine, QueryRunner* pages, QObject* parent)
    : QAbstractTableModel(parent), m_engine(std::move(engine)), m_pages(pages) {}

void LogModel::open(const std::filesystem::path& project, SourceId source, const pipeline::LogFilter& filter,
                    std::uint32_t ordinal) {
  close();
  m_sourceId = source;
  m_filter = filter;
  m_state = State::Opening;
  Q_EMIT stateChanged();
  struct Opened {
    std::shared_ptr<LogSource> log;
    std::uint32_t row = 0;
  };
  m_pages->run(
      this, QStringLiteral("open"),
      [engine = m_engine, project, source, filter, ordinal](std::stop_token) -> Result<Opened> {
        FAULTLINE_TRY_ASSIGN(std::shared_ptr<LogSource> log, engine->openLog(project, source, filter));
        FAULTLINE_TRY_ASSIGN(const std::uint32_t row, log->rowAt(ordinal));
        return Opened{std::move(log), row};
      },
      [this](Result<Opened> opened) {
        if (!opened) return fail(opened.error());
        beginResetModel();
        m_source = std::move(opened->log);
        m_count = m_source->eventCount();
        m_openedAt = opened->row;
        m_state = State::Ready;
        endResetModel();
        Q_EMIT stateChanged();
      });
}

void LogModel::close() {
  m_pages->cancel(this, QStringLiteral("open"));
  for (const std::uint32_t page : m_underWay) m_pages->cancel(this, pageChannel(page));
  beginResetModel();
  forgetPages();
  m_underWay.clear();
  m_source.reset();
  m_count = 0;
  m_openedAt = 0;
  m_filter = {};
  m_sourceId = {};
  m_error.reset();
  m_state = State::Empty;
  endResetModel();
  Q_EMIT stateChanged();
}

void LogModel::fail(const Error& error) {
  beginResetModel();
  forgetPages();
  m_count = 0;
  m_error = error;
  m_state = State::Failed;
  endResetModel();
  Q_EMIT stateChanged();
}

void LogModel::forgetPages() {
  m_cache.clear();
  m_used.clear();
  m_bytes = 0;
}

void LogModel::setZone(const DisplayZone& zone) {
  m_zone = zone;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

const pipeline::LogLine* LogModel::line(std::uint32_t row) const {
  if (row >= m_count) return nullptr;
  const std::uint32_t page = row / kPageLines;
  const auto found = m_cache.find(page);
  if (found == m_cache.end()) {
    const_cast<LogModel*>(this)->fetch(page);
    return nullptr;
  }
  m_used.splice(m_used.begin(), m_used, found->second.use);
  const Page& lines = found->second.lines;
  const std::uint32_t within = row % kPageLines;
  return within < lines.size() ? &lines[within] : nullptr;
}

void LogModel::fetch(std::uint32_t page) {
  if (std::find(m_underWay.begin(), m_underWay.end(), page) != m_underWay.end()) return;
  m_underWay.push_back(page);
  if (m_underWay.size() > kMostUnderWay) {  // scrolled past
    m_pages->cancel(this, pageChannel(m_underWay.front()));
    m_underWay.pop_front();
  }
  using Lines = Result<Page>;
  m_pages->run(
      this, pageChannel(page),
      [source = m_source, page](std::stop_token) -> Lines {
        return source->read(page * kPageLines, kPageLines);
      },
      [this, page](Lines lines) {
        m_underWay.remove(page);
        if (!lines) return fail(lines.error());
        keep(page, std::move(*lines));
      },
      Worker::Place::Front);
}

void LogModel::keep(std::uint32_t page, Page lines) {
  CachedPage cached;
  for (const pipeline::LogLine& line : lines) cached.bytes += sizeof line + line.text.size();
  cached.lines = std::move(lines);
  m_used.push_front(page);
  cached.use = m_used.begin();
  m_bytes += cached.bytes;
  m_cache.insert_or_assign(page, std::move(cached));

  // Two pages are always kept: the screen may lie across their border.
  while (m_cache.size() > 2 && (m_cache.size() > kMostPages || m_bytes > kMostBytes)) {
    const auto oldest = m_cache.find(m_used.back());
    m_bytes -= oldest->second.bytes;
    m_cache.erase(oldest);
    m_used.pop_back();
  }

  const std::uint32_t first = page * kPageLines;
  const std::uint32_t count = std::min(kPageLines, m_count - first);
  Q_EMIT linesArrived(first, count);
  constexpr auto kMostRows = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
  if (first + count <= kMostRows) {
    Q_EMIT dataChanged(index(static_cast<int>(first), 0),
                       index(static_cast<int>(first + count) - 1, kColumns - 1));
  }
}

int LogModel::rowCount(const QModelIndex& parent) const {
  constexpr auto kMostRows = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
  return parent.isValid() ? 0 : static_cast<int>(std::min(m_count, kMostRows));
}

int LogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant LogModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::FontRole) return style::monoFont();
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const pipeline::LogLine* row = line(static_cast<std::uint32_t>(index.row()));
  if (row == nullptr) return index.column() == Text && role == Qt::DisplayRole ? tr("Reading…") : QVariant();
  if (role == Qt::ToolTipRole) return plainTip(plain(row->text));
  switch (index.column()) {
    case LineNumber:
      return static_cast<qulonglong>(row->line);
    case Time:
      return m_zone.text(row->time);
    default:
      return plain(row->text);
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case LineNumber:
      return tr("Line");
    case Time:
      return tr("Time");
    case Text:
      return tr("Text");
    default:
      return {};
  }
}

}  // namespace faultline::ui
