#pragma once

#include <optional>

#include <QtWidgets/QWidget>

#include "engine/pipeline/project.h"
#include "ui/models/log_model.h"

class QLabel;
class QStackedLayout;
class QToolButton;

namespace faultline::ui {

class EmptyState;
class FindBar;
class LogView;

/// A source's log with its name and find bar, or what to do when there is none to show.
class LogPane : public QWidget {
  Q_OBJECT

 public:
  LogPane(std::shared_ptr<Engine> engine, QueryRunner* pages, QueryRunner* search, QWidget* parent = nullptr);

  /// Shows the whole source, at `row` in the middle when there is one.
  void open(const std::filesystem::path& project, const pipeline::Source& source,
            std::optional<std::uint32_t> row);
  /// Reads the source again: it was relinked or has grown.
  void reopen();
  void close();
  /// Shows only what the filter lets through, the current line or the next one of these in the middle.
  void showOnly(const pipeline::LogFilter& filter);
  void setMark(std::optional<std::uint32_t> row, Severity severity, SessionId session);
  void setZone(const DisplayZone& zone);
  /// Whether times have a column of their own also where the lines show the same ones.
  void setTimesAlways(bool always);

  void openFind();
  void findNext();
  void findPrevious();
  void copy();

  [[nodiscard]] LogModel* model() const { return m_model; }
  [[nodiscard]] LogView* view() const { return m_view; }
  [[nodiscard]] FindBar* findBar() const { return m_find; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  /// Takes the filter away; there only while there is one.
  [[nodiscard]] QToolButton* allButton() const { return m_all; }
  [[nodiscard]] bool showsLog() const;

 Q_SIGNALS:
  /// The user went to this event.
  void eventChosen(const faultline::EventId& event, const faultline::SessionId& session,
                   const std::optional<faultline::UtcTime>& time);
  void relinkRequested(const faultline::SourceId& source);
  void keyRequested(const faultline::KeyId& key);

 private:
  struct Mark {
    std::optional<std::uint32_t> row;
    Severity severity{};
    SessionId session;
  };

  void onStateChanged();
  void openModel(std::optional<std::uint32_t> ordinal);
  [[nodiscard]] std::optional<std::uint32_t> currentOrdinal() const;
  void showMark();
  [[nodiscard]] std::uint32_t shownRow(std::uint32_t row) const;
  void onCurrent(std::uint32_t row);
  void find(pipeline::LogReader::Direction direction);
  void stopFinding();
  void onFound(const Result<std::optional<std::uint32_t>>& found, bool wrapped,
               pipeline::LogReader::Direction direction);
  void fetchCopy(std::uint32_t first, std::uint32_t count);
  void showTitle();
  void showTimes();
  void onLines(std::uint32_t first, std::uint32_t count);
  [[nodiscard]] bool sameDay() const;

  std::shared_ptr<Engine> m_engine;
  QueryRunner* m_pages;
  QueryRunner* m_search;
  LogModel* m_model;
  LogView* m_view;
  FindBar* m_find;
  EmptyState* m_empty;
  QLabel* m_title;
  QLabel* m_note;
  QToolButton* m_all;
  QStackedLayout* m_stack;
  std::filesystem::path m_project;
  pipeline::Source m_source;
  pipeline::LogFilter m_filter;
  std::optional<std::uint32_t> m_wanted;
  Mark m_mark;
  bool m_timesAlways = false;
  std::optional<bool> m_linesTellTime;  // none until some were read
};

}  // namespace faultline::ui
