#include "engine/base/error.h"

#include "engine/base/text.h"

namespace faultline {

/// One catalogue for the engine, the command line and the window (which translates the patterns).
ErrorPattern errorPattern(ErrorCode code) {
  switch (code) {
    case ErrorCode::Cancelled:
      return {"cancelled", "finished steps are kept", "run it again to go on"};
    case ErrorCode::InvalidArgument:
      return {"this setting cannot be used", "%1", "correct it and try again"};
    case ErrorCode::OutputUnwritable:
      return {"the output cannot be written", "%1",
              "check that the folder exists and that you may write there"};
    case ErrorCode::DiskFull:
      return {"the disk is full", "%1", "free some space and run it again; what was finished is kept"};
    case ErrorCode::FileMissing:
      return {"the file is not there", "%1", "check the path; if the file has moved, relink its source"};
    case ErrorCode::FileUnreadable:
      return {"the file cannot be read", "%1", "check its permissions"};
    case ErrorCode::FileIsBinary:
      return {"this is not a text file", "%1", "leave it out, or convert it to text first"};
    case ErrorCode::FileEmpty:
      return {"the file is empty", "it holds no line", "leave it out, or import it once it has lines"};
    case ErrorCode::FileChanged:
      return {"the file is not the one that was imported", "%1",
              "relink the source to the right file, or import this one as new"};
    case ErrorCode::FolderUnreadable:
      return {"the folder cannot be read", "%1", "check its permissions"};
    case ErrorCode::NothingToImport:
      return {"there is nothing to import", "%1", "name at least one log file"};
    case ErrorCode::ArchiveDamaged:
      return {"the compressed file is damaged", "%1",
              "what came before the damage is kept; fetch the file again and import it again"};
    case ErrorCode::ArchiveTooLarge:
      return {"the compressed file unpacks to too much", "%1",
              "what came before is kept; unpack it yourself and import the parts that are logs"};
    case ErrorCode::LayoutInvalid:
      return {"this layout cannot be used", "%1",
              "write it like <Date> <Time> <Level> <Component>: <Content>"};
    case ErrorCode::RegexInvalid:
      return {"this regular expression cannot be used", "%1", "correct it and try again"};
    case ErrorCode::TimeInvalid:
      return {"this time cannot be read", "%1",
              "write it like 2026-05-31T12:00:00Z, now-2h or seconds since 1970"};
    case ErrorCode::TimeZoneUnknown:
      return {"this time zone is not known", "%1", "name one like UTC or Europe/Berlin"};
    case ErrorCode::ProjectMissing:
      return {"there is no such project", "%1", "create it with: faultline import PROJECT PATH..."};
    case ErrorCode::ProjectExists:
      return {"a file of this name is already there", "%1", "choose another name"};
    case ErrorCode::NotAProject:
      return {"this is not a Faultline project", "%1",
              "open a file that Faultline made; it ends in .faultline"};
    case ErrorCode::ProjectTooNew:
      return {"the project was written by a newer Faultline", "%1",
              "open it with that version or a later one"};
    case ErrorCode::ProjectDamaged:
      return {"the project file is damaged", "%1", "restore it from a copy, or import the logs again"};
    case ErrorCode::ProjectLocked:
      return {"the project is being written by somebody else", "%1",
              "wait until that is done, or close it there; reading is possible meanwhile"};
    case ErrorCode::MigrationFailed:
      return {"the project could not be brought to this version", "%1",
              "it is unchanged; keep a copy and report this"};
    case ErrorCode::StoreFailed:
      return {"the project file could not be read or written", "%1",
              "check the disk and the permissions, then try again"};
    case ErrorCode::SourceUnknown:
      return {"there is no such source", "%1", "list them with: faultline sources PROJECT"};
    case ErrorCode::FindingUnknown:
      return {"there is no such finding", "%1", "list them with: faultline findings PROJECT"};
    case ErrorCode::KeyUnknown:
      return {"there is no such log key", "%1", "list them with: faultline keys PROJECT"};
    case ErrorCode::NothingToUndo:
      return {"there is nothing to undo", "%1", "list the changes with: faultline undo PROJECT --list"};
    case ErrorCode::NothingToRedo:
      return {"there is nothing to do again", "%1", "list the changes with: faultline undo PROJECT --list"};
    case ErrorCode::LabelsInvalid:
      return {"these labels cannot be read", "%1",
              "write a CSV with a header, a session and its label (Normal, Anomaly, 0, 1) a row"};
    case ErrorCode::NoLabels:
      return {"the project has no labels to score against", "%1",
              "import them with: faultline import PROJECT PATH --labels CSV"};
    case ErrorCode::NothingDetected:
      return {"nothing has been detected yet", "%1", "run: faultline detect PROJECT"};
    case ErrorCode::NoDisplay:
      return {"the window cannot be opened", "%1",
              "use a command, see faultline --help, or start it in a desktop session"};
    case ErrorCode::ModelModuleMissing:
      return {"the model module could not be loaded", "%1",
              "install the complete program; its module lies beside it or in lib/faultline"};
    case ErrorCode::ModelFailed:
      return {"the model failed", "%1", "try again; if it happens again, report it with the settings used"};
    case ErrorCode::ModelMissing:
      return {"the project has no model yet", "%1", "run: faultline learn PROJECT"};
    case ErrorCode::ModelInvalid:
      return {"the stored model cannot be read", "%1", "learn again"};
    case ErrorCode::NothingToLearn:
      return {"there is nothing to learn from", "%1", "import logs first, or choose a longer normal period"};
    case ErrorCode::SessionFileInvalid:
      return {"this is not a session file", "%1",
              "write one session a line, integer keys separated by blanks"};
    case ErrorCode::NotAvailableYet:
      return {"this is not there yet", "%1", "see faultline --help for what is"};
    case ErrorCode::NeedsLabels:
      return {"this detector needs examples of what is abnormal", "%1",
              "give it labelled abnormal sessions, or leave it out"};
    case ErrorCode::TooMuchToLearn:
      return {"this is too much for the detector", "%1", "choose fewer sessions, or leave it out"};
    case ErrorCode::SlowBlas:
      return {"learning will be slow", "the reference BLAS is loaded (%1), ten times slower than OpenBLAS",
              "install libopenblas0-pthread"};
    case ErrorCode::LearntFromEverything:
      return {"learnt from all events", "no normal period is set; %1",
              "set one with --normal or --normal-sources if you know when all was well"};
    case ErrorCode::TooFewSessions:
      return {"there is little to learn from", "%1",
              "import more logs; findings are less certain until then"};
    case ErrorCode::LineTooLong:
      return {"some lines are too long to be read whole", "%1",
              "nothing has to be done: their beginning was used and the file is untouched"};
    case ErrorCode::SourceAlreadyThere:
      return {"nothing new in this file", "%1", "nothing has to be done: it is in the project"};
    case ErrorCode::KeysNeedRelearning:
      return {"the model knows other keys than the project", "%1", "learn again: faultline learn PROJECT"};
    case ErrorCode::TooManyKeys:
      return {"there are too many different messages", "%1",
              "mask what varies with: faultline keys PROJECT --mask REGEX"};
    case ErrorCode::ParserContinues:
      return {"the project's log keys are those of an earlier parser", "%1",
              "nothing has to be done; to have all lines read alike, import the logs into a new project"};
    case ErrorCode::SmallFileSetAside:
      return {"a file was set aside", "%1", "name the file itself if it is to be imported"};
    case ErrorCode::ServiceNameCorrected:
      return {"a service's name was corrected", "%1", "name the service with --service if it was right"};
    case ErrorCode::ClockJumpsBack:
      return {"the log's clock jumps back", "%1",
              "nothing has to be done: events keep the order of the file; check the time zone if it "
              "surprises you"};
    case ErrorCode::OutOfMemory:
      return {"there is not enough memory", "",
              "close other programs, or work on a shorter period or on fewer files"};
    case ErrorCode::ModelForeign:
      return {"the model was learnt from other logs", "%1",
              "learn from these logs, or make the model active that was"};
    case ErrorCode::NormalPeriodDoubtful:
      return {"not all that was called normal looks so", "%1",
              "look at them; choose another period if they are faults"};
    case ErrorCode::WorkflowInvalid:
      return {"the workflow cannot be read", "%1", "mine it again"};
    case ErrorCode::LayoutFailed:
      return {"the workflow cannot be drawn", "%1", "show fewer of its edges, or export it as JSON"};
    case ErrorCode::NoWorkflow:
      return {"no workflow was found", "%1",
              "mine one with: faultline workflow PROJECT; check what names a session, and that what is mined "
              "went its usual way"};
    case ErrorCode::MixedEncodings:
      return {"the file mixes encodings", "%1",
              "nothing has to be done: bytes that are not UTF-8 are read as Windows-1252"};
  }
  return {"something went wrong", "%1", "try again"};
}

namespace {

std::string filled(std::string_view pattern, const std::string& detail) {
  std::string text(pattern);
  if (const auto at = text.find("%1"); at != std::string::npos) {
    text.replace(at, 2, detail.empty() ? std::string("no more is known") : detail);
  }
  return text;
}

}  // namespace

ErrorText errorText(const Error& error) {
  const ErrorPattern pattern = errorPattern(error.code);
  return {filled(pattern.what, error.detail), filled(pattern.why, error.detail),
          filled(pattern.advice, error.detail)};
}

std::string errorLine(const Error& error) {
  const ErrorText text = errorText(error);
  const std::string where = error.where.empty() ? std::string() : " (" + error.where + ")";
  return printable(text.what + where + ": " + text.why + ". " + text.advice + ".");
}

}  // namespace faultline
