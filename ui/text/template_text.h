#pragma once

#include <string>
#include <vector>

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace faultline::ui {

/// A stretch of a log key's template: text that is always the same, or a parameter.
struct TemplatePart {
  QString text;  ///< Of a parameter what it is, if that is known, else `value`.
  bool parameter = false;
  friend bool operator==(const TemplatePart&, const TemplatePart&) = default;
};

/// What a model gives a TemplateDelegate to paint.
enum TemplateRole {
  TemplateTextRole = Qt::UserRole + 16,  ///< The template, plain.
  TemplateNameRole,                      ///< What a user calls the key, or nothing.
  TemplateKindsRole,                     ///< Of the parameters, a string list.
};

/// `Took <*> seconds` in parts, plain text; `kinds` are those of the parameters in order, and may be fewer.
[[nodiscard]] std::vector<TemplatePart> templateParts(const QString& text, const QStringList& kinds);

/// The longest stretch of constant text: where a message of the key is, in a line with a header.
[[nodiscard]] QString longestConstant(const QString& text);

/// What the engine calls a parameter, in the user's language.
[[nodiscard]] QString parameterKindText(const std::string& kind);

}  // namespace faultline::ui
