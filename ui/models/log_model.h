#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QtCore/QAbstractTableModel>

#include "ui/jobs/engine.h"
#include "ui/jobs/query_runner.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The lines of one source, of any size: pages of them are read in the background when they are first asked
/// for, and the longest unused are forgotten. Rows above 2^31 exist only for `line`, which counts in 32 bits
/// without a sign; as a Qt model it ends there.
class LogModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { LineNumber, Time, Text, kColumns };
  enum class State { Empty, Opening, Ready, Failed };
  static constexpr std::uint32_t kPageLines = 256;
  static constexpr std::size_t kMostPages = 64;
  static constexpr std::size_t kMostBytes = 48U << 20;

  LogModel(std::shared_ptr<Engine> engine, QueryRunner* pages, QObject* parent = nullptr);

  /// Shows what the filter lets through; `ordinal` is the event whose row `openedAt` then is.
  void open(const std::filesystem::path& project, SourceId source, const pipeline::LogFilter& filter = {},
            std::uint32_t ordinal = 0);
  void close();
  void setZone(const DisplayZone& zone);
  [[nodiscard]] const DisplayZone& zone() const { return m_zone; }

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] SourceId source() const { return m_sourceId; }
  [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
  [[nodiscard]] std::uint32_t lineCount() const { return m_count; }
  [[nodiscard]] const pipeline::LogFilter& filter() const { return m_filter; }
  [[nodiscard]] std::uint32_t openedAt() const { return m_openedAt; }

  /// Null until its page is there; asks for it then, and `linesArrived` follows.
  [[nodiscard]] const pipeline::LogLine* line(std::uint32_t row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 Q_SIGNALS:
  void stateChanged();
  void linesArrived(std::uint32_t first, std::uint32_t count);

 private:
  using Page = std::vector<pipeline::LogLine>;
  struct CachedPage {
    Page lines;
    std::size_t bytes = 0;
    std::list<std::uint32_t>::iterator use;
  };

  void fetch(std::uint32_t page);
  void keep(std::uint32_t page, Page lines);
  void forgetPages();
  void fail(const Error& error);

  std::shared_ptr<Engine> m_engine;
  QueryRunner* m_pages;
  DisplayZone m_zone;
  State m_state = State::Empty;
  SourceId m_sourceId;
  std::optional<Error> m_error;
  std::shared_ptr<LogSource> m_source;  // used on the thread of m_pages alone
  pipeline::LogFilter m_filter;
  std::uint32_t m_count = 0;
  std::uint32_t m_openedAt = 0;
  mutable std::map<std::uint32_t, CachedPage> m_cache;
  mutable std::list<std::uint32_t> m_used;  // the latest first
  std::size_t m_bytes = 0;
  std::list<std::uint32_t> m_underWay;
};

}  // namespace faultline::ui
