#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace faultline {

/// What went wrong. Each code has its words in one place, `errorText`. Cancelled is never a failure.
enum class ErrorCode {
  Cancelled,
  InvalidArgument,
  OutputUnwritable,
  DiskFull,
  FileMissing,
  FileUnreadable,
  FileIsBinary,
  FileEmpty,
  FileChanged,
  FolderUnreadable,
  NothingToImport,
  ArchiveDamaged,
  ArchiveTooLarge,
  LayoutInvalid,
  RegexInvalid,
  TimeInvalid,
  TimeZoneUnknown,
  ProjectMissing,
  ProjectExists,
  NotAProject,
  ProjectTooNew,
  ProjectDamaged,
  ProjectLocked,
  MigrationFailed,
  StoreFailed,
  SourceUnknown,
  FindingUnknown,
  KeyUnknown,
  NothingToUndo,
  NothingToRedo,
  LabelsInvalid,
  NoLabels,
  NothingDetected,
  NoDisplay,
  ModelModuleMissing,
  ModelFailed,
  ModelMissing,
  ModelInvalid,
  NothingToLearn,
  SessionFileInvalid,
  NotAvailableYet,
  NeedsLabels,
  TooMuchToLearn,
  OutOfMemory,
  ModelForeign,
  WorkflowInvalid,
  LayoutFailed,
  // Notices: nothing failed, but the user should know.
  SlowBlas,
  LearntFromEverything,
  TooFewSessions,
  LineTooLong,
  SourceAlreadyThere,
  KeysNeedRelearning,
  TooManyKeys,
  ParserContinues,
  SmallFileSetAside,
  ServiceNameCorrected,
  ClockJumpsBack,
  MixedEncodings,
  NormalPeriodDoubtful,
  NoWorkflow,
};

/// An error as it is passed and stored: a code and its arguments, never a sentence.
struct Error {
  ErrorCode code{};
  std::string where;   ///< A path, `path:line`, an option: what the user can go and look at. May be empty.
  std::string detail;  ///< The argument of the code's text, or what the library below said. May be empty.
};

/// Something worth telling about a job that went well; worded as an error is.
using Notice = Error;

/// The words of an error, English, each without a full stop. `%1` in the patterns has been replaced by the
/// detail.
struct ErrorText {
  std::string what;
  std::string why;
  std::string advice;
};

/// The catalogue's patterns for a code, `%1` standing for the detail. What a translation starts from.
struct ErrorPattern {
  const char* what;
  const char* why;
  const char* advice;
};

[[nodiscard]] ErrorPattern errorPattern(ErrorCode code);
[[nodiscard]] ErrorText errorText(const Error& error);

/// `WHAT (WHERE): WHY. WHAT TO DO.` on one line, control characters replaced; what the command line prints.
[[nodiscard]] std::string errorLine(const Error& error);

/// The value, or why there is none.
template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string where = {},
                                                   std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, std::move(where), std::move(detail)});
}

}  // namespace faultline

/// Leaves the function with the error of `expression`, a Status.
#define FAULTLINE_TRY(expression)                                           \
  do {                                                                      \
    if (auto tried_ = (expression); !tried_) {                              \
      return tl::unexpected<::faultline::Error>(std::move(tried_).error()); \
    }                                                                       \
  } while (false)

#define FAULTLINE_CONCAT_(a, b) a##b
#define FAULTLINE_CONCAT(a, b) FAULTLINE_CONCAT_(a, b)
#define FAULTLINE_TRY_ASSIGN_(holder, declaration, expression)            \
  auto holder = (expression);                                             \
  if (!holder) {                                                          \
    return tl::unexpected<::faultline::Error>(std::move(holder).error()); \
  }                                                                       \
  declaration = std::move(*holder)

/// `FAULTLINE_TRY_ASSIGN(auto x, f());` : x is f's value, or the function is left with f's error.
#define FAULTLINE_TRY_ASSIGN(declaration, expression) \
  FAULTLINE_TRY_ASSIGN_(FAULTLINE_CONCAT(result_, __LINE__), declaration, expression)
