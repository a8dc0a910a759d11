#include "ui/views/log_pane.h"

#include <algorithm>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/translate.h"
#include "ui/views/empty_state.h"
#include "ui/views/find_bar.h"
#include "ui/views/log_view.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using Direction = pipeline::LogReader::Direction;

LogPane::LogPane(std::shared_ptr<Engine> engine, QueryRunner* pages, QueryRunner* search, QWidget* parent)
    : QWidget(parent), m_engine(std::move(engine)), m_pages(pages), m_search(search) {
  m_model = new LogModel(m_engine, pages, this);
  m_view = new LogView(m_model, this);
  m_find = new FindBar(this);
  m_empty = new EmptyState(this);
  m_title = headingLabel(QString(), this);
  m_note = dimLabel(QString(), this);
  m_all = new QToolButton(this);
  m_all->setText(tr("Show all lines"));
  m_all->setAccessibleName(m_all->text());

  auto* header = new QHBoxLayout;
  header->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  header->addWidget(m_title);
  header->addSpacing(style::kGrid);
  header->addWidget(m_note, 1);
  header->addWidget(m_all);
  auto* log = new QWidget(this);
  auto* layout = new QVBoxLayout(log);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(header);
  layout->addWidget(m_find);
  layout->addWidget(m_view, 1);
  m_stack = new QStackedLayout(this);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(log);

  connect(m_model, &LogModel::stateChanged, this, &LogPane::onStateChanged);
  connect(m_model, &LogModel::linesArrived, this, &LogPane::onLines);
  connect(m_view, &LogView::currentChanged, this, &LogPane::onCurrent);
  connect(m_view, &LogView::copyRequested, this, &LogPane::fetchCopy);
  connect(m_view, &LogView::keyRequested, this, &LogPane::keyRequested);
  connect(m_view, &LogView::filterRequested, this, &LogPane::showOnly);
  connect(m_all, &QToolButton::clicked, this, [this] { showOnly({}); });
  connect(m_find, &FindBar::next, this, &LogPane::findNext);
  connect(m_find, &FindBar::previous, this, &LogPane::findPrevious);
  connect(m_find, &FindBar::stopped, this, &LogPane::stopFinding);
  connect(m_find, &FindBar::highlighted, m_view, &LogView::setHighlight);
  connect(m_find, &FindBar::closed, m_view, qOverload<>(&QWidget::setFocus));
  connect(m_empty, &EmptyState::triggered, this, [this] { Q_EMIT relinkRequested(m_source.id); });
  setFocusProxy(m_view);
  onStateChanged();
}

void LogPane::open(const std::filesystem::path& project, const pipeline::Source& source,
                   std::optional<std::uint32_t> row) {
  const bool same = m_project == project && m_source.id == source.id && m_filter.isAll();
  m_project = project;
  m_source = source;
  m_filter = {};
  m_wanted = row;
  if (same && m_model->state() == LogModel::State::Ready) {
    showTimes();
    showTitle();
    if (row) m_view->centreOn(*row);
    return;
  }
  stopFinding();
  if (same && m_model->state() == LogModel::State::Opening) return;
  m_linesTellTime.reset();
  showTimes();
  openModel(row);
}

/// The row of an event is known once the log is open.
void LogPane::openModel(std::optional<std::uint32_t> ordinal) {
  m_wanted = ordinal;
  m_model->open(m_project, m_source.id, m_filter, ordinal.value_or(0));
}

std::optional<std::uint32_t> LogPane::currentOrdinal() const {
  if (m_model->state() != LogModel::State::Ready) return std::nullopt;
  if (m_filter.isAll()) return m_view->current();
  const pipeline::LogLine* line = m_model->line(m_view->current());
  return line == nullptr ? std::nullopt : std::optional(line->event.ordinal);
}

void LogPane::showOnly(const pipeline::LogFilter& filter) {
  if (!m_source.id || filter == m_filter) return;
  stopFinding();
  const std::optional<std::uint32_t> ordinal = currentOrdinal();
  m_filter = filter;
  openModel(ordinal);
}

void LogPane::reopen() {
  if (!m_source.id) return;
  const std::optional<std::uint32_t> ordinal = currentOrdinal();
  m_linesTellTime.reset();  // its clock may be another one
  openModel(ordinal ? ordinal : m_wanted);
}

void LogPane::close() {
  stopFinding();
  m_source = {};
  m_filter = {};
  m_project.clear();
  m_wanted.reset();
  m_mark = {};
  m_model->close();
}

void LogPane::setMark(std::optional<std::uint32_t> row, Severity severity, SessionId session) {
  m_mark = {row, severity, session};
  showMark();
}

/// A filter's rows are not the log's.
void LogPane::showMark() {
  m_view->setMark(m_filter.isAll() ? m_mark.row : std::nullopt, m_mark.severity, m_mark.session);
}

void LogPane::setZone(const DisplayZone& zone) {
  m_model->setZone(zone);
  m_linesTellTime.reset();
  const std::uint32_t top = m_view->firstVisible();
  if (showsLog() && m_model->line(top) != nullptr) onLines(top, m_view->visibleRows());
  showTimes();
  showTitle();
}

bool LogPane::sameDay() const {
  const DisplayZone& zone = m_model->zone();
  return m_source.first && m_source.last && zone.day(*m_source.first) == zone.day(*m_source.last);
}

void LogPane::showTimes() {
  using Times = LogRow::Times;
  const bool none = !m_source.first || (m_linesTellTime.value_or(true) && !m_timesAlways);
  m_view->setTimes(none ? Times::None : sameDay() ? Times::Clock : Times::DayAndClock);
}

void LogPane::setTimesAlways(bool always) {
  m_timesAlways = always;
  showTimes();
}

/// Decided once, by the first lines that are there: a column that comes and goes would be worse than either.
void LogPane::onLines(std::uint32_t first, std::uint32_t count) {
  if (m_linesTellTime) return;
  constexpr std::uint32_t kEnough = 50;
  constexpr std::size_t kInSight = 16;  // further right it is lost where long lines are elided
  bool any = false;
  bool all = true;
  for (std::uint32_t row = first; row - first < std::min(count, kEnough); ++row) {
    const pipeline::LogLine* line = m_model->line(row);
    if (line == nullptr || !line->time) continue;
    const std::string clock = m_model->zone().clock(line->time).left(8).toStdString();  // to the second
    any = true;
    all = all && line->text.find(clock) <= kInSight;
  }
  if (!any) return;
  m_linesTellTime = all;
  showTimes();
}

bool LogPane::showsLog() const { return m_stack->currentIndex() == 1; }

/// Behind the last line, the last one.
std::uint32_t LogPane::shownRow(std::uint32_t row) const {
  return std::min(row, std::max(m_model->lineCount(), 1U) - 1);
}

void LogPane::showTitle() {
  m_title->setText(plain(m_source.name));
  m_title->setToolTip(plainTip(plain(m_source.path)));
  QStringList notes;
  if (m_source.presence == pipeline::FilePresence::Grown) {
    notes << tr("the file has grown since it was imported; import it again to add the new lines");
  }
  m_all->setVisible(!m_filter.isAll());
  const QString count = numberText(m_model->lineCount());
  notes << (m_filter.key       ? tr("only the %1 entries of one log key").arg(count)
            : m_filter.session ? tr("only the %1 entries of one session").arg(count)
                               : tr("%1 entries").arg(count));
  if (sameDay()) notes << m_model->zone().day(*m_source.first);
  if (m_source.first) notes << tr("times in %1").arg(m_model->zone().name());
  m_note->setText(notes.join(QStringLiteral(" · ")));
}

void LogPane::onStateChanged() {
  switch (m_model->state()) {
    case LogModel::State::Empty:
      m_empty->show(QStringLiteral("scroll-text"), tr("No log is open"),
                    tr("Choose a finding or a source to read its lines here."));
      m_stack->setCurrentIndex(0);
      break;
    case LogModel::State::Opening:
      showTitle();  // the last picture stays while the file is opened
      break;
    case LogModel::State::Ready:
      m_stack->setCurrentIndex(1);
      showTitle();
      showMark();
      if (m_wanted) m_view->centreOn(m_filter.isAll() ? *m_wanted : shownRow(m_model->openedAt()));
      break;
    case LogModel::State::Failed: {
      const ErrorWords words = errorWords(*m_model->error());
      const ErrorCode code = m_model->error()->code;
      const bool lost = code == ErrorCode::FileMissing || code == ErrorCode::FileChanged;
      QString what = words.what;
      if (!what.isEmpty()) what[0] = what[0].toUpper();
      m_empty->show(QStringLiteral("file-x"), what, ErrorWords{{}, words.why, words.advice}.whole(),
                    lost ? tr("&Relink…") : QString());
      m_stack->setCurrentIndex(0);
      break;
    }
  }
}

void LogPane::onCurrent(std::uint32_t row) {
  const pipeline::LogLine* line = m_model->line(row);
  if (line == nullptr && !m_filter.isAll()) return;  // which event it is will be known when it has been read
  const std::uint32_t ordinal = m_filter.isAll() ? row : line->event.ordinal;
  Q_EMIT eventChosen(EventId{m_model->source(), ordinal}, line == nullptr ? SessionId{} : line->session,
                     line == nullptr ? std::nullopt : line->time);
}

void LogPane::openFind() {
  if (showsLog()) m_find->open();
}

void LogPane::copy() { m_view->copy(); }
void LogPane::findNext() { find(Direction::Forward); }
void LogPane::findPrevious() { find(Direction::Backward); }

void LogPane::find(Direction direction) {
  if (!showsLog()) return;
  if (m_find->pattern().isEmpty()) return openFind();
  m_find->show();
  m_find->showSearching(tr("Searching…"));
  struct Answer {
    Result<std::optional<std::uint32_t>> found;
    bool wrapped = false;
  };
  const QPointer<LogPane> self = this;
  const ProgressSink progress = [self](const Progress& at) {
    if (at.total == 0) return;
    const int percent = static_cast<int>(at.done * 100 / at.total);
    QMetaObject::invokeMethod(qApp, [self, percent] {
      if (self && self->m_find->searching()) self->m_find->showSearching(tr("Searching… %1 %").arg(percent));
    });
  };
  m_search->run(
      this, QStringLiteral("find"),
      [engine = m_engine, project = m_project, source = m_source.id, filter = m_filter,
       from = m_view->current(), direction, regex = m_find->pattern().toStdString(),
       progress](std::stop_token stop) -> Answer {
        auto log = engine->openLog(project, source, filter);
        if (!log) return {tl::unexpected<Error>(log.error()), false};
        auto found = (*log)->find(regex, from, direction, stop, progress);
        if (!found || *found || (*log)->eventCount() == 0) return {std::move(found), false};
        // Once around: from before the first or behind the last, whose own line is looked at separately.
        const bool forward = direction == Direction::Forward;
        const std::uint32_t last = (*log)->eventCount() - 1;
        if (last == 0) return {std::move(found), false};
        const std::uint32_t end = forward ? 0 : last;
        const std::uint32_t inside = forward ? 1 : last - 1;
        // `find` excludes its start, so the very end is found by coming back to it from one step inside.
        auto at =
            (*log)->find(regex, inside, forward ? Direction::Backward : Direction::Forward, stop, progress);
        if (!at || (*at && **at == end)) return {std::move(at), true};
        return {(*log)->find(regex, end, direction, stop, progress), true};
      },
      [this, direction](const Answer& answer) { onFound(answer.found, answer.wrapped, direction); });
}

void LogPane::stopFinding() {
  m_search->cancel(this, QStringLiteral("find"));
  if (m_find->searching()) m_find->showResult(tr("Stopped"));
}

void LogPane::onFound(const Result<std::optional<std::uint32_t>>& found, bool wrapped, Direction direction) {
  if (!found) {
    const ErrorWords words = errorWords(found.error());
    m_find->showResult(words.why.isEmpty() ? words.what : words.why);
    return;
  }
  m_view->setFound(*found);
  if (!*found) return m_find->showResult(tr("Not found"));
  const QString end =
      direction == Direction::Forward ? tr("went on from the beginning") : tr("went on from the end");
  m_find->showResult(wrapped ? end : QString());
  m_view->centreOn(**found);
  onCurrent(**found);
}

void LogPane::fetchCopy(std::uint32_t first, std::uint32_t count) {
  m_search->run(
      this, QStringLiteral("copy"),
      [engine = m_engine, project = m_project, source = m_source.id, filter = m_filter, first,
       count](std::stop_token stop) {
        QStringList lines;
        auto log = engine->openLog(project, source, filter);
        for (std::uint32_t done = 0; log && done < count && !stop.stop_requested();) {
          const auto some = (*log)->read(first + done, std::min(count - done, LogModel::kPageLines));
          if (!some || some->empty()) break;
          for (const pipeline::LogLine& line : *some) lines << QString::fromStdString(line.text);
          done += static_cast<std::uint32_t>(some->size());
        }
        return lines;
      },
      [](const QStringList& lines) { QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n'))); });
}

}  // namespace faultline::ui
