#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/severity.h"
#include "engine/base/time.h"
#include "engine/pipeline/log_reader.h"
#include "engine/pipeline/sentence.h"

namespace faultline::pipeline {

/// A row of the findings table.
struct Finding {
  FindingId id;
  std::string kind;  ///< `key`, `value`, `rate`; `workflow`, `metric`, ... are further detectors'.
  std::string code;  ///< Which text: see `findingPattern`.
  std::vector<std::string> arguments;
  Severity severity{};
  double score = 0;  ///< Higher is stranger, comparable within a kind.
  double p = 1;      ///< Chance of something as strange in as much normal data.
  std::optional<UtcTime> time;
  std::optional<UtcTime> end;
  std::string host;
  std::string service;
  std::string session;  ///< Its label; empty when the events have no session identifier.
  SessionId sessionId;
  std::string source;  ///< Path.
  EventId event;       ///< Where to look: the strange event, or the session's last one.
  std::uint64_t line = 0;
  std::string title;  ///< `findingPattern` filled in, English, plain text.
  FindingStatus status{};
  std::string note;           ///< What was noted with its status.
  std::int64_t incident = 0;  ///< Findings of one session share one.
  FindingId leader;           ///< The incident's first finding, which this one follows from; none for itself.
};

struct Incident {
  std::int64_t id = 0;
  std::optional<UtcTime> start;
  std::optional<UtcTime> end;
  std::string headline;
  std::vector<std::string> hosts;  ///< Ranked, likeliest first, as are all lists here.
  std::vector<std::string> services;
  std::vector<FindingId> findings;
};

struct FindingList {
  RunId run;                      ///< 0: nothing has been detected yet.
  std::vector<Finding> findings;  ///< The most severe first, of those the strangest.
  std::vector<Incident> incidents;
};

struct FindingFilter {
  std::optional<std::string> kind;
  std::optional<FindingStatus> status;
  std::optional<UtcTime> since;
  std::optional<std::size_t> limit;
};

/// The findings of the latest finished run. An empty list when there is none.
Result<FindingList> loadFindings(const std::filesystem::path& project, const FindingFilter& filter = {});

/// Some findings, in the order asked for; those that have gone are left out.
Result<std::vector<Finding>> someFindings(const std::filesystem::path& project,
                                          const std::vector<FindingId>& findings);

/// The English text of a finding's code, `%1`, `%2`, ... standing for its arguments; what a translation
/// starts from.
[[nodiscard]] const char* findingPattern(const std::string& code);

struct HistoryEntry {
  KeyId key;         ///< 0: the start of the session.
  std::string text;  ///< The key's template, or "start of the session".
  EventId event;     ///< None for the start.
  std::string source;
  std::uint64_t line = 0;
};

struct ExpectedKey {
  KeyId key;  ///< 0: the end of the session.
  std::string text;
  double probability = 0;
};

struct ActualKey {
  KeyId key;  ///< 0: the end of the session.
  std::string text;
  double probability = 0;
  int rank = 0;  ///< From 1; 0 when the key was never seen in training and so has none.
};

/// A number in the line against what was expected of it.
struct ValueEvidence {
  std::string name;  ///< `elapsed_s`, or how the template names the parameter.
  std::string unit;  ///< `s`, `B`, `%`, `lines a minute`, or empty.
  double value = 0;
  double low = 0;
  double high = 0;
  double expected = 0;
  bool isOdd = false;  ///< The one that the finding is about.
};

/// Where in its task the event of a finding stands. Untrusted, plain text.
struct WorkflowEvidence {
  std::string task;
  std::string after;      ///< The step before it; empty at the start.
  std::string before;     ///< The step that should have come, or came after it; empty at the end.
  std::string deviation;  ///< `missing`, `unexpected`, ...; empty: it stands where it usually does.
  Sentence sentence;      ///< Ready to copy.
};

/// Why something is a finding: what `faultline explain` prints and the evidence pane shows. All read from the
/// project; no model is loaded.
struct Evidence {
  Finding finding;
  std::string sentence;  ///< Plain English, e.g. "After A, the model expected B (97 %), but C came."
  std::vector<HistoryEntry> history;  ///< Oldest first.
  std::vector<ExpectedKey>
      expected;  ///< Likeliest first, at most g. Empty for a finding about a session as a whole.
  std::optional<ActualKey> actual;
  std::vector<ValueEvidence>
      values;                        ///< Of the line's numbers, the oddest first; none where none are judged.
  std::optional<WorkflowEvidence> workflow;  ///< None without a workflow, and where none knows the event.
  std::vector<Finding> sameSession;          ///< The session's other findings.
  std::vector<LogLine>
      lines;  ///< Some lines around the event; empty when the file has gone, see `linesError`.
  std::optional<Error> linesError;
};

/// `context` lines before and after the finding's. Errors: FindingUnknown, StoreFailed.
Result<Evidence> loadEvidence(const std::filesystem::path& project, FindingId finding,
                              std::uint32_t context = 3);

}  // namespace faultline::pipeline
