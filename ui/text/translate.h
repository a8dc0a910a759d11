#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/changes.h"
#include "engine/pipeline/findings.h"

namespace faultline::ui {

/// The engine's texts in the user's language: the one place where they are translated.

/// An error as the window says it, each part a sentence's beginning in capitals, plain text.
struct ErrorWords {
  QString what;
  QString why;
  QString advice;

  /// What, why and advice as sentences.
  [[nodiscard]] QString whole() const;
};

[[nodiscard]] ErrorWords errorWords(const Error& error);
[[nodiscard]] QString stageWords(Stage stage);
/// The finding's title; `pattern` is the engine's for its code.
[[nodiscard]] QString findingTitle(const pipeline::Finding& finding, const std::string& pattern);
/// What a user did, long arguments elided; `pattern` is the engine's for its action.
[[nodiscard]] QString changeTitle(const pipeline::Change& change, const std::string& pattern);

[[nodiscard]] QString capitalised(QString text);

/// Puts the arguments for %1 to %9, once: an argument that holds "%2" itself stays as it is.
[[nodiscard]] QString filledPattern(const QString& pattern, const QStringList& arguments);

}  // namespace faultline::ui
