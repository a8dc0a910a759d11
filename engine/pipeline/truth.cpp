#include "engine/pipeline/truth.h"

#include <tsl/robin_map.h>

#include "engine/base/text.h"
#include "engine/pipeline/label_file.h"
#include "engine/store/session_repository.h"
#include "engine/store/truth_repository.h"

namespace faultline::pipeline {

namespace {

/// What the rows of a CSV have said so far.
class LabelledSessions {
 public:
  explicit LabelledSessions(const std::filesystem::path& csv) : m_csv(csv) {}

  /// Whether the row says something new. Error LabelsInvalid: it says another thing than a row before it.
  Result<bool> add(const LabelRow& row) {
    ++m_report.rows;
    m_report.abnormal += row.abnormal ? 1 : 0;
    const auto [entry, isNew] = m_sessions.try_emplace(toUtf8(row.session), Said{row.line, row.abnormal});
    const Said& said = entry->second;
    if (isNew || said.abnormal == row.abnormal) return isNew;
    return failure(ErrorCode::LabelsInvalid, m_csv.string() + ":" + std::to_string(row.line),
                   "“" + elided(printable(row.session), 80) + "” is called " +
                       (said.abnormal ? "abnormal" : "normal") + " in line " + std::to_string(said.line) +
                       " and the contrary here");
  }

  [[nodiscard]] bool contains(const std::string& session) const { return m_sessions.contains(session); }
  [[nodiscard]] std::size_t size() const { return m_sessions.size(); }
  [[nodiscard]] const TruthReport& report() const { return m_report; }

 private:
  struct Said {
    std::uint64_t line = 0;
    bool abnormal = false;
  };

  const std::filesystem::path& m_csv;
  tsl::robin_map<std::string, Said> m_sessions;
  TruthReport m_report;
};

/// Labels that no session of the project has. One identifier may be a session of several schemes.
Result<std::uint64_t> countUnknown(store::Database& database, const LabelledSessions& labels) {
  tsl::robin_map<std::string, bool> known;
  FAULTLINE_TRY(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    if (labels.contains(row.label)) known.try_emplace(row.label, true);
  }));
  return labels.size() - known.size();
}

}  // namespace

Result<TruthReport> importLabels(const std::filesystem::path& project, const std::filesystem::path& csv,
                                 const std::optional<std::string>& column, std::stop_token stop,
                                 const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "import of labels"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(store::TruthWriter writer, store::TruthWriter::open(database));
  LabelledSessions labels(csv);
  const auto store = [&](const LabelRow& row) -> Status {
    FAULTLINE_TRY_ASSIGN(const bool isNew, labels.add(row));
    return isNew ? writer.putSession(toUtf8(row.session), row.abnormal, toUtf8(row.label)) : Status();
  };
  FAULTLINE_TRY(readLabelFile(csv, column, store, stop, progress));
  FAULTLINE_TRY(transaction.commit());
  TruthReport report = labels.report();
  FAULTLINE_TRY_ASSIGN(report.unknown, countUnknown(database, labels));
  return report;
}

Result<TruthReport> checkLabels(const std::filesystem::path& csv, const std::optional<std::string>& column,
                                std::stop_token stop) {
  LabelledSessions labels(csv);
  const auto add = [&](const LabelRow& row) -> Status {
    FAULTLINE_TRY(labels.add(row));
    return {};
  };
  FAULTLINE_TRY(readLabelFile(csv, column, add, stop, {}));
  return labels.report();
}

}  // namespace faultline::pipeline
