#include "ui/text/template_text.h"

#include <QtCore/QCoreApplication>

#include "ui/text/format.h"

namespace faultline::ui {

namespace {

const QString kParameter = QStringLiteral("<*>");

QString tr(const char* text) { return QCoreApplication::translate("Template", text); }

}  // namespace

std::vector<TemplatePart> templateParts(const QString& text, const QStringList& kinds) {
  std::vector<TemplatePart> parts;
  qsizetype from = 0;
  for (qsizetype number = 0;; ++number) {
    const qsizetype at = text.indexOf(kParameter, from);
    const QString constant = text.mid(from, at < 0 ? -1 : at - from);
    if (!constant.isEmpty()) parts.push_back({constant, false});
    if (at < 0) break;
    parts.push_back({kinds.value(number, tr("value")), true});
    from = at + kParameter.size();
  }
  return parts;
}

QString longestConstant(const QString& text) {
  QString longest;
  for (const TemplatePart& part : templateParts(text, {})) {
    if (!part.parameter && part.text.size() > longest.size()) longest = part.text;
  }
  return longest.trimmed();
}

QString parameterKindText(const std::string& kind) {
  static const std::pair<const char*, const char*> kTexts[] = {
      {"number", QT_TRANSLATE_NOOP("Template", "number")},
      {"seconds", QT_TRANSLATE_NOOP("Template", "duration")},
      {"bytes", QT_TRANSLATE_NOOP("Template", "size")},
      {"percent", QT_TRANSLATE_NOOP("Template", "percent")},
      {"identifier", QT_TRANSLATE_NOOP("Template", "identifier")},
      {"address", QT_TRANSLATE_NOOP("Template", "address")},
      {"path", QT_TRANSLATE_NOOP("Template", "path")},
      {"text", QT_TRANSLATE_NOOP("Template", "text")}};
  for (const auto& [name, text] : kTexts) {
    if (kind == name) return tr(text);
  }
  return plain(kind);
}

}  // namespace faultline::ui
