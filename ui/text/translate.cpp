#include "ui/text/translate.h"

#include <QtCore/QCoreApplication>

#include "engine/base/text.h"
#include "ui/text/format.h"

namespace faultline::ui {

namespace {

QString engineText(const char* text) { return QCoreApplication::translate("Engine", text); }

/// Where the engine's advice names a command, the window has a button for it.
const char* windowAdvice(ErrorCode code, const char* engineAdvice) {
  switch (code) {
    case ErrorCode::ProjectMissing:
      return QT_TRANSLATE_NOOP("Engine", "open another project, or import logs to make a new one");
    case ErrorCode::KeysNeedRelearning:
      return QT_TRANSLATE_NOOP("Engine", "until it has learnt again, its findings are about the old keys");
    case ErrorCode::TooManyKeys:
      return QT_TRANSLATE_NOOP("Engine", "mask what varies in them: Edit > Log keys…");
    case ErrorCode::KeyUnknown:
      return QT_TRANSLATE_NOOP("Engine", "it may have been changed meanwhile; choose File > Reload");
    case ErrorCode::NothingToUndo:
    case ErrorCode::NothingToRedo:
      return "";
    case ErrorCode::ModelMissing:
      return QT_TRANSLATE_NOOP("Engine", "choose Analyze > Analyze again");
    case ErrorCode::NoWorkflow:
      return QT_TRANSLATE_NOOP(
          "Engine", "check what names a session, or mine a period in which things went their usual way");
    case ErrorCode::SourceUnknown:
    case ErrorCode::FindingUnknown:
      return QT_TRANSLATE_NOOP("Engine", "it may have been removed meanwhile; choose File > Reload");
    case ErrorCode::LearntFromEverything:
      return QT_TRANSLATE_NOOP("Engine",
                               "findings are most certain when most of the logs are of normal work");
    case ErrorCode::NothingToImport:
      return QT_TRANSLATE_NOOP("Engine", "choose at least one log file");
    default:
      return engineAdvice;
  }
}

QString sentence(const QString& text) {
  if (text.isEmpty()) return {};
  const bool ended = text.endsWith(QLatin1Char('.')) || text.endsWith(QLatin1Char('!'));
  return capitalised(text) + (ended ? QString() : QStringLiteral("."));
}

}  // namespace

QString capitalised(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

QString ErrorWords::whole() const {
  QStringList parts;
  for (const QString& part : {what, why, advice}) {
    if (!part.isEmpty()) parts << sentence(part);
  }
  return parts.join(QLatin1Char(' '));
}

ErrorWords errorWords(const Error& error) {
  const ErrorPattern pattern = errorPattern(error.code);
  const QStringList detail{plain(error.detail)};
  const auto filled = [&](const char* text) {
    // A reason that was to be told but is not known is better left out than called unknown.
    const QString translated = engineText(text);
    if (error.detail.empty() && translated.contains(QLatin1String("%1"))) return QString();
    return filledPattern(translated, detail);
  };
  ErrorWords words{filled(pattern.what), filled(pattern.why),
                   filled(windowAdvice(error.code, pattern.advice))};
  if (!error.where.empty()) words.what += QStringLiteral(": ") + plain(error.where);
  return words;
}

QString stageWords(Stage stage) { return engineText(faultline::stageText(stage)); }

QString findingTitle(const pipeline::Finding& finding, const std::string& pattern) {
  if (pattern.empty()) return plain(finding.title);
  QStringList arguments;
  for (const std::string& argument : finding.arguments) arguments << plain(argument);
  return filledPattern(engineText(pattern.c_str()), arguments);
}

/// `status`, how many.
static QString feedbackTitle(const std::vector<std::string>& arguments) {
  const int count = QString::fromStdString(arguments[1]).toInt();
  const auto marked = [&](const char* text) {
    return QCoreApplication::translate("Changes", text, nullptr, count);
  };
  if (arguments[0] == "false-positive") return marked("%n finding(s) marked as false positive");
  if (arguments[0] == "confirmed") return marked("%n finding(s) confirmed");
  return marked("%n finding(s) opened again");
}

QString changeTitle(const pipeline::Change& change, const std::string& pattern) {
  constexpr std::size_t kMost = 40;  // characters of an argument: a menu entry has to fit the screen
  if (pattern.empty()) return plain(change.title);
  if (change.action == "feedback" && change.arguments.size() == 2) return feedbackTitle(change.arguments);
  QStringList arguments;
  for (const std::string& argument : change.arguments) arguments << plain(elided(argument, kMost));
  return filledPattern(engineText(pattern.c_str()), arguments);
}

QString filledPattern(const QString& pattern, const QStringList& arguments) {
  QString text;
  text.reserve(pattern.size());
  for (qsizetype i = 0; i < pattern.size(); ++i) {
    const bool placeholder = pattern[i] == QLatin1Char('%') && i + 1 < pattern.size() &&
                             pattern[i + 1] >= QLatin1Char('1') && pattern[i + 1] <= QLatin1Char('9');
    if (!placeholder) {
      text += pattern[i];
      continue;
    }
    const int number = pattern[++i].digitValue();
    if (number <= arguments.size()) text += arguments[number - 1];
  }
  return text;
}

}  // namespace faultline::ui
